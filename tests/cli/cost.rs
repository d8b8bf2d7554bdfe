//! `cost`: a month's estimate.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn the_default_month_as_text() {
    let place = Place::empty();
    assert_snapshot!(place.run(&["cost"]), @"
    exit code: 0
    --- stdout
    per month             amount  prices `current`  prices `tps-hour`
    -----------------------------------------------------------------
    import              0.005 GB             $0.00              $0.00
    training       30 × 10 hours            $72.00             $72.00
    serving    2 TPS × 720 hours           $288.23            $288.00
    total                                  $360.23            $360.00

    `current`: third-party cost notes, 2026: $0.05 per GB, $0.24 per training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests
    `tps-hour`: the scheme before about 2021: $0.05 per GB, $0.24 per training hour, $0.20 / 0.10 / 0.05 per TPS-hour
    The lists are second-hand or old; check the official price page before you decide.
    --- stderr
    ");
    assert_snapshot!(place.files(), @"
    rehearsal-run/
    rehearsal-run/cost.json
    ");
}

#[test]
fn another_month_as_json_is_the_file_that_is_written() {
    let place = Place::empty();
    let args = ["cost", "--gigabytes", "2", "--trainings", "4", "--tps", "1", "--format", "json"];
    assert_snapshot!(place.run(&args), @r#"
    exit code: 0
    --- stdout
    {
      "schema_version": 1,
      "usage": {
        "gigabytes": 2.0,
        "training_hours": 10.0,
        "trainings": 4.0,
        "tps": 1.0,
        "serving_hours": 720.0
      },
      "estimates": [
        {
          "prices": {
            "name": "current",
            "source": "third-party cost notes, 2026: $0.05 per GB, $0.24 per training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests",
            "import_per_gb": 0.05,
            "training_per_hour": 0.24,
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
          "import": 0.1,
          "training": 9.6,
          "serving": 144.11520000000002,
          "total": 153.8152
        },
        {
          "prices": {
            "name": "tps-hour",
            "source": "the scheme before about 2021: $0.05 per GB, $0.24 per training hour, $0.20 / 0.10 / 0.05 per TPS-hour",
            "import_per_gb": 0.05,
            "training_per_hour": 0.24,
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
          "import": 0.1,
          "training": 9.6,
          "serving": 144.0,
          "total": 153.7
        }
      ]
    }
    --- stderr
    "#);
    assert_eq!(place.done(&args), place.read("rehearsal-run/cost.json"));
}

#[test]
fn amounts_below_nothing_are_refused() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["cost", "--tps=-1"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `tps`: expected 0 to 1000000000, found -1
    ");
    assert_snapshot!(place.refused(&["cost", "--training-hours", "inf"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `training-hours`: expected 0 to 1000000000, found inf
    ");
}
