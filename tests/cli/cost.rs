//! `cost`: a month's estimate.

use insta::assert_snapshot;

use crate::place::Place;

/// 0.005 GB, half of 2 × 10 hours a day for 30 days, 2 TPS for 720 hours: $360 by the old prices.
const WORKED_EXAMPLE: [&str; 9] =
    ["cost", "--gigabytes", "0.005", "--training-hours", "10", "--retrain", "daily", "--tps", "2"];

#[test]
fn the_worked_example_as_text() {
    let place = Place::empty();
    assert_snapshot!(place.run(&WORKED_EXAMPLE), @r"
    exit code: 0
    --- stdout
    in 30 days                amount  prices `current`  prices `tps-hour`
    ---------------------------------------------------------------------
    import                  0.005 GB             $0.00              $0.00
    training           30 × 10 hours            $72.00             $72.00
    campaign       2 TPS × 720 hours           $288.23            $288.00
    total                                      $360.23            $360.00
    idle campaign        no requests           $288.23            $288.00
    paid for idle       of the total              80 %               80 %

    80 % of the month, $288.23, is paid for an idle campaign: 2 TPS in each of 720
      hours is 5,184,000 recommendations, of which none is asked for; delete it
      while it is not needed, or have a batch job make the lists
    most of it, 80 %, is the campaign
    `current` (2026-07): third-party cost notes, 2026: $0.05 per GB, $0.24 per
      training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests
    `tps-hour` (2021): serving by the scheme before about 2021, $0.20 / 0.10 / 0.05
      per TPS-hour; import, training and batch as in the current list
    The shipped lists are second-hand or old; check the official price page, and
      change them with `--prices FILE`, before you decide.
    --- stderr
    ");
    assert_snapshot!(place.files(), @r"
    rehearsal-run/
    rehearsal-run/.rehearsal.json
    rehearsal-run/cost.json
    ");
}

#[test]
fn the_default_month_rests_on_the_run_folder() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["cost"]), @r"
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
    let empty = Place::empty();
    assert!(empty.run(&["cost"]).contains("an estimate from 100,000 rows"));
}

#[test]
fn the_cheapest_way_to_so_many_recommendations_is_named() {
    let place = Place::empty();
    let asked = ["--requests", "1000000", "--batch-lists", "5000", "--free-tier"];
    assert_snapshot!(place.run(&[&WORKED_EXAMPLE[..], &asked].concat()), @r"
    exit code: 0
    --- stdout
    in 30 days                                        amount  prices `current`
    --------------------------------------------------------------------------
    import                                          0.005 GB             $0.00
    training                                   30 × 10 hours            $48.00
    campaign           2 TPS × 720 hours, 1,000,000 requests           $278.22
    batch jobs                                   5,000 lists             $0.34
    total                                                              $326.56
    idle campaign                                no requests           $278.22
    paid for idle                               of the total              69 %
    requests as batch                        1,000,000 lists            $67.00

    in 30 days         prices `tps-hour`
    ------------------------------------
    import                         $0.00
    training                      $48.00
    campaign                     $278.00
    batch jobs                     $0.34
    total                        $326.33
    idle campaign                $278.00
    paid for idle                   69 %
    requests as batch             $67.00

    69 % of the month, $224.55, is paid for an idle campaign: 2 TPS in each of 720
      hours is 5,184,000 recommendations, of which 1,000,000 are asked for; delete
      it while it is not needed, or have a batch job make the lists
    cheapest for 1,000,000 recommendations: a batch job, if recommendations may be
      hours old, $67.00 against $278.22
    most of it, 85 %, is the campaign
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
fn a_month_as_json_is_the_file_that_is_written() {
    let place = Place::empty();
    let args = [&WORKED_EXAMPLE[..], &["--format", "json", "--force"]].concat();
    assert_snapshot!(String::from_utf8_lossy(&place.done(&args)), @r#"
    {
      "schema_version": 2,
      "usage": {
        "gigabytes": 0.005,
        "training_hours": 10.0,
        "trainings": 30.0,
        "tps": 2.0,
        "serving_hours": 720.0,
        "requests": 0.0,
        "batch_lists": 0.0,
        "free_tier": false
      },
      "basis": [],
      "estimates": [
        {
          "prices": {
            "name": "current",
            "date": "2026-07",
            "source": "third-party cost notes, 2026: $0.05 per GB, $0.24 per training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests",
            "import_per_gb": 0.05,
            "training_per_hour": 0.24,
            "batch_per_list": 0.000067,
            "serving": {
              "unit": "request",
              "tiers": [
                {
                  "up_to": 72000000.0,
                  "price": 0.0000556
                },
                {
                  "up_to": 720000000.0,
                  "price": 0.0000278
                },
                {
                  "up_to": null,
                  "price": 0.0000139
                }
              ]
            }
          },
          "import": 0.00025,
          "training": 72.0,
          "serving": 288.23040000000003,
          "batch": 0.0,
          "total": 360.23065,
          "idle": 288.23040000000003,
          "idle_share": 0.8001273628437781,
          "as_batch": null
        },
        {
          "prices": {
            "name": "tps-hour",
            "date": "2021",
            "source": "serving by the scheme before about 2021, $0.20 / 0.10 / 0.05 per TPS-hour; import, training and batch as in the current list",
            "import_per_gb": 0.05,
            "training_per_hour": 0.24,
            "batch_per_list": 0.000067,
            "serving": {
              "unit": "tps-hour",
              "tiers": [
                {
                  "up_to": 20000.0,
                  "price": 0.2
                },
                {
                  "up_to": 200000.0,
                  "price": 0.1
                },
                {
                  "up_to": null,
                  "price": 0.05
                }
              ]
            }
          },
          "import": 0.00025,
          "training": 72.0,
          "serving": 288.0,
          "batch": 0.0,
          "total": 360.00025,
          "idle": 288.0,
          "idle_share": 0.7999994444448303,
          "as_batch": null
        }
      ],
      "advice": [
        "80 % of the month, $288.23, is paid for an idle campaign: 2 TPS in each of 720 hours is 5,184,000 recommendations, of which none is asked for; delete it while it is not needed, or have a batch job make the lists",
        "most of it, 80 %, is the campaign"
      ]
    }
    "#);
    assert_eq!(place.done(&args), place.read("rehearsal-run/cost.json"));
}

#[test]
fn what_a_training_was_billed_is_taken_from_its_description() {
    let place = Place::empty();
    let described = |json: &str| {
        place.write("version.json", json);
        place.run(&["cost", "--solution-version", "version.json", "--force"])
    };
    let text = described(r#"{"solutionVersion":{"trainingHours":2.135,"status":"ACTIVE"}}"#);
    assert!(text.contains("training: 2.135 hours, as `version.json` says was billed"), "{text}");
    let expected = "error: `version.json`: expected a number `trainingHours` as DescribeSolutionVersion \
                    answers once it is trained";
    for (json, found) in [
        (r#"{"solutionVersion":{"status":"CREATE IN_PROGRESS"}}"#, "; it has none"),
        (r#"{"trainingHours":"2"}"#, "; found \"2\""),
        (r#"{"trainingHours":-1}"#, "; found -1"),
    ] {
        assert!(described(json).contains(&format!("{expected}{found}")), "{json}");
    }
    assert!(described("{").contains("error: `version.json` is not JSON"));
}

#[test]
fn prices_of_ones_own_are_taken_instead() {
    let place = Place::empty();
    let shipped = String::from_utf8(place.done(&["cost", "--print-prices"])).expect("UTF-8");
    place
        .write("prices.toml", shipped.replace("training_per_hour = 0.24", "training_per_hour = 1"));
    let own = [&WORKED_EXAMPLE[..], &["--prices", "prices.toml"]].concat();
    let text = place.run(&own);
    assert!(text.contains("$300.00            $300.00"), "{text}");
    assert!(!text.contains("second-hand"), "{text}");
    place.write("prices.toml", shipped.replace("up_to = 72e6", "up_to = -1"));
    assert_snapshot!(place.refused(&[&own[..], &["--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `prices.toml`: list `current`: `tiers`: expected limits above 0 that rise
    ");
    place.write("prices.toml", "list = 1");
    let text = place.refused(&[&own[..], &["--force"]].concat());
    assert!(text.contains("error: `prices.toml`: TOML parse error at line 1, column 8"), "{text}");
    assert!(
        place
            .refused(&[&WORKED_EXAMPLE[..], &["--prices", "no.toml"]].concat())
            .contains("no.toml")
    );
}

#[test]
fn amounts_below_nothing_are_refused() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["cost", "--tps=-1"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `tps`: expected 0 to 1000000000000, found -1
    ");
    assert_snapshot!(place.refused(&["cost", "--training-hours", "inf"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `training-hours`: expected 0 to 1000000000000, found inf
    ");
    assert_snapshot!(place.refused(&["cost", "--requests", "nan"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `requests`: expected 0 to 1000000000000, found NaN
    ");
}

#[test]
fn a_recipe_of_another_scheme_never_gets_the_figure_of_this_one() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["cost", "--recipe", "aws-user-personalization-v2"]), @r"
    exit code: 0
    --- stdout
    aws-user-personalization-v2 is charged by interactions and requests, for which
      no list has prices: the cost is unknown.

    in 30 days        to be paid                 key of a list of --prices
    ----------------------------------------------------------------------
    training    124 interactions  by_interactions.per_million_interactions
    requests          0 requests     by_interactions.per_thousand_requests

    data: 29 interactions, 4 users, 6 items
    import: the prepared files of the run folder have 1,041 bytes
    training: 29 interactions, before any filter of event types or values, in each
      of 4.29 trainings
    --- stderr
    ");
    let priced = "[[list]]\nname = \"own\"\ndate = \"2026-11\"\nsource = \"ours\"\nimport_per_gb = 0.05\n\
                  training_per_hour = 0.24\n[list.serving]\nunit = \"request\"\ntiers = [{ price = 0.1 }]\n\
                  [list.by_interactions]\nper_million_interactions = 2.0\nper_thousand_requests = 0.5\n";
    place.write("prices.toml", priced);
    let args = ["cost", "--recipe", "aws-user-personalization-v2", "--prices", "prices.toml"];
    let more = ["--rows", "2000000", "--trainings", "3", "--requests", "4000"];
    let refused = place.refused(&[&args[..], &more].concat());
    assert!(
        refused.contains("`--rows 2000000` and the 29 rows of the run folder differ"),
        "{refused}"
    );
    let more = [&more[..], &["--gigabytes", "0.1", "--run", "no-data"]].concat();
    assert_snapshot!(place.run(&[&args[..], &more].concat()), @r"
    exit code: 0
    --- stdout
    aws-user-personalization-v2

    in 30 days                  amount  prices `own`
    ------------------------------------------------
    import                      0.1 GB         $0.01
    training    6,000,000 interactions        $12.00
    requests                     4,000         $2.00
    total                                     $14.01

    data: 2,000,000 interactions
    training: 2,000,000 interactions, before any filter of event types or values, in
      each of 3 trainings
    `own` (2026-11): ours
    --- stderr
    ");
    let refused = place.refused(&["cost", "--recipe", "aws-user-personalisation"]);
    assert!(refused.contains("aws-user-personalization"), "{refused}");
    let refused = Place::empty().refused(&["cost", "--recipe", "aws-user-personalization-v2"]);
    assert!(refused.contains("`--rows` says how many"), "{refused}");
}
