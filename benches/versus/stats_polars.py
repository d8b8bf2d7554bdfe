"""The statistics of `rehearsal stats` in Python, for speed and memory: polars reads, numpy counts,
scipy finds the connected components. Printed as JSON.

    stats_polars.py INTERACTIONS

Ids become codes of 32 bits while they are read; from then on all is arrays of numbers, and what is no
longer needed is let go.
"""

import importlib.metadata
import json
import sys

import numpy
import polars as pl
from scipy import sparse
from scipy.sparse import csgraph

SESSION_GAP_S = 1800
BUCKETS = 10
PIECE = 1 << 20
SHARES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p99": 0.99}
TEXTS = ("USER_ID", "ITEM_ID", "EVENT_TYPE")


def read(path: str) -> pl.DataFrame:
    """All rows in order of time, ties in the order of the file, texts as categories of their own."""
    types = dict.fromkeys(TEXTS, pl.String) | {"TIMESTAMP": pl.Int64}
    codes = [pl.col(name).cast(pl.Categorical(pl.Categories(name))) for name in TEXTS]
    # Streamed: the texts of one batch at a time are in memory.
    rows = pl.scan_csv(path, schema=types).with_columns(codes).collect(engine="streaming")
    # Prepared files are in order already, which is soon seen.
    if rows["TIMESTAMP"].is_sorted():
        return rows
    return rows.sort("TIMESTAMP", maintain_order=True)


def arrays(rows: pl.DataFrame) -> tuple[dict[str, numpy.ndarray], list[str]]:
    """The columns as arrays, with texts as codes from 0 without gaps, and the names of the event
    types. A column leaves the frame, which must not be held by others, as soon as it is an array."""
    found = {}
    for name in rows.columns:
        column = rows.drop_in_place(name)
        numbers = column.to_physical().to_numpy()
        if name in TEXTS:
            numbers, there = without_gaps(numbers)
        if name == "EVENT_TYPE":
            categories = pl.Series(there, dtype=pl.UInt32).cat.to(column.dtype)
        found[name] = numbers
        del column
    return found, categories.cast(pl.String).to_list()


def without_gaps(codes: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Codes from 0 to their number, and which ones they were."""
    occurs = count(codes, int(codes.max()) + 1) > 0
    if not occurs.all():
        codes = (numpy.cumsum(occurs) - 1).astype(codes.dtype)[codes]
    return codes, numpy.flatnonzero(occurs)


def count(codes: numpy.ndarray, n: int) -> numpy.ndarray:
    """Rows of each of `n` codes, a piece at a time: numpy makes 64-bit copies of what it counts."""
    counts = numpy.zeros(n, dtype=numpy.int64)
    for start in range(0, codes.size, PIECE):
        counts += numpy.bincount(codes[start : start + PIECE], minlength=n)
    return counts


def quantiles(values: numpy.ndarray, names: tuple[str, ...]) -> dict[str, float]:
    """Linear between neighbours; 0 of nothing."""
    if not values.size:
        return dict.fromkeys(names, 0.0)
    found = numpy.quantile(values, [SHARES[name] for name in names])
    return dict(zip(names, found.tolist()))


def distribution(counts: numpy.ndarray) -> dict[str, float]:
    """How rows are spread over users or items; `counts` rise."""
    n, total = counts.size, int(counts.sum())
    weighted = float((numpy.arange(1, n + 1) * counts.astype(float)).sum())
    return {
        "min": int(counts[0]),
        **quantiles(counts, tuple(SHARES)),
        "max": int(counts[-1]),
        "mean": total / n,
        "gini": 2 * weighted / (n * total) - (n + 1) / n,
        "with_1": int((counts == 1).sum()),
        "with_2": int((counts == 2).sum()),
        "below_5": int((counts < 5).sum()),
    }


def head_and_tail(per_item: numpy.ndarray) -> dict:
    """What the most popular items have, and how many items share the last fifth; counts rise."""
    n, rows = per_item.size, int(per_item.sum())
    head = {
        f"top_{percent}_percent": int(per_item[n - -(-percent * n // 100) :].sum()) / rows
        for percent in (1, 5, 20)
    }
    n_tail = int((numpy.cumsum(per_item) * 5 <= rows).sum())
    return {"head_share": head, "long_tail_share": n_tail / n}


def pairs_of(users: numpy.ndarray, items: numpy.ndarray, n_items: int) -> numpy.ndarray:
    """The user and item of each row as one number, users first."""
    pairs = users.astype(numpy.int64)
    pairs *= n_items
    pairs += items
    return pairs


def count_duplicates(columns: dict[str, numpy.ndarray], n_users: int) -> int:
    """Rows equal to an earlier one, an eighth of the users at a time: the table of all distinct rows
    would be far larger than the rows, and slower."""
    users = columns["USER_ID"]
    bounds = [part * n_users // 8 for part in range(9)]
    distinct = 0
    for low, high in zip(bounds, bounds[1:]):
        of_part = (users >= low) & (users < high)
        rows = pl.LazyFrame({name: column[of_part] for name, column in columns.items()})
        groups = rows.group_by(pl.all()).len().select(pl.len())
        distinct += groups.collect(engine="streaming").item()
    return users.size - distinct


def by_event(events: numpy.ndarray, names: list[str]) -> dict[str, int]:
    """Rows of each event type that occurs."""
    counts = count(events, len(names)).tolist()
    return {name: rows for name, rows in zip(names, counts) if rows}


def by_month(
    timestamps: numpy.ndarray, events: numpy.ndarray, names: list[str]
) -> dict[str, dict[str, int]]:
    """Rows of each month and event type; with rows in order of time, months are slices."""
    first, last = timestamps[[0, -1]].astype("datetime64[s]").astype("datetime64[M]")
    months = numpy.arange(first, last + 2)
    bounds = numpy.searchsorted(timestamps, months.astype("datetime64[s]").astype(numpy.int64))
    slices = zip(months, bounds[:-1].tolist(), bounds[1:].tolist())
    return {str(m): by_event(events[start:end], names) for m, start, end in slices if start < end}


def sessions(users: numpy.ndarray, timestamps: numpy.ndarray) -> dict:
    """Sessions of each user: a gap of more than half an hour begins the next."""
    first = int(timestamps[0])
    bits = max(1, (int(timestamps[-1]) - first).bit_length())
    assert bits + int(users.max()).bit_length() < 64, "user and time do not fit into one number"
    # One number of user and time: sorting it is much faster than sorting by two columns.
    keys = users.astype(numpy.int64)
    keys <<= bits
    keys += timestamps
    keys -= first
    keys.sort()
    gaps = numpy.diff(keys)
    keys >>= bits
    same_user = keys[1:] == keys[:-1]
    del keys
    # Between two users the difference says nothing.
    within = gaps[same_user & (gaps > SESSION_GAP_S)]
    starts = numpy.flatnonzero(~same_user | (gaps > SESSION_GAP_S)) + 1
    lengths = numpy.diff(starts, prepend=0, append=users.size)
    of_rows = quantiles(lengths, ("p50", "p90"))
    of_rows |= {"max": int(lengths.max()), "mean": users.size / lengths.size}
    gap_s = quantiles(within, ("p50", "p90"))
    return {"sessions": lengths.size, "session_rows": of_rows, "session_gap_s": gap_s}


def cold_items(items: numpy.ndarray, n_items: int) -> float:
    """Share of the newest tenth's items that no earlier row has."""
    cut = items.size - items.size // 10
    if cut == items.size:
        return 0.0
    known, newest = count(items[:cut], n_items) > 0, count(items[cut:], n_items) > 0
    return int((newest & ~known).sum()) / int(newest.sum())


def buckets(n: int) -> list[slice]:
    return [slice(b * n // BUCKETS, (b + 1) * n // BUCKETS) for b in range(BUCKETS)]


def drift(items: numpy.ndarray, n_items: int) -> list[float]:
    """Total variation distance of the items of neighbouring buckets."""
    of = [count(items[part], n_items) for part in buckets(items.size)]
    shares = [counts / max(1, counts.sum()) for counts in of]
    return [0.5 * float(numpy.abs(a - b).sum()) for a, b in zip(shares, shares[1:])]


def new_shares(of: numpy.ndarray, n: int) -> list[float]:
    """Share of each bucket's rows whose user or item does not occur before the bucket."""
    known = numpy.zeros(n, dtype=bool)
    shares = []
    for part in buckets(of.size):
        shares.append(float((~known[of[part]]).mean()) if part.stop > part.start else 0.0)
        known[of[part]] = True
    return shares


def components(pairs: numpy.ndarray, n_users: int, n_items: int) -> dict:
    """Connected components of users and items; `pairs` rise and are distinct, so they are the rows
    of a sparse matrix already."""
    starts = numpy.searchsorted(pairs, numpy.arange(n_users + 1, dtype=numpy.int64) * n_items)
    indptr = numpy.full(n_users + n_items + 1, pairs.size, dtype=numpy.int32)
    indptr[: n_users + 1] = starts
    columns = (pairs % n_items).astype(numpy.int32) + n_users
    # 64-bit floats are what scipy would make of anything else.
    graph = sparse.csr_array(
        (numpy.ones(pairs.size), columns, indptr), shape=(n_users + n_items,) * 2
    )
    count, labels = csgraph.connected_components(graph, directed=False)
    largest = int(numpy.bincount(labels[:n_users]).max())
    return {"count": count, "users_in_largest": largest / n_users}


def describe(path: str) -> dict:
    columns, names = arrays(read(path))
    users, items, events, timestamps = columns.values()
    n_rows, n_users, n_items = users.size, int(users.max()) + 1, int(items.max()) + 1
    per_user, per_item = numpy.sort(count(users, n_users)), numpy.sort(count(items, n_items))
    found = {"interactions": n_rows, "users": n_users, "items": n_items}
    found |= {"per_user": distribution(per_user), "per_item": distribution(per_item)}
    found |= head_and_tail(per_item)
    found |= {"first_s": int(timestamps[0]), "last_s": int(timestamps[-1])}
    found["event_types"] = by_event(events, names)
    found["by_month"] = by_month(timestamps, events, names)
    found["cold_items_newest_tenth"] = cold_items(items, n_items)
    found["drift"] = drift(items, n_items)
    found["new_items"] = new_shares(items, n_items)
    found["new_users"] = new_shares(users, n_users)
    found |= sessions(users, timestamps)

    pairs = pairs_of(users, items, n_items)
    pairs.sort()
    first = numpy.concatenate(([True], pairs[1:] != pairs[:-1]))
    # Equal rows have a pair that is there again: most data of ratings has none.
    found["duplicates"] = 0 if first.all() else count_duplicates(columns, n_users)
    del columns, users, items, events, timestamps
    distinct = pairs if first.all() else pairs[first]
    del pairs, first
    found["distinct_pairs"] = distinct.size
    found["repeats"] = n_rows - distinct.size
    found["density"] = distinct.size / (n_users * n_items)
    found["components"] = components(distinct, n_users, n_items)
    return found


if __name__ == "__main__":
    packages = ("polars", "numpy", "scipy")
    versions = {package: importlib.metadata.version(package) for package in packages}
    print(json.dumps(describe(sys.argv[1]) | {"versions": versions}))
