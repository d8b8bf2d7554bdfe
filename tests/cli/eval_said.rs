//! What `eval` says beside its figures: odd data, what a resumed run took, every view's values by user.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::next_commands::shop;
use crate::place::Place;
use crate::shown::{shown, unwrapped};

fn json(place: &Place, name: &str) -> serde_json::Value {
    serde_json::from_str(&place.text(name)).expect("JSON")
}

#[test]
fn data_that_makes_figures_meaningless_is_said_where_they_stand() {
    let mut rows = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    for user in 0..12 {
        for at in 0..6 {
            let item = (user * 5 + at * 3) % 17;
            let _ = writeln!(rows, "u{user},i{item},null,{}", 1_600_000_000 + at);
        }
    }
    for at in 0..2_000 {
        let _ = writeln!(rows, "bot,i3,null,{}", 1_600_100_000 + at);
    }
    let place = Place::with_interactions(rows);
    let eval = ["eval", "baselines", "--models", "popularity,markov", "--replicates", "0"];
    let said = unwrapped(&String::from_utf8(place.done(&eval)).expect("text"));
    let cautions = [
        "no row has an event type but an empty one or a word for nothing",
        "user `bot` has 96.53 % of all rows, most likely a bot or a test account",
        "item `i3` has 96.77 % of all rows, most likely a placeholder or a default",
    ];
    let result = json(&place, "rehearsal-run/eval.json");
    let of_file = result["data"]["cautions"].as_array().expect("cautions").clone();
    assert_eq!(of_file.len(), cautions.len(), "{of_file:?}");
    place.done(&["report"]);
    let page = place.text("rehearsal-run/report.html");
    for (caution, of_file) in cautions.into_iter().zip(of_file) {
        assert!(said.contains(&format!("\ncaution: {caution}")), "{caution}\n{said}");
        assert!(of_file.as_str().is_some_and(|text| text.starts_with(caution)), "{of_file}");
        assert!(page.contains(&caution.replace('`', "")), "{caution} is not on the page");
    }
    // Data that is as it should be has none.
    let place = shop();
    place.done(&[&eval[..], &["--view", "clean"]].concat());
    assert_eq!(json(&place, "rehearsal-run/eval.json")["data"].get("cautions"), None);
}

/// Begins `args` and kills it as soon as the journal has `n` entries.
fn interrupt(place: &Place, args: &[&str], n: usize) {
    let mut command = place.command(args);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let began = Instant::now();
    let n_entries = || {
        let entries = std::fs::read_dir(place.path("rehearsal-run/eval.partial"));
        let lists = entries.into_iter().flatten().flatten().filter(|entry| {
            let path = entry.path();
            let is_mark = path.file_stem().is_some_and(|stem| stem == "version-2");
            path.extension().is_some_and(|end| end == "lists") && !is_mark
        });
        lists.count()
    };
    while n_entries() < n && child.try_wait().expect("a child").is_none() {
        assert!(began.elapsed() < Duration::from_mins(2), "nothing was kept");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("a child can be killed");
    let status = child.wait().expect("a child can be waited for");
    assert!(!status.success(), "it ended before it was interrupted");
}

#[test]
fn a_resumed_run_says_what_it_took_and_writes_the_same_bytes() {
    let place = shop();
    let eval = ["eval", "baselines", "--models", "popularity,markov,user-knn,ease", "--folds", "6"];
    let eval = [&eval[..], &["--replicates", "10"]].concat();
    // An older result of other models, which only `--resume` or `--force` may replace.
    place.done(&["eval", "baselines", "--models", "random", "--replicates", "0"]);
    let older = place.text("rehearsal-run/eval.json");
    // The first model is done in both views, and in none of the later folds.
    interrupt(&place, &[&eval[..], &["--force"]].concat(), 4);
    assert_eq!(place.text("rehearsal-run/eval.json"), older, "nothing half is left");
    let output = place.command(&[&eval[..], &["--resume"]].concat()).output().expect("it starts");
    let said = shown(&output, place.folder());
    assert!(output.status.success(), "{said}");
    let line = said.lines().find(|line| line.starts_with("resumed: ")).expect(&said);
    assert!(line.contains("taken from the interrupted run: popularity (fold 1"), "{line}");
    assert!(
        line.contains("computed anew, in whole or in part: ") && line.contains("ease"),
        "{line}"
    );
    let resumed = place.text("rehearsal-run/eval.json");
    assert_ne!(resumed, older);
    // Another time nothing is there to be taken; the bytes are the same.
    let again = place.run(&[&eval[..], &["--resume"]].concat());
    assert!(again.contains("resumed: nothing of an interrupted run was there"), "{again}");
    assert_eq!(place.text("rehearsal-run/eval.json"), resumed);
    // What is no result of ours is not replaced.
    place.write("rehearsal-run/eval.json", "my notes");
    let refused = place.refused(&[&eval[..], &["--resume"]].concat());
    assert!(refused.contains("was changed since `rehearsal eval baselines` wrote it"), "{refused}");
    assert!(refused.contains("`--force` replaces it"), "{refused}");
    assert_eq!(place.text("rehearsal-run/eval.json"), "my notes");
}

#[test]
fn per_user_values_are_of_both_views_and_compare_takes_the_one_it_needs() {
    let place = shop();
    let metrics = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop/metrics.json");
    place.write("metrics.json", std::fs::read(metrics).expect("a sample"));
    let eval = ["eval", "baselines", "--models", "popularity,markov", "--replicates", "0"];
    place.done(&[&eval[..], &["--per-user", "users.csv"]].concat());
    let text = place.text("users.csv");
    let result = json(&place, "rehearsal-run/eval.json");
    let tested = |view: &serde_json::Value| {
        usize::try_from(view["protocol"]["users_tested"].as_u64().expect("a count")).expect("few")
    };
    for (view, convention, users) in [
        ("service", "service", tested(&result)),
        ("clean", "standard", tested(&result["views"]["clean"])),
    ] {
        let begin = format!("popularity,{view},{convention},");
        assert_eq!(text.lines().filter(|line| line.starts_with(&begin)).count(), users, "{view}");
    }
    let compare = ["compare", "--personalize", "metrics.json", "--simulate"];
    let said = place.done(&[&compare[..], &["--per-user", "users.csv"]].concat());
    let said = unwrapped(&String::from_utf8(said).expect("text"));
    let of = tested(&result);
    assert!(said.contains(&format!("drawn from our {of}")), "{said}");
}

#[test]
fn the_strongest_model_is_that_of_the_main_metric_of_the_run() {
    let place = shop();
    let metrics = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop/metrics.json");
    place.write("metrics.json", std::fs::read(metrics).expect("a sample"));
    for metric in ["ndcg@25", "precision@5"] {
        let eval = ["eval", "baselines", "--models", "popularity,markov,ease", "--replicates", "0"];
        place.done(&[&eval[..], &["--metric", metric, "--force"]].concat());
        place.done(&["compare", "--personalize", "metrics.json", "--force"]);
        let key = json(&place, "rehearsal-run/eval.json")["main_metric"].clone();
        let compared = json(&place, "rehearsal-run/compare.json");
        assert_eq!(compared["schema_version"], 3);
        assert_eq!(compared["services"][0]["runs"][0]["main_metric"], key);
    }
}
