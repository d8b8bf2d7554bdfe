"""The same work in Python polars: lazy, written by the streaming sink, in the order asked for."""

import sys

import polars as pl

ratings = pl.scan_csv(sys.argv[1])


def events(threshold: float, event_type: str) -> pl.LazyFrame:
    return ratings.filter(pl.col("rating") > threshold).select(
        pl.col("userId").alias("USER_ID"),
        pl.col("movieId").alias("ITEM_ID"),
        pl.lit(event_type).alias("EVENT_TYPE"),
        pl.col("timestamp").alias("TIMESTAMP"),
    )


interactions = pl.concat([events(1, "click"), events(3, "watch")])
match sys.argv[3]:
    case "total":
        interactions = interactions.sort("TIMESTAMP", "USER_ID", "ITEM_ID", "EVENT_TYPE")
    case "time":
        interactions = interactions.sort("TIMESTAMP")
interactions.sink_csv(sys.argv[2])
