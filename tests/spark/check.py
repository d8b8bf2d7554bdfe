"""The same rows here, in DuckDB and on Spark."""

import csv
import io
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from tables import Table, write_histories, write_lists

RELEASE = Path(os.environ.get("REHEARSAL_ML_LATEST_SMALL", "../shared/ml-latest-small")).resolve()
SPARK, OLD_SPARK = "4.3.0", "3.5.6"
NUMBERS = {"EVENT_VALUE"}


class Server:
    """A server of Spark Connect on loopback, ended with the block."""

    def __init__(self, command, port, env, log):
        self.port = port
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(command, env=env, stdout=out, stderr=out, cwd=log.parent, start_new_session=True)

    def __enter__(self):
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"no server:\n{self.log.read_text()[-3000:]}")

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def address(self):
        return f"sc://127.0.0.1:{self.port}"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Bench:
    """The program, Spark's homes, and a folder."""

    def __init__(self, program, homes, folder):
        self.program, self.homes, self.folder = program, Path(homes), folder

    def run(self, *args, code=0):
        done = subprocess.run([self.program, *map(str, args)], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"{args}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout if code == 0 else done.stderr

    def spark_env(self, version):
        home = self.homes / version
        zips = ":".join(str(path) for path in (home / "python" / "lib").glob("py4j*.zip"))
        env = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK"))}
        return env | {"SPARK_HOME": str(home), "PYTHONPATH": f"{home / 'python'}:{zips}", "SPARK_LOCAL_IP": "127.0.0.1"}

    def connect_server(self, master="local[2]"):
        port = free_port()
        submit = self.homes / SPARK / "bin" / "spark-submit"
        settings = {
            "spark.connect.grpc.binding.port": port,
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": 2,
            "spark.log.level": "WARN",
            "spark.sql.warehouse.dir": self.folder / "warehouse",
            # A stream of answers ends after two minutes by default, and the query goes on: here after one second.
            "spark.connect.execute.reattachable.senderMaxStreamDuration": "1s",
        }
        command = [submit, "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", master]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        return Server(command, port, self.spark_env(SPARK), self.folder / "spark.log")

    def sail_server(self):
        port = free_port()
        sail = Path(sys.executable).parent / "sail"
        command = [sail, "spark", "server", "--ip", "127.0.0.1", "--port", port]
        # Sail asks the package for its version, and does not know the newest one.
        return Server(list(map(str, command)), port, self.spark_env(OLD_SPARK), self.folder / "sail.log")

    def here(self, options, name):
        """The rows that our engines write."""
        self.run("prep", "interactions", *options, "--run", name, "--force")
        return rows((self.folder / name / "interactions.csv").read_text(encoding="utf-8"))

    def duckdb(self, options):
        """The rows of the printed query in DuckDB."""
        found = in_duckdb(self.run("prep", "interactions", *options, "--print-sql", "--dialect", "duckdb"))
        header = [column[0] for column in found.description]
        return header, [tuple(map(plain, header, row)) for row in found.fetchall()]

    def spark(self, options, server, name):
        """The rows that `--engine spark` writes, and its manifest."""
        folder = self.folder / f"{name}.parts"
        self.run(
            "prep", "interactions", *options, "--engine", "spark", "--remote", server.address, "--output", folder, "--run", name
        )
        manifest = json.loads((self.folder / name / "interactions.manifest.json").read_text())
        return parts(folder), manifest


def in_duckdb(text):
    """The answer of DuckDB to printed statements."""
    connection = duckdb.connect()
    *before, query = [part for part in text.split(";\n") if part.strip()]
    for statement in before:
        connection.execute(statement)
    return connection.execute(query)


def plain(name, value):
    """A value as it compares: nothing, a number, or text."""
    if value is None or value == "":
        return None
    if name in NUMBERS:
        return float(value)
    return str(value)


def rows(text):
    header, *found = csv.reader(io.StringIO(text))
    return header, [tuple(map(plain, header, row)) for row in found]


def parts(folder):
    header, found = None, []
    for path in sorted(path for path in folder.iterdir() if path.suffix == ".csv"):
        header, more = rows(path.read_text(encoding="utf-8"))
        found += more
    return header, found


def expect_same(ours, theirs, what):
    assert ours[0] == theirs[0], f"{what}: columns {theirs[0]}, expected {ours[0]}"
    if ours[1] != theirs[1]:
        missing = [row for row in ours[1] if row not in theirs[1]][:3]
        other = [row for row in theirs[1] if row not in ours[1]][:3]
        raise AssertionError(f"{what}: {len(theirs[1])} rows, expected {len(ours[1])}; missing {missing}, other {other}")


def generated(bench, seeds):
    """Tables by chance with the options that prepare them, where rows are left."""
    for seed in seeds:
        table = Table(seed)
        path = bench.folder / f"table{seed}.csv"
        table.write(path)
        options = ["--input", path, *table.options]
        done = subprocess.run(
            [bench.program, "prep", "interactions", *map(str, options), "--run", f"ours{seed}"],
            cwd=bench.folder, capture_output=True, text=True, check=False,
        )
        if done.returncode == 0:
            ours = rows((bench.folder / f"ours{seed}" / "interactions.csv").read_text(encoding="utf-8"))
            yield seed, table, options, ours
        else:
            assert "no row is left" in done.stderr, f"{seed} {options}: {done.stderr}"


def printed_queries(bench, _full):
    """DuckDB finds the rows of the printed query for tables and pipelines by chance."""
    found = 0
    for seed, _, options, ours in generated(bench, range(60)):
        expect_same(ours, bench.duckdb(options), f"table {seed} {options}")
        found += 1
    assert found > 40, found
    release = ["--input", RELEASE / "ratings.csv", "--watched-threshold", "3", "--event-value"]
    expect_same(bench.here(release, "release"), bench.duckdb(release), "ml-latest-small")


def refusals(bench, _full):
    """What SQL cannot say is refused by name, and what a table must not hold ends the query."""
    ratings = ["--input", RELEASE / "ratings.csv"]
    said = bench.run("prep", "interactions", *ratings, "--sample-users", "10", "--print-sql", code=2)
    assert "step 2 `sample-users` is not written as SQL: users are chosen by xxh3-64" in said, said
    said = bench.run("prep", "interactions", *ratings, "--k-core", "5", "--print-sql", code=2)
    assert "`k-core` goes in rounds" in said and "--print-pyspark" in said, said
    said = bench.run("prep", "interactions", *ratings, "--timestamp-unit", "auto", "--print-sql", code=2)
    assert "say it, as in `--timestamp-unit milliseconds`" in said, said
    said = bench.run("prep", "interactions", *ratings, "--deduplicate", "USER_ID", "--print-sql", code=2)
    assert "`ties = \"columns\"` (`--ties columns`)" in said, said
    (bench.folder / "bad.csv").write_text("user,item,ts\n1,2,3\n,5,6\n")
    bench.run("prep", "interactions", "--input", "bad.csv", code=2)
    try:
        bench.duckdb(["--input", bench.folder / "bad.csv"])
        raise AssertionError("an empty id passed")
    except duckdb.Error as error:
        assert "column user: expected an id" in str(error), error


LISTS = [
    "popularity", "popularity:count=rows", "item-knn:half-life=2", "item-knn:similarity=jaccard,shrink=0.3",
    "item-knn:keep=history,similarity=tversky,alpha=0.3,k=3", "sar", "sar:similarity=lift,threshold=2,days=0.001",
    "markov", "markov:window=3,decay=0.5,k=4,half-life=none,alpha=0.5", "markov:half-life=900",
]


def single(text):
    return struct.unpack("f", struct.pack("f", float(text)))[0]


def our_lists(bench, options):
    bench.run("eval", "lists", *options, "--output", "lists.csv", "--force")
    found = csv.DictReader((bench.folder / "lists.csv").read_text(encoding="utf-8").splitlines())
    return sorted((row["USER_ID"], int(row["RANK"]), row["ITEM_ID"], single(row["SCORE"])) for row in found)


def expect_lists(ours, theirs, what):
    """The same items in the same places, with the same scores to the last bit."""
    theirs = sorted((user, rank, item, score) for user, item, rank, score in theirs)
    different = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
    assert ours == theirs, f"{what}: {len(ours)} places, {len(theirs)}; {different[:3]}"


def cut_release(bench):
    """Training rows and histories of the release's better-known films."""
    bench.here(["--input", RELEASE / "ratings.csv", "--min-per-item", "100"], "known")
    bench.run("split", bench.folder / "known" / "interactions.csv", "--view", "clean", "--output", "cut", "--force")
    names = {"train": "train.csv", "history": "history.csv", "held-out": "held-out.csv"}
    return [part for name, file in names.items() for part in (f"--{name}", bench.folder / "cut" / file)]


def lists(bench, full):
    """DuckDB makes the lists that our models make: of tables by chance, and of the release."""
    for seed in range(300 if full else 30):
        options = write_histories(bench.folder, seed) + ["--model", LISTS[seed % len(LISTS)]]
        printed = bench.run("eval", "lists", *options, "--print-sql", "--dialect", "duckdb")
        expect_lists(our_lists(bench, options), in_duckdb(printed).fetchall(), f"{seed} {options}")
    cut = cut_release(bench)
    for model in ["popularity", "item-knn", "sar", "markov"]:
        options = [*cut, "--model", model]
        printed = bench.run("eval", "lists", *options, "--print-sql", "--dialect", "duckdb")
        expect_lists(our_lists(bench, options), in_duckdb(printed).fetchall(), f"ml-latest-small {model}")


def lists_on_spark(bench, server, models):
    """Spark makes the lists that our models make."""
    cut = cut_release(bench)
    for number, model in enumerate(models):
        options = [*cut, "--model", model]
        folder = bench.folder / f"lists{number}"
        bench.run("eval", "lists", *options, "--engine", "spark", "--remote", server.address, "--output", folder)
        query = f"SELECT USER_ID, ITEM_ID, RANK, SCORE FROM read_parquet('{folder}/*.parquet')"
        expect_lists(our_lists(bench, options), duckdb.sql(query).fetchall(), f"Spark, {model}")


def judged_twice(bench, options, engine):
    """The results of lists judged here and on Spark, without what a table of Spark's has not."""
    judge = ["eval", "recommendations", *options, "--format", "json", "--force"]
    both = [json.loads(bench.run(*judge, *more)) for more in ([], engine)]
    for found in both:
        for file in ("interactions", "items_file"):
            found["data"][file] = (found["data"][file] or {}).get("path")
        for model in found["models"]:
            del model["lists"]["form"]
            model["lists"]["strangers"].sort()
    return both


def judged_on_spark(bench, server, seeds):
    """`eval recommendations --engine spark` finds what is found here: of the lists before, and of odd lists by chance."""
    cut = cut_release(bench)
    release = cut[cut.index("--held-out"):]
    for model in ("item-knn", "popularity"):
        bench.run("eval", "lists", *cut, "--model", model, "--output", f"{model}.csv", "--force")
        release += ["--recommendations", f"{model}={bench.folder / f'{model}.csv'}"]
    engine = ["--engine", "spark", "--remote", server.address]
    odd, *further = [write_lists(bench.folder, seed) for seed in seeds]
    for options in [release, *further]:
        here, there = judged_twice(bench, options, engine)
        different = {key: (here[key], there.get(key)) for key in here if here[key] != there.get(key)}
        assert here == there, f"{options}: {different}"
    # Users with equal hits are counted: sums go in another order.
    counted = [*odd, "--replicates", "0"]
    here, there = (found["models"][0] for found in judged_twice(bench, counted, engine))
    assert here["lists"] == there["lists"], (here["lists"], there["lists"])
    assert here["metrics"].keys() == there["metrics"].keys(), (here, there)
    for key, value in here["metrics"].items():
        other = there["metrics"][key]
        assert other == value or abs(other - value) < 1e-12, (key, value, other)
    said = bench.run("eval", "recommendations", *counted, *engine, "--train", "x.csv", code=2)
    assert "`--train` with `--engine spark`" in said, said


def scripts(bench, _full):
    """The PySpark script, rounds and all, on both versions."""
    options = ["--input", RELEASE / "ratings.csv", "--watched-threshold", "3", "--k-core", "20"]
    ours = bench.here(options, "core")
    script = bench.folder / "job.py"
    script.write_text(bench.run("prep", "interactions", *options, "--print-pyspark"))
    for version in (OLD_SPARK, SPARK):
        folder = bench.folder / f"job-{version}"
        submit = bench.homes / version / "bin" / "spark-submit"
        command = [submit, "--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=2", "--conf", "spark.ui.enabled=false"]
        env = bench.spark_env(version) | {"PYSPARK_PYTHON": sys.executable}
        done = subprocess.run([*command, script, folder], env=env, cwd=bench.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]
        expect_same(ours, parts(folder), f"PySpark {version}")


def spark_connect(bench, full):
    """`--engine spark` on Spark: the release with rounds, and tables by chance."""
    with bench.connect_server() as server:
        release = ["--input", RELEASE / "ratings.csv", "--watched-threshold", "3", "--event-value", "--k-core", "20"]
        theirs, manifest = bench.spark(release, server, "spark-release")
        expect_same(bench.here(release, "release-core"), theirs, "ml-latest-small on Spark")
        ours = json.loads((bench.folder / "release-core" / "interactions.manifest.json").read_text())
        counts = [[(step["step"], step["rows_in"], step["rows_out"]) for step in one["steps"]] for one in (ours, manifest)]
        assert counts[0] == counts[1], counts
        schemas = [(bench.folder / name / "interactions.avsc").read_text() for name in ("release-core", "spark-release")]
        assert schemas[0] == schemas[1], schemas
        faults(bench, server)
        statistics(bench, server, range(20) if full else (0, 1))
        lists_on_spark(bench, server, LISTS if full else ["markov"])
        judged_on_spark(bench, server, range(20 if full else 1))
        connected(bench, server, range(100, 200) if full else range(100, 112), "Spark")


def connected(bench, server, seeds, what):
    n = 0
    for seed, table, options, ours in generated(bench, seeds):
        if table.has_breaks:
            continue
        theirs, _ = bench.spark(options, server, f"{what}{seed}")
        expect_same(ours, theirs, f"{what}, table {seed} {options}")
        n += 1
    assert n > len(seeds) // 3, n


def statistics(bench, server, seeds):
    """`stats --engine spark` finds the figures that are found here: of the release, and of tables by chance."""
    for name in ["release-core/interactions.csv", *(f"stats{seed}.csv" for seed in seeds)]:
        path = bench.folder / name
        if not path.exists():
            write_interactions(path, int(name.removeprefix("stats").removesuffix(".csv")))
        here = json.loads(bench.run("stats", path, "--format", "json", "--session-gap", "60"))
        engine = ["--engine", "spark", "--remote", server.address]
        there = json.loads(bench.run("stats", path, "--format", "json", "--session-gap", "60", *engine))
        for found in (here, there):
            del found["file"]
            for check in found["card"]:
                del check["advice"]
        different = {key: (here[key], there.get(key)) for key in here if here[key] != there.get(key)}
        assert here == there, f"{name}: {different}"
    (bench.folder / "odd.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n1,2,1600000000000\n")
    said = bench.run("stats", bench.folder / "odd.csv", "--engine", "spark", "--remote", server.address, code=2)
    assert "cannot be seconds" in said or "expected whole seconds" in said, said


def write_interactions(path, seed):
    """Interactions as `prep` writes them, with many rows in a second, equal rows, and parts that nothing joins."""
    chance = random.Random(seed)
    has_time, has_kind = seed % 4 != 1, seed % 3 != 0
    header = ["USER_ID", "ITEM_ID"] + ["TIMESTAMP"] * has_time + ["EVENT_TYPE", "EVENT_VALUE"] * has_kind + ["DEVICE"]
    n_rows, spread = chance.choice([3, 9, 40, 300]), chance.choice([1, 4, 300, 3_000_000])
    found = []
    for _ in range(n_rows):
        island = chance.randint(0, 2)
        row = [f"{chance.choice(['', 'u', 'Ü'])}{10 * island + chance.randint(0, 5)}", f"i{100 * island + chance.randint(0, 7)}"]
        row += [str(1_600_000_000 + chance.randint(0, spread))] * has_time
        row += [chance.choice(["view", "cart", "buy"]), chance.choice(["", "1", "1.0", "2.5"])] * has_kind
        found.append([*row, chance.choice(["", "phone"])])
    if seed % 5 == 2:
        found = [[*row[:2], str(1_600_000_000 + 60 * at), *row[3:]] if has_time else row for at, row in enumerate(found)]
    path.write_text("\n".join(",".join(row) for row in [header, *found]) + "\n", encoding="utf-8")


def faults(bench, server):
    """Bad input ends with its reason, and nothing is left that looks complete."""
    here = bench.folder
    tables = {
        "empty.csv": ("user,item,ts\n1,2,3\n,5,6\n", "column user: expected an id"),
        "ragged.csv": ("user,item,ts\n1,2,3\n1,5\n", "a row that has not the columns of the header"),
        "late.csv": ("user,item,ts\n1,2,1600000000000\n", "column ts: expected whole seconds since 1970"),
    }
    for name, (text, reason) in tables.items():
        (here / name).write_text(text)
        engine = ["--engine", "spark", "--remote", server.address, "--output", here / f"{name}.parts", "--run", f"{name}.run"]
        said = bench.run("prep", "interactions", "--input", here / name, *engine, code=2)
        assert reason in said, said
        assert not (here / f"{name}.parts" / "_SUCCESS").exists() and not (here / f"{name}.run").exists(), name
    engine = ["--engine", "spark", "--remote", server.address, "--run", "again"]
    table = ["--input", RELEASE / "ratings.csv"]
    said = bench.run("prep", "interactions", *table, *engine, "--output", here / "spark-release.parts", code=2)
    assert "already exists" in said and "--force" in said, said
    said = bench.run("prep", "interactions", "--input", here / "no.csv", *engine, "--output", here / "no.parts", code=2)
    assert "no.csv" in said, said
    said = bench.run("prep", "interactions", *table, *engine, "--output", RELEASE, "--force", code=2)
    assert "lie in one another" in said and (RELEASE / "ratings.csv").exists(), said
    text = "user,item,at,note,r\n1,1,5,2,3\n1,2,5,${spark.sql.shuffle.partitions},3\n" + "".join(
        f"1,1,7,x,{number}\n" for number in (100, 9, 10)
    )
    (here / "odd.csv").write_text(text)
    options = ["--input", here / "odd.csv", "--map", "USER_ID=user,ITEM_ID=item,TIMESTAMP=at,EVENT_VALUE=r"]
    options += ["--filter", "note = '${spark.sql.shuffle.partitions}' or note = 'x'"]
    expect_same(bench.here(options, "odd"), bench.spark(options, server, "odd-spark")[0], "texts and numbers as they are")
    port = free_port()
    remote = f"sc://127.0.0.1:{port}/;token=planted-secret"
    said = bench.run("prep", "interactions", *table, "--engine", "spark", "--remote", remote, "--output", "x", code=2)
    assert "cannot reach Spark at 127.0.0.1" in said and "planted-secret" not in said, said


def sail_connect(bench, _full):
    """`--engine spark` on Sail, a second implementation of Spark Connect."""
    with bench.sail_server() as server:
        connected(bench, server, range(200, 209), "Sail")


def a_worker_dies(bench, full):
    """A worker of a local cluster is killed in the middle of a job: the same rows, or a clear end."""
    if not full:
        return
    bench.run("data", "generate", "--users", "20000", "--items", "5000", "--ratings", "3000000", "--output", "big")
    options = ["--input", bench.folder / "big" / "ratings.csv", "--watched-threshold", "3"]
    with bench.connect_server("local-cluster[2,1,1024]") as server:
        folder = bench.folder / "killed.parts"
        engine = ["--engine", "spark", "--remote", server.address, "--output", folder, "--run", "killed"]
        process = subprocess.Popen(
            [bench.program, "prep", "interactions", *map(str, options), *map(str, engine)],
            cwd=bench.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        time.sleep(random.Random(1).uniform(8, 12))
        command = ["pkill", "-KILL", "-n", "-g", str(server.process.pid), "-f", "CoarseGrainedExecutorBackend"]
        subprocess.run(command, check=True)
        said = "".join(process.communicate())
        if process.returncode == 0:
            expect_same(bench.here(options, "whole"), parts(folder), "a worker died")
        else:
            assert "Spark" in said and not (folder / "_SUCCESS").exists(), said


CHECKS = [printed_queries, refusals, lists, scripts, spark_connect, sail_connect, a_worker_dies]


def main():
    program, homes, *options = sys.argv[1:]
    names = [option for option in options if not option.startswith("-")]
    for check in CHECKS:
        if names and check.__name__ not in names:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            check(Bench(program, homes, Path(folder)), "--full" in options)
        print(f"{time.monotonic() - began:6.1f} s  {check.__name__}", flush=True)


main()
