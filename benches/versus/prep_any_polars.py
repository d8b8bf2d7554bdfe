"""The same work in Python polars: lazy, written by the streaming sink, in the order asked for."""

import sys

import polars as pl

names = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP"]
types = [pl.String, pl.String, pl.String, pl.Float64, pl.Int64]
events = pl.scan_csv(sys.argv[1], new_columns=names, schema_overrides=dict(zip(names, types)))
if sys.argv[3] == "total":
    events = events.sort("TIMESTAMP", "USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE")
events.sink_csv(sys.argv[2])
