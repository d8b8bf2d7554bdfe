//! `eval baselines` on bad input or settings: a message, exit code 2, and nothing left behind.

use insta::assert_snapshot;

use crate::place::Place;

const EVAL: [&str; 2] = ["eval", "baselines"];

fn refused_settings(settings: &[&str]) -> String {
    Place::prepared().refused(&[&EVAL[..], settings].concat())
}

fn refused_data(interactions: &[u8]) -> String {
    Place::with_interactions(interactions).refused(&EVAL)
}

#[test]
fn a_missing_file() {
    assert_snapshot!(Place::empty().refused(&EVAL), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` is not there; `rehearsal prep interactions` makes it
    ");
    assert_snapshot!(Place::empty().refused(&[&EVAL[..], &["--interactions", "no.csv"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.csv`: No such file or directory (os error 2)
    ");
    assert_snapshot!(refused_settings(&["--items", "no.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.csv`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_ragged_row() {
    assert_snapshot!(refused_data(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n1,2\n1,3,6\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: expected 3 fields as in the header, found 2
    ");
}

#[test]
fn a_timestamp_that_is_not_a_number() {
    assert_snapshot!(refused_data(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n1,2,now\n"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: column `TIMESTAMP`: expected whole seconds since 1970, found "now"
    "#);
}

#[test]
fn what_is_not_utf_8() {
    assert_snapshot!(refused_data(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n\xC3,2,6\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: column `USER_ID`: expected UTF-8, found the byte 0xC3 at offset 32 of the file; `prep` reads it with `--encoding latin-1`, or another by name, and `iconv -f LATIN1 -t UTF-8` converts it
    ");
}

#[test]
fn no_folds() {
    assert_snapshot!(refused_settings(&["--folds", "0"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `folds`: expected at least 1, found 0
    ");
}

#[test]
fn more_folds_than_users() {
    assert_snapshot!(refused_settings(&["--folds", "5"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    warning: the clean view is left out: `folds`: expected at most 4, the number of users, found 5
    error: `folds`: expected at most 4, the number of users, found 5
    ");
}

#[test]
fn a_test_share_that_is_not_a_share() {
    assert_snapshot!(refused_settings(&["--folds", "1", "--test-share", "2"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--test-share`: expected a share between 0 and 1, found 2
    ");
}

#[test]
fn an_event_type_that_leaves_nothing() {
    assert_snapshot!(refused_settings(&["--event-type", "purchase"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no row of `rehearsal-run/interactions.csv` passes the filter; its event types: `click`, `watch`
    ");
}

#[test]
fn an_event_value_threshold_without_event_values() {
    assert_snapshot!(refused_settings(&["--event-value-threshold", "3"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` has no column `EVENT_VALUE`, which `--event-value-threshold` needs
    ");
}

#[test]
fn models_that_are_not_known_or_not_well_formed() {
    assert_snapshot!(refused_settings(&["--models", "random,popularty"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown model `popularty` (did you mean `popularity`?); the models are random, popularity, weighted-rating, trending, repeat-last, content-cosine, content-euclidean, item-knn, user-knn, p3alpha, rp3beta, sar, als, bpr, pure-svd, nmf, ease, edlae, slim, markov, session-knn, sasrec, gru4rec, logistic, classifier, hybrid
    ");
    assert_snapshot!(refused_settings(&["--model", "item-knn:neighbours=5"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: model `item-knn` has no parameter `neighbours`; it has k, shrink, similarity, alpha, beta, weighting, normalize, keep, half-life
    ");
    assert_snapshot!(refused_settings(&["--model", "item-knn:k=many"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: model `item-knn`: parameter `k`: expected a whole number of at least 1, found `many`
    ");
    assert_snapshot!(refused_settings(&["--model", "item-knn:k"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: model `item-knn`: expected KEY=VALUE, found `k`
    ");
    assert_snapshot!(refused_settings(&["--models", "random,random"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: model 2 repeats model `random` with the same parameters
    ");
}

#[test]
fn users_with_one_interaction_each() {
    let place = Place::with_interactions("USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n2,2,6\n");
    assert_snapshot!(place.refused(&[&EVAL[..], &["--folds", "2"]].concat()), @r"
    exit code: 2
    --- stdout
    --- stderr
    warning: the clean view is left out: no user has two interactions, so that nobody can be tested
    error: no user has two interactions, so that nobody can be tested
    ");
}

#[test]
fn an_items_file_of_other_data_is_refused_or_named() {
    let place = Place::prepared();
    place.write("other.csv", "ITEM_ID,TITLE\nx1,Elsewhere\n");
    let line = ["eval", "baselines", "--folds", "2", "--items", "other.csv"];
    assert_snapshot!(place.refused(&line), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `other.csv` knows none of the 6 items of the interactions
    ");
    place.write("part.csv", "ITEM_ID,TITLE\n1,Paper Lanterns (1994)\n");
    let said = place.run(&["eval", "baselines", "--folds", "2", "--items", "part.csv"]);
    let warning = "warning: `part.csv` lacks 5 of the 6 items of the interactions";
    assert!(said.starts_with("exit code: 0\n") && said.contains(warning), "{said}");
}

#[test]
fn a_test_share_without_a_single_fold_is_refused() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["eval", "baselines", "--test-share", "0.5"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--test-share` goes with `--folds 1`: with more folds every user is tested
    ");
}
