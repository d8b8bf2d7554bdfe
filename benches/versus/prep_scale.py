"""Runs benches/versus/prep_scale and prints it as Markdown."""

import pathlib
import shutil
import subprocess
import sys

import measure

runs, work, program = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
# Users and items grow with the ratings as they do between GroupLens's releases.
SIZES = [
    (1_000_000, 6_500, 8_000),
    (10_000_000, 65_000, 30_000),
    (25_000_000, 162_000, 62_000),
    (100_000_000, 650_000, 120_000),
]
VARIANTS = {
    "sorted": [],
    "sorted, to /dev/null": ["--output", "-"],
    "sorted, 1 thread": ["--threads", "1"],
    "sorted in 64 MiB": ["--sort-memory", "64MiB"],
    "no order": ["--order", "none"],
}

print(f"Medians of {runs} runs, warm cache. {measure.machine()}.")
print()
print("| ratings | " + " | ".join(f"{name}: s | MiB" for name in VARIANTS) + " |")
print("|---" * (1 + 2 * len(VARIANTS)) + "|")
for n_ratings, users, items in SIZES:
    data = work / "data"
    counts = ["--ratings", str(n_ratings), "--users", str(users), "--items", str(items)]
    subprocess.run(
        [program, "data", "generate", *counts, "--output", str(data), "--quiet"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    cells = []
    for name, arguments in VARIANTS.items():
        run = work / "run"
        command = [program, "prep", "interactions", "--input", str(data), "--run", str(run)]
        written = {name: run / "interactions.csv"}
        command = [*command, "--force", *arguments]
        if "-" in arguments:
            command = ["sh", "-c", 'exec "$0" "$@" > /dev/null', *command]
        found = measure.in_turn({name: command}, runs, work, written)
        cells.append(f"{measure.median(found[name]['seconds']):.2f}")
        cells.append(f"{measure.median(found[name]['mib']):.0f}")
        shutil.rmtree(run, ignore_errors=True)
    print(f"| {n_ratings:,} | " + " | ".join(cells) + " |", flush=True)
    shutil.rmtree(data)
