//! `compare`: Personalize's metrics beside ours.

use insta::assert_snapshot;

use crate::place::Place;

const METRICS: &str = r#"{
  "solutionVersionArn": "arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b",
  "metrics": {
    "coverage": 0.2,
    "mean_reciprocal_rank_at_25": 0.5,
    "normalized_discounted_cumulative_gain_at_5": 0.4,
    "precision_at_5": 0.01
  }
}"#;

/// With a result of two models.
fn evaluated() -> Place {
    let place = Place::prepared();
    place.done(&["eval", "baselines", "--folds", "2", "--models", "random,item-knn"]);
    place
}

#[test]
fn with_a_file_of_metrics() {
    let place = evaluated();
    place.write("metrics.json", METRICS);
    let args = ["compare", "--personalize", "metrics.json"];
    assert_snapshot!(place.run(&args), @"
    exit code: 0
    --- stdout
    Personalize: arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b (GetSolutionMetrics)
    convention: service

    metric                                      Personalize                 random               item-knn
    -----------------------------------------------------------------------------------------------------
    coverage                                         0.2000  0.8571 not comparable  0.8571 not comparable
    mean_reciprocal_rank_at_25                       0.5000    0.2792 within noise    0.3750 within noise
    normalized_discounted_cumulative_gain_at_5       0.4000    0.4827 within noise    0.6577 within noise
    precision_at_5                                   0.0100    0.1500 within noise    0.1500 within noise

    The service tests a tenth of the users, here about 1: `noise` is how far such a small sample strays (1.96 standard errors).
    For 2 of 4 test users the newest visible item is held out too: `repeat-last` shows how much that alone gives. `--hold-out items` is the clean way.
    Coverage is bounded by 25 × test users ÷ items and grows with the test set; it is shown, not compared.
    --- stderr
    ");
    let json = place.done(&[&args[..], &["--format", "json"]].concat());
    assert_eq!(json, place.read("rehearsal-run/compare.json"));
}

#[test]
fn with_a_published_row() {
    let place = evaluated();
    let args = ["compare", "--personalize", "published:ml-latest-small/sims/2020-09-15"];
    assert_snapshot!(place.run(&args), @"
    exit code: 0
    --- stdout
    Personalize: ml-latest-small/sims/2020-09-15 (amazon-personalize-samples, POC_in_a_box, run of 2020-09-15, 158,371 events)
    convention: service

    metric                                       Personalize                 random               item-knn
    ------------------------------------------------------------------------------------------------------
    coverage                                          0.1826  0.8571 not comparable  0.8571 not comparable
    mean_reciprocal_rank_at_25                        0.1631    0.2792 within noise    0.3750 within noise
    normalized_discounted_cumulative_gain_at_5        0.1890    0.4827 within noise    0.6577 within noise
    normalized_discounted_cumulative_gain_at_10       0.2236    0.5794 within noise    0.7544 within noise
    normalized_discounted_cumulative_gain_at_25       0.2857    0.5794 within noise    0.7544 within noise
    precision_at_5                                    0.0735    0.1500 within noise    0.1500 within noise
    precision_at_10                                   0.0544    0.1000 within noise    0.1000 within noise
    precision_at_25                                   0.0382    0.0400 within noise    0.0400 within noise

    The service tests a tenth of the users, here about 1: `noise` is how far such a small sample strays (1.96 standard errors).
    Not the same data: Personalize's figures rest on 158,371 interactions, ours on 29.
    For 2 of 4 test users the newest visible item is held out too: `repeat-last` shows how much that alone gives. `--hold-out items` is the clean way.
    Coverage is bounded by 25 × test users ÷ items and grows with the test set; it is shown, not compared.
    --- stderr
    ");
}

#[test]
fn an_unknown_published_row_is_refused_with_those_that_there_are() {
    let place = evaluated();
    assert_snapshot!(place.refused(&["compare", "--personalize", "published:ml-25m"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no published row `ml-25m`; there are
      ml-latest-small/hands-on/2022
      ml-latest-small/user-personalization/2020-09-15
      ml-latest-small/user-personalization/2020-09-17
      ml-latest-small/sims/2020-09-15
      ml-latest-small/sims/2020-09-17
      ml-latest-small/personalized-ranking/2020-09-15
      ml-latest-small/personalized-ranking/2020-09-17
    ");
}

#[test]
fn without_a_result_of_ours_it_says_how_to_make_one() {
    let place = Place::prepared();
    place.write("metrics.json", METRICS);
    assert_snapshot!(place.refused(&["compare", "--personalize", "metrics.json"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/eval.json` is not there; `rehearsal eval baselines` makes it
    ");
}

fn refused(metrics: &str) -> String {
    let place = evaluated();
    place.write("metrics.json", metrics);
    place.refused(&["compare", "--personalize", "metrics.json"])
}

#[test]
fn what_is_not_json_is_refused() {
    assert_snapshot!(refused("coverage: 0.2"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json`: not JSON: expected value at line 1 column 1
    ");
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    assert_snapshot!(refused(r#"{"metrics": {"coverage": "0.2"}}"#), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json`: `coverage`: expected a number of at least 0, found "0.2"
    "#);
    assert_snapshot!(refused(r#"{"metrics": {"precision_at_5": 8.2}}"#), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json`: `precision_at_5`: expected a share between 0 and 1, found 8.2; percentages must be divided by 100
    ");
    assert_snapshot!(refused("[]"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json`: expected an object `metrics` as GetSolutionMetrics answers, found a list
    ");
}

#[test]
fn a_missing_file_or_a_directory_is_refused() {
    let place = evaluated();
    assert_snapshot!(place.refused(&["compare", "--personalize", "no.json"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.json`: No such file or directory (os error 2)
    ");
    assert_snapshot!(place.refused(&["compare", "--personalize", "rehearsal-run"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `rehearsal-run`: Is a directory (os error 21)
    ");
}

#[test]
fn a_result_that_is_not_ours_is_refused() {
    let place = evaluated();
    place.write("metrics.json", METRICS);
    let args = ["compare", "--personalize", "metrics.json", "--eval", "metrics.json"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json` is not a result of this program: missing field `schema_version` at line 9 column 1
    ");
}
