"""What a check found."""

from typing import NamedTuple


class Found(NamedTuple):
    """The faults of a check, and how much it looked at; where that is nothing the check is skipped."""

    faults: list[str]
    seen: str


def counted(count: int, thing: str) -> str:
    """A number with its thing: 1 table, 2 tables."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def missing(count: int, thing: str) -> list[str]:
    """A fault where a page has none of what every report has: else a check of nothing would pass."""
    return [] if count else [f"the page has no {thing}"]
