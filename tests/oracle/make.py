"""Makes the tables of this folder with public tools, for the tests to compare with.

    python3 make.py [FOLDER]

The tables go to FOLDER, or beside this file. Equal versions give equal bytes.
"""

import os

# One thread: the order of additions must not hang on the machine. Numba reads it when imported.
os.environ["NUMBA_NUM_THREADS"] = "1"

import itertools
import math
import platform
import random
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytrec_eval
import ranx
from scipy import stats
from statsmodels.stats.multitest import multipletests

SEED = 20240229
CUT = 25
KS = (5, 10, 25)
CLOSE = 1e-9
MEASURES = {
    "recip_rank",
    "P.5,10,25",
    "recall.5,10,25",
    "success.5,10,25",
    "map_cut.25",
    "ndcg_cut.5,10,25",
}
# Our column, trec_eval's name, ranx's column, ranx's name.
METRICS = (
    [("te_recip_rank", "recip_rank", "rx_mrr_25", "mrr@25")]
    + [(f"te_p_{k}", f"P_{k}", f"rx_precision_{k}", f"precision@{k}") for k in KS]
    + [(f"te_recall_{k}", f"recall_{k}", f"rx_recall_{k}", f"recall@{k}") for k in KS]
    + [(f"te_success_{k}", f"success_{k}", f"rx_hit_rate_{k}", f"hit_rate@{k}") for k in KS]
    + [("te_map_cut_25", "map_cut_25", "rx_map_25", "map@25")]
    + [(f"te_ndcg_cut_{k}", f"ndcg_cut_{k}", f"rx_ndcg_{k}", f"ndcg@{k}") for k in KS]
)
TE_COLUMNS = [column for column, _, _, _ in METRICS]
GRADED_COLUMNS = [f"te_ndcg_cut_{k}" for k in KS]


# ---- What all tables share ----


def dice(name):
    """A stream of its own for each table, so that a change to one leaves the others as they are."""
    return random.Random(f"{SEED} {name}")


def number(value):
    """Twelve digits, which is far below what the tests allow; `+ 0.0` makes -0 a 0."""
    return "-" if value is None else f"{float(value) + 0.0:.12g}"


def numbers(values):
    return ",".join(number(value) for value in values)


def exact(values):
    """The shortest digits that parse to exactly these values."""
    return ",".join(repr(float(value)) for value in values)


def made_by():
    packages = [("pytrec_eval", "pytrec-eval-terrier")]
    packages += [(name, name) for name in ("ranx", "numpy", "scipy", "statsmodels")]
    versions = ", ".join(f"{name} {version(package)}" for name, package in packages)
    return [
        "Made by tests/oracle/make.py; do not edit.",
        f"python {platform.python_version()}, {versions} (pytrec_eval as pytrec-eval-terrier); seed {SEED}",
    ]


def write(folder, name, notes, columns, rows):
    assert all(len(row) == len(columns) for row in rows)
    lines = [f"# {note}" for note in made_by() + notes]
    lines += ["\t".join(row) for row in [columns, *rows]]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    print(f"{name}: {len(rows)} rows", flush=True)


def apart(pairs):
    """In how many of the pairs the two values are not the same number."""
    return sum(abs(one - other) > CLOSE for one, other in pairs)


def names(count):
    """Names of queries that sort as their numbers do, as ranx sorts them."""
    return [f"q{index:05}" for index in range(count)]


def falling(items):
    """Strictly falling scores in rank order; whole numbers, as trec_eval keeps 32-bit floats."""
    return {item: float(len(items) - rank) for rank, item in enumerate(items)}


def trec_eval(qrels, runs, measures=MEASURES):
    """trec_eval's values of each query, under its own names of the measures."""
    keys = names(len(qrels))
    evaluator = pytrec_eval.RelevanceEvaluator(dict(zip(keys, qrels)), measures)
    values = evaluator.evaluate(dict(zip(keys, runs)))
    return [values.get(key) for key in keys]


def te_values(qrels, runs):
    return [
        {column: values[measure] for column, measure, _, _ in METRICS}
        for values in trec_eval(qrels, runs)
    ]


# ---- lists.tsv ----


def draw_hits(rng, length, share):
    return "".join("1" if rng.random() < share else "0" for _ in range(length))


def draw_list(rng, kind):
    """Hits by rank, and how many relevant items there are besides."""
    share = rng.choice((0.04, 0.1, 0.3, 0.6))
    hits = draw_hits(rng, CUT, share)
    if kind == "short":
        hits = hits[: rng.randint(1, CUT - 1)]
    elif kind == "empty":
        hits = ""
    elif kind == "long":
        hits = draw_hits(rng, rng.randint(CUT + 1, 40), share)
    elif kind == "late":  # Hits, but all of them beyond the cut.
        hits = "0" * CUT + draw_hits(rng, rng.randint(0, 14), 0.3) + "1"
    elif kind == "none":
        hits = "0" * rng.choice((CUT, CUT, rng.randint(1, 40)))
    elif kind == "all":
        hits = "1" * rng.choice((CUT, CUT, rng.randint(1, 40)))
    elif kind == "single":
        length = rng.choice((CUT, CUT, rng.randint(1, 40)))
        rank = rng.randint(0, length)  # The length itself: the one item is not listed.
        hits = "".join("1" if place == rank else "0" for place in range(length))
    found = hits.count("1")
    if kind == "single":
        return hits, 1
    if kind == "many":
        return hits, rng.randint(max(found, 25), 60)
    return hits, max(1, found + rng.choice((0, 0, 1, 2, 3, 5, 8, 13)))


def draw_lists():
    rng = dice("lists")
    kinds = {
        "plain": 1550,
        "short": 350,
        "empty": 40,
        "long": 300,
        "late": 60,
        "none": 150,
        "all": 150,
        "single": 200,
        "many": 200,
    }
    return sorted(
        (draw_list(rng, kind) for kind, count in kinds.items() for _ in range(count)),
        key=lambda row: (len(row[0]), row),
    )


def items_of(hits):
    return [f"d{rank}" for rank in range(len(hits))]


def binary_qrel(hits, relevant):
    found = {item: 1 for item, hit in zip(items_of(hits), hits) if hit == "1"}
    return found | {f"u{index}": 1 for index in range(relevant - len(found))}


def ranx_values(qrels, runs):
    """ranx's values, on the whole lists: the metrics cut themselves."""
    keys = names(len(qrels))
    run = ranx.Run(dict(zip(keys, runs)))
    asked = [name for _, _, _, name in METRICS]
    with warnings.catch_warnings():
        # ranx casts hashes of ids to signed numbers, and numba finds that unsafe.
        warnings.simplefilter("ignore")
        scores = ranx.evaluate(
            ranx.Qrels(dict(zip(keys, qrels))), run, asked, return_mean=False, threads=1
        )
    return [
        {column: scores[name][index] for _, _, column, name in METRICS}
        for index in range(len(keys))
    ]


def dcg(hits, weight):
    return math.fsum(weight(rank) for rank, hit in enumerate(hits, 1) if hit == "1")


def ideal(count, weight):
    return math.fsum(weight(rank) for rank in range(1, count + 1))


def weight_m0(rank):
    return 1.0 if rank == 1 else 1.0 / math.log2(rank)


def weight_m1(rank):
    return 1.0 / math.log2(rank + 1)


def aws_ndcg(hits, k, weight, found):
    return dcg(hits[:k], weight) / ideal(min(k, found), weight) if found else 0.0


def aws_values(hits):
    hits = hits[:CUT]
    values = {"aws_mrr": 1.0 / (hits.index("1") + 1) if "1" in hits else 0.0}
    for k in KS:
        values[f"aws_p_{k}"] = hits[:k].count("1") / k
    for k in KS:
        values[f"aws_ndcg_m0_full_{k}"] = aws_ndcg(hits, k, weight_m0, hits.count("1"))
    for k in KS:
        values[f"aws_ndcg_m1_topk_{k}"] = aws_ndcg(hits, k, weight_m1, hits[:k].count("1"))
    return values


def plain_values(hits, relevant):
    """The textbook formulae by hand, which check how the tools were asked."""
    hits = hits[:CUT]
    ranks = [rank for rank, hit in enumerate(hits, 1) if hit == "1"]
    values = {"te_recip_rank": 1.0 / ranks[0] if ranks else 0.0}
    for k in KS:
        found = hits[:k].count("1")
        values[f"te_p_{k}"] = found / k
        values[f"te_recall_{k}"] = found / relevant
        values[f"te_success_{k}"] = float(found > 0)
        values[f"te_ndcg_cut_{k}"] = dcg(hits[:k], weight_m1) / ideal(min(k, relevant), weight_m1)
    precisions = (count / rank for count, rank in enumerate(ranks, 1))
    values["te_map_cut_25"] = math.fsum(precisions) / relevant
    return values


def tool_values(lists):
    """trec_eval's values of the lists cut to 25, and ranx's of the whole lists."""
    qrels = [binary_qrel(hits, relevant) for hits, relevant in lists]
    cut = [falling(items_of(hits[:CUT])) for hits, _ in lists]
    whole = [falling(items_of(hits)) for hits, _ in lists]
    rows = [te | rx for te, rx in zip(te_values(qrels, cut), ranx_values(qrels, whole))]
    for (hits, _), row in zip(lists, rows):
        assert hits or not any(row.values()), "an empty list has a value that is not 0"
    return rows


def columns_apart(rows, others, pairs):
    """The columns that are not the same numbers, with the count of such rows."""
    counts = {
        column: apart((row[column], other[against]) for row, other in zip(rows, others))
        for column, against in pairs
    }
    differing = [f"{column} {count}" for column, count in counts.items() if count]
    return ", ".join(differing) or "none in any column"


def lists_notes(lists, rows, plain):
    empty = sum(not hits for hits, _ in lists)
    capped = sum(
        abs(row["te_map_cut_25"] * (relevant / min(relevant, CUT) - 1)) > CLOSE
        for row, (_, relevant) in zip(rows, lists)
    )
    by_hand = columns_apart(rows, plain, [(column, column) for column in TE_COLUMNS])
    by_ranx = columns_apart(rows, rows, [(rx, te) for te, _, rx, _ in METRICS])
    same = [("aws_mrr", "te_recip_rank")] + [(f"aws_p_{k}", f"te_p_{k}") for k in KS]
    ndcg = [
        (f"aws_ndcg_{kind}_{k}", f"te_ndcg_cut_{k}") for kind in ("m0_full", "m1_topk") for k in KS
    ]
    return [
        "hits: 1 or 0 for the item at each rank, - for an empty list; n_relevant: relevant items, listed or not.",
        "te_*: trec_eval on the list cut to 25 ranks; rx_*: ranx on the whole list; aws_*: formulae in make.py, cut to 25.",
        f"Empty lists ({empty} rows): the program trec_eval leaves such queries out; pytrec_eval and ranx, given a query without",
        "results, say 0 in every column. So do the formulae: no hit over K, over n_relevant (never 0), over an ideal gain",
        "that is not 0; the aws_ndcg_* are 0 by definition.",
        "map and recall divide by n_relevant with both tools, however large it is;",
        f"dividing map by min(n_relevant, 25) would change {capped} rows.",
        "In lists shorter than K precision divides by K with both tools.",
        f"Rows more than {CLOSE:g} apart, te_* and the formula by hand: {by_hand}.",
        f"Rows more than {CLOSE:g} apart, rx_* and te_*: {by_ranx}.",
        f"Rows more than {CLOSE:g} apart, aws_mrr, aws_p_* and te_*: {columns_apart(rows, rows, same)}.",
        f"aws_ndcg_* are meant to differ from te_ndcg_cut_*, and do in these many rows: {columns_apart(rows, rows, ndcg)}.",
    ]


def make_lists(folder):
    lists = draw_lists()
    plain = [plain_values(hits, relevant) for hits, relevant in lists]
    rows = [
        tools | aws_values(hits) for tools, (hits, _) in zip(tool_values(lists), lists)
    ]
    columns = TE_COLUMNS + [rx for _, _, rx, _ in METRICS] + list(aws_values(""))
    table = [
        [hits or "-", str(relevant)] + [number(row[column]) for column in columns]
        for (hits, relevant), row in zip(lists, rows)
    ]
    notes = lists_notes(lists, rows, plain)
    write(folder, "lists.tsv", notes, ["hits", "n_relevant", *columns], table)


# ---- ties.tsv ----

# Few enough for many ties, and exact as 32-bit floats, in which trec_eval compares.
SCORES = (-0.5, 0.0, 0.25, 0.5, 1.0, 2.0, 10.0)


def draw_tied(rng):
    """Scores by id in no particular order, and the ids that are relevant."""
    digits = {str(rng.randrange(10 ** rng.randint(1, 4))) for _ in range(60)}
    ids = rng.sample(sorted(digits), 40)
    levels = rng.sample(SCORES, rng.randint(1, 5))
    run = {item: rng.choice(levels) for item in ids[: rng.choice((25, 25, rng.randint(2, 24)))]}
    listed = rng.sample(sorted(run), rng.randint(0, min(8, len(run))))
    unlisted = rng.sample(ids[25:], rng.randint(0 if listed else 1, 4))
    return run, sorted(listed + unlisted)


TIE_RULES = {
    "rising ids as text": lambda item, place: item,
    "falling ids as numbers": lambda item, place: -int(item),
    "rising ids as numbers": lambda item, place: int(item),
    "the order of the list": lambda item, place: place,
}


def ranked(run, rule):
    """The items by falling score, and by the rule where scores are equal."""
    places = {item: place for place, item in enumerate(run)}
    by_rule = sorted(run, key=lambda item: rule(item, places[item]))
    return sorted(by_rule, key=lambda item: -run[item])


def by_falling_text(run):
    by_id = sorted(run, reverse=True)
    return sorted(by_id, key=lambda item: -run[item])


def rows_apart(values, others):
    return sum(
        apart((one[column], other[column]) for column in TE_COLUMNS) > 0
        for one, other in zip(values, others)
    )


def ties_notes(qrels, runs, values):
    """The experiment: the lists untied by each rule must give the values of the tied ones, or not."""
    untied = te_values(qrels, [falling(by_falling_text(run)) for run in runs])
    assert rows_apart(values, untied) == 0, "trec_eval's rule for ties is another one"
    turned = te_values(qrels, [dict(reversed(run.items())) for run in runs])
    assert rows_apart(values, turned) == 0, "the order in which scores are given matters"
    others = ", ".join(
        f"{name} {rows_apart(values, te_values(qrels, [falling(ranked(run, rule)) for run in runs]))}"
        for name, rule in TIE_RULES.items()
    )
    return [
        "list: id:score in no particular order; relevant: ids, some of them not listed; te_*: trec_eval on these tied scores.",
        "trec_eval ranks by falling score, and equal scores by falling id, compared as text (9 before 70 before 7 before 12 before 105).",
        f"Tried when this was made: all {len(runs)} lists, put in that order and given strictly falling scores, have the same values;",
        f"so have the lists given in reverse. Rows with another value under other rules: {others}.",
        "trec_eval compares scores as 32-bit floats; all scores here are exact in those.",
    ]


def make_ties(folder):
    rng = dice("ties")
    drawn = [draw_tied(rng) for _ in range(600)]
    runs = [run for run, _ in drawn]
    qrels = [{item: 1 for item in relevant} for _, relevant in drawn]
    values = te_values(qrels, runs)
    table = [
        [
            ",".join(f"{item}:{score!r}" for item, score in run.items()),
            ",".join(relevant),
            *(number(row[column]) for column in TE_COLUMNS),
        ]
        for (run, relevant), row in zip(drawn, values)
    ]
    notes = ties_notes(qrels, runs, values)
    write(folder, "ties.tsv", notes, ["list", "relevant", *TE_COLUMNS], table)


# ---- graded.tsv ----


def draw_graded(rng):
    """Gains by rank, and the gains of relevant items that the list lacks."""
    length = rng.choice((25, 25, rng.randint(1, 24)))
    share = rng.choice((0.0, 0.1, 0.3, 0.6, 1.0))
    gains = [rng.randint(1, 4) if rng.random() < share else 0 for _ in range(length)]
    lacking = rng.choice((0, 1, 2, 5, 12, 30))
    if not any(gains):
        lacking = max(lacking, 1)  # trec_eval has no value without a relevant item.
    return gains, [rng.randint(1, 4) for _ in range(lacking)]


def graded_qrel(rng, gains, unlisted):
    """Items without gain are judged 0 or not judged at all, which must not matter."""
    qrel = {f"d{rank}": gain for rank, gain in enumerate(gains) if gain or rng.random() < 0.5}
    return qrel | {f"u{index}": gain for index, gain in enumerate(unlisted)}


def graded_by_hand(gains, unlisted, k):
    def dcg_of(values):
        return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(values[:k], 1))

    return dcg_of(gains) / dcg_of(sorted(gains + unlisted, reverse=True))


def make_graded(folder):
    rng = dice("graded")
    drawn = [draw_graded(rng) for _ in range(500)]
    qrels = [graded_qrel(rng, *row) for row in drawn]
    runs = [falling(items_of(gains)) for gains, _ in drawn]
    values = trec_eval(qrels, runs, {"ndcg_cut.5,10,25"})
    table = [
        [
            ",".join(map(str, gains)),
            ",".join(map(str, unlisted)) or "-",
            *(number(row[f"ndcg_cut_{k}"]) for k in KS),
        ]
        for (gains, unlisted), row in zip(drawn, values)
    ]
    by_hand = sum(
        apart([(row[f"ndcg_cut_{k}"], graded_by_hand(*lists, k)) for k in KS]) > 0
        for lists, row in zip(drawn, values)
    )
    notes = [
        "gains: of the item at each rank, 0 for not relevant; unlisted: gains of relevant items that the list lacks, - for none.",
        "te_ndcg_cut_K: trec_eval; the gain is the relevance itself over log2(rank + 1), the ideal has listed and unlisted items.",
        f"Rows more than {CLOSE:g} from that formula by hand: {by_hand}.",
    ]
    write(folder, "graded.tsv", notes, ["gains", "unlisted", *GRADED_COLUMNS], table)


# ---- paired.tsv ----


def draw_value(rng, kind):
    if kind == "fifths":
        return rng.choice((0, 0, 1, 1, 2, 3, 4, 5)) / 5
    if kind == "reciprocal":
        return 0.0 if rng.random() < 0.4 else 1.0 / rng.randint(1, 10)
    if kind == "rare":
        return 0.0 if rng.random() < 0.85 else 1.0 / rng.randint(1, 25)
    return rng.random()


def draw_pair(rng, kind):
    """Two samples of one size; the second is drawn anew, is often the first, or leans to 1."""
    sizes = [rng.randint(6, 14), rng.randint(15, 50), rng.randint(51, 80)]
    if kind == "continuous":
        sizes.append(rng.randint(15, 50))  # More for the exact test, which only these can have.
    size = rng.choice(sizes)
    a = [draw_value(rng, kind) for _ in range(size)]
    fresh = [draw_value(rng, kind) for _ in range(size)]
    lean = rng.choice(("none", "same", "up"))
    if kind == "continuous":
        return a, [value**0.7 if lean == "up" else value for value in fresh]
    if lean == "same":
        return a, [old if rng.random() < 0.5 else new for old, new in zip(a, fresh)]
    if lean == "up":
        return a, [max(old, new) for old, new in zip(a, fresh)]
    return a, fresh


def draw_pairs():
    """Samples all of whose differences are zero are left out: no test has a value there."""
    rng = dice("paired")
    pairs = []
    for kind in itertools.cycle(("fifths", "reciprocal", "rare", "continuous")):
        a, b = draw_pair(rng, kind)
        if a != b:
            pairs.append((a, b))
        if len(pairs) == 60:
            return pairs


def wilcoxon(a, b=None, method="asymptotic"):
    return stats.wilcoxon(a, b, zero_method="wilcox", correction=False, method=method)


def clean(differences):
    """Whether the exact distribution holds: no zero and no tie, also when rounding is looked through."""
    sizes = np.abs(rounded(differences))
    return len(sizes) <= 50 and sizes.all() and len(set(sizes.tolist())) == len(sizes)


def rounded(differences):
    return np.round(differences, 12)


def flips_p(differences):
    """The share of all sign flips of the non-zero differences whose sum is as far from zero."""
    kept = differences[differences != 0]
    if len(kept) > 14:
        return None
    signs = np.array(list(itertools.product((1.0, -1.0), repeat=len(kept))))
    return np.mean(np.abs(signs @ kept) >= abs(kept.sum()) - 1e-12)


def paired_row(a, b):
    a, b = np.array(a), np.array(b)
    d = a - b
    deviation = np.std(d, ddof=1)
    assert deviation > 1e-6, "equal differences have no effect size"
    return {
        "wilcoxon_statistic": wilcoxon(a, b).statistic,
        "wilcoxon_p": wilcoxon(a, b).pvalue,
        "wilcoxon_p_exact": wilcoxon(a, b, "exact").pvalue if clean(d) else None,
        "cohens_dz": np.mean(d) / deviation,
        "randomisation_p_exact": flips_p(d),
        "wilcoxon_statistic_rounded": wilcoxon(rounded(d)).statistic,
        "wilcoxon_p_rounded": wilcoxon(rounded(d)).pvalue,
    }


def make_paired(folder):
    pairs = draw_pairs()
    rows = [paired_row(a, b) for a, b in pairs]
    columns = list(rows[0])
    table = [
        [exact(a), exact(b)] + [number(row[column]) for column in columns]
        for (a, b), row in zip(pairs, rows)
    ]
    split = [
        apart((row[f"wilcoxon_{of}"], row[f"wilcoxon_{of}_rounded"]) for row in rows)
        for of in ("statistic", "p")
    ]
    known = [
        sum(row[column] is not None for row in rows)
        for column in ("wilcoxon_p_exact", "randomisation_p_exact")
    ]
    notes = [
        "a, b: values by user, exact when parsed. Differences are a - b. - is for a value that is not defined.",
        "wilcoxon_*: scipy.stats.wilcoxon(a, b, zero_method='wilcox', correction=False, method='asymptotic');",
        f"wilcoxon_p_exact: method='exact', where n <= 50 and no difference is zero or tied ({known[0]} rows).",
        "scipy ties differences that are equal as floats, and 0.6 - 0.4 is not 0.4 - 0.2. wilcoxon_*_rounded are of the differences",
        f"rounded to 12 decimals, which restores such ties; the statistic differs in {split[0]} rows, p in {split[1]}.",
        "cohens_dz: mean(d) / std(d, ddof=1).",
        f"randomisation_p_exact: over all flips of the m non-zero differences' signs, where m <= 14 ({known[1]} rows).",
    ]
    write(folder, "paired.tsv", notes, ["a", "b", *columns], table)


# ---- corrected.tsv ----


def draw_family(rng, size):
    """Small and large p-values, with equal ones and now and then the ends of the range."""
    family = []
    for _ in range(size):
        if family and rng.random() < 0.25:
            family.append(rng.choice(family))
        elif rng.random() < 0.05:
            family.append(rng.choice((0.0, 1.0, 1e-12)))
        else:
            family.append(rng.random() ** rng.choice((1, 2, 6)))
    return family


def make_corrected(folder):
    rng = dice("corrected")
    sizes = [1, 1, 2, 2, 3, 30] + [rng.randint(1, 30) for _ in range(34)]
    families = [draw_family(rng, size) for size in sizes]
    table = [
        [exact(family)] + [numbers(multipletests(family, method=method)[1]) for method in ("holm", "fdr_bh")]
        for family in families
    ]
    notes = [
        "p: a family of p-values, exact when parsed; holm, benjamini_hochberg: adjusted, in the same order,",
        "by statsmodels.stats.multitest.multipletests with method 'holm' and 'fdr_bh'.",
    ]
    write(folder, "corrected.tsv", notes, ["p", "holm", "benjamini_hochberg"], table)


# ---- bca.tsv ----

RESAMPLES = 200_000


def draw_samples():
    rng = dice("bca")

    def sample(size, zeros, value):
        return [0.0 if rng.random() < zeros else value() for _ in range(size)]

    def fifths():
        return rng.randint(1, 5) / 5

    def reciprocal():
        return 1.0 / rng.randint(1, 25)

    def skewed():
        return rng.random() ** 4

    return [
        sample(30, 0.0, rng.random),
        sample(30, 0.5, fifths),
        sample(40, 0.8, reciprocal),
        sample(60, 0.0, skewed),
        sample(80, 0.6, reciprocal),
        sample(100, 0.9, reciprocal),
        sample(120, 0.7, fifths),
        sample(150, 0.9, rng.random),
        sample(200, 0.9, skewed),
        sample(250, 0.3, reciprocal),
        sample(300, 0.95, fifths),
        sample(400, 0.9, reciprocal),
    ]


def interval(values, index, stream):
    result = stats.bootstrap(
        (values,),
        np.mean,
        method="BCa",
        n_resamples=RESAMPLES,
        confidence_level=0.95,
        vectorized=True,
        batch=2000,  # Part of what fixes the numbers drawn, besides keeping memory low.
        rng=np.random.default_rng([SEED, index, stream]),
    )
    return result.confidence_interval.low, result.confidence_interval.high


def coarseness(values, width):
    """The step between means of resamples, as a share of the width, where all values are fifths."""
    in_fifths = np.abs(5 * values - np.round(5 * values)) < 1e-9
    return 0.2 / len(values) / width if in_fifths.all() else 0.0


def acceleration(values):
    d = values - values.mean()
    return np.sum(d**3) / (6 * np.sum(d**2) ** 1.5)


def acceleration_by_jackknife(values):
    """As in Efron and Tibshirani: of the means with one value left out, against their own mean."""
    left_out = np.array([np.delete(values, index).mean() for index in range(len(values))])
    d = left_out.mean() - left_out
    return np.sum(d**3) / (6 * np.sum(d**2) ** 1.5)


def bca_row(values, index):
    a = acceleration(values)
    assert abs(a - acceleration_by_jackknife(values)) < 1e-12
    low, high = interval(values, index, 0)
    again = interval(values, index, 1)
    noise = max(abs(low - again[0]), abs(high - again[1])) / (high - low)
    row = [exact(values), number(low), number(high), number(a)]
    return row, noise, coarseness(values, high - low)


def make_bca(folder):
    made = [bca_row(np.array(values), index) for index, values in enumerate(draw_samples())]
    noise = max(noise for _, noise, step in made if not step)
    steps = [step for _, _, step in made if step]
    notes = [
        "values: one sample, exact when parsed; low, high: the 95 % interval of its mean by scipy.stats.bootstrap,",
        f"method='BCa', {RESAMPLES} resamples, whose ends are drawn by chance: another stream of random numbers moved an end",
        f"by up to {noise:.2%} of the interval's width. In {len(steps)} rows all values are fifths, and so all resampled means are multiples",
        f"of 0.2/n; there an end moves by whole steps, one of which is up to {max(steps):.2%} of the width.",
        "scipy's bias correction counts half of the resamples whose mean equals the sample's, and equal means equal as floats.",
        "acceleration: sum((x - mean)^3) / (6 sum((x - mean)^2)^1.5); the jackknife gave the same to 1e-12.",
    ]
    columns = ["values", "low", "high", "acceleration"]
    write(folder, "bca.tsv", notes, columns, [row for row, _, _ in made])


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for make in (make_lists, make_ties, make_graded, make_paired, make_corrected, make_bca):
        make(folder)


if __name__ == "__main__":
    main()
