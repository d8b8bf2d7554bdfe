"""The same work in chDB, in the order asked for."""

import sys

import chdb

order = {
    "total": "ORDER BY TIMESTAMP, USER_ID, ITEM_ID, EVENT_TYPE, EVENT_VALUE",
    "none": "",
}[sys.argv[3]]
columns = "visitor String, article String, action String, price Float64, seen Int64"
chdb.query(
    f"""
    INSERT INTO FUNCTION file('{sys.argv[2]}', 'CSVWithNames',
        'USER_ID String, ITEM_ID String, EVENT_TYPE String, EVENT_VALUE Float64, TIMESTAMP Int64')
    SELECT visitor AS USER_ID, article AS ITEM_ID, action AS EVENT_TYPE, price AS EVENT_VALUE,
        seen AS TIMESTAMP
    FROM file('{sys.argv[1]}', 'CSVWithNames', '{columns}')
    {order}
    """
)
