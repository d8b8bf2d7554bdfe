//! Every next command that a command prints runs as it is printed, in a shell.

use crate::place::Place;
use crate::printed::{answer, commands, typed};
use crate::shown::shown;

/// The sample shop, prepared, with all its tables.
pub(crate) fn shop() -> Place {
    let place = Place::empty();
    let sample = |name: &str| format!("{}/tests/data/shop/{name}", env!("CARGO_MANIFEST_DIR"));
    let prepared = |dataset: &str, file: &str, map: &str| {
        place.done(&["prep", dataset, "--input", &sample(file), "--map", map]);
    };
    let events = "USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at";
    prepared("interactions", "events.csv", events);
    prepared("items", "products.csv", "ITEM_ID=sku");
    place
}

/// Another folder with all that `place` has.
fn copy(place: &Place) -> Place {
    let other = Place::empty();
    for (name, bytes) in place.contents() {
        if !name.ends_with('/') {
            other.write(&name, bytes);
        }
    }
    other
}

/// The stdout of a command that may answer no.
fn said(place: &Place, args: &[&str]) -> String {
    let output = place.command(args).output().expect("the binary starts");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        shown(&output, place.folder())
    );
    String::from_utf8(output.stdout).expect("text")
}

fn expect_done(place: &Place, command: &str) {
    let output = typed(command, place.folder());
    assert!(output.status.success(), "{command}\n{}", shown(&output, place.folder()));
}

/// Each command in a folder of its own, as if it were the one that is followed.
fn expect_each_runs(place: &Place, args: &[&str], least: usize) {
    let commands = commands(&said(place, args));
    assert!(commands.len() >= least, "{args:?} prints {commands:?}");
    for command in commands {
        expect_done(&copy(place), &command);
    }
}

/// The commands one after another, where the later ones rest on what the earlier ones wrote and on the
/// answer of a batch inference job.
fn expect_all_run(place: &Place, args: &[&str], n: usize, inputs: &str, answers: &str) {
    let commands = commands(&said(place, args));
    assert_eq!(commands.len(), n, "{args:?} prints {commands:?}");
    let place = copy(place);
    for command in commands {
        if place.path(inputs).is_file() && !place.path(answers).is_file() {
            answer(&place.path(inputs), &place.path(answers), &["00017", "00021", "00008"]);
        }
        expect_done(&place, &command);
    }
}

#[test]
fn every_command_that_is_printed_on_the_shop_runs_as_printed() {
    let place = shop();
    expect_each_runs(&place, &["stats"], 3);
    expect_each_runs(&place, &["validate", "dataset"], 1);
    expect_each_runs(&place, &["models"], 1);
    let tune = ["eval", "tune", "--model", "markov", "--budget", "3"];
    expect_each_runs(&place, &tune, 1);
    for args in [
        &["recipes", "--for", "rehearsal-run"][..],
        &["recipes"],
        &["cost"],
        &["recommend", "--user", "v100"],
        &["eval", "baselines", "--models", "popularity,markov", "--replicates", "0", "--force"],
    ] {
        expect_each_runs(&place, args, 0);
    }
    let inputs = "rehearsal-run/split/batch-input.jsonl";
    expect_all_run(&place, &["split"], 2, inputs, "batch-input.jsonl.out");
    // The commands are of the first of several folds.
    let folds = ["split", "--folds", "3", "--view", "clean", "--output", "my cuts"];
    let inputs = "my cuts/fold-01/batch-input.jsonl";
    expect_all_run(&place, &folds, 2, inputs, "batch-input.jsonl.out");
}

#[test]
fn the_steps_after_a_comparison_run_as_printed() {
    let place = shop();
    let metrics = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop/metrics.json");
    place.write("my metrics.json", std::fs::read(metrics).expect("a sample"));
    let eval = ["eval", "baselines", "--models", "popularity,markov", "--replicates", "0"];
    place.done(&eval);
    let compare = ["compare", "--personalize", "my metrics.json"];
    let inputs = "rehearsal-run/split-clean/batch-input.jsonl";
    expect_all_run(&place, &compare, 4, inputs, &format!("{inputs}.out"));
}

/// Everybody has items of their own choice once, so that no history gives an answer away.
fn without_repeats() -> Place {
    let rows = (0..40).flat_map(|user| {
        (0..12)
            .map(move |at| format!("u{user},i{},{}\n", (user * 7 + at * (1 + user % 5)) % 61, at))
    });
    let rows: std::collections::BTreeSet<String> = rows.collect();
    let header = "USER_ID,ITEM_ID,TIMESTAMP\n";
    let place = Place::empty();
    place.write(
        "my run/interactions.csv",
        header.to_owned() + &rows.into_iter().collect::<String>(),
    );
    let eval = ["eval", "baselines", "--run", "my run", "--models", "popularity", "--folds", "2"];
    place.done(&[&eval[..], &["--replicates", "0"]].concat());
    place
}

fn metrics(figures: [f64; 8]) -> String {
    let keys = [
        "coverage",
        "mean_reciprocal_rank_at_25",
        "normalized_discounted_cumulative_gain_at_5",
        "normalized_discounted_cumulative_gain_at_10",
        "normalized_discounted_cumulative_gain_at_25",
        "precision_at_5",
        "precision_at_10",
        "precision_at_25",
    ];
    let figures: serde_json::Map<_, _> =
        keys.into_iter().map(str::to_owned).zip(figures.map(serde_json::Value::from)).collect();
    serde_json::json!({ "metrics": figures }).to_string()
}

#[test]
fn a_service_that_beats_all_is_held_against_stronger_models() {
    let place = without_repeats();
    place.write("metrics.json", metrics([0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.2]));
    let compare = ["compare", "--run", "my run", "--personalize", "metrics.json"];
    let said = said(&place, &[&compare[..], &["--service-users", "40"]].concat());
    let commands = commands(&said);
    assert_eq!(commands.len(), 2, "{said}");
    assert!(commands[0].contains("--models all --run 'my run-all'"), "{said}");
    let cheap = commands[0].replace("--models all", "--models fast --replicates 0");
    expect_done(&place, &cheap);
    expect_done(&place, &(commands[1].clone() + " --budget 2"));
}

#[test]
fn what_means_cannot_tell_is_paired_on_the_same_view() {
    let place = without_repeats();
    let of_ours: serde_json::Value =
        serde_json::from_str(&place.text("my run/eval.json")).expect("JSON");
    let ours = &of_ours["models"][0]["metrics"];
    let figure = |key: &str| (ours[key].as_f64().expect("a figure") * 1e4).round() / 1e4;
    let ndcg = |k: usize| figure(&format!("normalized_discounted_cumulative_gain_at_{k}"));
    let precision = |k: usize| figure(&format!("precision_at_{k}"));
    let rank = figure("mean_reciprocal_rank_at_25");
    let [n5, n10, n25] = [5, 10, 25].map(ndcg);
    let [p5, p10, p25] = [5, 10, 25].map(precision);
    place.write("metrics.json", metrics([0.4, rank, n5, n10, n25, p5, p10, p25]));
    let compare = ["compare", "--run", "my run", "--personalize", "metrics.json"];
    let args = [&compare[..], &["--service-users", "40"]].concat();
    let commands = commands(&said(&place, &args));
    assert!(commands[0].contains("--view service"), "{commands:?}");
    assert_eq!(commands.len(), 4, "{commands:?}");
    let place_of = "my run/split-service/batch-input.jsonl";
    for command in commands {
        if place.path(place_of).is_file() {
            answer(&place.path(place_of), &place.path(&format!("{place_of}.out")), &["i1", "i2"]);
        }
        expect_done(&place, &command);
    }
}
