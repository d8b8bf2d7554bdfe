"""Tables and pipelines by chance, from a seed."""

import random

EVENTS = ["view", "cart", "buy"]


class Table:
    """A table of interactions as CSV, and the options by which `prep interactions` reads it."""

    def __init__(self, seed):
        chance = random.Random(seed)
        self.seed = seed
        self.kind = chance.choice(["ratings", "events", "iso", "milliseconds", "values"])
        self.columns = ["user", "item", "at"]
        self.options = ["--map", "USER_ID=user,ITEM_ID=item,TIMESTAMP=at"]
        n_users, n_items = chance.randint(2, 12), chance.randint(2, 12)
        users = [chance.choice(["", "u", "Ü-", "0", "a b "]) + str(number) for number in range(n_users)]
        items = [chance.choice(["", "x", "'", "q,", 'd"']) + str(number) for number in range(n_items)]
        self.rows = [
            [chance.choice(users), chance.choice(items), self.moment(chance)] for _ in range(chance.randint(5, 120))
        ]
        if self.kind in ("ratings", "values"):
            self.add("stars", lambda: chance.choice(["1", "2.5", "4", "5", "0.5", " 3 ", "1e0"]))
            self.map("RATING=stars")
        if self.kind in ("events", "values"):
            self.add("action", lambda: chance.choice(EVENTS))
            self.map("EVENT_TYPE=action")
        if self.kind == "events":
            self.add("price", lambda: chance.choice(["", "NA", "10", "-0.5", "99.95", "1000000"]))
            self.map("EVENT_VALUE=price")
        if chance.random() < 0.3:
            self.add("device", lambda: chance.choice(["", "phone", "a\nb", "tv "]))
            self.map("DEVICE:string=device")
        if self.kind == "iso":
            self.options += ["--timestamp-unit", "iso-8601"]
        if self.kind == "milliseconds":
            self.options += ["--timestamp-unit", "milliseconds"]
        self.options += self.steps(chance)

    def moment(self, chance):
        second = chance.choice([0, 0, 1, 2, chance.randint(0, 400_000)])
        base = 1_600_000_000 + second
        if self.kind == "iso":
            day, rest = divmod(second, 86_400)
            text = f"2020-09-{13 + day:02}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
            return text + chance.choice(["", "Z", ".5Z", "+02:00", " UTC", ".25-0330"])
        if self.kind == "milliseconds":
            return str(base * 1000 + chance.choice([0, 0, 1, 999]))
        return str(base) + chance.choice(["", "", ".0", ".5"])

    def add(self, name, value):
        self.columns.append(name)
        for row in self.rows:
            row.append(value())

    def map(self, more):
        self.options[1] += "," + more

    def steps(self, chance):
        """Options that keep, change and order rows."""
        options = []
        if chance.random() < 0.3:
            options += ["--since", "2020-09-13T12:26:41Z"]
        if chance.random() < 0.2:
            options += ["--until", "1600200000"]
        if chance.random() < 0.3:
            options += ["--min-per-user", str(chance.randint(1, 4)), "--min-per-item", str(chance.randint(1, 3))]
        if chance.random() < 0.4:
            options += ["--deduplicate", chance.choice(["all", "USER_ID,ITEM_ID", "USER_ID"])]
            options += ["--keep", chance.choice(["oldest", "newest"])]
        if self.kind == "ratings":
            options += chance.choice([[], ["--watched-threshold", "3"], ["--event", "love=rating >= 4.5", "--event-value"]])
        if self.kind in ("events", "values"):
            if chance.random() < 0.5:
                options += ["--filter", chance.choice(["action = 'buy' or user = '1'", "not action = 'view'"])]
            if chance.random() < 0.3:
                options += ["--rename-event", "view=it's a \\view"]
            elif chance.random() < 0.5:
                options += ["--collapse-events", "--event-order", "view,cart,buy"]
        if "--deduplicate" in options or "--collapse-events" in options:
            options += ["--ties", "columns"]
        if chance.random() < 0.2:
            options += ["--shift-to", "2024-01-01"]
        return options

    def write(self, path):
        def quoted(cell):
            return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n') else cell

        lines = [",".join(map(quoted, row)) for row in [self.columns, *self.rows]]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def has_breaks(self):
        """Tells whether a cell has a line break, which Spark reads with `multiLine` alone."""
        return any("\n" in cell for row in self.rows for cell in row)


def write_histories(folder, seed):
    """Rows to learn from, histories and held-out rows by chance, and the options that name them."""
    chance = random.Random(seed)
    # Ids of each range of lengths that has a formula of its own in the hash.
    lengths = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 30, 36, 64, 65, 100, 128]

    def names(letter, number):
        long = [(letter + str(at) * 128).encode() for at in range(number)]
        return sorted({one[: max(len(letter.encode()), chance.choice(lengths))].decode() for one in long})

    users, items = names(chance.choice("uÜ"), chance.randint(3, 14)), names("i", chance.randint(2, 25))
    has_time, spread = seed % 5 != 3, chance.choice([1, 3, 100_000])

    def rows(some_users, number):
        found = []
        for _ in range(number):
            row = [chance.choice(some_users), chance.choice(items)]
            found.append(row + [str(1_600_000_000 + chance.randint(0, spread))] * has_time)
        return found

    parts = {"train": rows(users[len(users) // 3 :], chance.randint(4, 150))}
    if seed % 3:
        parts["history"] = rows(users, chance.randint(1, 60))
    if seed % 2:
        parts["held-out"] = rows(users + ["nobody"], chance.randint(1, 20))
    options = ["--seen", chance.choice(["include", "exclude"]), "--k", str(chance.choice([1, 3, 25])), "--seed", str(seed * seed)]
    for name, found in parts.items():
        path = folder / f"{name}{seed}.csv"
        header = ["USER_ID", "ITEM_ID"] + ["TIMESTAMP"] * has_time
        path.write_text("\n".join(",".join(row) for row in [header, *found]) + "\n", encoding="utf-8")
        options += [f"--{name}", path]
    return options


def write_lists(folder, seed):
    """Held-out rows, a catalogue and lists by chance, and the options that name them: lists with items twice, rows twice, items
    and users that nobody knows, long ones, and users without one."""
    chance = random.Random(seed)
    users, items = [f"u{at}" for at in range(chance.randint(2, 30))], [f"i{at}" for at in range(chance.randint(3, 60))]
    held_out = [[chance.choice(users), chance.choice(items), str(1_600_000_000 + at)] for at in range(chance.randint(3, 90))]
    by = chance.choice(["RANK", "SCORE"])
    places = []
    for user in [held_out[0][0], *chance.sample(users, len(users) // 2), "stranger"]:
        length = chance.choice([1, 5, 24, 25, 26, 40])
        for rank in chance.sample(range(1, 100), length):
            place = [user, chance.choice([*items, "unknown"]), str(rank) if by == "RANK" else f"{rank / 7:.6f}"]
            places += [place] * chance.choice([1, 1, 1, 2])
    # Of two lists of one user some ranks would be equal, and equals are in doubt.
    one_each = list({(place[0], place[2]): place for place in places}.values())
    places = [place for place in places if place in one_each]
    chance.shuffle(places)
    options = []
    tables = {
        "held-out": (["USER_ID", "ITEM_ID", "TIMESTAMP"], held_out),
        "recommendations": (["USER_ID", "ITEM_ID", by], places),
        "items": (["ITEM_ID"], [[item] for item in items]),
    }
    for name, (header, rows) in tables.items():
        path = folder / f"judged-{name}-{seed}.csv"
        path.write_text("\n".join(",".join(row) for row in [header, *rows]) + "\n", encoding="utf-8")
        options += [f"--{name}", path]
    return options
