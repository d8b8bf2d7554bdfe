//! `history`: what moved from run to run.

use insta::assert_snapshot;
use serde_json::Value;

use crate::place::Place;

/// Rows of `n` users who come one after the other, each with three of the items from `first` on, until a day of November.
fn interactions(n: usize, first: usize, day: usize) -> String {
    let row = |at: usize| {
        let (user, item) = (at / 3, first + (at * 7 + at / 3) % 20);
        let event = ["view", "view", "buy"][at % 3];
        let instant = 1_793_500_000 + 86_400 * day - 600 * (3 * n - at);
        format!("u{user},i{item},{event},{instant}\n")
    };
    let rows: String = (0..3 * n).map(row).collect();
    format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{rows}")
}

/// Keeps a run on these rows, on a day of November.
fn keep(place: &Place, rows: &str, day: usize) {
    place.write("rehearsal-run/interactions.csv", rows);
    place.done(&["stats", "--quiet"]);
    place.done(&["history", "add", "--at", &format!("2026-11-{day:02}T02:00:00Z"), "--quiet"]);
}

#[test]
fn growth_as_ever_is_noise_and_another_catalogue_is_drift() {
    let place = Place::empty();
    for day in 1..=7 {
        keep(&place, &interactions(400 + 4 * day, 0, day), day);
    }
    assert_snapshot!(place.run(&["history", "--last", "3", "--fail-on", "drift"]), @r"
    exit code: 0
    --- stdout
    run                rows  users  items  errors  best model  its NDCG@25
    ----------------------------------------------------------------------
    2026-11-05 02:00  1,260    420     20       –           –            –
    2026-11-06 02:00  1,272    424     20       –           –            –
    2026-11-07 02:00  1,284    428     20       –           –            –

    Nothing moved more than noise since 2026-11-06 02:00; the largest changes:

    figure                     before      now        change        noise
    ---------------------------------------------------------------------
    head_share.top_1_percent   6.76 %   6.70 %  -0.06 points    -2.0…+2.0
    largest.item_share         6.76 %   6.70 %  -0.06 points    -2.0…+2.0
    per_item.gini             16.88 %  16.82 %  -0.06 points    -2.0…+2.0
    interactions                1,272    1,284        +0.9 %  -1.0…+3.0 %
    users                         424      428        +0.9 %  -1.0…+3.0 %

    noise: of data, the median of its earlier changes and some deviations on either
    side; of fewer than six runs, a fifth of a count and 10 points of a share. Of a
    metric, the p of no change by both standard errors, corrected for their number.
    --- stderr
    ");
    keep(&place, &interactions(330, 12, 8), 8);
    assert_snapshot!(place.run(&["history", "--last", "2", "--fail-on", "drift"]), @r"
    exit code: 1
    --- stdout
    run                rows  users  items  errors  best model  its NDCG@25
    ----------------------------------------------------------------------
    2026-11-07 02:00  1,284    428     20       –           –            –
    2026-11-08 02:00    990    330     20       –           –            –

    3 figures moved more than noise since 2026-11-07 02:00:

    figure        before        now         change        noise
    -----------------------------------------------------------
    item mix           –  ≥ 60.14 %  +60.14 points     0.0…+2.4
    interactions   1,284        990        -22.9 %  -1.0…+3.0 %
    users            428        330        -22.9 %  -1.0…+3.0 %

    noise: of data, the median of its earlier changes and some deviations on either
    side; of fewer than six runs, a fifth of a count and 10 points of a share. Of a
    metric, the p of no change by both standard errors, corrected for their number.
    --- stderr
    warning: 3 figures moved more than noise since the run before
    ");
    let report: Value = serde_json::from_slice(&place.done(&["history", "--format", "json"]))
        .expect("the JSON that is printed");
    assert_eq!(report["runs"].as_array().map(Vec::len), Some(8));
    let moved = report["moved"].as_array().expect("figures");
    let drifts = moved.iter().take_while(|one| one["is_drift"] == true);
    assert!(drifts.clone().any(|one| one["figure"] == "stats.interactions"));
    let mix = drifts.into_iter().find(|one| one["figure"] == "item mix").expect("another mix");
    // Twelve of twenty items are others: the distance of even mixes is 0.6.
    assert!((mix["now"].as_f64().expect("a distance") - 0.6).abs() < 0.02, "{mix}");
    assert_eq!(mix["ground"]["by"], "earlier-changes");
}

#[test]
fn the_same_figures_are_kept_once_and_older_results_are_left_out() {
    let place = Place::prepared();
    place.done(&["stats", "--quiet"]);
    // Its findings end it with 1.
    place.run(&["validate", "schema", "--quiet"]);
    place.done(&["eval", "baselines", "--models", "popularity,markov", "--folds", "1", "--quiet"]);
    place.done(&["history", "add", "--at", "2026-11-01T02:00:00Z"]);
    assert_snapshot!(place.run(&["history", "add", "--at", "2026-11-02T02:00:00Z"]), @r"
    exit code: 0
    --- stdout
    the newest run that is kept has the same figures; nothing was added
    --- stderr
    ");
    assert_snapshot!(place.run(&["history"]), @r"
    exit code: 0
    --- stdout
    run               rows  users  items  errors  best model  its NDCG@25
    ---------------------------------------------------------------------
    2026-11-01 02:00    29      4      6       2      markov       0.6309

    One run is kept: from the next one on, what moves is shown here.
    --- stderr
    ");
    place.done(&["prep", "interactions", "--watched-threshold", "4"]);
    place.done(&["stats", "--quiet"]);
    assert_snapshot!(place.run(&["history", "add", "--at", "2026-11-03T02:00:00Z"]), @r"
    exit code: 0
    --- stdout
    rehearsal-history/20261103T020000000Z-4c115ee5.json
    --- stderr
    warning: the result of `eval baselines` rests on an older file and is left out; run it again
    warning: the result of `validate schema` rests on an older file and is left out; run it again
    ");
}

#[test]
fn what_is_no_history_is_refused() {
    let place = Place::empty();
    assert_snapshot!(place.run(&["history"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-history` has no run yet; `rehearsal run` keeps each, and `rehearsal history add` that of the run folder
    ");
    assert_snapshot!(place.run(&["history", "add"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: nothing was kept of `rehearsal-run`: the run folder has none of stats.json, validation.json and eval.json; `rehearsal stats`, `rehearsal validate schema` and `rehearsal eval baselines` make them
    ");
    assert_snapshot!(place.run(&["history", "add", "--at", "yesterday"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--at yesterday`: expected an instant such as 2026-11-30T02:00:00Z
    ");
    place.write("rehearsal-history/20261101T020000Z-00000000.json", "{\"schema_version\": 1}");
    assert_snapshot!(place.run(&["history"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-history/20261101T020000Z-00000000.json`: expected a record that `rehearsal history add` wrote, in form 1: missing field `at` at line 1 column 21; move the file away to go on without it
    ");
}
