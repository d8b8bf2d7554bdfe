"""Runs benches/versus/validate_scale and prints it as Markdown."""

import pathlib
import subprocess
import sys

import measure
from validate_data import prepare, shuffle

runs, work, program = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]

print(f"Medians of {runs} runs, warm cache. {measure.machine()}, {measure.load()}.")
print()
print("| rows | bytes | order | wall s | MB/s | peak MiB |")
print("|---|---|---|---|---|---|")
for ratings in (1_000_000, 25_000_000, 113_000_000):
    data = prepare(program, ratings, work)
    size = data.stat().st_size
    rows = int(subprocess.run(["wc", "-l", data], check=True, capture_output=True, text=True).stdout.split()[0]) - 1
    shuffled = data.with_name("shuffled.csv")
    schema = data.with_suffix(".avsc")
    files = {"by time": data}
    if size < 2e9:
        shuffle(data, shuffled)
        files["shuffled"] = shuffled
    for name, file in files.items():
        command = [program, "validate", "schema", str(file), "--schema", str(schema), "--temp-dir", str(work)]
        found = measure.in_turn({name: command}, runs, work, {name: work / "nothing"})[name]
        seconds = measure.median(found["seconds"])
        mib = measure.median(found["mib"])
        print(f"| {rows:,} | {size:,} | {name} | {seconds:.2f} | {size / seconds / 1e6:.0f} | {mib:.0f} |", flush=True)
    subprocess.run(["rm", "-rf", str(data.parent)], check=True)
