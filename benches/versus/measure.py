"""Whole processes, timed by GNU time, and the machine they ran on."""

import os
import pathlib
import statistics
import subprocess


def once(command: list[str], work: pathlib.Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of one run."""
    log = work / "time.txt"
    with open(work / "said.txt", "w") as said:
        subprocess.run(
            ["/usr/bin/time", "-o", str(log), "-f", "%e %M", *command],
            check=True,
            stdout=said,
            stderr=said,
        )
    seconds, kib = log.read_text().split()[-2:]
    return float(seconds), int(kib) / 1024


def in_turn(
    commands: dict[str, list[str]], runs: int, work: pathlib.Path, written: dict[str, pathlib.Path]
) -> dict[str, dict[str, list[float]]]:
    """Each command `runs` times, one after another, after one run of each that does not count.

    What a command has written is removed before it runs again, so that none pays for the removal.
    """
    found = {name: {"seconds": [], "mib": []} for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            written[name].unlink(missing_ok=True)
            seconds, mib = once(command, work)
            if run > 0:
                found[name]["seconds"].append(seconds)
                found[name]["mib"].append(mib)
    return found


def median(values: list[float]) -> float:
    return statistics.median(values)


def machine() -> str:
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in open("/proc/cpuinfo")
        if line.startswith("model name")
    )
    gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {gib:.0f} GiB, Linux"
