"""An ordinary event log as CSV: who, what, which event, a price, and the second, in no order.

There are a user for 50 rows and an item for 250; both are chosen by Zipf's law. Ids are texts of 8 to 36
characters, as shops and trackers give them.
"""

import sys

import numpy as np
import polars as pl

rows, path = int(sys.argv[1]), sys.argv[2]
random = np.random.default_rng(42)
HEX = np.array(list("0123456789abcdef"))


def ids(count: int) -> np.ndarray:
    """Distinct texts: a number in base 36 behind random digits, of 8 to 36 characters."""
    lengths = random.integers(8, 37, count)
    digits = HEX[random.integers(0, 16, (count, 36))]
    texts = ["".join(line) for line in digits]
    return np.array([f"{at:06x}{text}"[:length] for at, (text, length) in enumerate(zip(texts, lengths))])


def chosen(count: int, n: int) -> np.ndarray:
    """`n` places below `count`, by Zipf's law with exponent 0.8."""
    weights = np.cumsum(1.0 / np.arange(1, count + 1) ** 0.8)
    return np.searchsorted(weights, random.random(n) * weights[-1])


users, items = ids(max(rows // 50, 10)), ids(max(rows // 250, 10))
prices = np.round(random.lognormal(3, 1, len(items)), 2)
BLOCK = 1_000_000
with open(path, "wb") as out:
    for start in range(0, rows, BLOCK):
        n = min(BLOCK, rows - start)
        item = chosen(len(items), n)
        frame = pl.DataFrame(
            {
                "visitor": users[chosen(len(users), n)],
                "article": items[item],
                "action": np.array(["view", "cart", "purchase"])[
                    random.choice(3, n, p=[0.8, 0.14, 0.06])
                ],
                "price": prices[item],
                "seen": random.integers(1_700_000_000, 1_731_536_000, n),
            }
        )
        frame.write_csv(out, include_header=start == 0)
