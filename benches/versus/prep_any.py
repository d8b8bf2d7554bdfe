"""Runs the contest of benches/versus/prep_any and prints it as Markdown."""

import pathlib
import sys

import measure
import polars as pl

runs, work, program = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
here = pathlib.Path(__file__).parent
events = work / "events.csv"

ORDER = ["TIMESTAMP", "USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE"]
TYPES = {
    "USER_ID": pl.String,
    "ITEM_ID": pl.String,
    "EVENT_TYPE": pl.String,
    "EVENT_VALUE": pl.Float64,
    "TIMESTAMP": pl.Int64,
}
MAP = "USER_ID=visitor,ITEM_ID=article,EVENT_TYPE=action,EVENT_VALUE=price,TIMESTAMP=seen"
PEERS = {"polars": "prep_any_polars.py", "DuckDB": "prep_any_duckdb.py", "chDB": "prep_any_chdb.py"}

commands, written = {}, {}
for order, ours in [("total", "time"), ("none", "none")]:
    folder = work / f"ours-{order}"
    name = f"rehearsal, {order} order" if order == "total" else "rehearsal, no order"
    arguments = ["--input", str(events), "--map", MAP, "--run", str(folder)]
    commands[name] = [program, "prep", "interactions", *arguments, "--order", ours, "--force"]
    written[name] = folder / "interactions.csv"
    for peer, script in PEERS.items():
        name = f"{peer}, {order} order" if order == "total" else f"{peer}, no order"
        written[name] = work / f"{peer}-{order}.csv"
        commands[name] = [sys.executable, str(here / script), str(events), str(written[name]), order]

found = measure.in_turn(commands, runs, work, written)


def digest(path: pathlib.Path) -> tuple[int, int]:
    """Rows, and the sum of their hashes, which no order changes."""
    hashes = pl.scan_csv(path, schema=TYPES).select(pl.struct(ORDER).hash(seed=1).alias("hash"))
    sums = hashes.select(pl.len(), (pl.col("hash") // 2**24).sum().alias("sum"))
    return sums.collect(engine="streaming").row(0)


wanted = digest(written["rehearsal, total order"])
for name, path in written.items():
    assert digest(path) == wanted, f"{name}: other rows"

print(f"{wanted[0]:,} events, {events.stat().st_size:,} bytes. ", end="")
print(f"Medians of {runs} runs in turn, warm cache.")
print(measure.versions(["polars", "duckdb", "chdb"]))
print()
print(measure.orders(found))
print()
print("All wrote the same rows; ids tie by length and then by bytes here, and by bytes there.")
