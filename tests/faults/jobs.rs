//! Every command that writes, on the data of [`crate::place::Place::filled`].

/// A command that writes.
pub(crate) struct Job {
    pub(crate) name: &'static str,
    /// The command.
    pub(crate) args: &'static str,
    /// More words, with which it writes other bytes under the same names; none where there are no such.
    pub(crate) other: &'static str,
}

impl Job {
    pub(crate) fn words(&self) -> Vec<&'static str> {
        self.args.split(' ').collect()
    }

    /// The command that writes other bytes.
    pub(crate) fn other_words(&self) -> Vec<&'static str> {
        self.args.split(' ').chain(self.other.split_whitespace()).collect()
    }
}

pub(crate) const JOBS: &[Job] = &[
    Job {
        name: "data generate",
        args: "data generate --users 150 --items 100 --ratings 4000 --output new",
        other: "--seed 7",
    },
    Job {
        name: "prep interactions",
        args: "prep interactions --input made --run new",
        other: "--clicked-threshold 4",
    },
    Job {
        name: "prep interactions in parts",
        args: "prep interactions --input made --output new/parts --shard-rows 900",
        other: "--clicked-threshold 4",
    },
    Job {
        name: "prep interactions as Parquet",
        args: "prep interactions --input made --output new/i.parquet",
        other: "--clicked-threshold 4",
    },
    Job {
        name: "prep all",
        args: "prep all --input made --run new",
        other: "--clicked-threshold 4",
    },
    Job {
        name: "validate schema",
        args: "validate schema --run run --sarif new/check.sarif --junit new/check.xml",
        other: "",
    },
    Job {
        name: "validate schema --fix",
        args: "validate schema bad.csv --schema run/interactions.avsc --fix --output new/fixed.csv",
        other: "",
    },
    Job {
        name: "schema infer",
        args: "schema infer run/interactions.csv --output new/inferred.avsc",
        other: "",
    },
    Job { name: "stats", args: "stats --charts --run run", other: "--session-gap 60" },
    Job { name: "split", args: "split --run run --folds 2 --output new", other: "--seed 5" },
    Job {
        name: "eval baselines",
        args: "eval baselines --run run --folds 2 --model popularity --model item-knn --per-user new/u.csv --save new/saved",
        other: "--seed 7",
    },
    Job {
        name: "eval recommendations",
        args: "eval recommendations --recommendations lists.csv --held-out cut/held-out.csv --train cut/train.csv --output new/lists.json --per-user new/u.parquet",
        other: "--replicates 150 --metric ndcg@10",
    },
    Job {
        name: "eval tune",
        args: "eval tune --run run --model item-knn --budget 3",
        other: "--seed 7",
    },
    Job {
        name: "compare",
        args: "compare --run run --personalize published:ml-latest-small/hands-on/2022",
        other: "",
    },
    Job {
        name: "recommend",
        args: "recommend --run run --user 1 --output new/list.json",
        other: "--k 5",
    },
    Job {
        name: "similar",
        args: "similar --run run --item 1 --output new/list.json",
        other: "--k 5",
    },
    Job { name: "cost", args: "cost --run run", other: "--tps 40" },
    Job { name: "report", args: "report --run run", other: "--title Other" },
];

/// Tells whether a file says how long something took, so that no two runs write the same.
pub(crate) fn has_seconds(name: &str) -> bool {
    name.ends_with("timings.json") || name.ends_with("tune.json")
}

/// Tells whether a file is what an interrupted run keeps for the next one.
pub(crate) fn is_kept_for_resuming(name: &str) -> bool {
    name.contains("eval.partial/") || name.ends_with("tune.partial.jsonl")
}

/// Tells whether a name says that nothing in it is done.
pub(crate) fn is_leftover(name: &str) -> bool {
    name.split('/').any(|part| {
        part.starts_with('.')
            && [".rehearsal.tmp", ".rehearsal.lock", ".rehearsal.parts.tmp", ".old"]
                .iter()
                .any(|end| part.ends_with(end))
    })
}
