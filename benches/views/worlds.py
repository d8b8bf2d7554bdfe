"""Two generated tables of interactions, of kinds that MovieLens is not.

`clicks`: a click stream of a shop. A visitor comes in sessions with days between them, looks at items of
one or two departments, and of what was viewed some is put in the cart and some of that bought, all within
seconds. `songs`: listening. A listener has few artists, hears most songs again, and several rows share a
second, since the app sends them in batches.

Same seed, same bytes.
"""

import csv
import pathlib
import random
import sys

DAY = 86_400


def clicks(rng: random.Random, n_users: int, n_items: int, n_departments: int):
    department = [sorted(rng.sample(range(n_items), n_items // n_departments * 2)) for _ in range(n_departments)]
    weight = [1.0 / (1 + rng.random() * n_items) ** 0.8 for _ in range(n_items)]
    for user in range(n_users):
        liked = rng.sample(range(n_departments), 2)
        at = 1_700_000_000 + rng.randrange(60 * DAY)
        for _ in range(1 + int(rng.expovariate(1 / 4))):
            at += rng.randrange(DAY, 9 * DAY)
            now = at
            here = department[liked[rng.random() < 0.3]]
            last = rng.choices(here, [weight[item] for item in here])[0]
            for _ in range(1 + int(rng.expovariate(1 / 6))):
                yield user, last, "view", now
                if rng.random() < 0.25:
                    yield user, last, "cart", now + rng.choice((0, 0, 1, 3))
                    if rng.random() < 0.45:
                        yield user, last, "buy", now + rng.choice((3, 4, 20))
                now += rng.randrange(0, 40)
                # The next item often stands near on the shelf.
                near = here.index(last) + rng.choice((-2, -1, 1, 1, 2))
                last = here[near % len(here)] if rng.random() < 0.5 else rng.choices(here, [weight[item] for item in here])[0]


def songs(rng: random.Random, n_users: int, n_artists: int, per_artist: int):
    fame = [1.0 / (rank + 3) for rank in range(n_artists)]
    for user in range(n_users):
        artists = rng.choices(range(n_artists), fame, k=3 + int(rng.expovariate(1 / 5)))
        library: list[int] = []
        at = 1_690_000_000 + rng.randrange(30 * DAY)
        for _ in range(20 + int(rng.expovariate(1 / 40))):
            if library and rng.random() < 0.55:
                song = rng.choice(library[-40:])
            else:
                song = rng.choice(artists) * per_artist + min(int(rng.expovariate(1 / 4)), per_artist - 1)
                library.append(song)
            yield user, song, "play", at
            if rng.random() < 0.7:
                at += rng.choice((180, 240, 300, 3 * DAY))


def write(path: pathlib.Path, rows) -> None:
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"))
        for user, item, event, at in sorted(rows, key=lambda row: (row[3], row[0], row[1])):
            writer.writerow((f"u{user}", f"i{item}", event, at))


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "clicks.csv", clicks(random.Random(1), 2_000, 1_200, 24))
    write(folder / "songs.csv", songs(random.Random(2), 1_500, 400, 12))
