//! `eval lists`: a baseline's lists as a file that `eval recommendations` scores, and as statements.

use insta::assert_snapshot;
use serde_json::Value;

use crate::next_commands::shop;
use crate::place::Place;

const TRAIN: &str = "USER_ID,ITEM_ID,TIMESTAMP\n1,a,1\n1,b,2\n1,c,3\n2,a,1\n2,b,2\n3,b,5\n3,d,6\n";
const HISTORY: &str = "USER_ID,ITEM_ID,TIMESTAMP\n8,a,7\n8,d,8\n9,new,1\n";

fn place() -> Place {
    let place = Place::empty();
    place.write("train.csv", TRAIN);
    place.write("history.csv", HISTORY);
    place
}

fn with<'a>(model: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    let first = ["eval", "lists", "--train", "train.csv", "--history", "history.csv", "--model"];
    [&first[..], &[model], options].concat()
}

#[test]
fn the_lists_of_those_with_a_history_are_a_file() {
    let place = place();
    let said = place.run(&with("item-knn:shrink=0", &["-k", "3", "--output", "lists.csv"]));
    assert_snapshot!(said, @r"
    exit code: 0
    --- stdout
    lists.csv: 2 lists of item-knn:shrink=0, 5 places, 1 shorter than was wanted
    --- stderr
    ");
    assert_snapshot!(place.text("lists.csv"), @r"
    USER_ID,ITEM_ID,RANK,SCORE
    8,b,1,1.3938469
    8,c,2,0.70710677
    9,b,1,-0.25
    9,a,2,-0.5
    9,c,3,-0.75
    ");
    place.done(&with("item-knn:shrink=0", &["-k", "3", "--output", "lists.parquet"]));
    let lists = ["eval", "lists", "--model", "popularity", "--train"];
    place.done(
        &[
            &lists[..],
            &["train.csv", "--held-out", "history.csv", "--seen", "include", "--output", "all.csv"],
        ]
        .concat(),
    );
    assert_snapshot!(place.text("all.csv"), @r"
    USER_ID,ITEM_ID,RANK,SCORE
    8,b,1,3
    8,a,2,2
    8,c,3,1
    8,d,4,1
    9,b,1,3
    9,a,2,2
    9,c,3,1
    9,d,4,1
    ");
}

#[test]
fn the_figures_of_lists_are_those_of_the_model() {
    let place = shop();
    place.done(&["split", "--view", "clean"]);
    let cut = [
        "--train",
        "rehearsal-run/split/train.csv",
        "--history",
        "rehearsal-run/split/history.csv",
        "--held-out",
        "rehearsal-run/split/held-out.csv",
    ];
    let models = "popularity,item-knn,sar,markov";
    let options = ["eval", "baselines", "--models", models, "--view", "clean", "--replicates", "0"];
    place.done(&[&options[..], &cut].concat());
    let found: Value =
        serde_json::from_slice(&place.read("rehearsal-run/eval.json")).expect("JSON");
    for model in models.split(',') {
        let lists = format!("{model}.parquet");
        place.done(&[&["eval", "lists", "--model", model, "--output", &lists][..], &cut].concat());
        let score = [
            "eval",
            "recommendations",
            "--recommendations",
            &lists,
            "--replicates",
            "0",
            "--convention",
            "standard",
        ];
        place.done(&[&score[..], &cut, &["--force"]].concat());
        let scored: Value =
            serde_json::from_slice(&place.read("rehearsal-run/eval-recommendations.json"))
                .expect("JSON");
        let all = found["models"].as_array().expect("models");
        let own = all.iter().find(|one| one["name"] == model).expect("the model");
        assert!(own["metrics"]["normalized_discounted_cumulative_gain_at_25"].is_number(), "{own}");
        assert_eq!(scored["models"][0]["metrics"], own["metrics"], "{model}");
    }
}

#[test]
fn statements_make_tables_and_end_in_the_lists() {
    let place = place();
    let printed =
        place.done(&with("popularity", &["-k", "2", "--print-sql", "--dialect", "duckdb"]));
    let printed = String::from_utf8(printed).expect("UTF-8");
    let tables: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE OR REPLACE TEMPORARY "))
        .filter_map(|line| line.split(" AS ").next())
        .collect();
    assert_snapshot!(tables.join("\n"), @r"
    VIEW train_table
    VIEW history_table
    TABLE lists_train
    TABLE lists_history
    TABLE lists_asked
    TABLE lists_items
    TABLE lists_popular
    TABLE lists_seen
    ");
    let printed = place.done(&with("markov", &["--print-sql"]));
    let printed = String::from_utf8(printed).expect("UTF-8");
    assert!(printed.contains("SET spark.sql.ansi.enabled = false;\n"), "{printed}");
    assert!(printed.contains("CACHE TABLE lists_sequences AS "), "{printed}");
}

#[test]
fn what_has_no_sql_is_refused_by_name() {
    let place = place();
    for (model, said) in [
        ("ease", "`ease` has no SQL; popularity, item-knn, sar and markov have"),
        (
            "item-knn:weighting=bm25",
            "`item-knn:weighting=bm25` has no SQL: its weights rest on the number of all items",
        ),
        (
            "popularity:fill=seen",
            "`popularity:fill=seen` has no SQL: items of a history are left out or not",
        ),
    ] {
        let refused = place.refused(&with(model, &["--print-sql"]));
        assert!(refused.contains(said), "{refused}");
    }
    let refused = place.refused(&with("sar", &["--output", "train.csv"]));
    assert!(refused.contains("train.csv"), "{refused}");
}

#[test]
fn popularity_in_disguise_is_said_and_other_lists_are_not() {
    let place = Place::empty();
    let size = ["--users", "150", "--items", "400", "--ratings", "6000"];
    place.done(&[&["data", "generate", "--output", "ml-made"][..], &size].concat());
    place.done(&["prep", "interactions", "--input", "ml-made"]);
    let interactions = "rehearsal-run/interactions.csv";
    place.done(&["split", interactions, "--view", "clean", "--output", "cut"]);
    let files = [
        "--train",
        "cut/train.csv",
        "--history",
        "cut/history.csv",
        "--held-out",
        "cut/held-out.csv",
    ];
    let mut likeness = Vec::new();
    for (model, is_disguise) in [("popularity", true), ("random", false)] {
        let lists = format!("{model}.csv");
        let made = ["eval", "lists", "--model", model, "--output", &lists];
        place.done(&[&made[..], &files].concat());
        let judged = ["eval", "recommendations", "--recommendations", &lists, "--force"];
        let said = place.run(&[&judged[..], &files, &["--replicates", "0"]].concat());
        let warned = said.contains(
            "warning: popularity.csv: its lists are popularity in disguise for everybody",
        );
        assert_eq!(warned, is_disguise, "{said}");
        let result = place.text("rehearsal-run/eval-recommendations.json");
        let result: Value = serde_json::from_str(&result).expect("JSON");
        likeness.push(result["models"][0]["likeness"].clone());
    }
    assert_eq!(likeness[0]["all"]["overlap"], 1.0);
    assert_eq!(likeness[0]["all"]["had_share"], 0.0);
    assert!(likeness[1]["all"]["overlap"].as_f64() < Some(0.5), "{likeness:?}");
}
