"""Checks the links of the built book, and those of every page of the repository as a viewer of Markdown follows them.

    python3 tests/book/links.py target/book

Only what needs no network: files, and anchors of pages.
"""

import html.parser
import pathlib
import re
import subprocess
import sys
import urllib.parse

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")


class Page(html.parser.HTMLParser):
    """The anchors of a page and where it leads."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = {""}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.update(filter(None, [attributes.get("id"), attributes.get("name")]))
        link = attributes.get("href") or attributes.get("src")
        if link and tag in ("a", "img", "link", "script"):
            self.links.append(link)


class Markdown:
    """The same of a page of Markdown, its anchors as the usual viewers make them of headings."""

    def __init__(self, text):
        plain = CODE.sub("", text)
        self.links = MARKDOWN_LINK.findall(plain)
        self.anchors = {""}
        for line in re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE).splitlines():
            if heading := re.match(r"#+ (.*)", line):
                words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).strip().lower()
                self.anchors.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))


def pages(root, names, kind):
    return {name.resolve(): kind(name.read_text()) for name in (root / one for one in names)}


def faults(root, found):
    """The links that lead nowhere."""
    for path, page in found.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            base = root if parts.path.startswith("/") else path.parent
            target = (base / urllib.parse.unquote(parts.path).lstrip("/")).resolve() if parts.path else path
            if not target.exists():
                yield f"{path.relative_to(root)}: `{link}`: no such file"
            elif target in found and urllib.parse.unquote(parts.fragment) not in found[target].anchors:
                yield f"{path.relative_to(root)}: `{link}`: no such heading"


def main():
    book = pathlib.Path(sys.argv[1]).resolve()
    of_book = pages(book, [path for path in book.rglob("*.html") if path.name not in ("404.html", "toc.html")], Page)
    root = pathlib.Path(__file__).resolve().parents[2]
    tracked = subprocess.run(["git", "ls-files", "*.md"], cwd=root, text=True, check=True, capture_output=True)
    of_repository = pages(root, [name for name in tracked.stdout.splitlines() if name != "docs/tour.md"], Markdown)
    wrong = [*faults(book, of_book), *faults(root, of_repository)]
    n_links = sum(len(page.links) for page in [*of_book.values(), *of_repository.values()])
    print("\n".join([*wrong, f"{len(of_book)} pages of the book, {len(of_repository)} of the repository, {n_links} links"]))
    return bool(wrong)


sys.exit(main())
