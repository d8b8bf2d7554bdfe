"""Runs benches/versus/validate and prints it as Markdown."""

import importlib.metadata
import json
import pathlib
import shutil
import sys

import measure
from validate_data import prepare, shuffle

ratings, runs = int(sys.argv[1]), int(sys.argv[2])
work, program = pathlib.Path(sys.argv[3]), sys.argv[4]
here = pathlib.Path(__file__).parent
in_order = prepare(program, ratings, work)
shuffled = work / "shuffled" / "interactions.csv"
shuffled.parent.mkdir()
shuffle(in_order, shuffled)
shutil.copy(in_order.with_suffix(".avsc"), shuffled.with_suffix(".avsc"))

OURS = "rehearsal, all rules"
found = {name: work / f"{name}.json" for name in ("pandas", "pandera", "duckdb")}
QSV = shutil.which("qsv")


def commands(data: pathlib.Path) -> dict[str, list[str]]:
    """Each checker's command for a file."""
    python = {
        "pandas": "validate_pandas.py", "pandera": "validate_pandera.py", "duckdb": "validate_duckdb.py",
    }
    each = {OURS: [program, "validate", "schema", "--run", str(data.parent)]}
    for name, script in python.items():
        each[name] = [sys.executable, str(here / script), str(data), str(found[name])]
    if QSV is not None:
        each["qsv validate"] = [QSV, "validate", str(data), str(here / "validate_schema.json")]
    return each


def expect_equal(data: pathlib.Path) -> tuple[int, int]:
    """The rows and twins that all have counted, of those that count them."""
    ours = json.loads(data.with_name("validation.json").read_text())
    twins = sum(v["count"] for v in ours["violations"] if v["code"] == "A702")
    rows = next(file["rows"] for file in ours["files"] if file["path"].endswith(".csv"))
    others = [v["code"] for v in ours["violations"] if v["code"] not in ("A702", "Q506")]
    assert not others, others
    for name, path in found.items():
        counts = {"rows": rows, "wrong": 0}
        if name != "duckdb":
            counts |= {"repeats": 0, "twins": twins}
        theirs = json.loads(path.read_text())
        assert theirs == counts, (name, theirs)
    return rows, twins


def table(data: pathlib.Path, title: str) -> None:
    """Measures all on one file and prints a table."""
    written = {OURS: data.with_name("validation.json"), **found, "qsv validate": work / "qsv"}
    measured = measure.in_turn(commands(data), runs, work, written)
    rows, twins = expect_equal(data)
    size = data.stat().st_size
    print(f"{title}: {rows:,} interactions, {size:,} bytes, from {ratings:,} generated ratings.")
    print()
    print("| checker | wall s (all runs) | MB/s | CPU s | peak MiB | × rehearsal's time | × its memory |")
    print("|---|---|---|---|---|---|---|")
    base = {key: measure.median(measured[OURS][key]) for key in ("seconds", "mib")}
    for name, values in measured.items():
        seconds, mib = measure.median(values["seconds"]), measure.median(values["mib"])
        cpu = measure.median(values["cpu"])
        all_runs = ", ".join(f"{value:.2f}" for value in values["seconds"])
        print(
            f"| {name} | {seconds:.2f} ({all_runs}) | {size / seconds / 1e6:.0f} | {cpu:.2f} | {mib:.0f} "
            f"| {seconds / base['seconds']:.1f} | {mib / base['mib']:.1f} |"
        )
    print()
    print(f"All counted {rows:,} rows, and those that count them {twins:,} twins; nothing is wrong.")
    print()


names = ("pandas", "pandera", "duckdb")
versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
print(f"Medians of {runs} runs in turn, warm cache. {measure.machine()}, {measure.load()}. {versions}.")
print("DuckDB holds types alone, into its table of rejects; the others hold the rules on values and the file too.")
if QSV is None:
    print("`qsv` is not on the path, and was not measured.")
print()
table(in_order, "In the order of time")
table(shuffled, "Shuffled")
