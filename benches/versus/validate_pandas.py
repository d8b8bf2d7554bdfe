"""The checks that a careful team writes in pandas: types, nulls, lengths, timestamps, reserved words,
ids, event types, numbers of interactions and users, repeats and twins."""

import json
import sys

import pandas

SECONDS_END = 100_000_000_000
RESERVED = {"USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "EVENT_VALUE", "IMPRESSION"}
NOTHING = {"null", "nan", "none", "n/a", "na", "nil", "undefined"}


def wrong_ids(ids: pandas.Series) -> int:
    """Ids that are missing, too long, blank at the ends, reserved, of a float or special."""
    return int(
        ids.isna().sum()
        + (ids.str.len() > 256).sum()
        + (ids.str.strip() != ids).sum()
        + ids.isin(RESERVED).sum()
        + ids.str.lower().isin(NOTHING).sum()
        + ids.str.fullmatch(r"-?\d+\.0+").sum()
        + ids.str.contains(r"[\"\\,|']").sum()
    )


def main(path: str, out: str) -> None:
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    assert list(frame.columns) == ["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"]
    wrong = wrong_ids(frame["USER_ID"]) + wrong_ids(frame["ITEM_ID"])
    events = frame["EVENT_TYPE"]
    wrong += int(
        events.isna().sum() + (events.str.len() > 1000).sum() + events.isin(RESERVED).sum()
    )
    timestamp = pandas.to_numeric(frame["TIMESTAMP"], errors="coerce")
    wrong += int(
        timestamp.isna().sum()
        + (timestamp >= SECONDS_END).sum()
        + (timestamp < 788_918_400).sum()
        + (timestamp > pandas.Timestamp.now().timestamp()).sum()
        + (timestamp % 1 != 0).sum()
    )
    assert events.nunique() <= 10 and events.str.lower().nunique() == events.nunique()
    per_user = frame["USER_ID"].value_counts()
    assert len(frame) >= 1000 and (per_user >= 2).sum() >= 25 and timestamp.nunique() > 1
    frame["ITEM_ID"].nunique()
    repeats = int(frame.duplicated().sum())
    twins = int(frame.duplicated(["USER_ID", "ITEM_ID", "TIMESTAMP"]).sum()) - repeats
    with open(out, "w") as file:
        json.dump({"rows": len(frame), "wrong": wrong, "repeats": repeats, "twins": twins}, file)


main(*sys.argv[1:])
