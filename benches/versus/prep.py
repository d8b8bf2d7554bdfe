"""Runs the contest of benches/versus/prep and prints it as Markdown."""

import filecmp
import pathlib
import sys

import measure
import polars as pl

like, runs, work, program = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4]
here = pathlib.Path(__file__).parent
ratings = work / "data" / "ratings.csv"

ORDER = ["TIMESTAMP", "USER_ID", "ITEM_ID", "EVENT_TYPE"]
SCRIPTS = {
    "pandas, the classic script": ("prep_pandas.py", []),
    "polars, total order": ("prep_polars.py", ["total"]),
    "DuckDB, total order": ("prep_duckdb.py", ["total"]),
    "polars, by time alone": ("prep_polars.py", ["time"]),
    "DuckDB, by time alone": ("prep_duckdb.py", ["time"]),
    "polars, no order": ("prep_polars.py", ["none"]),
    "DuckDB, no order": ("prep_duckdb.py", ["none"]),
}


def ours(order: str) -> list[str]:
    folder = str(work / f"ours-{order}")
    arguments = ["--input", str(work / "data"), "--run", folder, "--order", order, "--force"]
    return [program, "prep", "interactions", *arguments]


commands = {"rehearsal, total order": ours("time"), "rehearsal, no order": ours("none")}
written = {
    "rehearsal, total order": work / "ours-time" / "interactions.csv",
    "rehearsal, no order": work / "ours-none" / "interactions.csv",
}
for number, (name, (script, arguments)) in enumerate(SCRIPTS.items()):
    written[name] = work / f"theirs-{number}.csv"
    commands[name] = [sys.executable, str(here / script), str(ratings), str(written[name]), *arguments]

found = measure.in_turn(commands, runs, work, written)

first = written["rehearsal, total order"]
for name in ["polars, total order", "DuckDB, total order"]:
    assert filecmp.cmp(first, written[name], shallow=False), f"{name}: other bytes"
whole = pl.read_csv(first)
for name, path in written.items():
    if "total" not in name:
        assert pl.read_csv(path).sort(ORDER).equals(whole), f"{name}: other rows"

print(f"Generated {like}, {ratings.stat().st_size:,} bytes → {whole.height:,} events, ", end="")
print(f"{first.stat().st_size:,} bytes. Medians of {runs} runs in turn, warm cache.")
print(measure.versions(["pandas", "polars", "duckdb"]))
print()
print(measure.orders(found))
print()
print("rehearsal, polars and DuckDB wrote the same bytes in the total order; all wrote the same rows.")
