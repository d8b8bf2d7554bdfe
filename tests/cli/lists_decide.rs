//! From a batch inference output alone to a decision, in the run folder of the data.

use crate::place::Place;

/// The files of the clean cut, as options.
const CUT: [&str; 6] =
    ["--train", "cut/import.csv", "--history", "cut/history.csv", "--held-out", "cut/held-out.csv"];

/// A clean cut of generated data, our models on it and somebody's lists for the same users.
fn with_lists() -> Place {
    let place = Place::empty();
    place.done(&[
        "data",
        "generate",
        "--users",
        "120",
        "--items",
        "80",
        "--ratings",
        "4000",
        "--output",
        "made",
    ]);
    place.done(&["prep", "interactions", "--input", "made"]);
    place.done(&["stats"]);
    place.done(&["split", "--view", "clean", "--test-share", "0.5", "--output", "cut"]);
    let eval = ["eval", "baselines", "--view", "clean", "--models", "random,popularity,markov"];
    place.done(&[&eval[..], &["--per-user", "ours.parquet"], &CUT].concat());
    let users = place.text("cut/batch-input.jsonl");
    let mut lists = String::new();
    for line in users.lines() {
        let user: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let items: Vec<String> = (1..26).map(|item| item.to_string()).collect();
        let line = serde_json::json!({
            "input": user, "output": { "recommendedItems": items, "scores": [] }, "error": null,
        });
        lists.extend([line.to_string(), "\n".to_owned()]);
    }
    place.write("batch.jsonl.out", lists);
    let theirs = ["eval", "recommendations", "--recommendations", "personalize=batch.jsonl.out"];
    let scored = ["--convention", "standard", "--per-user", "theirs.parquet"];
    place.done(&[&theirs[..], &scored, &CUT].concat());
    place
}

#[test]
fn lists_alone_decide_and_the_report_takes_the_cut_for_what_it_is() {
    let place = with_lists();
    let lists = ["compare", "--lists", "theirs.parquet", "--per-user", "ours.parquet"];
    let text = String::from_utf8(place.done(&lists)).expect("text");
    assert!(
        text.starts_with("Do not pay an unknown amount a month for Personalize: the local"),
        "{text}"
    );
    // The cut comes from the folder's own interactions, so that nothing is old.
    let said = place.run(&["report"]);
    assert!(said.contains("rehearsal-run/report.html") && !said.contains("older file"), "{said}");
    let page = place.text("rehearsal-run/report.html");
    assert!(
        page.contains("<strong>Do not pay an unknown amount a month for Personalize: the local")
    );
    assert!(page.contains("Personalize, its lists (personalize)"), "a row of the leaderboard");
    assert!(page.contains("eval tune --interactions cut&#x2f;import.csv --model markov"));
    // Other interactions, and the evaluation is old.
    place.done(&["prep", "interactions", "--input", "made", "--clicked-threshold", "2", "--force"]);
    let said = place.run(&["report"]);
    assert!(said.contains("the result of `eval baselines` rests on an older file"), "{said}");
}
