"""Both views on five data sets, as one Markdown table; `benches/views/run` calls it."""

import json
import pathlib
import subprocess
import sys

METRICS = {
    "ndcg@25": "normalized_discounted_cumulative_gain_at_25",
    "mrr@25": "mean_reciprocal_rank_at_25",
}


def evaluate(rehearsal: str, run: pathlib.Path, table: pathlib.Path, models: str) -> dict:
    command = [rehearsal, "eval", "baselines", "--interactions", str(table), "--run", str(run), "--force"]
    command += ["--replicates", "0", "--format", "json", "--quiet"]
    command += ["--models", models] if models else []
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(found.stdout)


def seconds(run: pathlib.Path) -> dict[str, float]:
    timings = json.loads((run / "timings.json").read_text())
    return {one["name"]: one["fit_seconds"] + one["recommend_seconds"] for one in timings["clean"]}


def main() -> None:
    rehearsal, work, models, *tables = sys.argv[1:]
    print("| data | model | clean ndcg@25 | clean mrr@25 | service ndcg@25 | service mrr@25 | seconds |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for text in tables:
        name, path = text.split("=", 1)
        run = pathlib.Path(work) / f"run-{name}"
        result = evaluate(rehearsal, run, pathlib.Path(path), models)
        taken = seconds(run)
        clean = {model["name"]: model["metrics"] for model in result["views"]["clean"]["models"]}
        service = {model["name"]: model["metrics"] for model in result["models"]}
        order = sorted(clean, key=lambda model: -clean[model][METRICS["ndcg@25"]])
        for model in order:
            cells = [f"{view[model][key]:.4f}" for view in (clean, service) for key in METRICS.values()]
            print(f"| {name} | {model} | {' | '.join(cells)} | {taken[model]:.2f} |")


if __name__ == "__main__":
    main()
