"""The page on paper: no chart is cut, nothing is left out."""

import io
import unicodedata

from playwright.sync_api import Page
from pypdf import PdfReader

from found import Found, counted
from layout import variant_faults
from pages import Site, ask

# A4 and its margins; 96 CSS pixels are an inch.
WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210, 297, 12


def pixels(millimetres: float) -> int:
    """CSS pixels, whole."""
    return int(millimetres * 96 / 25.4)


def check_paper(site: Site) -> Found:
    """Charts fit on a sheet, and a PDF has each heading and all that is folded on the screen."""
    with site.open("paper") as page:
        headings, folds = ask(page, "headings"), ask(page, "foldedLines")
        pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(print_page(page))).pages]
        faults = text_faults(squeezed("".join(pages)), headings, folds)
        faults += sheet_faults(page)
    if not pages:
        faults.append("the PDF has no page")
    things = {"page": pages, "heading": headings, "fold": folds}
    return Found(faults, ", ".join(counted(len(some), thing) for thing, some in things.items()))


def print_page(page: Page) -> bytes:
    """The page as a PDF."""
    margin = {side: f"{MARGIN_MM}mm" for side in ["top", "right", "bottom", "left"]}
    return page.pdf(format="A4", print_background=True, margin=margin)


def sheet_faults(page: Page) -> list[str]:
    """What does not fit on a sheet, by the page's own rules for print."""
    width, height = pixels(WIDTH_MM - 2 * MARGIN_MM), pixels(HEIGHT_MM - 2 * MARGIN_MM)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": height})
    return (
        ask(page, "paperChartFaults", width, height)
        + ask(page, "sidewaysFaults")
        + ask(page, "outsideFaults")
        + variant_faults(page, None)
    )


def squeezed(text: str) -> str:
    """Text without spaces and ligatures: a PDF breaks lines where it likes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def text_faults(printed: str, headings: list[str], folds: list[dict]) -> list[str]:
    """Headings and folded lines that the PDF does not have."""
    faults = [f'heading "{heading}" is not printed' for heading in headings if squeezed(heading) not in printed]
    for fold in folds:
        lines = [line for line in map(squeezed, fold["lines"]) if line not in printed]
        if lines:
            share = f"{len(lines)} of {len(fold['lines'])} lines of {fold['name']}"
            faults.append(f"{share} are not printed: {lines[0][:60]}")
    return faults
