"""Stores an executed notebook in a form in which nothing changes that need not.

    python tidy.py STORED EXECUTED

There are no times of execution and no versions; the text of an output that says the same as before, but for times, stays as it
was. A path of this machine in an output is an error.
"""

import json
import sys
import tempfile
from pathlib import Path

from compare import cells, masked, output_text

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def main(stored_path, executed_path):
    """Replaces the stored notebook by the executed one."""
    pairs = zip(cells(stored_path), cells(executed_path), strict=True)
    notebook = {
        "cells": [tidy_cell(stored, executed) for stored, executed in pairs],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    refuse_paths(text, Path(executed_path).resolve().parent)
    Path(stored_path).write_text(text, encoding="utf-8")


def tidy_cell(stored, executed):
    """A cell as it is stored."""
    cell = {**executed, "metadata": {}, "source": lines(executed["source"])}
    if executed["cell_type"] == "code":
        was = stored.get("outputs", [])
        now = [tidy_output(output) for output in joined(executed["outputs"])]
        cell["outputs"] = kept(was, now) if len(was) == len(now) else now
    return cell


def joined(outputs):
    """The outputs, with neighbours of one stream as one; how a stream falls into pieces is chance."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" and output["name"] == last.get("name"):
            last["text"] = "".join(last["text"]) + "".join(output["text"])
        else:
            whole.append(dict(output))
    return whole


def tidy_output(output):
    """An output with its text as lines, and a picture as one line."""
    if output["output_type"] == "stream":
        return {**output, "text": lines(output["text"])}
    data = output.get("data", {})
    tidied = {kind: lines(data[kind]) if kind.startswith("text/") else "".join(data[kind]).strip() for kind in data}
    return {**output, "data": tidied, "metadata": {}}


def kept(was, now):
    """The new outputs, but streams as they were where they differ in nothing but times."""
    return [before if is_same_stream(before, after) else after for before, after in zip(was, now)]


def is_same_stream(before, after):
    """Tells whether two outputs are streams of the same masked text."""
    return (
        before["output_type"] == after["output_type"] == "stream"
        and before["name"] == after["name"]
        and masked(output_text(before)) == masked(output_text(after))
    )


def lines(text):
    """Text as a notebook stores it: a list of lines with their ends."""
    return "".join(text).splitlines(keepends=True)


def refuse_paths(text, folder):
    """Ends the program where the text names a folder of this machine."""
    repository = Path(__file__).resolve().parent.parent
    for path in (str(Path.home()), tempfile.gettempdir(), str(folder), str(repository), str(repository.parent)):
        if len(path) > 1 and f"{path}/" in text:
            sys.exit(f"an output names {path}, a folder of this machine")


if __name__ == "__main__":
    main(*sys.argv[1:])
