//! Results that older versions wrote are read. The files of `tests/data/old` lie in folders named by the day of their
//! version, and are never made anew; one that is no longer read is refused by name.

use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::Value;

use crate::place::Place;

/// The old results of a day, as a run folder.
fn of_day(day: &str) -> Place {
    let place = Place::empty();
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/old")).join(day);
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        place.write(&format!("rehearsal-run/{name}"), std::fs::read(path).expect("a file"));
    }
    place
}

const METRICS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop/metrics.json");

#[test]
fn a_whole_run_of_the_first_day_of_these_rules_is_reported_as_it_was() {
    let place = of_day("2026-11-30");
    let text = place.run(&["report", "--markdown", "-", "--quiet"]);
    for part in [
        "Data: 699 interactions of 90 users on 81 items",
        "Validation: 1 error and 0 warnings",
        "| markov | 0.2574 |",
        "0123abcd): ndcg@25 0.2926",
        "| total | $144.24 | $144.12 |",
    ] {
        assert!(
            text.contains(part),
            "`{part}` is not in
{text}"
        );
    }
    let html = place.text("rehearsal-run/report.html");
    for part in ["popularity", "markov", "data card"] {
        assert!(html.contains(part), "{part}");
    }
    let compared = place.run(&[
        "compare",
        "--personalize",
        METRICS,
        "--run",
        "again",
        "--eval",
        "rehearsal-run/eval.json",
    ]);
    assert!(compared.starts_with("exit code: 0") && compared.contains("markov"), "{compared}");
}

#[test]
fn an_evaluation_and_statistics_of_version_1_are_read() {
    let place = of_day("2026-11-23");
    for name in ["compare.json", "cost.json"] {
        std::fs::remove_file(place.path(&format!("rehearsal-run/{name}"))).expect("it is there");
    }
    let text = place.run(&["report", "--markdown", "-", "--quiet"]);
    assert!(text.starts_with("exit code: 0") && text.contains("item-knn"), "{text}");
    let compared = place.run(&["compare", "--personalize", METRICS, "--quiet"]);
    assert!(
        compared.starts_with("exit code: 0") && compared.contains("610 users tested"),
        "{compared}"
    );
}

#[test]
fn a_comparison_and_a_cost_of_version_2_are_read() {
    let place = of_day("2026-11-27");
    let text = place.run(&["report", "--markdown", "-"]);
    assert!(text.contains("| total | $"), "{text}");
    // It is read, and rests on an evaluation that is not there.
    assert!(
        text.contains("the result of `compare` rests on an older file and is left out"),
        "{text}"
    );
}

#[test]
fn what_is_too_old_or_too_new_is_refused_by_its_version() {
    let refused = |name: &str, place: &Place| {
        let said = place.refused(&["report", "--markdown", "-"]);
        assert!(
            said.contains(&format!("`rehearsal-run/{name}` has schema_version ")),
            "{name}: {said}"
        );
        said
    };
    let old = of_day("2026-11-23");
    assert_snapshot!(refused("compare.json", &old), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/compare.json` has schema_version 1, and this program reads from 2 on: make the result anew
    ");
    std::fs::remove_file(old.path("rehearsal-run/compare.json")).expect("it is there");
    refused("cost.json", &old);

    let place = of_day("2026-11-30");
    for (name, bytes) in place.contents() {
        let file = name.trim_start_matches("rehearsal-run/");
        if name.ends_with('/') || file.starts_with('.') || file == "split.manifest.json" {
            continue;
        }
        let mut value: Value = serde_json::from_slice(&bytes).expect("JSON");
        let version = value["schema_version"].as_u64().expect("a version");
        value["schema_version"] = (version + 1).into();
        // A newer form is not even looked at.
        value["models"] = "other".into();
        place.write(&name, value.to_string());
        let said = refused(file, &place);
        assert!(
            said.contains(&format!("reads up to {version}: a newer version of it wrote the file")),
            "{said}"
        );
        place.write(&name, bytes);
    }
}
