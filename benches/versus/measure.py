"""Whole processes, timed by GNU time, and the machine they ran on."""

import importlib.metadata
import os
import pathlib
import statistics
import subprocess


def once(command: list[str], work: pathlib.Path) -> tuple[float, float, float]:
    """Wall seconds, peak MiB and seconds of CPU time of one run."""
    log = work / "time.txt"
    with open(work / "said.txt", "w") as said:
        subprocess.run(
            ["/usr/bin/time", "-o", str(log), "-f", "%e %M %U %S", *command],
            check=True,
            stdout=said,
            stderr=said,
        )
    seconds, kib, user, system = log.read_text().split()[-4:]
    return float(seconds), int(kib) / 1024, float(user) + float(system)


def in_turn(
    commands: dict[str, list[str]], runs: int, work: pathlib.Path, written: dict[str, pathlib.Path]
) -> dict[str, dict[str, list[float]]]:
    """Each command `runs` times, one after another, after one run of each that does not count.

    What a command has written is removed before it runs again, so that none pays for the removal, and what the
    others have left to be written is written before it begins.
    """
    found = {name: {"seconds": [], "mib": [], "cpu": []} for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            written[name].unlink(missing_ok=True)
            os.sync()
            seconds, mib, cpu = once(command, work)
            if run > 0:
                found[name]["seconds"].append(seconds)
                found[name]["mib"].append(mib)
                found[name]["cpu"].append(cpu)
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


def load() -> str:
    """The load of the machine before this: others' work makes wall times longer."""
    return f"load {os.getloadavg()[1]:.1f} over the five minutes before"


def versions(names: list[str]) -> str:
    """The machine, and the versions of these packages."""
    found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return f"{machine()}. {found}."


def orders(found: dict[str, dict[str, list[float]]]) -> str:
    """A Markdown table of the runs, in which what keeps no order is held against ours without one."""
    seconds = {name: median(values["seconds"]) for name, values in found.items()}
    mib = {name: median(values["mib"]) for name, values in found.items()}
    lines = [
        "| engine | wall s (all runs) | peak MiB | × rehearsal's time | × rehearsal's memory |",
        "|---|---|---|---|---|",
    ]
    for name in sorted(found, key=lambda name: ("no order" in name, seconds[name])):
        own = "rehearsal, no order" if "no order" in name else "rehearsal, total order"
        times = ", ".join(f"{value:.2f}" for value in found[name]["seconds"])
        ratios = f"{seconds[name] / seconds[own]:.1f} | {mib[name] / mib[own]:.1f}"
        lines.append(f"| {name} | {seconds[name]:.2f} ({times}) | {mib[name]:.0f} | {ratios} |")
    return "\n".join(lines)
