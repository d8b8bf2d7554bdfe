//! The committed report on generated data was made by today's code.

use std::path::Path;

use crate::committed::difference_of;
use crate::place::Place;

#[test]
fn the_report_on_the_shape_of_ml_1m_is_current() {
    let place = Place::empty();
    for line in [
        "data generate --like ml-1m --output ml-1m-shape",
        "prep all --input ml-1m-shape",
        "stats",
        "eval baselines --folds 1",
        "cost",
    ] {
        place.done(&line.split(' ').collect::<Vec<_>>());
    }
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/2026-11-30-ml-1m-shape");
    let made = place.path("rehearsal-run");
    let found = difference_of(&["eval.json", "stats.json", "cost.json"], &committed, &made);
    assert_eq!(found, None);
}
