"""The generated releases of `models` and `models_scale`, prepared and cut."""

import pathlib
import subprocess

SHAPES = {
    "1m": ["--like", "ml-1m"],
    "10m": ["--users", "69878", "--items", "10677", "--ratings", "10000054"],
    "25m": ["--like", "ml-25m"],
}


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def prepare(program: str, shape: str, work: pathlib.Path) -> pathlib.Path:
    """A release, prepared and cut: one click a rating. Gives the folder of the cut."""
    release, prepared = work / f"release-{shape}", work / f"run-{shape}"
    if not (prepared / "split" / "held-out.csv").exists():
        run([program, "data", "generate", *SHAPES[shape], "--output", str(release)])
        thresholds = ["--clicked-threshold", "0", "--watched-threshold", "5"]
        folder = ["--run", str(prepared)]
        run([program, "prep", "interactions", "--input", str(release), *thresholds, *folder])
        run([program, "split", "--hold-out", "items", *folder])
    return prepared / "split"
