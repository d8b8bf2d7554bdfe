"""Generated interactions to be validated."""

import pathlib
import random
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


def shuffle(data: pathlib.Path, shuffled: pathlib.Path) -> None:
    """Writes the same rows in another order, whose seed is said.

    `shuf` takes its chances from a file: a short text over and over would leave most rows beside their neighbours.
    """
    chances = shuffled.with_suffix(".random")
    seeded = random.Random(42)
    with open(chances, "wb") as out:
        for _ in range(max(1, data.stat().st_size // (3 << 20))):
            out.write(seeded.randbytes(1 << 20))
    command = 'head -n 1 "$0" > "$1"; tail -n +2 "$0" | shuf --random-source="$2" >> "$1"'
    subprocess.run(["bash", "-c", command, str(data), str(shuffled), str(chances)], check=True)
    chances.unlink()
