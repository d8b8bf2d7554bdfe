"""Puts faults into copies of a page; the check of each must find it.

selftest.py PAGE.html
"""

import base64
import hashlib
import pathlib
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial, reduce
from typing import NamedTuple

from playwright.sync_api import Browser

import pages
from actions import check_tooltips
from check import CHECKS, check_quiet, run_check
from colour import check_axe
from found import Found
from pages import Site, chromium

# A page with one or two things of each kind is looked at quickly.
SHORTEN = """() => {
  const beyond = (selector, most) => [...document.querySelectorAll(selector)].slice(most).forEach((el) => el.remove());
  beyond("figure:not(.narrow, .wide)", 2);
  beyond("figure details", 1);
  beyond("details:not(figure *)", 1);
  beyond("table.sortable", 1);
  beyond("table:not(.sortable, details *)", 1);
  beyond(".scroll:not(:has(table, svg))", 0);
  for (const table of document.querySelectorAll("table")) {
    [...table.rows].slice(6).forEach((row) => row.remove());
    for (const row of table.rows) [...row.cells].slice(4).forEach((cell) => cell.remove());
  }
  return "<!doctype html>\\n" + document.documentElement.outerHTML;
}"""

TOOLTIP_SCRIPT = """
const sign = document.querySelector("[role=tooltip]");
const show = (el) => {
  const box = el.getBoundingClientRect();
  sign.textContent = el.dataset.tip;
  sign.hidden = false;
  const left = Math.min(box.left, innerWidth - sign.offsetWidth);
  sign.style.cssText = `left: ${left}px; top: ${box.bottom + 4}px`;
};
const hide = () => { sign.hidden = true; };
for (const el of document.querySelectorAll("[data-tip]")) {
  el.addEventListener("pointerenter", () => show(el));
  el.addEventListener("focus", () => show(el));
  el.addEventListener("pointerleave", hide);
  el.addEventListener("blur", hide);
}
addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
"""
TOOLTIP_PAGE = f"""<!doctype html>
<html lang="en"><title>tips</title>
<style>[role=tooltip] {{ position: fixed; background: #fff; }} button {{ float: right; }}</style>
<svg width="200" height="60"><rect data-tip="a bar" x="10" y="10" width="50" height="20"/>
<path data-tip="a line" d="M 80 10 L 190 50" fill="none" stroke="#000" stroke-width="4"/></svg>
<button data-tip="at the edge of the window">i</button>
<div role="tooltip" hidden></div>
<script>{TOOLTIP_SCRIPT}</script>
</html>"""

Edit = Callable[[str], str]


class Fault(NamedTuple):
    """A fault: the check that must find it, words of the line that it must print, and how it is made.

    One that hides others of its check is put into a copy alone.
    """

    check: str
    words: str
    edit: Edit
    alone: bool = False


def replace(pattern: str, new: str) -> Edit:
    """Replaces the first match; a page without one is a mistake of this test."""

    def edit(page: str) -> str:
        changed, count = re.subn(pattern, lambda found: found.expand(new), page, count=1, flags=re.DOTALL)
        assert count, f"the page has no {pattern}"
        return changed

    return edit


def body(html: str) -> Edit:
    """Puts something at the end of the main part."""
    return replace("</main>", f"{html}</main>")


def css(rule: str) -> Edit:
    """Adds a rule of style."""
    return replace("</style>", f"{rule}</style>")


def script(code: str) -> Edit:
    """Lengthens the page's script, and lets the policy allow it."""

    def edit(page: str) -> str:
        start, own, end = re.search("(.*<script>)(.*?)(</script>.*)", page, re.DOTALL).groups()
        digest = base64.b64encode(hashlib.sha256((own + code).encode()).digest()).decode()
        return re.sub("'sha256-[^']*'", f"'sha256-{digest}'", start) + own + code + end

    return edit


def on_sort(code: str) -> Edit:
    """Lets something more happen to the body and the heads of a table that was sorted."""
    return script(
        "addEventListener('click', (event) => { const head = event.target.closest('th'); if (!head) return;"
        f"const heads = head.parentElement.cells, body = head.closest('table').tBodies[0]; {code} }});"
    )


def chart(content: str, attributes: str = 'width="300" height="100"') -> Edit:
    """Puts a chart at the end of the main part."""
    return body(f'<svg id="faulty" role="img" aria-label="faulty" {attributes}>{content}</svg>')


# Checks whose faults hide one another.
APART = {"narrow and wide charts", "sorting", "folding", "keyboard", "tooltips"}

FAULTS = [
    Fault("file", "loads from elsewhere", body('<img alt="" src="https://example.invalid/a.png">')),
    Fault("file", "style: url(", css("p { cursor: url(https://example.invalid/a.cur), auto; }")),
    Fault("file", "no Content-Security-Policy", replace('http-equiv="Content-Security-Policy"', ""), alone=True),
    Fault("file", "by more than their hash", replace("script-src ", "script-src 'unsafe-inline' ")),
    Fault("file", "bytes", body(f"<!--{'x' * 2**21}-->")),
    Fault("quiet", "console log: hello", script("console.log('hello');")),
    Fault("quiet", "page error: ", script("missing();")),
    Fault("quiet", "example.invalid", body('<img alt="" src="https://example.invalid/a.png">')),
    Fault(
        "quiet",
        "request file:///nowhere.png",
        lambda page: replace("img-src data:", "img-src file:")(body('<img alt="" src="file:///nowhere.png">')(page)),
    ),
    Fault("width 360", "sideways: it is 5", body('<div style="width: 500px">wide</div>')),
    Fault("width 800", "div#wide", body('<div id="wide" style="width: 900px">wide</div>')),
    Fault("width 360", "in no box that scrolls", chart("", 'width="400" height="20"')),
    Fault("width 360", 'lower than 9 px; "tiny" has 5', chart('<text y="50" font-size="5">tiny</text>')),
    Fault("width 1400", '"straight" and', chart('<text y="50">straight</text><text y="53" x="4">other</text>')),
    Fault(
        "width 1400",
        '"turned" and',
        chart('<g transform="rotate(30)"><text x="50" y="9">turned</text><text x="60" y="9">other</text></g>'),
    ),
    Fault("width 1400", "cut by the chart's edge", chart('<text y="50" x="270">a long label</text>')),
    Fault("narrow and wide charts", "both shown", css(".narrow { display: block !important; }")),
    Fault("narrow and wide charts", "both absent", css(".narrow, .wide { display: none !important; }")),
    Fault("sorting", "not in order", on_sort("body.prepend(body.lastElementChild);")),
    Fault("sorting", "changes the rows", on_sort("body.lastElementChild.remove();")),
    Fault("sorting", "columns with aria-sort", on_sort("for (const one of heads) one.ariaSort = 'ascending';")),
    Fault("sorting", "the second click leaves it", on_sort("head.ariaSort = 'ascending';")),
    Fault(
        "sorting",
        "has no button",
        script("for (const one of document.querySelectorAll('th button')) one.replaceWith(one.textContent);"),
    ),
    Fault("folding", "has no summary", body("<details><p>inside</p></details>")),
    Fault("folding", "hides its content", css("details > :not(summary) { display: none !important; }")),
    Fault(
        "folding",
        "closed, but shows its content",
        css("details::details-content { content-visibility: visible; block-size: auto; }"),
    ),
    Fault(
        "folding",
        "a click does not",
        script("addEventListener('click', (event) => event.target.closest('summary') && event.preventDefault());"),
    ),
    Fault("keyboard", "does not show that it has the focus", css("*:focus { outline: none !important; }")),
    Fault("keyboard", "Tab does not reach summary", replace("<summary>", '<summary tabindex="-1">')),
    Fault(
        "keyboard",
        "Tab stays at",
        script("addEventListener('keydown', (event) => event.target.closest('a') && event.preventDefault());"),
    ),
    Fault("light colours", "contrast below", chart('<text y="50" fill="#999">pale</text>')),
    Fault("dark colours", '"dim"', chart('<text y="50" fill="#333">dim</text>')),
    Fault(
        "dark colours",
        '"on a bar"',
        chart('<rect width="300" height="20" y="36" fill="#fc0"/><text y="50" fill="#fff">on a bar</text>'),
    ),
    Fault("dark colours", "near-white shapes", chart('<rect width="300" height="90" fill="#fff"/>')),
    Fault("dark colours", "which is not dark", css("body { background: #fff !important; }"), alone=True),
    Fault("axe", "color-contrast (serious)", body('<p style="color: #999; background: #fff">pale</p>')),
    Fault("axe", "image-alt (critical)", body('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')),
    Fault("no scripts", "with scripts", script("document.querySelector('svg').remove();")),
    Fault(
        "no scripts",
        "is not shown",
        lambda page: css("table { display: none; }")(script("document.body.className = 'ready';")(page)),
    ),
    Fault("no scripts", "does nothing", body("<button>press</button>")),
    Fault("paper", "may be cut", css("@media print { svg, figure, div, section { break-inside: auto !important; } }")),
    Fault("paper", "px high; paper has", css("@media print { svg { height: 1200px !important; } }")),
    Fault("paper", "reaches from", css("@media print { svg { min-width: 900px !important; } }")),
    Fault("paper", "are not printed", css("@media print { details { display: none; } }")),
    Fault("paper", "is not printed", css("@media print { h2 { display: none; } }")),
    # In a page with tooltips of its own.
    Fault("tooltips", "brings no tooltip", replace("sign.hidden = false;", "")),
    Fault("tooltips", "says", replace("sign.textContent = el.dataset.tip;", "sign.textContent = 'other';")),
    Fault("tooltips", "leaves the window", replace("innerWidth - sign.offsetWidth", "innerWidth - 20")),
    Fault("tooltips", "Escape does not hide", replace('"Escape"', '"F9"')),
    Fault("tooltips", "stays when the pointer leaves", replace("pointerleave", "pointercancel")),
    Fault("tooltips", "focus brings no tooltip", replace('"focus"', '"click"')),
    Fault("tooltips", "something covers it", replace("</style>", "svg { pointer-events: none; }</style>")),
]


def look_then_check_quiet(site: Site) -> Found:
    """What the page says when it is opened."""
    with site.open("quiet"):
        return check_quiet(site)


# The checks, those with several settings in one of them.
TRIED: dict[str, Callable[[Site], Found]] = {
    **CHECKS,
    "axe": partial(check_axe, widths=[360], schemes=["light"]),
    "tooltips": partial(check_tooltips, widths=[360]),
    "quiet": look_then_check_quiet,
}


class Trial:
    """A page, and what a check holds against it as it is."""

    def __init__(self, browser: Browser, file: pathlib.Path, check: str, page: str):
        self.browser, self.file, self.check, self.page = browser, file, check, page
        self.known = self.faults_of(page)

    def faults_of(self, page: str) -> list[str]:
        """What the check holds against a page."""
        self.file.write_text(page)
        return run_check(TRIED[self.check], Site(self.browser, self.file)).faults

    def misses(self, faults: list[Fault]) -> list[str]:
        """Lines of those faults of a copy that are not found, or were there without being put in."""
        page = reduce(lambda page, fault: fault.edit(page), faults, self.page)
        found = [one for one in self.faults_of(page) if one not in self.known]
        missed = [fault for fault in faults if not any(fault.words in one for one in found)]
        return [f"{self.check} did not find: {fault.words}; it found {found[:5] or 'nothing'}" for fault in missed]


def shortened(browser: Browser, file: pathlib.Path) -> str:
    """The page with a few of its charts and rows."""
    with Site(browser, file).open("shorten", scripts=False) as page:
        return page.evaluate(SHORTEN)


def copies(check: str) -> list[list[Fault]]:
    """The faults of a check, by the copies of the page that have them."""
    faults = [fault for fault in FAULTS if fault.check == check]
    alone = [fault for fault in faults if fault.alone or check in APART]
    together = [fault for fault in faults if fault not in alone]
    return [one for one in [together, *([fault] for fault in alone)] if one]


def try_checks(file: pathlib.Path, checks: list[str]) -> list[str]:
    """Lines of what some checks miss, with a browser of their own."""
    lines = []
    pages.patience = 0.7
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        report = shortened(browser, file)
        for check in checks:
            # A sound page with tooltips: in that of a report may be none.
            page = TOOLTIP_PAGE if check == "tooltips" else report
            trial = Trial(browser, pathlib.Path(folder) / "page.html", check, page)
            lines += [line for faults in copies(check) for line in trial.misses(faults)]
            if check == "tooltips":
                lines += [f"tooltips holds against a sound page: {fault}" for fault in trial.known]
    return lines


def main() -> None:
    """Tries each fault, in two browsers at a time."""
    if len(sys.argv) != 2:
        sys.exit("usage: tests/browser/run --self-test PAGE.html")
    begun = time.monotonic()
    file = pathlib.Path(sys.argv[1])
    checks = list(TRIED)
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(try_checks, [file, file], [checks[::2], checks[1::2]])
        misses = [line for lines in found for line in lines]
    for miss in misses:
        print(f"FAIL  {miss}")
    print(f"{time.monotonic() - begun:.1f} s")
    print(f"{len(FAULTS) - len(misses)} passed, {len(misses)} failed")
    sys.exit(bool(misses))


if __name__ == "__main__":
    main()
