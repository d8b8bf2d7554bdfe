"""Generated interactions to be validated."""

import pathlib
import subprocess


def prepare(program: str, ratings: int, work: pathlib.Path) -> pathlib.Path:
    """The prepared file of so many ratings, with users and items in a release's proportion."""
    release, run = work / "release", work / "run"
    counts = ["--ratings", str(ratings), "--users", str(ratings // 154)]
    counts += ["--items", str(max(1000, min(120_000, ratings // 400)))]
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([program, "data", "generate", *counts, "--output", release, "--quiet"], **quiet)
    prep = [program, "prep", "interactions", "--input", release, "--run", run, "--force", "--quiet"]
    subprocess.run(prep, **quiet)
    subprocess.run(["rm", "-rf", str(release)], check=True)
    return run / "interactions.csv"
