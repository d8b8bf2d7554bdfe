"""Opens a page in one Chromium and writes down what it says and what it asks for."""

import contextlib
import pathlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ["chromium", "chromium-browser", "google-chrome"]
LOOK = pathlib.Path(__file__).with_name("look.js").read_text()
# Seconds that something may take to come on a busy machine. Only what is wrong takes them.
patience = 3.0


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit("no Chromium on the PATH; tests/browser/run installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Site:
    """The file of one page. Each check opens it anew, so none sees what another did to it."""

    def __init__(self, browser: Browser, file: pathlib.Path):
        self.browser = browser
        self.file = file
        self.url = file.resolve().as_uri()
        # What the page said or asked for, and at which checks.
        self.notes: dict[str, list[str]] = {}

    @contextlib.contextmanager
    def open(
        self, check: str, width: int = 1400, height: int = 900, scheme: str = "light", scripts: bool = True
    ) -> Iterator[Page]:
        """The page as a reader has it."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        with contextlib.closing(context):
            yield self.load(context, check)

    @contextlib.contextmanager
    def open_for_axe(self) -> Iterator[Page]:
        """The page without its Content-Security-Policy, so that axe can run in it."""
        with contextlib.closing(self.browser.new_context(bypass_csp=True)) as context:
            page = context.new_page()
            page.goto(self.url)
            yield page

    def load(self, context: BrowserContext, check: str) -> Page:
        """Loads the page and listens to it from the start."""
        context.set_default_timeout(1000 * patience)
        context.on("serviceworker", lambda worker: self.note(check, f"service worker {worker.url}"))
        page = context.new_page()
        page.on("console", lambda message: self.note(check, f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.note(check, f"page error: {error}"))
        page.on("request", lambda request: self.note_request(check, request.url))
        page.on("websocket", lambda socket: self.note(check, f"web socket {socket.url}"))
        page.on("worker", lambda worker: self.note(check, f"worker {worker.url}"))
        page.on("popup", lambda popup: self.note(check, f"new window {popup.url}"))
        page.on("download", lambda download: self.note(check, f"download {download.url}"))
        page.on("dialog", lambda dialog: (self.note(check, f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(self.url, timeout=20_000)
        return page

    def note_request(self, check: str, url: str) -> None:
        """Notes a request for anything but the page's own file."""
        if url.partition("#")[0] != self.url:
            self.note(check, f"request {url}")

    def note(self, check: str, what: str) -> None:
        """Notes once for each check what the page did."""
        checks = self.notes.setdefault(" ".join(what.split())[:300], [])
        if check not in checks:
            checks.append(check)


def ask(page: Page, question: str, *args):
    """The answer of a function of look.js. It works with the page's scripts off and under its policy."""
    return page.evaluate(f"(args) => {{ {LOOK}\nreturn look.{question}(...args); }}", list(args))


def until(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold soon; what is shown may need a moment."""
    end = time.monotonic() + patience
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return held
