"""The same work in DuckDB, in the order asked for."""

import sys

import duckdb

order = {
    "total": "ORDER BY TIMESTAMP, USER_ID, ITEM_ID, EVENT_TYPE",
    "time": "ORDER BY TIMESTAMP",
    "none": "",
}[sys.argv[3]]
duckdb.sql(
    f"""
    COPY (
        SELECT userId AS USER_ID, movieId AS ITEM_ID, 'click' AS EVENT_TYPE, timestamp AS TIMESTAMP
        FROM read_csv('{sys.argv[1]}') WHERE rating > 1
        UNION ALL
        SELECT userId, movieId, 'watch', timestamp
        FROM read_csv('{sys.argv[1]}') WHERE rating > 3
        {order}
    ) TO '{sys.argv[2]}' (FORMAT csv, HEADER)
    """
)
