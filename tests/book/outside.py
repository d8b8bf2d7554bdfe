"""A preprocessor of mdBook: links to files of the repository that are no part of the book become their names."""

import json
import posixpath
import re
import sys

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def link(found, folder):
    """A link of a page that lies in `folder` of the repository, for the same page as a chapter of the book."""
    image, text, target, anchor = found.groups()
    if re.match(r"[a-z]+:", target):
        return found.group()
    path = posixpath.normpath(posixpath.join(folder, target))
    if path == "README.md":
        return f"[{text}](tour.md{anchor or ''})"
    if not path.startswith("docs/"):
        return "" if image else f"{text} (`{path}` in the repository)"
    # The tour lies in `docs` as a chapter, whatever folder its text is from; mdBook calls a README the index.
    to = posixpath.relpath(path, folder if folder.startswith("docs") else "docs")
    return f"{image}[{text}]({re.sub(r'README.md$', 'index.md', to)}{anchor or ''})"


def chapters(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    _context, book = json.load(sys.stdin)
    for chapter in chapters(book.get("items") or book["sections"]):
        # The tour is the README, which lies beside `docs`.
        path = "README.md" if chapter["path"] == "tour.md" else f"docs/{chapter['source_path']}"
        folder = posixpath.dirname(path)
        chapter["content"] = LINK.sub(lambda found: link(found, folder), chapter["content"])
    json.dump(book, sys.stdout)


main()
