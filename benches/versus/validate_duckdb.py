"""What DuckDB's reader does by itself: the columns read by their types, rows that do not fit kept in its table
of rejects. None of the rules on values, repeats or the whole file."""

import json
import sys

import duckdb


def main(path: str, out: str) -> None:
    connection = duckdb.connect()
    types = "{'USER_ID': 'VARCHAR', 'ITEM_ID': 'VARCHAR', 'EVENT_TYPE': 'VARCHAR', 'TIMESTAMP': 'BIGINT'}"
    # A prepared query leaves no table of rejects, so that the path stands in the text.
    quoted = "'" + path.replace("'", "''") + "'"
    # Every column is asked for, so that none is passed over.
    rows, *_ = connection.execute(
        "SELECT count(*), count(USER_ID), count(ITEM_ID), count(EVENT_TYPE), count(TIMESTAMP) "
        f"FROM read_csv({quoted}, header = true, columns = {types}, store_rejects = true)"
    ).fetchall()[0]
    (wrong,) = connection.execute("SELECT count(*) FROM reject_errors").fetchone()
    with open(out, "w") as file:
        json.dump({"rows": rows, "wrong": wrong}, file)


main(*sys.argv[1:])
