"""The fourteen figures by ranx, printed as JSON with the seconds of each part.

    metrics_ranx.py LISTS HELD_OUT [objects|arrays]

`objects` is what ranx's guide shows: `Qrels` and `Run`. `arrays` leaves all texts out: typed lists of
numbers, which `evaluate` also takes and looks into directly.
"""

import gc
import os
import sys

import numba
import numpy
import polars as pl
import ranx

import metrics_data

THREADS = len(os.sched_getaffinity(0))
NAMES = metrics_data.named(
    {"mrr@25": "mean_reciprocal_rank_at_25", "map@25": "mean_average_precision_at_25"},
    {
        "ndcg@{}": "normalized_discounted_cumulative_gain_at_{}",
        "precision@{}": "precision_at_{}",
        "recall@{}": "recall_at_{}",
        "hit_rate@{}": "hit_rate_at_{}",
    },
)


def as_objects(lists: pl.DataFrame, held_out: pl.DataFrame) -> tuple[ranx.Qrels, ranx.Run]:
    """From dictionaries: `from_df` makes the same ones, by a slower grouping."""
    run, qrels = metrics_data.dictionaries(lists, held_out)
    return ranx.Qrels(qrels), ranx.Run(run)


@numba.njit(cache=True)
def cut_up(rows: numpy.ndarray, ends: numpy.ndarray) -> numba.typed.List:
    """One array for each user."""
    parts = numba.typed.List()
    start = 0
    for end in ends:
        parts.append(rows[start:end])
        start = end
    return parts


def as_arrays(lists: pl.DataFrame, held_out: pl.DataFrame) -> tuple[numba.typed.List, ...]:
    """Rows of item and score, the best first, for users in one order."""
    lists = lists.sort("USER_ID", "SCORE", descending=[False, True])
    held_out = held_out.sort("USER_ID").with_columns(SCORE=pl.lit(1.0))
    users = [frame["USER_ID"].rle().struct.unnest() for frame in (held_out, lists)]
    assert users[0]["value"].equals(users[1]["value"]), "not the same users"
    return tuple(
        cut_up(
            numpy.column_stack([frame["ITEM_ID"].cast(pl.Float64), frame["SCORE"]]),
            numpy.cumsum(of["len"].to_numpy()),
        )
        for frame, of in zip((held_out, lists), users)
    )


FORMS = {"objects": (pl.String, as_objects), "arrays": (pl.UInt32, as_arrays)}


def evaluate(qrels, run) -> dict[str, float]:
    """All users' means; figures of single users are not kept, which would take a loop in Python."""
    return ranx.evaluate(qrels, run, list(NAMES), threads=THREADS, save_results_in_run=False)


def compile_all(lists: pl.DataFrame, held_out: pl.DataFrame, build) -> None:
    """All once on the first users, so that compilation is not counted.

    On fewer than ten, ranx would stay at one thread. On made-up ids the texts could be of another
    length, which is another type to numba.
    """
    first = pl.col("USER_ID").is_in(held_out["USER_ID"].unique(maintain_order=True).head(100).implode())
    evaluate(*build(lists.filter(first), held_out.filter(first)))


def main(lists: str, held_out: str, form: str = "objects") -> None:
    # Millions of small objects live to the end: looking for cycles among them is lost time.
    gc.disable()
    ids, build = FORMS[form]
    seconds = {}
    frames = metrics_data.timed(seconds, "read", metrics_data.read, lists, held_out, ids)
    compile_all(*frames, build)
    structures = metrics_data.timed(seconds, "build", build, *frames)
    means = metrics_data.timed(seconds, "score", evaluate, *structures)
    figures = {NAMES[name]: float(mean) for name, mean in means.items()}
    metrics_data.say(figures, seconds, ["ranx", "numba", "numpy", "polars"])


main(*sys.argv[1:])
