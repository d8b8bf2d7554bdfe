"""Recommendations and held-out interactions for benches/versus/metrics, and what its peers share:
reading, dictionaries, names, seconds and what is printed.

    metrics_data.py USERS FOLDER
"""

import importlib.metadata
import json
import pathlib
import sys
import time

import numpy
import polars as pl

LIST_LENGTH = 25
MOST_HELD_OUT = 15
ITEMS = 20_000
FIRST_S, SPAN_S = 1_600_000_000, 90 * 86_400


def distinct_items(rng: numpy.random.Generator, users: int) -> numpy.ndarray:
    """Items for each user, none twice: enough for a list and for what it misses."""
    shape = (users, LIST_LENGTH + MOST_HELD_OUT)
    items = rng.integers(1, ITEMS + 1, shape, dtype=numpy.int32)
    twice = numpy.arange(users)
    # One user in 26 draws an item twice: only these draw again.
    while twice.size:
        ordered = numpy.sort(items[twice], axis=1)
        twice = twice[(ordered[:, 1:] == ordered[:, :-1]).any(axis=1)]
        items[twice] = rng.integers(1, ITEMS + 1, (twice.size, shape[1]), dtype=numpy.int32)
    return items


def lists(rng: numpy.random.Generator, items: numpy.ndarray) -> pl.DataFrame:
    """A list for each user, with scores that fall strictly, also as 32-bit floats."""
    users = len(items)
    ranks = numpy.arange(LIST_LENGTH)
    scores = (LIST_LENGTH - ranks - 0.5 * rng.random((users, LIST_LENGTH))) / LIST_LENGTH
    return pl.DataFrame({
        "USER_ID": numpy.repeat(numpy.arange(1, users + 1), LIST_LENGTH),
        "ITEM_ID": items[:, :LIST_LENGTH].ravel(),
        "SCORE": scores.ravel(),
    })


def held_out(rng: numpy.random.Generator, items: numpy.ndarray) -> pl.DataFrame:
    """1 to 15 items for each user; those of the list more often from its top."""
    users = len(items)
    wanted = rng.integers(1, MOST_HELD_OUT + 1, (users, 1))
    # Chances that make precision at 10 about 0.1.
    chance = 0.15 / (1 + 0.11 * numpy.arange(LIST_LENGTH))
    chosen = numpy.ones(items.shape, dtype=bool)
    chosen[:, :LIST_LENGTH] = rng.random((users, LIST_LENGTH)) < chance
    # The hits first, then what the list misses, up to as many as the user has.
    chosen &= numpy.cumsum(chosen, axis=1) <= wanted
    user, place = numpy.nonzero(chosen)
    timestamp = FIRST_S + rng.integers(0, SPAN_S, user.size)
    # In order of time, so that the hits do not stand first.
    order = numpy.lexsort((timestamp, user))
    frame = pl.DataFrame({
        "USER_ID": user[order] + 1,
        "ITEM_ID": items[user, place][order],
        "TIMESTAMP": timestamp[order],
    })
    return frame.select("USER_ID", "ITEM_ID", pl.lit("watch").alias("EVENT_TYPE"), "TIMESTAMP")


def prepare(users: int, folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """Writes both files; same number of users, same bytes."""
    rng = numpy.random.default_rng(42)
    items = distinct_items(rng, users)
    paths = folder / "lists.csv", folder / "held-out.csv"
    lists(rng, items).write_csv(paths[0], float_precision=4)
    held_out(rng, items).write_csv(paths[1])
    return paths


def read(lists: str, held_out: str, ids: pl.DataType) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Only the columns that count, ids as the type that a peer wants, in the order of the files."""
    columns = {"USER_ID": ids, "ITEM_ID": ids}
    scored = columns | {"SCORE": pl.Float64}
    found = pl.scan_csv(lists, schema_overrides=scored).select(list(scored))
    true = pl.scan_csv(held_out, schema_overrides=columns).select(list(columns))
    return found.collect(), true.collect()


def dictionaries(lists: pl.DataFrame, held_out: pl.DataFrame) -> tuple[dict, dict]:
    """Each user's items with scores, and those held out with 1: what both peers are made from."""
    run = {
        user: dict(zip(items, scores)) for user, items, scores in per_user(lists).iter_rows()
    }
    qrels = {user: dict.fromkeys(items, 1) for user, items in per_user(held_out).iter_rows()}
    return run, qrels


def per_user(frame: pl.DataFrame) -> pl.DataFrame:
    """Each user once, with all else as lists in the order of the file."""
    return frame.group_by("USER_ID", maintain_order=True).agg(pl.all())


def named(once: dict[str, str], cut: dict[str, str]) -> dict[str, str]:
    """A peer's names of the fourteen figures and ours: those `once`, and those of each cut, `{}`."""
    cuts = ("5", "10", "25")
    at_cuts = {theirs.format(k): ours.format(k) for theirs, ours in cut.items() for k in cuts}
    return once | at_cuts


def timed(seconds: dict[str, float], part: str, work, *arguments):
    """What `work` gives; its seconds are kept as those of the part."""
    start = time.perf_counter()
    found = work(*arguments)
    seconds[f"{part}_seconds"] = time.perf_counter() - start
    return found


def say(figures: dict[str, float], seconds: dict[str, float], packages: list[str]) -> None:
    """One line of JSON."""
    versions = {package: importlib.metadata.version(package) for package in packages}
    print(json.dumps({"figures": figures, **seconds, "versions": versions}))


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    prepare(int(sys.argv[1]), out)
