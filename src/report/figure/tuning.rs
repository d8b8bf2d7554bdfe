//! The history of a search for parameters.

use crate::experiment::tune::{Trial, Tuned};
use crate::metric::short_name;
use crate::report::page_table::{Table, count, texts};

pub(super) fn caption(tuned: &Tuned) -> String {
    let metric = short_name(&tuned.metric);
    let found = match (tuned.value, tuned.given) {
        (Some(value), Some(given)) => {
            format!("The best has {metric} {value:.4} there, the model as it was given {given:.4}")
        }
        (Some(value), None) => format!("The best has {metric} {value:.4} there"),
        (None, _) => "None has a figure".to_owned(),
    };
    let rungs = if has_rungs(tuned) {
        "full dots on all inner test users, rings on a part of them, by which most are dropped"
    } else {
        "all on all inner test users"
    };
    format!(
        "{} candidates in the order in which they were tried, {rungs} ({}). {found}: --model {}. The search never saw the test users.",
        count(tuned.candidates),
        count(tuned.inner_test_users),
        tuned.model
    )
}

/// Tells whether any trial was made on a part of the inner test users.
pub(in crate::report) fn has_rungs(tuned: &Tuned) -> bool {
    tuned.trials.iter().any(|trial| trial.users < tuned.inner_test_users)
}

pub(super) fn table(tuned: &Tuned) -> Table {
    let row = |(number, trial): (usize, &Trial)| {
        let value = trial.value.map_or_else(|| "not fitted".to_owned(), |one| format!("{one:.4}"));
        vec![trial.model.clone(), count(number), count(trial.users), value]
    };
    let heading = texts(["candidate", "trial", "inner test users", &short_name(&tuned.metric)]);
    Table { heading, rows: (1..).zip(&tuned.trials).map(row).collect() }
}
