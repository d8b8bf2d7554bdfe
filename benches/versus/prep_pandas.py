"""The classic tutorial's way with pandas: read, two filters, concatenate, sort, write."""

import sys

import pandas as pd

ratings = pd.read_csv(sys.argv[1])
clicked = ratings[ratings["rating"] > 1].copy()
clicked["EVENT_TYPE"] = "click"
watched = ratings[ratings["rating"] > 3].copy()
watched["EVENT_TYPE"] = "watch"
interactions = pd.concat([clicked, watched])
interactions = interactions.rename(
    columns={"userId": "USER_ID", "movieId": "ITEM_ID", "timestamp": "TIMESTAMP"}
)
interactions = interactions.sort_values("TIMESTAMP")
interactions[["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"]].to_csv(sys.argv[2], index=False)
