"""Makes the tables of this folder: scores of public recommenders on one small matrix.

    python3 make.py [FOLDER]

The tables go to FOLDER, or beside this file. What a tool computes is also written here as a formula,
and the script stops where the two are not the same: the formulae are those of the installed versions.
"""

import os

# One thread: the order of additions must not hang on the machine. The libraries read it when imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import platform
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import irspack
import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from scipy import sparse
from sklearn.linear_model import ElasticNet
from sklearn.utils.extmath import randomized_svd

SEED = 7
USERS, ITEMS, PAIRS = 60, 40, 600
SCORED = 10
TOP = 10
SHRINKAGE = 5.0
# irspack adds it to all denominators of its neighbours.
IRSPACK_EPSILON = 1e-6
CLOSE = 1e-9
# For tools that compute with 32-bit floats.
CLOSE_SINGLE = 1e-5


# ---- What all tables share ----


def number(value):
    """Nine digits; `+ 0.0` makes -0 a 0."""
    return f"{float(value) + 0.0:.9g}"


def made_by():
    packages = ("irspack", "implicit", "scikit-learn", "numpy", "scipy")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return [
        "Made by tests/oracle/models/make.py; do not edit.",
        f"python {platform.python_version()}, {versions}; seed {SEED}",
    ]


def write(folder, name, notes, columns, rows):
    assert all(len(row) == len(columns) for row in rows)
    lines = [f"# {note}" for note in made_by() + notes]
    lines += ["\t".join(row) for row in [columns, *rows]]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    print(f"{name}: {len(rows)} rows", flush=True)


def write_scores(folder, name, notes, scores, doubt=None):
    """The scores of the first users, `-` where they are in doubt."""
    assert scores.shape == (SCORED, ITEMS)
    if doubt is None:
        doubt = np.zeros(scores.shape, dtype=bool)
    if doubt.any():
        notes = notes + [
            f"-: the score hangs on which of equal neighbours were kept ({doubt.sum()} rows)."
        ]
    rows = [
        [str(user), str(item), "-" if doubt[user, item] else number(scores[user, item])]
        for user in range(SCORED)
        for item in range(ITEMS)
    ]
    write(folder, f"{name}.tsv", notes, ["user", "item", "score"], rows)


def same(name, values, others, doubt=None, close=CLOSE):
    apart = np.abs(values - others)
    if doubt is not None:
        apart = apart[~doubt]
    assert apart.max() < close, f"{name}: the tool and the formula are {apart.max():g} apart"


def dense(matrix):
    return matrix.toarray() if sparse.issparse(matrix) else np.asarray(matrix)


# ---- The matrix ----


def draw_matrix():
    """Users and items of four tastes; few popular items, few active users."""
    rng = np.random.default_rng(SEED)
    same_taste = rng.integers(4, size=USERS)[:, None] == rng.integers(4, size=ITEMS)[None, :]
    popularity = np.arange(1, ITEMS + 1) ** -0.7
    activity = rng.gamma(3.0, size=USERS)
    weight = np.where(same_taste, 4.0, 1.0) * popularity[None, :] * activity[:, None]
    # The greatest of these are a sample without replacement, by weight.
    keys = np.log(weight) + rng.gumbel(size=weight.shape)
    x = np.zeros(USERS * ITEMS)
    x[np.argsort(-keys, axis=None)[:PAIRS]] = 1.0
    x = x.reshape(USERS, ITEMS)
    assert x.sum(axis=0).min() >= 1 and x.sum(axis=1).min() >= 1
    return x


def make_matrix(folder, x):
    rows = [[str(user), str(item)] for user, item in np.argwhere(x)]
    notes = [f"{USERS} users, {ITEMS} items, {PAIRS} different pairs."]
    write(folder, "interactions.tsv", notes, ["user", "item"], rows)


# ---- Neighbours ----


def cut(similarity, top):
    """The greatest of each row, and those of the places where equal ones may have been kept instead."""
    kept = np.zeros_like(similarity)
    doubt = np.zeros(similarity.shape, dtype=bool)
    for row, values in enumerate(similarity):
        kept[row] = values
        kept[row, np.argsort(-values, kind="stable")[top:]] = 0.0
        last = np.sort(values)[-top]
        equal = np.abs(values - last) < CLOSE
        if last > 0 and np.sum(values > last - CLOSE) > top:
            doubt[row] = equal
    return kept, doubt


def without_diagonal(similarity):
    return similarity * (1.0 - np.eye(len(similarity)))


def irspack_bm25(x, k1=1.2, b=0.75):
    lengths = x.sum(axis=1, keepdims=True)
    idf = np.log(len(x) / (x.sum(axis=0) + 1) + 1)
    return x * idf * (k1 + 1) / (1 + k1 * (1 - b + b * lengths / lengths.mean()))


def irspack_tfidf(x):
    return x * np.log(len(x) / (x.sum(axis=0) + 1))


def cosine(x, weighted, shrinkage):
    """Rows are of the plain matrix, columns of the weighted one."""
    norms = np.outer(np.linalg.norm(x, axis=0), np.linalg.norm(weighted, axis=0))
    return x.T @ weighted / (norms + shrinkage)


def item_similarities(x):
    """irspack's, with the item of the history as the row; alpha is the history's, beta the target's."""
    shrinkage = SHRINKAGE + IRSPACK_EPSILON
    both = x.T @ x
    counts = x.sum(axis=0)
    row, column = counts[:, None], counts[None, :]
    return {
        "cosine": cosine(x, x, shrinkage),
        "jaccard": both / (row + column - both + shrinkage),
        "asymmetric": both / (row**0.3 * column**0.7 + shrinkage),
        "tversky": both / (both + 0.3 * (row - both) + 0.7 * (column - both) + shrinkage),
        "bm25": cosine(x, irspack_bm25(x), shrinkage),
        "tfidf": cosine(x, irspack_tfidf(x), shrinkage),
    }


def irspack_item_models(matrix):
    shared = {"shrinkage": SHRINKAGE, "top_k": TOP, "n_threads": 1}
    weighted = irspack.CosineKNNRecommender
    return {
        "cosine": weighted(matrix, normalize=True, **shared),
        "jaccard": irspack.JaccardKNNRecommender(matrix, **shared),
        "asymmetric": irspack.AsymmetricCosineKNNRecommender(matrix, alpha=0.3, **shared),
        "tversky": irspack.TverskyIndexKNNRecommender(matrix, alpha=0.3, beta=0.7, **shared),
        "bm25": weighted(matrix, normalize=True, feature_weighting="BM_25", **shared),
        "tfidf": weighted(matrix, normalize=True, feature_weighting="TF_IDF", **shared),
    }


ITEM_FORMULAE = {
    "cosine": ["CosineKNNRecommender, normalize=True: c_ij / (sqrt(n_i n_j) + shrinkage)."],
    "jaccard": ["JaccardKNNRecommender: c_ij / (n_i + n_j - c_ij + shrinkage)."],
    "asymmetric": [
        "AsymmetricCosineKNNRecommender, alpha=0.3: c_ij / (n_i^alpha n_j^(1 - alpha) + shrinkage)."
    ],
    "tversky": [
        "TverskyIndexKNNRecommender, alpha=0.3, beta=0.7:",
        "c_ij / (c_ij + alpha (n_i - c_ij) + beta (n_j - c_ij) + shrinkage).",
    ],
    "bm25": [
        "CosineKNNRecommender, normalize=True, feature_weighting='BM_25', k1=1.2, b=0.75:",
        "sum_u x_ui y_uj / (|x_i| |y_j| + shrinkage), y_uj = x_uj idf_j (k1 + 1) / (1 + k1 (1 - b + b n_u / mean n_u)),",
        "idf_j = ln(1 + users / (n_j + 1)); only the target's side is weighted.",
    ],
    "tfidf": [
        "CosineKNNRecommender, normalize=True, feature_weighting='TF_IDF':",
        "sum_u x_ui y_uj / (|x_i| |y_j| + shrinkage), y_uj = x_uj ln(users / (n_j + 1)), in which the factor of j cancels",
        "but for the shrinkage; only the target's side is weighted.",
    ],
}


def make_item_neighbours(folder, x, matrix):
    similarities = item_similarities(x)
    for name, model in irspack_item_models(matrix).items():
        scores = dense(model.learn().get_score(np.arange(SCORED)))
        kept, unsure = cut(similarities[name], TOP)
        doubt = x[:SCORED] @ without_diagonal(unsure) > 0
        same(name, scores, x[:SCORED] @ without_diagonal(kept), doubt)
        itself = int(np.sum(np.diag(kept) > 0))
        notes = ["irspack " + ITEM_FORMULAE[name][0], *ITEM_FORMULAE[name][1:]]
        notes += [
            f"shrinkage {SHRINKAGE:g}, to which irspack adds {IRSPACK_EPSILON:g}; i is the item of the history, j the target, c_ij their users.",
            f"top_k={TOP} of each i, which counts i itself (so in {itself} of {ITEMS} rows); i itself is dropped afterwards.",
            "score_j = sum of the kept similarities over the history.",
        ]
        write_scores(folder, f"item_knn_{name}", notes, scores, doubt)


def make_user_neighbours(folder, x, matrix):
    model = irspack.CosineUserKNNRecommender(
        matrix, normalize=True, shrinkage=SHRINKAGE, top_k=TOP, n_threads=1
    )
    scores = dense(model.learn().get_score(np.arange(SCORED)))
    kept, unsure = cut(cosine(x.T, x.T, SHRINKAGE + IRSPACK_EPSILON), TOP)
    doubt = without_diagonal(unsure)[:SCORED] @ x > 0
    same("user_knn_cosine", scores, without_diagonal(kept)[:SCORED] @ x, doubt)
    notes = [
        "irspack CosineUserKNNRecommender, normalize=True: c_uv / (sqrt(n_u n_v) + shrinkage).",
        f"shrinkage {SHRINKAGE:g}, to which irspack adds {IRSPACK_EPSILON:g}; top_k={TOP} of each u, which counts u itself, who is dropped afterwards.",
        "score_j = sum of the kept similarities of the users with j, not divided by their sum.",
    ]
    write_scores(folder, "user_knn_cosine", notes, scores, doubt)


def implicit_weights(x, name, k1=1.2, b=0.75):
    """implicit takes items for documents and users for terms."""
    counts = x.sum(axis=0)
    idf = np.log(ITEMS) - np.log1p(x.sum(axis=1, keepdims=True))
    if name == "bm25":
        return x * idf * (k1 + 1) / (k1 * (1 - b + b * counts / counts.mean()) + 1)
    weighted = x * idf if name == "tfidf" else x
    return weighted / np.linalg.norm(weighted, axis=0)


IMPLICIT_FORMULAE = {
    "cosine": (CosineRecommender(K=TOP, num_threads=1), "CosineRecommender: w_ui = x_ui / |x_i|."),
    "tfidf": (
        TFIDFRecommender(K=TOP, num_threads=1),
        "TFIDFRecommender: w_ui = v_ui / |v_i|, v_ui = sqrt(x_ui) idf_u, idf_u = ln(items) - ln(1 + n_u).",
    ),
    "bm25": (
        BM25Recommender(K=TOP, K1=1.2, B=0.75, num_threads=1),
        "BM25Recommender, K1=1.2, B=0.75: w_ui = x_ui idf_u (K1 + 1) / (x_ui + K1 (1 - B + B n_i / mean n_i)), idf_u = ln(items) - ln(1 + n_u).",
    ),
}


def implicit_scores(model, matrix):
    """By its own recommend, which leaves out items without a neighbour in the history."""
    scores = np.zeros((SCORED, ITEMS))
    for user in range(SCORED):
        items, values = model.recommend(
            user, matrix[user], N=ITEMS, filter_already_liked_items=False
        )
        scores[user, items] = values
    return scores


def make_implicit_neighbours(folder, x, matrix):
    for name, (model, formula) in IMPLICIT_FORMULAE.items():
        with warnings.catch_warnings():
            # It turns the matrix and says so.
            warnings.simplefilter("ignore")
            model.fit(matrix, show_progress=False)
        scores = implicit_scores(model, matrix)
        weights = implicit_weights(x, name)
        kept, unsure = cut(weights.T @ weights, TOP)
        doubt = x[:SCORED] @ unsure > 0
        same(name, scores, x[:SCORED] @ kept, doubt)
        notes = [
            f"implicit {formula}",
            f"sum_u w_ui w_uj, K={TOP} of each item i of the history, which counts i itself; i itself stays, and so scores itself.",
            "score_j = sum of the kept similarities over the history, whose values are 1, not the weights.",
        ]
        write_scores(folder, f"implicit_item_knn_{name}", notes, scores, doubt)


# ---- Random walks ----


def walk(x, alpha, beta):
    """From item i over a user to item j, each step to the power of alpha; a column's item is penalised."""
    counts = x.sum(axis=0)
    there = (x / counts) ** alpha
    back = (x / x.sum(axis=1, keepdims=True)) ** alpha
    return there.T @ back / counts**beta


def make_walks(folder, x, matrix):
    shared = {"alpha": 0.8, "top_k": TOP, "n_threads": 1}
    p3, rp3 = irspack.P3alphaRecommender, irspack.RP3betaRecommender
    models = {
        "p3alpha": (p3(matrix, **shared), 0.0, False),
        "p3alpha_normalized": (p3(matrix, normalize_weight=True, **shared), 0.0, True),
        "rp3beta": (rp3(matrix, beta=0.4, **shared), 0.4, False),
        "rp3beta_normalized": (rp3(matrix, beta=0.4, normalize_weight=True, **shared), 0.4, True),
    }
    for name, (model, beta, normalized) in models.items():
        scores = dense(model.learn().get_score(np.arange(SCORED)))
        expected, doubt = walk_scores(x, walk(x, 1.0, beta), normalized)
        same(name, scores, expected, doubt)
        alpha = "irspack raises x to alpha=0.8 and not the steps, which changes nothing where all x are 1."
        notes = [f"irspack {type(model).__name__}:", *walk_notes(beta, normalized), alpha]
        write_scores(folder, name, notes, scores, doubt)
    for name, beta in (("p3alpha_numpy", 0.0), ("rp3beta_numpy", 0.4)):
        scores, doubt = walk_scores(x, walk(x, 0.8, beta), False)
        alpha = "Each step is raised to alpha=0.8, as P3alpha is defined: (1 / n_i)^alpha (1 / n_u)^alpha."
        notes = ["numpy, as irspack but for alpha:", *walk_notes(beta, False), alpha]
        write_scores(folder, name, notes, scores, doubt)


def walk_scores(x, similarity, normalized):
    kept, unsure = (part.T for part in cut(similarity.T, TOP))
    if normalized:
        # A place in doubt puts its whole row in doubt.
        unsure = np.repeat(unsure.any(axis=1, keepdims=True), ITEMS, axis=1)
        kept = kept / kept.sum(axis=1, keepdims=True)
    return x[:SCORED] @ kept, x[:SCORED] @ unsure > 0


def walk_notes(beta, normalized):
    notes = [
        "w_ij = sum_u x_ui / n_i * x_uj / n_u / n_j^beta from the item i of the history to the target j;"
        + f" beta={beta:g}.",
        f"top_k={TOP} of each target j; i = j counts and stays.",
    ]
    if normalized:
        notes.append("normalize_weight: after the cut, each row i is divided by its sum.")
    return notes + ["score_j = sum of the kept w_ij over the history."]


# ---- Linear models ----


def ease(x, l2):
    inverse = np.linalg.inv(x.T @ x + l2 * np.eye(ITEMS))
    return without_diagonal(-inverse / np.diag(inverse))


def make_ease(folder, x, matrix):
    l2 = 10.0
    exact = x[:SCORED] @ ease(x, l2)
    model = irspack.DenseSLIMRecommender(matrix, reg=l2).learn()
    scores = dense(model.get_score(np.arange(SCORED)))
    same("ease", scores, exact, close=CLOSE_SINGLE)
    formula = "P = (X'X + l2 I)^-1, w_ij = -P_ij / P_jj, w_jj = 0; score = history W, the history as it is."
    apart = f"up to {np.abs(scores - exact).max():.1g}"
    notes = [f"irspack DenseSLIMRecommender, reg={l2:g}, in 32-bit floats, which moved scores by {apart}."]
    write_scores(folder, "ease", [*notes, formula], scores)
    write_scores(folder, "ease_numpy", [f"numpy, 64-bit floats, l2={l2:g}.", formula], exact)


def slim_by_sklearn(x, alpha, l1_ratio):
    weights = np.zeros((ITEMS, ITEMS))
    for item in range(ITEMS):
        others = x.copy()
        others[:, item] = 0.0
        net = ElasticNet(
            alpha=alpha,
            l1_ratio=l1_ratio,
            positive=True,
            fit_intercept=False,
            tol=1e-10,
            max_iter=100_000,
        )
        weights[:, item] = net.fit(others, x[:, item]).coef_
    return weights


def slim_violation(x, weights, l1, l2):
    """How far the weights are from the conditions of a minimum; 0 at the minimum."""
    gradient = x.T @ (x @ weights - x) + l1 + l2 * weights
    gradient[np.diag_indices(ITEMS)] = 0.0
    return np.max(np.where(weights > 0, np.abs(gradient), np.maximum(-gradient, 0.0)))


def make_slim(folder, x, matrix):
    alpha, l1_ratio = 0.02, 0.25
    l1, l2 = USERS * alpha * l1_ratio, USERS * alpha * (1 - l1_ratio)
    exact = slim_by_sklearn(x, alpha, l1_ratio)
    assert slim_violation(x, exact, l1, l2) < 1e-6
    model = irspack.SLIMRecommender(
        matrix, alpha=alpha, l1_ratio=l1_ratio, positive_only=True, n_iter=10_000, tol=1e-9, n_threads=1
    ).learn()
    weights = dense(model.W)
    same("slim", weights, exact, close=1e-3)
    objective = [
        f"minimises 1/2 |x_i - X w|^2 + l1 |w| + 1/2 l2 |w|^2 over w >= 0, w_i = 0, with l1={l1:.12g} and l2={l2:.12g}:",
        f"l1 = users * alpha * l1_ratio, l2 = users * alpha * (1 - l1_ratio), with alpha={alpha:g}, l1_ratio={l1_ratio:g}, users={USERS}.",
    ]
    score = "score = history W, the history as it is."
    apart = np.abs(weights - exact).max()
    write_scores(
        folder,
        "slim",
        [
            "irspack SLIMRecommender, positive_only=True, n_iter=10000, tol=1e-9,",
            *objective,
            f"In 32-bit floats; weights are up to {apart:.1g} from those of slim_sklearn.tsv.",
            score,
        ],
        dense(model.get_score(np.arange(SCORED))),
    )
    write_scores(
        folder,
        "slim_sklearn",
        [
            "sklearn ElasticNet(positive=True, fit_intercept=False, tol=1e-10, max_iter=100000) for each column i,",
            *objective,
            "sklearn's own objective is this divided by users: 1/(2 users) |x_i - X w|^2 + alpha l1_ratio |w| + 1/2 alpha (1 - l1_ratio) |w|^2.",
            f"Weights over 0: {np.sum(exact > 0)}. {score}",
        ],
        x[:SCORED] @ exact,
    )


# ---- Factors ----


def make_pure_svd(folder, x):
    factors = 8
    _, values, right = randomized_svd(x, n_components=factors, n_iter=30, random_state=SEED)
    scores = x[:SCORED] @ right.T @ right
    _, all_values, exact = np.linalg.svd(x)
    same("pure_svd", scores, x[:SCORED] @ exact[:factors].T @ exact[:factors])
    gap = all_values[factors - 1] - all_values[factors]
    notes = [
        f"sklearn randomized_svd, n_components={factors}, n_iter=30, random_state={SEED}: score = history V V'.",
        f"Singular values {', '.join(map(number, values))}; the last one is {gap:.2g} from the next.",
    ]
    write_scores(folder, "pure_svd", notes, scores)


class Ials:
    """The objective of Rendle et al. 2022, solved exactly by numpy."""

    def __init__(self, x, alpha0, weight, nu):
        self.x, self.alpha0 = x, alpha0
        self.users = weight * (x.sum(axis=1) + alpha0 * ITEMS) ** nu
        self.items = weight * (x.sum(axis=0) + alpha0 * USERS) ** nu

    def solve(self, rows, factors, weights):
        """All rows at once."""
        products = np.einsum("ik,il->ikl", factors, factors)
        left = self.alpha0 * factors.T @ factors + np.einsum("ui,ikl->ukl", rows, products)
        left += weights[:, None, None] * np.eye(factors.shape[1])
        return np.linalg.solve(left, (rows @ factors)[:, :, None])[:, :, 0]

    def fold_in(self, item_factors):
        return self.solve(self.x, item_factors, self.users)

    def run(self, item_factors, epochs):
        for _ in range(epochs):
            user_factors = self.fold_in(item_factors)
            item_factors = self.solve(self.x.T, user_factors, self.items)
        return item_factors

    def objective(self, user_factors, item_factors):
        scores = user_factors @ item_factors.T
        return (
            np.sum(self.x * (scores - 1) ** 2)
            + self.alpha0 * np.sum(scores**2)
            + np.sum(self.users * np.sum(user_factors**2, axis=1))
            + np.sum(self.items * np.sum(item_factors**2, axis=1))
        )


def write_factors(folder, name, factors):
    rows = [[str(row)] + [repr(float(value)) for value in values] for row, values in enumerate(factors)]
    notes = ["The factors before the first epoch: normal(0, 0.1 / sqrt(8)). Exact when parsed."]
    columns = ["row"] + [f"f{factor}" for factor in range(factors.shape[1])]
    write(folder, f"{name}.tsv", notes, columns, rows)


def irspack_ials(matrix, epochs, start=None, **parameters):
    model = irspack.IALSRecommender(
        matrix, solver_type="CHOLESKY", loss_type="IALSPP", random_seed=SEED, n_threads=1, **parameters
    )
    model.start_learning()
    if start:
        core = model.trainer.core_trainer
        core.user, core.item = (factors.astype(np.float32) for factors in start)
    for _ in range(epochs):
        model.run_epoch()
    item_factors = model.get_item_embedding().astype(float)
    return model.compute_user_embedding(matrix).astype(float), item_factors


def best_unseen(x, scores, count=10):
    order = np.argsort(-np.where(x[:SCORED] > 0, -np.inf, scores[:SCORED]), axis=1)
    return [set(row[:count]) for row in order]


def make_ials(folder, x, matrix):
    factors, epochs, alpha0, weight, nu = 8, 3, 0.25, 0.01, 1.0
    rng = np.random.default_rng([SEED, 1])
    users, items = (rng.normal(0.0, 0.1 / np.sqrt(factors), (rows, factors)) for rows in (USERS, ITEMS))
    write_factors(folder, "ials_users", users)
    write_factors(folder, "ials_items", items)

    exact = Ials(x, alpha0, weight, nu)
    item_factors = exact.run(items, epochs)
    user_factors = exact.fold_in(item_factors)
    far = exact.run(items, 2000)
    lowest = exact.objective(exact.fold_in(far), far)
    objective = [
        "Minimises sum_(u,i in S) (s_ui - 1)^2 + alpha0 sum_(all u,i) s_ui^2 + sum_u lambda (n_u + alpha0 items)^nu |w_u|^2",
        "+ sum_i lambda (n_i + alpha0 users)^nu |h_i|^2, s_ui = w_u h_i;"
        + f" factors={factors}, alpha0={alpha0:g}, lambda={weight:g}, nu={nu:g}.",
    ]
    converged = exact.fold_in(far) @ far.T
    write_scores(
        folder,
        "ials_numpy",
        [
            "numpy, 64-bit floats.",
            *objective,
            f"From ials_users.tsv and ials_items.tsv (the users' are overwritten first): {epochs} epochs of all users, then all items,",
            "each solved exactly; then all users once more. Objective then "
            + f"{exact.objective(user_factors, item_factors):.9g}; after 2000 epochs {lowest:.9g}.",
        ],
        (user_factors @ item_factors.T)[:SCORED],
    )

    parameters = {"n_components": factors, "alpha0": alpha0, "reg": weight, "nu": nu}
    same_start = irspack_ials(matrix, epochs, (users, items), **parameters)
    same("ials", same_start[0] @ same_start[1].T, user_factors @ item_factors.T, close=CLOSE_SINGLE)
    long = irspack_ials(matrix, 500, **parameters)
    scores = long[0] @ long[1].T
    value = exact.objective(*long)
    assert abs(value - lowest) < 1e-3, "another minimum"
    shared = sum(
        len(one & other) for one, other in zip(best_unseen(x, scores), best_unseen(x, converged))
    )
    write_scores(
        folder,
        "ials_irspack",
        [
            "irspack IALSRecommender, loss_type='IALSPP', solver_type='CHOLESKY', reg=lambda, 500 epochs from its own random factors.",
            *objective,
            f"irspack's own loss is half of this. Objective {value:.9g}, numpy's after 2000 epochs {lowest:.9g};",
            f"of the ten best unseen items of each of these users, {shared} of {10 * SCORED} are the same.",
            "In 32-bit floats. From ials_users.tsv and ials_items.tsv, three epochs gave the scores of ials_numpy.tsv to 1e-5.",
        ],
        scores[:SCORED],
    )

    make_implicit_als(folder, x, matrix, users, items, epochs, alpha0, weight)


def make_implicit_als(folder, x, matrix, users, items, epochs, alpha0, weight):
    """Its weights are alpha for pairs and 1 for all others, which is our objective in another scale."""
    alpha = 1 + 1 / alpha0
    scale = np.sqrt(1 + alpha0)
    model = AlternatingLeastSquares(
        factors=users.shape[1],
        alpha=alpha,
        regularization=weight * alpha,
        iterations=epochs,
        use_cg=False,
        dtype=np.float64,
        num_threads=1,
    )
    model.user_factors, model.item_factors = users * scale, items * scale
    model.fit(matrix, show_progress=False)
    scores = model.recalculate_user(np.arange(USERS), matrix) @ model.item_factors.T
    exact = Ials(x, alpha0, weight, 0.0)
    item_factors = exact.run(items, epochs)
    same("implicit_als", scores, (1 + alpha0) * exact.fold_in(item_factors) @ item_factors.T)
    write_scores(
        folder,
        "ials_implicit",
        [
            f"implicit AlternatingLeastSquares, use_cg=False, dtype=float64, factors={users.shape[1]}, alpha={alpha:g}, regularization={weight * alpha:g}.",
            "Minimises sum_(all u,i) c_ui (x_ui - s_ui)^2 + regularization (sum_u |w_u|^2 + sum_i |h_i|^2), c = alpha in S and 1 elsewhere.",
            "That is our objective with nu=0, alpha0 = 1 / (alpha - 1), lambda = regularization / alpha"
            + f" ({alpha0:g} and {weight:g}), factors times sqrt(1 + alpha0), scores times 1 + alpha0.",
            f"From ials_users.tsv and ials_items.tsv, both times sqrt(1 + alpha0): {epochs} epochs of all users, then all items; then all users once more.",
            "These are its own scores: divide by 1 + alpha0 to compare.",
        ],
        scores[:SCORED],
    )


# ---- SAR ----


def make_sar(folder, x):
    both = x.T @ x
    counts = np.diag(both)
    similarities = {
        "cooccurrence": (both, "c_ij"),
        "jaccard": (both / (counts[:, None] + counts[None, :] - both), "c_ij / (c_ii + c_jj - c_ij)"),
        "lift": (both / np.outer(counts, counts), "c_ij / (c_ii c_jj)"),
    }
    for name, (similarity, formula) in similarities.items():
        notes = [
            "numpy, by the formulae of SARSingleNode of the package recommenders; threshold=1, no time decay, normalize=False.",
            f"score = history S, s_ij = {formula}, the diagonal included.",
        ]
        write_scores(folder, f"sar_{name}", notes, x[:SCORED] @ similarity)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    x = draw_matrix()
    matrix = sparse.csr_matrix(x)
    make_matrix(folder, x)
    make_ease(folder, x, matrix)
    make_item_neighbours(folder, x, matrix)
    make_implicit_neighbours(folder, x, matrix)
    make_user_neighbours(folder, x, matrix)
    make_walks(folder, x, matrix)
    make_slim(folder, x, matrix)
    make_pure_svd(folder, x)
    make_ials(folder, x, matrix)
    make_sar(folder, x)


if __name__ == "__main__":
    main()
