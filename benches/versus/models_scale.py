"""Runs benches/versus/models_scale and prints it as Markdown.

    models_scale.py PROGRAM RUNS WORK [SHAPE ...]
"""

import json
import pathlib
import sys

import measure
from models_shapes import SHAPES, prepare

NDCG = "normalized_discounted_cumulative_gain_at_25"
LIMIT = "8GiB"
# EASE and SLIM on the 5,000 items of most users, popularity behind them.
MODELS = [
    "popularity",
    "item-knn",
    "rp3beta",
    "sar",
    "markov",
    "als:factors=64",
    "als:factors=64,solver=gradients",
    "ease:head=5000",
    "slim:head=5000",
]


def once(program: str, spec: str, cut: pathlib.Path, work: pathlib.Path) -> dict:
    folder = work / "run"
    files = [f"--{name}={cut / name}.csv" for name in ("train", "history", "held-out")]
    how = ["--seen", "exclude", "--replicates", "0", "--memory-limit", LIMIT, "--model", spec]
    command = [program, "eval", "baselines", *files, *how, "--run", str(folder), "--force", "--quiet"]
    seconds, mib, _ = measure.once(command, work)
    timing = json.loads((folder / "timings.json").read_text())["models"][0]
    model = json.loads((folder / "eval.json").read_text())["models"][0]
    return {
        "fit": timing["fit_seconds"],
        "recommend": timing["recommend_seconds"],
        "whole": seconds,
        "mib": mib,
        "ndcg": model["metrics"][NDCG],
    }


program, runs, work = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
print(f"Medians of {runs} runs; `--memory-limit {LIMIT}`. {measure.machine()}.\n")
print("| ratings | model | fit s | recommend s | whole process s | peak MiB | NDCG@25 |")
print("|---|---|---|---|---|---|---|", flush=True)
for shape in sys.argv[4:] or SHAPES:
    cut = prepare(program, shape, work)
    for spec in MODELS:
        found = [once(program, spec, cut, work) for _ in range(runs)]
        cells = [shape, f"`{spec}`"]
        for key in ("fit", "recommend", "whole"):
            cells.append(f"{measure.median([one[key] for one in found]):.1f}")
        cells.append(f"{measure.median([one['mib'] for one in found]):,.0f}")
        cells.append(f"{found[0]['ndcg']:.4f}")
        print("| " + " | ".join(cells) + " |", flush=True)
