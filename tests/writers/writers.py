"""Any small table, written by pandas, Python polars and pyarrow, comes out of `prep` as the same rows.

Each table has ids as text with commas, quotes, accents and zeros in front, an event type, a price with gaps
and a time. What must come out is worked out here from the values, not by the program.
"""

import bz2
import csv
import gzip
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

program, n_tables = sys.argv[1], int(sys.argv[2])
MAP = "USER_ID=who,ITEM_ID=what,EVENT_TYPE=kind,EVENT_VALUE=price,TIMESTAMP=at"


def table(seed: int) -> list[dict]:
    """Rows of a table; text ids are of one kind throughout, numbers of another."""
    draw = random.Random(seed)
    users = ["007", "u-1", 'a "quoted" id', "comma, id", "ünï", "🎬6", "NA"]
    if draw.random() < 0.3:
        users = [7, 17_385, 2**53 + 1]
    return [
        {
            "who": draw.choice(users),
            "what": f"item-{draw.randint(1, 5):03}",
            "kind": draw.choice(["view", "buy", "added to cart"]),
            "price": draw.choice([None, 0.5, 12.0, 3.25]),
            "at": 1_600_000_000 + draw.randint(0, 50),
        }
        for _ in range(draw.randint(1, 40))
    ]


def expected(rows: list[dict]) -> list[list[str]]:
    """The rows as `prep` must write them: by time, then user and item by length and bytes, type, value."""

    def key(row: dict):
        ids = [(len(text.encode()), text.encode()) for text in [str(row["who"]), row["what"]]]
        value = row["price"]
        return (row["at"], *ids, row["kind"], (value is not None, value or 0.0))

    def number(value) -> str:
        return "" if value is None else f"{value:g}"

    return [
        [str(row["who"]), row["what"], row["kind"], number(row["price"]), str(row["at"])]
        for row in sorted(rows, key=key)
    ]


def delimited(rows: list[dict], delimiter: str, end: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(rows[0])
    writer.writerows([["" if cell is None else cell for cell in row.values()] for row in rows])
    return text.getvalue()


def files(rows: list[dict], folder: pathlib.Path):
    """Writes the table in every form: the file's name and the options it needs."""
    frame, lazy = pd.DataFrame(rows), pl.DataFrame(rows, infer_schema_length=None)
    lazy = lazy.with_columns(pl.col("price").cast(pl.Float64))
    frame["price"] = frame["price"].astype("float64")
    arrow = lazy.to_arrow()

    def text(name: str, content: str, encoding: str = "utf-8", options: tuple = ()):
        (folder / name).write_bytes(content.encode(encoding))
        return name, options

    yield text("plain.csv", delimited(rows, ",", "\n"))
    yield text("marked.csv", delimited(rows, ",", "\r\n"), "utf-8-sig")
    yield text("returns.csv", delimited(rows, ",", "\r"))
    yield text("quoted.csv", delimited(rows, ",", "\n", csv.QUOTE_ALL))
    yield text("semicolons.csv", delimited(rows, ";", "\r\n"))
    yield text("pipes.txt", delimited(rows, "|", "\n"))
    yield text("wide.csv", delimited(rows, ",", "\n"), "utf-16")
    yield text("lines.json", "\n".join(json.dumps(row) for row in rows))
    yield text("array.json", json.dumps(rows, ensure_ascii=False))
    yield text("pretty.json", "\n".join(json.dumps(row, indent=2) for row in rows))
    if not any("🎬" in str(row["who"]) for row in rows):
        options = ("--encoding", "windows-1252")
        yield text("old.csv", delimited(rows, ",", "\n"), "windows-1252", options)
    plain = delimited(rows, ",", "\n").encode()
    (folder / "events").write_bytes(gzip.compress(plain[:20]) + gzip.compress(plain[20:]))
    yield "events", ()
    (folder / "events.bz2").write_bytes(bz2.compress(plain))
    yield "events.bz2", ()
    frame.to_csv(folder / "pandas.csv", index=False)
    yield "pandas.csv", ()
    frame.to_csv(folder / "pandas.zip", index=False, compression={"method": "zip"})
    yield "pandas.zip", ()
    frame.to_csv(folder / "pandas.csv.zst", index=False)
    yield "pandas.csv.zst", ()
    frame.to_json(folder / "pandas.jsonl", orient="records", lines=True)
    yield "pandas.jsonl", ()
    frame.to_parquet(folder / "pandas.parquet", index=False)
    yield "pandas.parquet", ()
    frame.assign(kind=frame["kind"].astype("category")).to_parquet(folder / "category.parquet")
    yield "category.parquet", ()
    timed = frame.assign(at=pd.to_datetime(frame["at"], unit="s", utc=True))
    timed.to_parquet(folder / "timed.parquet", index=False)
    yield "timed.parquet", ()
    timed.to_csv(folder / "timed.csv", index=False)
    yield "timed.csv", ("--timestamp-unit", "iso-8601")
    lazy.write_csv(folder / "polars.csv", separator="\t", quote_style="never")
    if not any('"' in str(row["who"]) for row in rows):
        yield "polars.csv", ()
    lazy.write_ndjson(folder / "polars.ndjson")
    yield "polars.ndjson", ()
    for compression in ["snappy", "zstd", "gzip", "lz4", "uncompressed"]:
        lazy.write_parquet(folder / f"{compression}.parquet", compression=compression)
        yield f"{compression}.parquet", ()
    lazy.write_ipc(folder / "polars.arrow", compression="zstd")
    yield "polars.arrow", ()
    lazy.write_ipc_stream(folder / "stream.arrows")
    yield "stream.arrows", ()
    lazy.write_avro(folder / "polars.avro", compression="deflate")
    yield "polars.avro", ()
    pyarrow.feather.write_feather(arrow, folder / "pyarrow.feather", compression="lz4")
    yield "pyarrow.feather", ()
    pyarrow.parquet.write_table(
        arrow, folder / "pages.parquet", data_page_version="2.0", row_group_size=7, use_dictionary=["kind"]
    )
    yield "pages.parquet", ()
    parts = folder / "parts"
    for at, name in enumerate(["part-0.parquet", "day=2/part-1.parquet"]):
        path = parts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = lazy[: len(rows) // 2] if at == 0 else lazy[len(rows) // 2 :]
        half.write_parquet(path)
    yield "parts", ()


def run(*arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def answers(file: pathlib.Path, schema: pathlib.Path, folder: pathlib.Path) -> list:
    """What `stats`, `validate` and `split` give of a prepared file, but for its name and its form."""
    out = ["--run", str(folder / "answers"), "--force", "--format", "json", "--quiet"]
    # The commands that `stats` advises name the file.
    stats = json.loads(run("stats", str(file), *out).replace(str(file), "FILE"))
    checked = run("validate", "schema", str(file), "--schema", str(schema), "--ignore", "F,Q,A", *out)
    found = json.loads(checked)["violations"]
    del stats["file"]
    cut = folder / "answers" / "cut"
    run("split", str(file), "--output", str(cut), "--folds", "1", *out)
    # Rows stand as they are in the file, so that 12.0 is another text than 12.
    held_out = pd.read_csv(cut / "held-out.csv", dtype={"USER_ID": str, "ITEM_ID": str})
    held_out = held_out.astype(object).where(held_out.notna(), None).values.tolist()
    return [stats, [one["code"] for one in found], held_out]


def prepared_forms(csv_file: pathlib.Path, folder: pathlib.Path):
    """The prepared interactions as the three libraries write them again."""
    text = {"USER_ID": str, "ITEM_ID": str, "EVENT_TYPE": str}
    frame = pd.read_csv(csv_file, dtype=text, keep_default_na=False, na_values={"EVENT_VALUE": [""]})
    lazy = pl.from_pandas(frame)
    frame.to_parquet(folder / "prepared.parquet", index=False)
    yield "prepared.parquet"
    frame.to_csv(folder / "prepared.csv.gz", index=False)
    yield "prepared.csv.gz"
    frame.to_json(folder / "prepared.json", orient="records")
    yield "prepared.json"
    lazy.write_ipc(folder / "prepared.arrow")
    yield "prepared.arrow"
    lazy.write_avro(folder / "prepared.avro")
    yield "prepared.avro"
    pyarrow.parquet.write_table(lazy.to_arrow(), folder / "arrow.parquet", compression="zstd")
    yield "arrow.parquet"


n_files = 0
for seed in range(n_tables):
    rows = table(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wanted = expected(rows)
        for file, options in files(rows, folder):
            out = folder / "out"
            run(
                "prep", "interactions", "--input", str(folder / file), "--map", MAP,
                "--run", str(out), "--force", "--quiet", *options,
            )  # fmt: skip
            with open(out / "interactions.csv", newline="", encoding="utf-8") as written:
                found = list(csv.reader(written))
            header = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP"]
            assert found[0] == header, f"table {seed}, {file}: {found[0]}"
            assert found[1:] == wanted, f"table {seed}, {file}: {found[1:]} is not {wanted}"
            n_files += 1
        if len(rows) < 15:
            continue
        prepared = folder / "out" / "interactions.csv"
        schema = prepared.with_suffix(".avsc")
        expected_answers = answers(prepared, schema, folder)
        for file in prepared_forms(prepared, folder):
            found = answers(folder / file, schema, folder)
            assert found == expected_answers, f"table {seed}, {file}: {found} is not {expected_answers}"
            n_files += 1
print(f"{n_tables} tables in {n_files} files gave their rows")
