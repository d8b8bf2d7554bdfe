"""The same checks as validate_pandas.py, written as a pandera schema."""

import json
import sys

import pandas
import pandera.pandas as pa

RESERVED = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "EVENT_VALUE", "IMPRESSION"]
NOTHING = {"null", "nan", "none", "n/a", "na", "nil", "undefined"}
ID = [
    pa.Check.str_length(max_value=256),
    pa.Check.notin(RESERVED),
    pa.Check(lambda ids: ids.str.strip() == ids),
    pa.Check(lambda ids: ~ids.str.lower().isin(NOTHING)),
    pa.Check(lambda ids: ~ids.str.fullmatch(r"-?\d+\.0+")),
    pa.Check(lambda ids: ~ids.str.contains(r"[\"\\,|']")),
]
SCHEMA = pa.DataFrameSchema(
    {
        "USER_ID": pa.Column(str, ID),
        "ITEM_ID": pa.Column(str, ID),
        "EVENT_TYPE": pa.Column(
            str,
            [
                pa.Check.str_length(max_value=1000),
                pa.Check.notin(RESERVED),
                pa.Check(lambda events: events.nunique() <= 10),
                pa.Check(lambda events: events.str.lower().nunique() == events.nunique()),
            ],
        ),
        "TIMESTAMP": pa.Column(
            "int64",
            [
                pa.Check.in_range(788_918_400, int(pandas.Timestamp.now().timestamp())),
                pa.Check(lambda timestamp: timestamp.nunique() > 1),
            ],
        ),
    },
    checks=[
        pa.Check(lambda frame: len(frame) >= 1000),
        pa.Check(lambda frame: (frame["USER_ID"].value_counts() >= 2).sum() >= 25),
    ],
    strict=True,
    ordered=True,
)


def main(path: str, out: str) -> None:
    types = {"USER_ID": str, "ITEM_ID": str, "EVENT_TYPE": str, "TIMESTAMP": "int64"}
    frame = pandas.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    SCHEMA.validate(frame, lazy=True)
    frame["ITEM_ID"].nunique()
    repeats = int(frame.duplicated().sum())
    twins = int(frame.duplicated(["USER_ID", "ITEM_ID", "TIMESTAMP"]).sum()) - repeats
    with open(out, "w") as file:
        json.dump({"rows": len(frame), "wrong": 0, "repeats": repeats, "twins": twins}, file)


main(*sys.argv[1:])
