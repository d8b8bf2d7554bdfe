"""One model of irspack or implicit: the seconds of fitting and recommending, printed as one line of JSON.

    models_peers.py TRAIN.csv HELD_OUT.csv THREADS MODEL [KEY=VALUE ...]

MODEL is a name of MODELS, below, and the keys are those of its function. TRAIN has all rows to learn
from, the test users' histories among them; HELD_OUT has the hidden rows. Reading is not timed.
"""

import json
import os
import sys
import time
import warnings
from importlib.metadata import version

THREADS, MODEL = int(sys.argv[3]), sys.argv[4]
# The libraries read these when imported. implicit's own threads each call BLAS, and it asks for one there.
BLAS_THREADS = 1 if MODEL.startswith("implicit-") else THREADS
os.environ["OMP_NUM_THREADS"] = str(THREADS)
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(BLAS_THREADS)

import numpy
import pandas
from scipy import sparse

CUT = 25
# Scores held at once: at most 256 MiB as 64-bit floats.
SCORES_AT_ONCE = 2**25


# ---- The models: each takes the matrix and gives what recommends to rows of it ----


def in_blocks(users: numpy.ndarray, size: int, recommend) -> numpy.ndarray:
    parts = [recommend(users[start : start + size]) for start in range(0, len(users), size)]
    return numpy.concatenate(parts)


def irspack_recommender(model, matrix: sparse.csr_matrix):
    """Whole rows of scores, and the best of each by irspack's own threads, as its mapper of ids does."""
    from irspack.utils.id_mapping import retrieve_recommend_from_score

    def block(users: numpy.ndarray) -> numpy.ndarray:
        scores = numpy.ascontiguousarray(model.get_score_remove_seen(users))
        lists = retrieve_recommend_from_score(scores, [], CUT, THREADS)
        found = numpy.full((len(users), CUT), -1)
        for row, pairs in zip(found, lists):
            row[: len(pairs)] = [item for item, _ in pairs]
        return found

    size = max(1, SCORES_AT_ONCE // matrix.shape[1])
    return lambda users: in_blocks(users, size, block)


def irspack_fit(name: str, matrix: sparse.csr_matrix, **parameters):
    import irspack

    model = getattr(irspack, name)(matrix, **parameters)
    return irspack_recommender(model.learn(), matrix)


def irspack_ease(matrix, l2=500.0):
    return irspack_fit("DenseSLIMRecommender", matrix, reg=l2)


def irspack_item_knn(matrix, k=100, shrink=10.0, feature_weighting="NONE"):
    return irspack_fit(
        "CosineKNNRecommender",
        matrix,
        top_k=k,
        shrinkage=shrink,
        normalize=True,
        feature_weighting=feature_weighting,
        n_threads=THREADS,
    )


def irspack_rp3beta(matrix, k=100, alpha=0.8, beta=0.4, normalise=True):
    return irspack_fit(
        "RP3betaRecommender",
        matrix,
        top_k=k,
        alpha=alpha,
        beta=beta,
        normalize_weight=normalise,
        n_threads=THREADS,
    )


def irspack_slim(matrix, l1=2.0, l2=200.0, epochs=100, tol=1e-4):
    """l1 and l2 of 1/2 |x - X w|^2 + l1 |w| + 1/2 l2 |w|^2: irspack's are their shares of both, by user."""
    return irspack_fit(
        "SLIMRecommender",
        matrix,
        alpha=(l1 + l2) / matrix.shape[0],
        l1_ratio=l1 / (l1 + l2),
        n_iter=epochs,
        tol=tol,
        n_threads=THREADS,
    )


def irspack_ials(matrix, factors=64, epochs=10, alpha0=0.1, reg=0.003, nu=1.0, solver="CG"):
    import irspack

    model = irspack.IALSRecommender(
        matrix,
        n_components=factors,
        alpha0=alpha0,
        reg=reg,
        nu=nu,
        solver_type=solver,
        random_seed=1,
        n_threads=THREADS,
    )
    # What `learn` does, without its progress bar among our output.
    model.start_learning()
    for _ in range(epochs):
        model.run_epoch()
    return irspack_recommender(model, matrix)


def implicit_fit(model, matrix: sparse.csr_matrix):
    model.fit(matrix, show_progress=False)

    def block(users: numpy.ndarray) -> numpy.ndarray:
        items, _ = model.recommend(users, matrix[users], N=CUT, filter_already_liked_items=True)
        return items

    # Its threads share the users of a call, and it multiplies in batches itself.
    return lambda users: in_blocks(users, 1000, block)


def implicit_als(matrix, factors=64, iterations=10, regularization=0.01, alpha=1.0):
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=factors,
        iterations=iterations,
        regularization=regularization,
        alpha=alpha,
        random_state=1,
        num_threads=THREADS,
    )
    return implicit_fit(model, matrix.astype(numpy.float32))


def implicit_bpr(matrix, factors=64, iterations=50, learning_rate=0.01, regularization=0.01):
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = BayesianPersonalizedRanking(
        factors=factors,
        iterations=iterations,
        learning_rate=learning_rate,
        regularization=regularization,
        random_state=1,
        num_threads=THREADS,
    )
    return implicit_fit(model, matrix.astype(numpy.float32))


def implicit_item_knn(matrix, k=100):
    from implicit.nearest_neighbours import CosineRecommender

    return implicit_fit(CosineRecommender(K=k, num_threads=THREADS), matrix)


MODELS = {
    "irspack-ease": irspack_ease,
    "irspack-item-knn": irspack_item_knn,
    "irspack-rp3beta": irspack_rp3beta,
    "irspack-slim": irspack_slim,
    "irspack-ials": irspack_ials,
    "implicit-als": implicit_als,
    "implicit-item-knn": implicit_item_knn,
    "implicit-bpr": implicit_bpr,
}


def parameters(asked: list[str]) -> dict:
    """The function's own defaults, and those given, of the same types."""
    function = MODELS[MODEL]
    names = function.__code__.co_varnames[1 : function.__code__.co_argcount]
    found = dict(zip(names, function.__defaults__, strict=True))
    for key, value in (pair.split("=", 1) for pair in asked):
        kind = type(found[key])
        found[key] = value in ("1", "true", "True") if kind is bool else kind(value)
    return found


# ---- The data ----


def read(train: str, held_out: str) -> tuple[sparse.csr_matrix, dict[int, set[int]]]:
    """The binary matrix, and the items held out of each test user, some of them in no column."""
    frames = [pandas.read_csv(path, usecols=["USER_ID", "ITEM_ID"]) for path in (train, held_out)]
    assert (frames[0].dtypes == frames[1].dtypes).all(), "ids of two kinds"
    known = len(frames[0])
    both = pandas.concat(frames, ignore_index=True)
    users, _ = pandas.factorize(both["USER_ID"])
    # By first occurrence, so the items of TRAIN come before all others.
    items, _ = pandas.factorize(both["ITEM_ID"])
    shape = (users.max() + 1, items[:known].max() + 1)
    matrix = sparse.csr_matrix((numpy.ones(known), (users[:known], items[:known])), shape=shape)
    matrix.data[:] = 1.0
    hidden = {}
    for user, item in zip(users[known:].tolist(), items[known:].tolist()):
        hidden.setdefault(user, set()).add(item)
    return matrix, hidden


def ndcg(users: numpy.ndarray, lists: numpy.ndarray, hidden: dict, matrix: sparse.csr_matrix) -> float:
    """As trec_eval has it; the mean over the test users."""
    gains = 1.0 / numpy.log2(numpy.arange(2, CUT + 2))
    total = 0.0
    for user, items in zip(users.tolist(), lists.tolist()):
        # implicit fills up short lists with items already seen.
        seen = set(matrix[user].indices.tolist()) | {-1}
        kept = [item for item in items if item not in seen]
        assert len(set(kept)) == len(kept), "an item twice"
        found = sum(gain for item, gain in zip(kept, gains) if item in hidden[user])
        total += found / gains[: len(hidden[user])].sum()
    return total / len(users)


def peak_rss_mib() -> float:
    """The kernel's own count, which unlike getrusage's does not start at that of the parent."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def warm_up(found: dict) -> None:
    """All once on a tiny matrix, so that imports and the start of threads are not counted."""
    tiny = sparse.csr_matrix((numpy.random.default_rng(1).random((50, 60)) < 0.2).astype(float))
    MODELS[MODEL](tiny, **found)(numpy.arange(50))


def main(train: str, held_out: str, _threads: str, name: str, *asked: str) -> None:
    # implicit says that it turns the matrix, and that BLAS has threads.
    warnings.simplefilter("ignore")
    found = parameters(list(asked))
    matrix, hidden = read(train, held_out)
    users = numpy.array(sorted(hidden))
    warm_up(found)
    start = time.perf_counter()
    recommend = MODELS[name](matrix, **found)
    fitted = time.perf_counter()
    lists = recommend(users)
    done = time.perf_counter()
    peak = peak_rss_mib()
    library = name.split("-")[0]
    said = {
        "model": name,
        "version": f"{library} {version(library)}",
        "params": found,
        "threads": THREADS,
        "fit_seconds": fitted - start,
        "recommend_seconds": done - fitted,
        "ndcg_at_25": float(ndcg(users, lists, hidden, matrix)),
        "peak_rss_mib": peak,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
