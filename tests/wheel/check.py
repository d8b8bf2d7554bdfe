"""The program of a wheel, as a notebook starts it: by name, with pipes, and with the metadata that pip keeps."""

import csv
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

venv, shop, work = map(pathlib.Path, sys.argv[1:])
environment = {**os.environ, "PATH": f"{venv / 'bin'}:/usr/bin:/bin"}


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """Runs `rehearsal` by its name alone, in a folder that is not the clone."""
    return subprocess.run(
        ["rehearsal", *args], cwd=work, env=environment, text=True, capture_output=True, check=True
    )


version = importlib.metadata.version("rehearsal")
facts = run("--version", "-v").stdout.splitlines()
assert facts[0] == f"rehearsal {version}", facts
assert any(line.startswith("features: aws, charts, cli, fetch, frames, s3") for line in facts), facts

run("prep", "interactions", "--input", str(shop / "events.csv"),
    "--map", "USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at")
with open(work / "rehearsal-run/interactions.csv", newline="") as file:
    n_rows = sum(1 for _ in csv.DictReader(file))
done = run("stats", "--format", "json", "--progress", "json")
stats = json.loads(done.stdout)
assert stats["interactions"] == n_rows > 3_000, (stats["interactions"], n_rows)
events = [json.loads(line) for line in done.stderr.splitlines()]
assert events[-1]["event"] == "end" and events[-1]["exit_code"] == 0, events

schema = json.loads(run("stats", "--json-schema").stdout)
missing = [key for key in schema["required"] if key not in stats]
unknown = [key for key in stats if key not in schema["properties"]]
assert not missing and not unknown, (missing, unknown)

wheel = importlib.metadata.distribution("rehearsal")
files = [str(file) for file in wheel.files]
programs = [file for file in files if "/bin/" in file]
assert [pathlib.Path(file).name for file in programs] == ["rehearsal"], files
assert any(file.endswith("LICENSE") for file in files), files
print(f"rehearsal {version} of pip runs: {n_rows} rows, {len(schema['properties'])} keys")
