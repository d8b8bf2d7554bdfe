"""Runs the contest of benches/versus/models and prints it as Markdown.

    models.py PROGRAM 1m|10m RUNS THREADS WORK [MODEL ...]

Reading the files is in nobody's time; judging is in nobody's either.
"""

import json
import pathlib
import subprocess
import sys

import measure
from models_shapes import SHAPES, prepare

HERE = pathlib.Path(__file__).parent
NDCG = "normalized_discounted_cumulative_gain_at_25"
# Ours, and for each peer its model and parameters.
CONTESTS = {
    "ease:l2=500": {"irspack-ease": ["l2=500"]},
    "item-knn:k=99,shrink=10,keep=history": {
        "irspack-item-knn": ["k=100", "shrink=10"],
        "implicit-item-knn": ["k=100"],
    },
    # irspack's normalised walks count an item as its own neighbour, which gives other lists; without
    # normalising both do the same.
    "rp3beta:k=99,alpha=1,beta=0.4,keep=target,normalize=false": {
        "irspack-rp3beta": ["k=100", "alpha=1", "beta=0.4", "normalise=false"]
    },
    "slim:l1=20,l2=200,tolerance=0.0001": {"irspack-slim": ["l1=20", "l2=200"]},
    "als:factors=64,epochs=10,unobserved=0.1,l2=0.003,solver=gradients": {
        "irspack-ials": ["factors=64", "epochs=10", "alpha0=0.1", "reg=0.003"]
    },
    # implicit counts 1 on all pairs and alpha on those that are there.
    "als:factors=64,epochs=10,unobserved=0.1,l2=0.001,nu=0,solver=gradients": {
        "implicit-als": ["factors=64", "iterations=10", "alpha=11", "regularization=0.011"]
    },
    "bpr:factors=63,epochs=50,rate=0.01,l2=0.01,negatives=popular": {
        "implicit-bpr": ["factors=64", "iterations=50"]
    },
}


def ours(program: str, spec: str, cut: pathlib.Path, threads: int, work: pathlib.Path) -> dict:
    folder = work / "ours"
    files = ["--train", str(cut / "import.csv"), "--held-out", str(cut / "held-out.csv")]
    how = ["--seen", "exclude", "--convention", "standard", "--replicates", "0"]
    command = [program, "eval", "baselines", *files, *how, "--model", spec, "--run", str(folder)]
    _, mib, _ = measure.once([*command, "--threads", str(threads), "--force", "--quiet"], work)
    timing = json.loads((folder / "timings.json").read_text())["models"][0]
    model = json.loads((folder / "eval.json").read_text())["models"][0]
    seconds = {key: timing[key] for key in ("fit_seconds", "recommend_seconds")}
    return seconds | {"ndcg_at_25": model["metrics"][NDCG], "peak_rss_mib": mib}


def peer(name: str, parameters: list[str], cut: pathlib.Path, threads: int) -> dict:
    files = [str(cut / "import.csv"), str(cut / "held-out.csv")]
    script = str(HERE / "models_peers.py")
    command = [sys.executable, "-W", "ignore", script, *files, str(threads), name, *parameters]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(said.splitlines()[-1])


def total(one: dict) -> float:
    return one["fit_seconds"] + one["recommend_seconds"]


program, shape, runs, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
work, wanted = pathlib.Path(sys.argv[5]), sys.argv[6:]
cut = prepare(program, shape, work)
print(f"\n{shape}: {' '.join(SHAPES[shape])}, one click a rating, `split --hold-out items`. Medians of {runs} runs")
print(f"in turn, {threads} threads each. {measure.machine()}.\n")
print("| ours | peer | fit s | recommend s | peer's fit s | peer's recommend s | × ours in all | NDCG@25 ", end="")
print("| peer's | peak MiB | peer's |")
print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
for spec, peers in CONTESTS.items():
    if wanted and spec.split(":")[0] not in wanted:
        continue
    for name, parameters in peers.items():
        mine, theirs = [], []
        for _ in range(runs):
            mine.append(ours(program, spec, cut, threads, work))
            theirs.append(peer(name, parameters, cut, threads))

        def median(found: list[dict], key: str) -> float:
            return measure.median([one[key] for one in found])

        ratio = measure.median([total(one) for one in theirs]) / measure.median([total(one) for one in mine])
        cells = [f"`{spec}`", f"{name} {theirs[0]['version']} `{' '.join(parameters)}`"]
        for found in (mine, theirs):
            cells += [f"{median(found, key):.2f}" for key in ("fit_seconds", "recommend_seconds")]
        cells.append(f"{ratio:.1f}")
        cells += [f"{found[0]['ndcg_at_25']:.4f}" for found in (mine, theirs)]
        cells += [f"{median(found, 'peak_rss_mib'):.0f}" for found in (mine, theirs)]
        print("| " + " | ".join(cells) + " |", flush=True)
