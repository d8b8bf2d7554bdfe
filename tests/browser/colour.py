"""Colours that can be told apart, in the light and the dark scheme; and what axe-core finds."""

from axe_playwright_python.sync_playwright import Axe

from found import Found, counted
from layout import NARROW, WIDE
from pages import Site, ask

SCHEMES = ["light", "dark"]
# Of WCAG 2, level AA.
LEAST_CONTRAST = 4.5
# Share of a chart that may be near white on a dark page.
MOST_LIGHT = 0.15
# Rows of each body of a table that axe-core is shown.
AXE_ROWS = 2
GRAVE = {"serious", "critical"}


def check_colours(site: Site, scheme: str) -> Found:
    """The texts of charts stand out; a dark page is dark, its charts too."""
    with site.open(f"{scheme} colours", scheme=scheme) as page:
        ask(page, "openAll")
        faults = ask(page, "lightFaults", MOST_LIGHT) if scheme == "dark" else []
        # Narrow charts are others than wide ones.
        for width in [WIDE, NARROW]:
            page.set_viewport_size({"width": width, "height": 900})
            faults += ask(page, "chartContrastFaults", LEAST_CONTRAST)
        texts = ask(page, "count", "svg text")
    return Found(list(dict.fromkeys(faults)), counted(texts, "text"))


def check_axe(site: Site, widths=(NARROW, WIDE), schemes=tuple(SCHEMES)) -> Found:
    """axe-core finds nothing serious or critical. What is folded is opened for it.

    It does not know the colours of an SVG's texts, and is slow where a page is long.
    """
    where: dict[str, list[str]] = {}
    with site.open_for_axe() as page:
        ask(page, "openAll")
        ask(page, "shortenForAxe", AXE_ROWS)
        for width in widths:
            for scheme in schemes:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                for fault in axe_faults(page):
                    where.setdefault(fault, []).append(f"{width} {scheme}")
    settings = len(widths) * len(schemes)
    faults = [fault if len(at) == settings else f"{fault} ({', '.join(at)})" for fault, at in where.items()]
    return Found(faults, counted(settings, "setting"))


def axe_faults(page) -> list[str]:
    """What axe-core holds against the page as it is now."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}) at {node['target'][-1]}: {axe_words(node)}"
        for one in violations
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def axe_words(node: dict) -> str:
    """The first reason that axe-core gives."""
    reasons = [line.strip() for line in node["failureSummary"].splitlines()[1:]]
    return reasons[0] if reasons else node["html"][:120]
