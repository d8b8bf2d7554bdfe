"""Checks pages of reports in headless Chromium, prints a line for each check, and exits with 1 at a fault.

check.py [--shots DIR] PAGE.html [PAGE.html ...]
"""

import argparse
import os
import pathlib
import sys
import time
from collections.abc import Callable
from functools import partial

from playwright.sync_api import Error

from actions import check_folding, check_keyboard, check_tooltips
from colour import SCHEMES, check_axe, check_colours
from found import Found, counted
from layout import WIDTHS, check_no_scripts, check_variants, check_width
from pages import Site, chromium
from paper import check_paper
from sorting import check_sorting
from source import check_file

# Faults of one check that are printed; the rest are counted.
MOST_LINES = 20

CHECKS: dict[str, Callable[[Site], Found]] = {
    "file": check_file,
    **{f"width {width}": partial(check_width, width=width) for width in WIDTHS},
    "narrow and wide charts": check_variants,
    "sorting": check_sorting,
    "folding": check_folding,
    "tooltips": check_tooltips,
    "keyboard": check_keyboard,
    **{f"{scheme} colours": partial(check_colours, scheme=scheme) for scheme in SCHEMES},
    "axe": check_axe,
    "no scripts": check_no_scripts,
    "paper": check_paper,
}


def check_quiet(site: Site) -> Found:
    """In no check did the page write to the console, fail, or ask for anything but itself."""
    faults = [f"{what} (in {', '.join(checks)})" for what, checks in site.notes.items()]
    return Found(faults, "all of these checks")


def run_check(check: Callable[[Site], Found], site: Site) -> Found:
    """What a check finds; a check that cannot go on is a fault too."""
    try:
        return check(site)
    except Error as error:
        return Found([f"the check cannot go on: {error.message.splitlines()[0]}"], "")


def tell(title: str, found: Found) -> None:
    """Prints what a check found."""
    if found.faults:
        print(f"FAIL  {title}: {counted(len(found.faults), 'fault')}")
        for fault in found.faults[:MOST_LINES]:
            print(f"        {fault}")
        if len(found.faults) > MOST_LINES:
            print(f"        and {len(found.faults) - MOST_LINES} more")
    elif found.seen:
        print(f"ok    {title}: {found.seen}")
    else:
        print(f"skip  {title}: the page has none")
    sys.stdout.flush()


def check_page(site: Site) -> int:
    """Runs all checks of a page; gives the number of those that failed."""
    failed = 0
    for title, check in {**CHECKS, "quiet": check_quiet}.items():
        found = run_check(check, site)
        tell(title, found)
        failed += bool(found.faults)
    return failed


def take_shots(site: Site, folder: pathlib.Path) -> None:
    """Pictures of the whole page for a person to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{site.file.resolve().parent.name}-{site.file.stem}"
    for scheme in SCHEMES:
        with site.open("shots", scheme=scheme) as page:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=folder / f"{stem}-{width}-{scheme}.png", full_page=True, timeout=20_000)
    print(f"pictures are in {folder}")


def main() -> None:
    """Checks the pages of the command line."""
    parser = argparse.ArgumentParser(description="Checks pages of reports in headless Chromium.")
    shots = os.environ.get("REHEARSAL_SHOTS")
    parser.add_argument("--shots", type=pathlib.Path, default=shots and pathlib.Path(shots), metavar="DIR")
    parser.add_argument("pages", type=pathlib.Path, nargs="+", metavar="PAGE")
    arguments = parser.parse_args()
    failed, checks = 0, 0
    with chromium() as browser:
        for file in arguments.pages:
            begun = time.monotonic()
            print(file)
            site = Site(browser, file)
            failed += check_page(site)
            checks += len(CHECKS) + 1
            if arguments.shots:
                take_shots(site, arguments.shots)
            print(f"{time.monotonic() - begun:.1f} s")
    print(f"{checks - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
