//! `cost --vs`: months side by side.

use insta::assert_snapshot;
use serde_json::Value;

use crate::place::Place;

const SEVERAL: [&str; 9] = [
    "cost",
    "--vs",
    "retrain=daily",
    "--vs",
    "requests=2000000,rows=2900",
    "--vs",
    "recipe=aws-user-personalization-v2",
    "--vs",
    "tps=0,batch-lists=17",
];

#[test]
fn months_stand_side_by_side_and_the_cheapest_known_one_is_named() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&SEVERAL), @"
    exit code: 0
    --- stdout
    in 30 days                amount  prices `current`  prices `tps-hour`
    ---------------------------------------------------------------------
    import            0.000001041 GB             $0.00              $0.00
    training       4.29 × 0.02 hours             $0.02              $0.02
    campaign       1 TPS × 720 hours           $144.12            $144.00
    total                                      $144.13            $144.02
    idle campaign        no requests           $144.12            $144.00
    paid for idle       of the total         over 99 %          over 99 %

    prices `current`         as asked       vs 1     vs 2     vs 3   vs 4
    ---------------------------------------------------------------------
    import                      $0.00      $0.00    $0.00  unknown  $0.00
    training                    $0.02      $0.13    $0.28  unknown  $0.02
    serving                   $144.12    $144.12  $144.12  unknown  $0.00
    batch jobs                  $0.00      $0.00    $0.00  unknown  $0.00
    total                     $144.13    $144.25  $144.39  unknown  $0.02
    paid for idle capacity  over 99 %  over 99 %     23 %        -      -
    total by `tps-hour`       $144.02    $144.13  $144.28  unknown  $0.02

    vs 1: `retrain=daily`
    vs 2: `requests=2000000,rows=2900`
    vs 3: `recipe=aws-user-personalization-v2`
    vs 4: `tps=0,batch-lists=17`
    cheapest by the prices `current`: `tps=0,batch-lists=17`, $0.02, $144.11 less
      than as asked
    `recipe=aws-user-personalization-v2` is unknown, and not compared: there is no
      price for 124 interactions (`by_interactions.per_million_interactions`) and 0
      requests (`by_interactions.per_thousand_requests`)
    `requests=2000000,rows=2900`: import: 0.0001041 GB are in proportion to the rows
    `requests=2000000,rows=2900`: training: 0.27 billed hours are an estimate from
      2,900 rows, by two published trainings; `--training-hours` or
      `--solution-version` says what yours was billed
    `recipe=aws-user-personalization-v2`: training: 29 interactions, before any
      filter of event types or values, in each of 4.29 trainings
    data: 29 interactions, 4 users, 6 items
    import: the prepared files of the run folder have 1,041 bytes
    training: 0.02 billed hours are an estimate from 29 rows, by two published
      trainings; `--training-hours` or `--solution-version` says what yours was
      billed
    over 99 % of the month, $144.12, is paid for an idle campaign: 1 TPS in each of
      720 hours is 2,592,000 recommendations, of which none is asked for; delete it
      while it is not needed, or have a batch job make the lists
    a batch job for each of 4 users after each of 4.29 trainings, 17 lists, costs
      under $0.01 against $144.12 for the campaign
    most of it, 100 %, is the campaign
    `current` (2026-07): third-party cost notes, 2026: $0.05 per GB, $0.24 per
      training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests
    `tps-hour` (2021): serving by the scheme before about 2021, $0.20 / 0.10 / 0.05
      per TPS-hour; import, training and batch as in the current list
    The shipped lists are second-hand or old; check the official price page, and
      change them with `--prices FILE`, before you decide.
    --- stderr
    ");
}

#[test]
fn other_forms_carry_the_months_too() {
    let place = Place::prepared();
    let found: Value =
        serde_json::from_slice(&place.done(&[&SEVERAL[..], &["--format", "json"]].concat()))
            .expect("JSON");
    let side_by_side = &found["side_by_side"];
    assert_eq!(side_by_side["prices"], "current");
    assert_eq!(side_by_side["cheapest"]["name"], "tps=0,batch-lists=17");
    let names = side_by_side["what_ifs"].as_array().expect("months").iter();
    let names: Vec<&str> = names.filter_map(|month| month["name"].as_str()).collect();
    assert_eq!(names, [SEVERAL[2], SEVERAL[4], SEVERAL[6], SEVERAL[8]]);
    assert_eq!(side_by_side["what_ifs"][2]["unpriced"][0]["unit"], "interactions");
    let csv = place.done(&[&SEVERAL[..], &["--format", "csv"]].concat());
    let csv = String::from_utf8(csv).expect("UTF-8");
    assert!(csv.contains("\ncurrent,retrain=daily,total,144."), "{csv}");
    assert!(csv.contains("\n,recipe=aws-user-personalization-v2,total,\n"), "{csv}");
    let markdown = place.done(&[&SEVERAL[..], &["--format", "markdown"]].concat());
    let markdown = String::from_utf8(markdown).expect("UTF-8");
    assert!(
        markdown.contains("| prices current | as asked | vs 1 | vs 2 | vs 3 | vs 4 |"),
        "{markdown}"
    );
    assert!(
        markdown.contains("\ncheapest by the prices current: tps=0,batch-lists=17, $"),
        "{markdown}"
    );
    // The page says them, and the command that makes them again.
    place.done(&["stats"]);
    place.done(&["report"]);
    let page = place.text("rehearsal-run/report.html");
    assert!(page.contains("cheapest by the prices current: tps=0,batch-lists=17"), "{page}");
    assert!(page.contains("--vs retrain=daily --vs "), "{page}");
}

#[test]
fn changes_that_cannot_be_are_refused() {
    let place = Place::prepared();
    let refused = |changes: &str, why: &str| {
        let text = place.refused(&["cost", "--vs", changes]).replace("\n  ", " ");
        assert!(text.contains(why), "{text}");
    };
    refused("requets=3", "unknown change `requets` (did you mean `requests`?)");
    refused("tps=-1", "`--vs tps=-1`: `tps`: expected 0 to 1000000000000, found -1");
    refused("recipe=aws-simms", "did you mean `aws-sims`?");
    refused("rows=20000000,gigabytes=0.0018", "20,000,000 rows do not fit into 0.0018 GB");
    refused("recipe=aws-vod-top-picks,batch-lists=3", "`aws-vod-top-picks` has no batch jobs");
    let twice = place.refused(&["cost", "--vs", "tps=2", "--vs", "tps=2"]);
    assert!(twice.contains("`--vs tps=2` twice"), "{twice}");
}
