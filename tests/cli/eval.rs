//! `eval baselines`: results, and that threads do not change them.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

const EVAL: [&str; 4] = ["eval", "baselines", "--folds", "2"];

#[test]
fn every_baseline_on_the_small_data_as_text() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&EVAL), @"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items
    protocol: personalize, 2 folds, every user with enough interactions tested once on a model trained on the other folds' users
    tested: 4 users, newest tenth of their rows held out (4 rows, 4 items), seen items may be recommended again
    convention: service (first two ranks undiscounted, ideal within the returned list of 25: what Personalize's published figures can come from)
    leaks: for 2 of 4 users the newest visible item is held out too; for 2 the cut falls inside one second, so that file order decides; `--hold-out items` keeps events of one rating together

    model        coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    ---------------------------------------------------------------------------------------------------------
    random         0.8571  0.2792  0.4827   0.5794   0.5794       0.1500        0.1000        0.0400  [S]
    popularity     0.8571  0.3333  0.5655   0.6622   0.6622       0.1500        0.1000        0.0400  [S]
    repeat-last    0.7857  0.5000  0.5000   0.5000   0.5000       0.1000        0.0500        0.0200  [S]
    item-knn       0.8571  0.3750  0.6577   0.7544   0.7544       0.1500        0.1000        0.0400  [S]
    --- stderr
    ");
    assert_snapshot!(place.files(), @"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    rehearsal-run/
    rehearsal-run/eval.json
    rehearsal-run/interactions.avsc
    rehearsal-run/interactions.csv
    rehearsal-run/interactions.manifest.json
    rehearsal-run/items.avsc
    rehearsal-run/items.csv
    rehearsal-run/items.manifest.json
    rehearsal-run/timings.json
    ");
}

#[test]
fn verbose_adds_intervals() {
    let place = Place::prepared();
    let args = ["--models", "popularity", "--hold-out", "items", "--seen", "exclude", "-v"];
    assert_snapshot!(place.run(&[&EVAL[..], &args].concat()), @"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items
    protocol: personalize, 2 folds, every user with enough interactions tested once on a model trained on the other folds' users
    tested: 4 users, newest tenth of their rows grouped by user, item and timestamp held out (6 rows, 4 items), seen items are excluded (0 held-out items can never be hit)
    convention: service (first two ranks undiscounted, ideal within the returned list of 25: what Personalize's published figures can come from)

    model       coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    --------------------------------------------------------------------------------------------------------
    popularity    0.5714  0.5833  0.9077   0.9077   0.9077       0.2000        0.1000        0.0400  [S]

    95 % intervals         mrr@25         ndcg@5        ndcg@10        ndcg@25    precision@5   precision@10   precision@25
    -----------------------------------------------------------------------------------------------------------------------
    popularity      0.3750–0.8750  0.7232–1.0000  0.7232–1.0000  0.7232–1.0000  0.2000–0.2000  0.1000–0.1000  0.0400–0.0400
    4 lists have fewer than 25 items
    --- stderr
    ");
}

#[test]
fn the_json_is_the_file_that_is_written() {
    let place = Place::prepared();
    let args = ["--model", "item-knn:k=2,similarity=jaccard", "--format", "json"];
    let stdout = place.done(&[&EVAL[..], &args].concat());
    assert_eq!(stdout, place.read("rehearsal-run/eval.json"));
    let text = String::from_utf8(stdout).expect("JSON is UTF-8");
    assert_snapshot!(without_digests(&text), @r#"
    {
      "schema_version": 1,
      "data": {
        "interactions": {
          "path": "rehearsal-run/interactions.csv",
          "bytes": 654,
          "sha256": "[SHA]"
        },
        "items_file": {
          "path": "rehearsal-run/items.csv",
          "bytes": 387,
          "sha256": "[SHA]"
        },
        "rows": 29,
        "users": 4,
        "items": 7,
        "event_type": null,
        "event_value_threshold": null
      },
      "protocol": {
        "name": "personalize",
        "folds": 2,
        "test_share": 0.1,
        "seed": 42,
        "hold_out": "rows",
        "seen": "include",
        "users_tested": 4,
        "users_not_tested": 0,
        "training_rows": 29,
        "held_out_rows": 4,
        "held_out_items": 4,
        "unreachable_items": 0,
        "leaks": {
          "newest_item_held_out": 2,
          "any_held_out_item_in_history": 2,
          "cut_inside_a_second": 2
        }
      },
      "convention": "service",
      "seed": 42,
      "models": [
        {
          "name": "item-knn",
          "params": {
            "k": 2,
            "shrink": 10.0,
            "similarity": "jaccard"
          },
          "metrics": {
            "coverage": 0.8571428571428571,
            "mean_reciprocal_rank_at_25": 0.5,
            "normalized_discounted_cumulative_gain_at_10": 0.7544456402014998,
            "normalized_discounted_cumulative_gain_at_25": 0.7544456402014998,
            "normalized_discounted_cumulative_gain_at_5": 0.6577324383928644,
            "precision_at_10": 0.1,
            "precision_at_25": 0.04,
            "precision_at_5": 0.15000000000000002
          },
          "standard_errors": {
            "mean_reciprocal_rank_at_25": 0.18002057495577392,
            "normalized_discounted_cumulative_gain_at_10": 0.15027046514279457,
            "normalized_discounted_cumulative_gain_at_25": 0.15027046514279457,
            "normalized_discounted_cumulative_gain_at_5": 0.2358715243313698,
            "precision_at_10": 0.0,
            "precision_at_25": 0.0,
            "precision_at_5": 0.05
          },
          "intervals": {
            "mean_reciprocal_rank_at_25": {
              "low": 0.24999999999999997,
              "high": 0.8333333333333334
            },
            "normalized_discounted_cumulative_gain_at_10": {
              "low": 0.5088912804029996,
              "high": 1.0
            },
            "normalized_discounted_cumulative_gain_at_25": {
              "low": 0.5088912804029996,
              "high": 1.0
            },
            "normalized_discounted_cumulative_gain_at_5": {
              "low": 0.25,
              "high": 1.0
            },
            "precision_at_10": {
              "low": 0.1,
              "high": 0.1
            },
            "precision_at_25": {
              "low": 0.04,
              "high": 0.04
            },
            "precision_at_5": {
              "low": 0.05,
              "high": 0.2
            }
          },
          "n_users": 4,
          "coverage_union": 0.8571428571428571,
          "short_lists": 4
        }
      ]
    }
    "#);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let place = Place::prepared();
    for (threads, run) in [("1", "one"), ("2", "two")] {
        let input = ["--interactions", "rehearsal-run/interactions.csv"];
        let rest = ["--items", "rehearsal-run/items.csv", "--threads", threads, "--run", run];
        place.done(&[&EVAL[..], &input, &rest].concat());
    }
    assert_eq!(place.text("one/eval.json"), place.text("two/eval.json"));
}

#[test]
fn only_rows_of_one_event_type_count_when_asked() {
    let place = Place::prepared();
    let args = ["--event-type", "watch", "--protocol", "per-user-ratio", "--models", "random"];
    assert_snapshot!(place.run(&[&EVAL[..2], &args].concat()), @"
    exit code: 0
    --- stdout
    data: 12 interactions of 4 users, catalogue of 7 items
    protocol: per-user-ratio, every user's newest tenth held out, the rest in training
    tested: 4 users, newest tenth of their rows held out (4 rows, 4 items), seen items may be recommended again
    convention: service (first two ranks undiscounted, ideal within the returned list of 25: what Personalize's published figures can come from)

    model   coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    ----------------------------------------------------------------------------------------------------
    random    0.5714  0.0625  0.1250   0.1250   0.1250       0.0500        0.0250        0.0100  [S]
    --- stderr
    ");
}
