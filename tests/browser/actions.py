"""What a reader does with the page: unfolds, points at things, goes through it by keyboard."""

from playwright.sync_api import Error, Page

from found import Found, counted, missing
from layout import NARROW, WIDE
from pages import Site, ask, until

# Tooltips of a page that Escape and a second look are tried on; of the others it is seen that they come and go.
THOROUGH = 3


def check_folding(site: Site) -> Found:
    """Every fold opens and closes, by click and by keyboard, and shows its content when open."""
    with site.open("folding") as page:
        count = ask(page, "count", "details")
        faults = [fault for at in range(count) for fault in fold_faults(page, at)]
    return Found(faults + missing(count, "details"), counted(count, "fold"))


def fold_faults(page: Page, at: int) -> list[str]:
    """What is wrong with one fold."""
    fold = ask(page, "fold", at)
    if not fold["hasSummary"]:
        return [f"{fold['name']} has no summary"]
    if not fold["inside"]:
        return [f"{fold['name']} has nothing inside"]
    if not fold["summaryShown"]:
        return [f"the summary of {fold['name']} is not shown"]
    summary = page.locator("details").nth(at).locator(":scope > summary")
    ways = {"a click": summary.click, "Enter": lambda: summary.press("Enter"), "Space": lambda: summary.press("Space")}
    return [fault for way, do in ways.items() for fault in turn_faults(page, at, way, do)]


def turn_faults(page: Page, at: int, way: str, do) -> list[str]:
    """What is wrong when a fold is opened or closed in one way."""
    before = ask(page, "fold", at)
    try:
        do()
    except Error:
        return [f"{way} on the summary of {before['name']} is not possible"]
    if not until(lambda: ask(page, "fold", at)["open"] != before["open"]):
        return [f"{way} does not {'close' if before['open'] else 'open'} {before['name']}"]
    if not until(lambda: (fold := ask(page, "fold", at))["shown"] == fold["open"]):
        state = "closed, but shows" if before["open"] else "open, but hides"
        return [f"after {way} {before['name']} is {state} its content"]
    return []


def check_tooltips(site: Site, widths=(NARROW, WIDE)) -> Found:
    """A tooltip comes where one points, lies in the window, and goes on Escape and on leaving."""
    faults, tips, seen = [], 0, 0
    for width in widths:
        with site.open("tooltips", width) as page:
            ask(page, "openAll")
            tips += ask(page, "count", "[data-tip]")
            sample = ask(page, "tipSample")
            seen += len(sample)
            found = [fault for place, at in enumerate(sample) for fault in tip_faults(page, at, place < THOROUGH)]
            faults += [f"{width} px: {fault}" for fault in found]
    if tips and not seen:
        faults.append("no element with data-tip is shown")
    return Found(faults, counted(seen, "tooltip") if tips else "")


def tip_faults(page: Page, at: int, thorough: bool) -> list[str]:
    """What is wrong with one tooltip."""
    tip = ask(page, "tip", at)
    if tip["point"] is None:
        return [f"{tip['name']} cannot be pointed at: something covers it"]
    faults = shown_faults(page, tip, "pointing", lambda: point(page, tip))
    if thorough and not faults:
        faults += escape_faults(page, tip)
    leave(page)
    if not until(lambda: ask(page, "tooltip") is None):
        faults.append(f"the tooltip of {tip['name']} stays when the pointer leaves")
    if tip["takesFocus"]:
        faults += shown_faults(page, tip, "focus", lambda: ask(page, "focusTip", at))
        page.evaluate("document.activeElement?.blur()")
    return faults


def escape_faults(page: Page, tip: dict) -> list[str]:
    """What is wrong when Escape is pressed at a tooltip, and its element is pointed at again."""
    page.keyboard.press("Escape")
    if not until(lambda: ask(page, "tooltip") is None):
        return [f"Escape does not hide the tooltip of {tip['name']}"]
    leave(page)
    point(page, tip)
    if not until(lambda: ask(page, "tooltip") is not None):
        return [f"the tooltip of {tip['name']} does not come a second time"]
    return []


def shown_faults(page: Page, tip: dict, way: str, do) -> list[str]:
    """What is wrong with the tooltip that something brings."""
    do()
    if not until(lambda: ask(page, "tooltip") is not None):
        return [f"{way} brings no tooltip of {tip['name']}"]
    shown = ask(page, "tooltip")
    faults = []
    if tip["text"] not in shown["text"]:
        faults.append(f'the tooltip of {tip["name"]} says "{shown["text"]}", not "{tip["text"]}"')
    if not shown["isInside"]:
        faults.append(f"the tooltip of {tip['name']} leaves the window")
    return faults


def point(page: Page, tip: dict) -> None:
    """Moves the pointer to where the element of a tooltip is hit."""
    page.mouse.move(tip["point"]["x"], tip["point"]["y"], steps=2)


def leave(page: Page) -> None:
    """Moves the pointer to a corner of the window."""
    page.mouse.move(1, 1)


def check_keyboard(site: Site) -> Found:
    """Tab comes to every link, button, fold and box that scrolls, shows where it is, and never stays."""
    # Where the window is narrow most boxes scroll.
    with site.open("keyboard", NARROW) as page:
        ask(page, "openAll")
        stops = ask(page, "markStops")
        faults = tab_faults(page, stops)
    return Found(faults + missing(len(stops), "place for Tab"), counted(len(stops), "stop"))


def tab_faults(page: Page, stops: list[str]) -> list[str]:
    """What is wrong on the way through the page by Tab."""
    unseen, reached, last = [], set(), None
    for _ in range(len(stops) + 20):
        page.keyboard.press("Tab")
        stop = ask(page, "stop")
        # After the last place Tab leaves the page, or begins again.
        if stop is None or stop["at"] in reached:
            break
        if not stop["seen"]:
            unseen.append(f"{stop['name']} does not show that it has the focus")
        if stop["at"] is not None:
            reached.add(stop["at"])
        last = stop
    missed = [f"Tab does not reach {name}" for at, name in enumerate(stops) if at not in reached]
    if missed and last and stop and stop["at"] == last["at"]:
        return [*unseen, f"Tab stays at {last['name']}; {len(missed)} places come after it"]
    return unseen + missed
