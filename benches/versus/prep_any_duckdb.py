"""The same work in DuckDB, in the order asked for."""

import sys

import duckdb

order = {
    "total": "ORDER BY TIMESTAMP, USER_ID, ITEM_ID, EVENT_TYPE, EVENT_VALUE",
    "none": "",
}[sys.argv[3]]
duckdb.sql(
    f"""
    COPY (
        SELECT visitor AS USER_ID, article AS ITEM_ID, action AS EVENT_TYPE, price AS EVENT_VALUE,
            seen AS TIMESTAMP
        FROM read_csv('{sys.argv[1]}', header = true, columns = {{
            'visitor': 'VARCHAR', 'article': 'VARCHAR', 'action': 'VARCHAR', 'price': 'DOUBLE',
            'seen': 'BIGINT'}})
        {order}
    ) TO '{sys.argv[2]}' (FORMAT csv, HEADER)
    """
)
