//! A second run: what is there stays, unless `--force` says otherwise.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn prep_keeps_what_is_there() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["prep", "interactions"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` exists already; `--force` replaces it
    ");
    assert_snapshot!(place.refused(&["prep", "items"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/items.csv` exists already; `--force` replaces it
    ");
}

#[test]
fn prep_keeps_a_schema_that_is_there_and_writes_no_data_beside_it() {
    let place = Place::with_release();
    place.write("rehearsal-run/interactions.avsc", "{}");
    assert_snapshot!(place.refused(&["prep", "interactions"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.avsc` exists already; `--force` replaces it
    ");
}

#[test]
fn prep_replaces_with_force() {
    let place = Place::prepared();
    let first = place.contents();
    place.write("rehearsal-run/interactions.csv", "mine");
    assert_snapshot!(place.run(&["prep", "interactions", "--force"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 17 click, 12 watch
      event-type: 2 rows meet no event rule
    --- stderr
    ");
    assert!(place.contents() == first, "the same input gives the same files");
}

#[test]
fn a_failure_with_force_leaves_the_old_files() {
    let place = Place::prepared();
    place.write("ml-tiny/ratings.csv", "userId,movieId,rating,timestamp\n1,1,x,0\n");
    assert_snapshot!(place.refused(&["prep", "interactions", "--force"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:2: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "x"
    "#);
}

#[test]
fn eval_keeps_what_is_there_and_replaces_with_force() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--models", "random"];
    place.done(&args);
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/eval.json` exists already; `--force` replaces it
    ");
    let first = place.read("rehearsal-run/eval.json");
    place.done(&[&args[..], &["--seed", "7", "--force"]].concat());
    assert!(place.read("rehearsal-run/eval.json") != first, "another seed, another result");
}

#[test]
fn stats_of_the_same_data_may_be_run_again_but_not_of_other_data() {
    let place = Place::prepared();
    let first = place.done(&["stats"]);
    assert_eq!(place.done(&["stats"]), first);
    place.done(&["prep", "interactions", "--clicked-threshold", "4", "--force"]);
    assert_snapshot!(place.refused(&["stats"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/stats.json` exists already; `--force` replaces it
    ");
    place.done(&["stats", "--force"]);
}

#[test]
fn generated_data_is_kept_and_replaced_with_force() {
    let place = Place::empty();
    let args = ["data", "generate", "--users", "20", "--items", "50", "--ratings", "400"];
    let args = [&args[..], &["--output", "made"]].concat();
    place.done(&args);
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `made/ratings.csv` exists already; `--force` replaces it
    ");
    place.write("made/ratings.csv", "mine");
    place.done(&[&args[..], &["--force"]].concat());
    assert!(place.text("made/ratings.csv").starts_with("userId,movieId,rating,timestamp\n"));
}
