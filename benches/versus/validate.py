"""Runs benches/versus/validate and prints it as Markdown."""

import json
import pathlib
import subprocess
import sys

import measure
from validate_data import prepare

ratings, runs = int(sys.argv[1]), int(sys.argv[2])
work, program = pathlib.Path(sys.argv[3]), sys.argv[4]
here = pathlib.Path(__file__).parent
data = prepare(program, ratings, work)
report = data.with_name("validation.json")

found = {name: work / f"{name}.json" for name in ("pandas", "pandera")}
commands = {
    "rehearsal, all rules": [program, "validate", "schema", "--run", str(data.parent)],
    "pandas": [sys.executable, str(here / "validate_pandas.py"), str(data), str(found["pandas"])],
    "pandera": [sys.executable, str(here / "validate_pandera.py"), str(data), str(found["pandera"])],
}
written = {
    "rehearsal, all rules": report,
    "pandas": found["pandas"],
    "pandera": found["pandera"],
}
measured = measure.in_turn(commands, runs, work, written)

ours = json.loads(report.read_text())
twins = sum(v["count"] for v in ours["violations"] if v["code"] == "A702")
rows = next(file["rows"] for file in ours["files"] if file["path"].endswith(".csv"))
others = [v["code"] for v in ours["violations"] if v["code"] not in ("A702", "Q506")]
assert not others, others
for name, path in found.items():
    theirs = json.loads(path.read_text())
    assert theirs == {"rows": rows, "wrong": 0, "repeats": 0, "twins": twins}, (name, theirs)

versions = subprocess.run(
    [sys.executable, "-c", "import pandas, pandera; print(pandas.__version__, pandera.__version__)"],
    check=True, capture_output=True, text=True,
).stdout.split()
size = data.stat().st_size
print(f"{rows:,} interactions, {size:,} bytes, from {ratings:,} generated ratings. Medians of {runs}")
print(f"runs in turn, warm cache. {measure.machine()}. pandas {versions[0]}, pandera {versions[1]}.")
print()
print("| checker | wall s (all runs) | MB/s | peak MiB | × rehearsal's time | × its memory |")
print("|---|---|---|---|---|---|")
base = {key: measure.median(measured["rehearsal, all rules"][key]) for key in ("seconds", "mib")}
for name, values in measured.items():
    seconds, mib = measure.median(values["seconds"]), measure.median(values["mib"])
    all_runs = ", ".join(f"{value:.2f}" for value in values["seconds"])
    print(
        f"| {name} | {seconds:.2f} ({all_runs}) | {size / seconds / 1e6:.0f} | {mib:.0f} "
        f"| {seconds / base['seconds']:.1f} | {mib / base['mib']:.1f} |"
    )
print()
print(f"All counted {rows:,} rows and {twins:,} twins; the data has no wrong value and no repeat.")
