"""Compares an executed notebook with the stored one, cell by cell; exits with 1 where they differ.

    python compare.py STORED EXECUTED

Text is compared line by line, after everything that may differ from run to run is masked (`MASKS`). Pictures are compared by
number and kind: another version of a library draws other bytes.
"""

import difflib
import json
import re
import sys
from collections import Counter
from pathlib import Path

MASKS = [
    # Durations: "1.5 s", "250 ms", "2 min 6 s".
    (re.compile(r"\b\d+(\.\d+)? (ns|µs|ms|s|min)\b"), "<time>"),
    # Sizes of memory: "1.5 GiB". Files have their size in bytes or GB, which is compared.
    (re.compile(r"\b\d+(\.\d+)? [KMG]iB\b"), "<memory>"),
    # Days of a run. The data of the notebooks ends in 2025.
    (re.compile(r"\b20(2[6-9]|[3-9]\d)-\d\d-\d\d(T[\d:.]+Z?)?\b"), "<day>"),
]
SECONDS_HEADER = re.compile(r"\s+seconds$")
SECONDS_CELL = re.compile(r"\s+\d+\.\d\d$")


def main(stored_path, executed_path):
    """Prints every difference of the two notebooks, and gives the exit code."""
    pairs = zip(cells(stored_path), cells(executed_path), strict=True)
    found = [
        line
        for number, (stored, executed) in enumerate(pairs)
        for line in differences(f"{Path(stored_path).name}, cell {number}", stored, executed)
    ]
    print("".join(f"{line}\n" for line in found), end="")
    return 1 if found else 0


def cells(path):
    """The cells of a notebook."""
    return json.loads(Path(path).read_text(encoding="utf-8"))["cells"]


def differences(place, stored, executed):
    """What differs between a cell as stored and as executed, as lines to print."""
    return text_differences(place, stored, executed) + picture_differences(place, stored, executed)


def text_differences(place, stored, executed):
    """A unified diff of the masked texts."""
    was, now = (masked(text(cell)).splitlines() for cell in (stored, executed))
    return list(difflib.unified_diff(was, now, f"{place}, stored", f"{place}, executed", lineterm=""))


def picture_differences(place, stored, executed):
    """A line where the cells do not have the same number of pictures of each kind."""
    was, now = (dict(pictures(cell)) for cell in (stored, executed))
    return [] if was == now else [f"{place}: pictures stored {was}, executed {now}"]


def text(cell):
    """All text that a cell put out."""
    return "".join(output_text(output) for output in cell.get("outputs", []))


def output_text(output):
    """The text of one output: a stream's, or that of its best form."""
    if output["output_type"] == "stream":
        return "".join(output["text"])
    data = output.get("data", {})
    kinds = [kind for kind in ("text/markdown", "text/plain") if kind in data]
    return "".join(data[kinds[0]]) + "\n" if kinds else ""


def pictures(cell):
    """The number of pictures that a cell put out, by kind."""
    outputs = cell.get("outputs", [])
    return Counter(kind for output in outputs for kind in output.get("data", {}) if kind.startswith("image/"))


def masked(text):
    """The text without what may differ from run to run."""
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return "\n".join(without_seconds(text.split("\n")))


def without_seconds(lines):
    """The lines of tables whose last column is `seconds`, without that column."""
    in_table = False
    for line in lines:
        in_table = bool(SECONDS_HEADER.search(line)) or (in_table and line != "")
        if not in_table:
            yield line
        elif set(line) == {"-"}:
            yield "-"  # the rule below the header is as long as the widest row
        else:
            yield SECONDS_CELL.sub("", SECONDS_HEADER.sub("", line))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
