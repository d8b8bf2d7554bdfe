"""The fourteen figures by pytrec_eval, printed as JSON with the seconds of each part.

    metrics_pytrec_eval.py LISTS HELD_OUT
"""

import gc
import sys

import numpy
import polars as pl
import pytrec_eval

import metrics_data

MEASURES = ["recip_rank", "map_cut.25"]
MEASURES += [f"{measure}.5,10,25" for measure in ("ndcg_cut", "P", "recall", "success")]
NAMES = metrics_data.named(
    {"recip_rank": "mean_reciprocal_rank_at_25", "map_cut_25": "mean_average_precision_at_25"},
    {
        "ndcg_cut_{}": "normalized_discounted_cumulative_gain_at_{}",
        "P_{}": "precision_at_{}",
        "recall_{}": "recall_at_{}",
        "success_{}": "hit_rate_at_{}",
    },
)


def build(lists: pl.DataFrame, held_out: pl.DataFrame) -> tuple[pytrec_eval.RelevanceEvaluator, dict]:
    """From dictionaries; there is no other way in."""
    run, qrels = metrics_data.dictionaries(lists, held_out)
    return pytrec_eval.RelevanceEvaluator(qrels, MEASURES), run


def evaluate(evaluator: pytrec_eval.RelevanceEvaluator, run: dict) -> dict[str, float]:
    """All users' means."""
    users = evaluator.evaluate(run).values()
    return {
        ours: float(numpy.fromiter((user[theirs] for user in users), float, len(users)).mean())
        for theirs, ours in NAMES.items()
    }


def main(lists: str, held_out: str) -> None:
    # Millions of small objects live to the end: looking for cycles among them is lost time.
    gc.disable()
    seconds = {}
    frames = metrics_data.timed(seconds, "read", metrics_data.read, lists, held_out, pl.String)
    structures = metrics_data.timed(seconds, "build", build, *frames)
    figures = metrics_data.timed(seconds, "score", evaluate, *structures)
    metrics_data.say(figures, seconds, ["pytrec_eval-terrier", "numpy", "polars"])


main(*sys.argv[1:])
