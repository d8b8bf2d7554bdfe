"""How the page lies in windows of several widths."""

from found import Found, counted, missing
from pages import Site, ask

NARROW, MIDDLE, WIDE = 360, 800, 1400
WIDTHS = [NARROW, MIDDLE, WIDE]
# CSS pixels; below this a text cannot be read on a phone.
LOWEST_TEXT = 9
# Share of the smaller of two texts that may lie under the other.
MOST_OVERLAP = 0.1


def check_width(site: Site, width: int) -> Found:
    """Nothing leaves the window; texts of charts are high enough, whole, and clear of one another."""
    with site.open(f"width {width}", width) as page:
        faults = ask(page, "sidewaysFaults")
        # What is folded is looked at too.
        ask(page, "openAll")
        faults += ask(page, "sidewaysFaults") + ask(page, "outsideFaults") + ask(page, "chartFaults")
        faults += ask(page, "smallTextFaults", LOWEST_TEXT) + ask(page, "cutTextFaults")
        faults += ask(page, "overlapFaults", MOST_OVERLAP)
        charts = ask(page, "count", "svg")
    return Found(list(dict.fromkeys(faults)) + missing(charts, "svg"), counted(charts, "chart"))


def check_variants(site: Site) -> Found:
    """A chart drawn for narrow and for wide windows is shown once, and as the window asks."""
    with site.open("narrow and wide charts") as page:
        ask(page, "openAll")
        faults = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{width} px: {fault}" for fault in variant_faults(page, width)]
        pairs = len(ask(page, "variants", "narrow"))
    return Found(faults, counted(pairs, "pair") if pairs else "")


def variant_faults(page, width: int | None) -> list[str]:
    """Charts of a pair that are both shown or both absent; or the wrong one, where the width decides."""
    narrow, wide = ask(page, "variants", "narrow"), ask(page, "variants", "wide")
    if len(narrow) != len(wide):
        return [f"{len(narrow)} narrow and {len(wide)} wide charts are no pairs"]
    faults = []
    for small, large in zip(narrow, wide, strict=True):
        if small["shown"] == large["shown"]:
            state = "both shown" if small["shown"] else "both absent"
            faults.append(f"{small['name']} and {large['name']} are {state}")
        elif (width == NARROW and large["shown"]) or (width == WIDE and small["shown"]):
            faults.append(f"{(large if large['shown'] else small)['name']} is shown")
    return faults


def check_no_scripts(site: Site) -> Found:
    """Without scripts every chart and table is there, and no button that would do nothing."""
    with site.open("with scripts") as page:
        with_scripts = ask(page, "inventory")
    with site.open("no scripts", scripts=False) as page:
        ask(page, "openAll")
        things, buttons = ask(page, "inventory"), ask(page, "buttons")
    faults = [f"{thing['name']} is not shown" for thing in things if not thing["shown"] and not thing["hasVariant"]]
    if len(things) != len(with_scripts):
        faults.append(f"{len(things)} charts and tables, with scripts {len(with_scripts)}")
    faults += [f"{button} does nothing" for button in buttons]
    return Found(faults + missing(len(things), "chart or table"), f"{len(things)} charts and tables")
