//! A second run: what the same command wrote and nobody changed is replaced, the rest stays unless `--force`.
//!
//! `tests/faults/replacing.rs` asks the same of every command.

use insta::assert_snapshot;

use crate::place::Place;

const OTHER: [&str; 4] = ["prep", "interactions", "--clicked-threshold", "4"];

#[test]
fn prep_replaces_what_it_wrote_and_says_so() {
    let place = Place::prepared();
    assert_snapshot!(place.unchanged(&["prep", "items"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
    --- stderr
    the same bytes again: rehearsal-run/items.avsc, rehearsal-run/items.csv, rehearsal-run/items.manifest.json
    ");
    let again = place.run(&OTHER);
    let line = "replaced: rehearsal-run/interactions.csv, rehearsal-run/interactions.manifest.json; \
                the same bytes again: rehearsal-run/interactions.avsc\n";
    assert!(again.ends_with(line), "{again}");
    let text = place.refused(&["prep", "interactions", "--no-clobber"]);
    assert!(text.contains("exists already, and `--no-clobber` keeps it"), "{text}");
}

#[test]
fn prep_keeps_what_was_changed_since() {
    let place = Place::prepared();
    place.write("rehearsal-run/interactions.csv", "mine");
    assert_snapshot!(place.refused(&OTHER), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` was changed since `rehearsal prep` wrote it; `--force` replaces it
    ");
    // Nothing is written: nothing stands in the way.
    place.unchanged(&["prep", "interactions", "--dry-run"]);
}

#[test]
fn prep_keeps_a_schema_that_is_there_and_writes_no_data_beside_it() {
    let place = Place::with_release();
    place.write("rehearsal-run/interactions.avsc", "{}");
    assert_snapshot!(place.refused(&["prep", "interactions"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.avsc` exists already, and there is no record that Rehearsal wrote it; `--force` replaces it
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
    replaced: rehearsal-run/interactions.csv; the same bytes again: rehearsal-run/interactions.avsc, rehearsal-run/interactions.manifest.json
    ");
    assert!(place.contents() == first, "the same input gives the same files");
}

#[test]
fn a_failure_leaves_the_old_files() {
    let place = Place::prepared();
    place.write("ml-tiny/ratings.csv", "userId,movieId,rating,timestamp\n1,1,x,0\n");
    let text = place.refused(&["prep", "interactions"]);
    assert_snapshot!(text, @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:2: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "x"
    "#);
    assert_eq!(place.refused(&["prep", "interactions", "--force"]), text);
}

#[test]
fn eval_replaces_its_own_results_and_keeps_those_of_others() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--models", "random"];
    place.done(&args);
    let first = place.read("rehearsal-run/eval.json");
    place.done(&[&args[..], &["--seed", "7"]].concat());
    assert!(place.read("rehearsal-run/eval.json") != first, "another seed, another result");
    place.done(&["recommend", "--user", "1", "--output", "list.json"]);
    assert_snapshot!(place.refused(&["similar", "--item", "1", "--output", "list.json"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `list.json` was written by `rehearsal recommend`; `--force` replaces it
    ");
}

#[test]
fn stats_may_be_run_again() {
    let place = Place::prepared();
    let first = place.done(&["stats"]);
    assert_eq!(place.done(&["stats"]), first);
    place.done(&OTHER);
    assert!(place.done(&["stats"]) != first);
    place.write("rehearsal-run/stats.json", "{}");
    assert_snapshot!(place.refused(&["stats"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/stats.json` was changed since `rehearsal stats` wrote it; `--force` replaces it
    ");
    place.done(&["stats", "--force"]);
}

#[test]
fn generated_data_is_replaced_unless_it_was_changed() {
    let place = Place::empty();
    let args = ["data", "generate", "--users", "20", "--items", "50", "--ratings", "400"];
    let args = [&args[..], &["--output", "made"]].concat();
    place.done(&args);
    place.done(&[&args[..], &["--seed", "7"]].concat());
    place.write("made/ratings.csv", "mine");
    assert_snapshot!(place.refused(&args), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `made/ratings.csv` was changed since `rehearsal data generate` wrote it; `--force` replaces it
    ");
    place.done(&[&args[..], &["--force"]].concat());
    assert!(place.text("made/ratings.csv").starts_with("userId,movieId,rating,timestamp\n"));
}
