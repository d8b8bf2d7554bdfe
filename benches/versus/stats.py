"""Runs the contest of benches/versus/stats and prints it as Markdown.

    stats.py PROGRAM INTERACTIONS RUNS
"""

import json
import math
import pathlib
import sys
import tempfile

import measure

OURS, PEER = "rehearsal", "polars, numpy and scipy"
CLOSE = 1e-9
SCRIPT = pathlib.Path(__file__).parent / "stats_polars.py"


def in_ours(path: str):
    """The figure at `path` of our JSON, such as `span.first_s`."""

    def take(ours: dict):
        for name in path.split("."):
            ours = ours[name]
        return ours

    return take


def months(ours: dict) -> dict:
    """Ours has rows in the order of the event types; the peer has names, and no zeros."""
    names = [name for name, _ in ours["event_types"]]
    named = {m["month"]: dict(zip(names, m["rows"], strict=True)) for m in ours["months"]}
    return {
        month: {name: n for name, n in rows.items() if n}
        for month, rows in named.items()
        if any(rows.values())
    }


def of_timeline(name: str):
    """One figure of each bucket that has it."""
    return lambda ours: [b[name] for b in ours["timeline"] if b[name] is not None]


# ---------------------------------------------------------------------------------------------------
# WHERE OUR JSON HAS WHAT THE PEER FOUND: the peer's name, with dots into its parts, and how ours is
# taken. All figures of the peer must stand here or in UNCHECKED. Where ours has more than the peer in
# an object, only the peer's names are compared.
SAME = {
    "interactions": in_ours("interactions"),
    "users": in_ours("users"),
    "items": in_ours("items"),
    "distinct_pairs": in_ours("distinct_pairs"),
    "density": in_ours("density"),
    "repeats": in_ours("repeats"),
    "duplicates": in_ours("duplicates"),
    "event_types": lambda ours: dict(ours["event_types"]),
    "per_user": in_ours("per_user"),
    "per_item": in_ours("per_item"),
    "head_share": in_ours("head_share"),
    "long_tail_share": in_ours("long_tail_share"),
    "first_s": in_ours("span.first_s"),
    "last_s": in_ours("span.last_s"),
    "by_month": months,
    "cold_items_newest_tenth": in_ours("cold_items_newest_tenth"),
    "sessions": in_ours("sessions.count"),
    "session_rows": in_ours("sessions.rows"),
    "session_gap_s": in_ours("sessions.between_s"),
    "drift": of_timeline("drift"),
    "new_items": of_timeline("cold_item_rows"),
    "new_users": of_timeline("cold_user_rows"),
    "components.count": in_ours("components.count"),
    "components.users_in_largest": in_ours("components.largest_users_share"),
}
# Figures of the peer that ours does not have.
UNCHECKED = {"versions"}
# ---------------------------------------------------------------------------------------------------


def compare(name: str, theirs, ours) -> None:
    """Fails at the first figure that differs."""
    match theirs:
        case dict():
            assert set(theirs) <= set(ours), f"{name}: not in ours: {set(theirs) - set(ours)}"
            for part, value in theirs.items():
                compare(f"{name}.{part}", value, ours[part])
        case list():
            assert len(theirs) == len(ours), f"{name}: {len(theirs)} figures, ours {len(ours)}"
            for number, (value, own) in enumerate(zip(theirs, ours)):
                compare(f"{name}[{number}]", value, own)
        case _:
            close = math.isclose(theirs, ours, rel_tol=CLOSE, abs_tol=CLOSE)
            assert close, f"{name} is {theirs!r}, ours is {ours!r}"


def check(theirs: dict, ours: dict) -> None:
    """All that the peer found is ours."""
    forgotten = set(theirs) - {name.split(".")[0] for name in SAME} - UNCHECKED
    assert not forgotten, f"neither compared nor left out: {forgotten}"
    for name, take in SAME.items():
        compare(name, in_ours(name)(theirs), take(ours))


def table(measured: dict, rows: int) -> None:
    base = {key: measure.median(measured[OURS][key]) for key in ("seconds", "mib")}
    print("| engine | wall s (all runs) | million rows/s | peak MiB | × rehearsal's time ", end="")
    print("| × its memory |")
    print("|---|---|---|---|---|---|")
    for name, values in measured.items():
        seconds, mib = measure.median(values["seconds"]), measure.median(values["mib"])
        all_runs = ", ".join(f"{value:.2f}" for value in values["seconds"])
        print(
            f"| {name} | {seconds:.2f} ({all_runs}) | {rows / seconds / 1e6:.1f} | {mib:.0f} "
            f"| {seconds / base['seconds']:.1f} | {mib / base['mib']:.1f} |"
        )


def main(program: str, path: str, runs: int, work: pathlib.Path) -> None:
    results = {OURS: work / "run" / "stats.json", PEER: work / "theirs.json"}
    run = ["--format", "json", "--run", str(work / "run"), "--force"]
    # The shell becomes the peer, so only the peer is measured.
    shell = ["sh", "-c", 'exec "$@" > "$0"', str(results[PEER])]
    commands = {
        OURS: [program, "stats", path, *run],
        PEER: [*shell, sys.executable, str(SCRIPT), path],
    }
    measured = measure.in_turn(commands, runs, work, results)
    ours, theirs = (json.loads(results[name].read_text()) for name in (OURS, PEER))
    check(theirs, ours)

    size = pathlib.Path(path).stat().st_size
    print(f"{ours['interactions']:,} interactions, {size:,} bytes. Medians of {runs} runs in turn,", end=" ")
    print("warm cache.")
    versions = ", ".join(f"{name} {v}" for name, v in theirs["versions"].items())
    print(f"{measure.machine()}. {versions}.")
    print()
    table(measured, ours["interactions"])
    print()
    print(f"Both found the same figures to {CLOSE:g}.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), pathlib.Path(folder))
