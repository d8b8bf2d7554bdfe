"""Tables that can be sorted: by each column, up and down, by mouse and by keyboard.

Each body of a table is in order by itself; rows that stand apart are in no order, and stay in their place.
"""

import itertools
import re
import unicodedata

from playwright.sync_api import Error, Locator, Page

from found import Found, counted, missing
from pages import Site, ask

EMPTY = {"", "-", "–", "—", "n/a"}
DATE = re.compile(r"\d{4}-\d\d")
NUMBER = re.compile(r"[<>≤≥~≈$€£]?\s*([-−+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)", re.IGNORECASE)
OPPOSITE = {"ascending": "descending", "descending": "ascending"}


def check_sorting(site: Site) -> Found:
    """Each header's button puts the rows in order, and a second press turns the order round."""
    with site.open("sorting") as page:
        ask(page, "openAll")
        tables = ask(page, "count", "table.sortable")
        columns, faults = 0, missing(tables, "table.sortable")
        for at in range(tables):
            table = ask(page, "table", at)
            columns += len(table["heads"])
            found = [fault for column in range(len(table["heads"])) for fault in column_faults(page, at, column)]
            found += keyboard_faults(page, at)
            faults += [f"{table['name']}: {fault}" for fault in found]
    return Found(faults, f"{counted(columns, 'column')} of {counted(tables, 'table')}")


def button(page: Page, at: int, column: int) -> Locator:
    """The button in the header of a column."""
    return page.locator("table.sortable").nth(at).locator("thead th").nth(column).locator("button").first


def is_clicked(one: Locator) -> bool:
    """Clicks a button, if a pointer can hit it; one without content has no size."""
    box = one.bounding_box()
    if not box or not box["width"] or not box["height"]:
        return False
    try:
        one.click()
    except Error:
        return False
    return True


def column_faults(page: Page, at: int, column: int) -> list[str]:
    """What is wrong when a column's button is pressed twice."""
    before = ask(page, "table", at)
    head = before["heads"][column]
    label = f'column {column + 1} "{head["label"]}"'
    if not head["hasButton"]:
        return [f"{label} has no button"] if head["label"] else []
    if not is_clicked(button(page, at, column)):
        return [f"{label} has a button that cannot be clicked"]
    first = ask(page, "table", at)
    button(page, at, column).evaluate("button => button.click()")
    second = ask(page, "table", at)
    faults = sorted_faults(before, first, column) + sorted_faults(before, second, column)
    if second["heads"][column]["sort"] != OPPOSITE.get(first["heads"][column]["sort"]):
        faults.append(f"the second click leaves it {second['heads'][column]['sort']}")
    return [f"{label}: {fault}" for fault in dict.fromkeys(faults)]


def keyboard_faults(page: Page, at: int) -> list[str]:
    """What is wrong when the last column's button is pressed by Enter."""
    before = ask(page, "table", at)
    with_button = [column for column, head in enumerate(before["heads"]) if head["hasButton"]]
    if not with_button:
        return ["no header has a button"]
    column = with_button[-1]
    button(page, at, column).focus()
    page.keyboard.press("Enter")
    after = ask(page, "table", at)
    faults = sorted_faults(before, after, column)
    if after["heads"][column]["sort"] == before["heads"][column]["sort"]:
        faults.append("nothing is sorted")
    return [f"by Enter: {fault}" for fault in faults]


def sorted_faults(before: dict, after: dict, column: int) -> list[str]:
    """What is wrong with a table that was sorted by a column."""
    faults = rows_faults(before, after)
    marked = [place for place, head in enumerate(after["heads"]) if head["sort"] not in (None, "none")]
    direction = after["heads"][column]["sort"]
    if marked != [column] or direction not in OPPOSITE:
        faults.append(f"aria-sort {direction}; columns with aria-sort: {[place + 1 for place in marked]}")
        return faults
    for body in after["bodies"]:
        cells = [row["cells"][column] for row in body if not row["isApart"]]
        if not is_in_order(cells, descending=direction == "descending"):
            faults.append(f"{direction}, but the rows are not in order: {', '.join(cells[:5])} …")
    return faults


def rows_faults(before: dict, after: dict) -> list[str]:
    """What is wrong with the rows of a table, whatever their order."""

    def rows(table: dict) -> list:
        return [sorted(row["cells"] for row in body) for body in table["bodies"]]

    def apart(table: dict) -> list:
        places = [list(enumerate(body)) for body in table["bodies"]]
        return [[(place, row["cells"]) for place, row in body if row["isApart"]] for body in places]

    if rows(before) != rows(after):
        return ["sorting changes the rows"]
    return [] if apart(before) == apart(after) else ["a row that stands apart moves"]


def is_in_order(cells: list[str], descending: bool) -> bool:
    """Whether cells are in order: numbers as numbers, dates and words as text. Empty cells may stand anywhere."""
    filled = [cell for cell in cells if cell not in EMPTY]
    if descending:
        filled.reverse()
    numbers = [number(cell) for cell in filled]
    if not any(DATE.match(cell) for cell in filled) and all(one is not None for one in numbers):
        return rises(numbers)
    # Between words and numbers there is no order that all agree on.
    alone = [number(cell) for cell in filled if is_number(cell)]
    if alone and len(alone) < len(filled):
        return rises(alone)
    return any(rises([key(cell) for cell in filled]) for key in [str, str.casefold, letters])


def number(cell: str) -> float | None:
    """The number that a cell begins with: of an interval its lower end."""
    found = NUMBER.match(cell)
    return float(found[1].replace(",", "").replace("−", "-")) if found else None


def is_number(cell: str) -> bool:
    """Whether a cell is a number and nothing else."""
    found = NUMBER.match(cell)
    return found is not None and found[0] == cell


def letters(cell: str) -> str:
    """A cell's letters and digits alone, without accents: a dictionary's order."""
    plain = unicodedata.normalize("NFKD", cell).casefold()
    return "".join(one for one in plain if one.isalnum())


def rises(keys: list) -> bool:
    """Whether no key is below the one before it."""
    return all(one <= other for one, other in itertools.pairwise(keys))
