"""Runs the contest of benches/versus/metrics and prints it as Markdown.

    metrics.py PROGRAM USERS RUNS WORK
"""

import json
import pathlib
import subprocess
import sys

import measure
import metrics_data

OURS = "rehearsal"
CLOSE = 1e-9
HERE = pathlib.Path(__file__).parent
PEERS = {
    "ranx, `Qrels` and `Run`": ("metrics_ranx.py", ["objects"]),
    "ranx, arrays without ids": ("metrics_ranx.py", ["arrays"]),
    "pytrec_eval": ("metrics_pytrec_eval.py", []),
}


def ours(program: str, lists: pathlib.Path, held_out: pathlib.Path, out: pathlib.Path) -> list[str]:
    files = ["--recommendations", str(lists), "--held-out", str(held_out)]
    scoring = ["--convention", "standard", "--replicates", "0"]
    output = ["--format", "json", "--output", str(out), "--force"]
    return [program, "eval", "recommendations", *files, *scoring, *output]


def peer(script: str, arguments: list[str], files: list[str], said: pathlib.Path) -> list[str]:
    """Every run adds its line to `said`. The shell becomes the peer, so only the peer is measured."""
    command = [sys.executable, "-W", "ignore", str(HERE / script), *files, *arguments]
    return ["sh", "-c", 'exec "$@" >> "$0"', str(said), *command]


def counted(said: pathlib.Path) -> list[dict]:
    """What a peer printed in the runs that count."""
    return [json.loads(line) for line in said.read_text().splitlines()][1:]


def ours_scored(program: str, lists: pathlib.Path, held_out: pathlib.Path) -> dict:
    """What `score_lists` prints: `figures`, `read_seconds` and `score_seconds`."""
    example = pathlib.Path(program).parent / "score_lists"
    command = [str(example), str(lists), str(held_out)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def ours_score_seconds(program: str, lists: pathlib.Path, held_out: pathlib.Path) -> float:
    """Seconds of our scoring alone, on lists already in memory, whose figures must agree too."""
    found = ours_scored(program, lists, held_out)
    check("score_lists", found["figures"])
    return found["score_seconds"]


def check(name: str, figures: dict[str, float]) -> None:
    """Every figure of `figures` is ours."""
    for figure in FIGURES:
        assert figure in figures, f"{name}: no {figure}"
        difference = abs(figures[figure] - expected[figure])
        assert difference <= CLOSE, (
            f"{name}: {figure} is {figures[figure]!r}, ours is {expected[figure]!r}"
        )


FIGURES = metrics_data.named(
    {"mrr": "mean_reciprocal_rank_at_25", "map": "mean_average_precision_at_25"},
    {
        "ndcg_{}": "normalized_discounted_cumulative_gain_at_{}",
        "precision_{}": "precision_at_{}",
        "recall_{}": "recall_at_{}",
        "hit_rate_{}": "hit_rate_at_{}",
    },
).values()

program, users, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
work = pathlib.Path(sys.argv[4])
lists, held_out = metrics_data.prepare(users, work)
files = [str(lists), str(held_out)]

result = work / "ours.json"
commands, written, said = {OURS: ours(program, lists, held_out, result)}, {OURS: result}, {}
for number, (name, (script, arguments)) in enumerate(PEERS.items()):
    said[name] = work / f"said-{number}.jsonl"
    # Nothing to be removed between runs: what each said is kept.
    written[name] = work / f"nothing-{number}"
    commands[name] = peer(script, arguments, files, said[name])

measured = measure.in_turn(commands, runs, work, written)
expected = json.loads(result.read_text())["models"][0]["metrics"]
alone, versions = {}, {}
for name, path in said.items():
    lines = counted(path)
    for line in lines:
        check(name, line["figures"])
        versions |= line["versions"]
    alone[name] = [line["score_seconds"] for line in lines]
alone[OURS] = [ours_score_seconds(program, lists, held_out) for _ in range(runs + 1)][1:]

size = sum(path.stat().st_size for path in (lists, held_out))
base = {key: measure.median(measured[OURS][key]) for key in ("seconds", "mib")}
base["alone"] = measure.median(alone[OURS])
print(f"{users:,} generated users with lists of {metrics_data.LIST_LENGTH}, {size:,} bytes, fourteen", end=" ")
print(f"figures. Medians of {runs} runs in turn, warm cache.")
print(f"{measure.machine()}. " + ", ".join(f"{name} {v}" for name, v in versions.items()) + ".")
print()
print("| evaluator | whole process s (all runs) | peak MiB | × rehearsal's time | × its memory ", end="")
print("| scoring alone s | × rehearsal's |")
print("|---|---|---|---|---|---|---|")
for name, values in measured.items():
    seconds, mib = measure.median(values["seconds"]), measure.median(values["mib"])
    score = measure.median(alone[name])
    all_runs = ", ".join(f"{value:.2f}" for value in values["seconds"])
    print(
        f"| {name} | {seconds:.2f} ({all_runs}) | {mib:.0f} | {seconds / base['seconds']:.1f} "
        f"| {mib / base['mib']:.1f} | {score:.4f} | {score / base['alone']:.1f} |"
    )
print()
print(f"All found the same {len(FIGURES)} figures to {CLOSE:g}. Scoring alone is on what each keeps in")
print("memory, on all cores but for pytrec_eval, which has one; ranx turns its `Qrels` and `Run` into")
print("arrays within it. Compilation is in ranx's whole process, where numba cannot keep it.")
