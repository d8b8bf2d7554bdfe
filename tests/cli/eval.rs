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
    audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out rows have a twin of the same second in the history (users: 2); for 2 users training knows later rows than their first held-out one, 43.8 % of it on average

    model        coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    ---------------------------------------------------------------------------------------------------------
    random         0.8571  0.2792  0.4827   0.5794   0.5794       0.1500        0.1000        0.0400  [S]
    popularity     0.8571  0.3333  0.5655   0.6622   0.6622       0.1500        0.1000        0.0400  [S]
    repeat-last    0.7857  0.5000  0.5000   0.5000   0.5000       0.1000        0.0500        0.0200  [S]
    item-knn       0.8571  0.3750  0.6577   0.7544   0.7544       0.1500        0.1000        0.0400  [S]
    ease           0.8571  0.3417  0.6077   0.7044   0.7044       0.1500        0.1000        0.0400  [S]
    markov         0.8571  0.4583  0.5655   0.6622   0.6622       0.1500        0.1000        0.0400  [S]
    24 lists with fewer than 25 items

    ndcg@10 of item-knn less that of  difference      95 % interval  p (Holm)  p (B–H)  Wilcoxon p     d  better / worse  could show
    --------------------------------------------------------------------------------------------------------------------------------
    ease                                  0.0501   0.0000 to 0.1502    1.0000   1.0000      1.0000  0.50           1 / 0      0.1403
    popularity                            0.0923   0.0000 to 0.3691    1.0000   1.0000      1.0000  0.50           1 / 0      0.2585
    markov                                0.0923   0.0000 to 0.3691    1.0000   1.0000      1.0000  0.50           1 / 0      0.2585
    random                                0.1751  -0.0566 to 0.4880    1.0000   1.0000      0.5000  0.58           2 / 1      0.4233
    repeat-last                           0.2544  -0.4599 to 0.8155    1.0000   1.0000      0.5000  0.36           2 / 1      0.9955
    p: paired randomisation, corrected over 105 comparisons; d: effect size; could show: the smallest true difference that this many users show in four of five cases

    best by convention                            ndcg@5                           ndcg@10                           ndcg@25
    ------------------------------------------------------------------------------------------------------------------------
    service             item-knn 0.6577 (cannot be told)  item-knn 0.7544 (cannot be told)  item-knn 0.7544 (cannot be told)
    documented            markov 0.5000 (cannot be told)    markov 0.5891 (cannot be told)    markov 0.5891 (cannot be told)
    standard              markov 0.5000 (cannot be told)    markov 0.5891 (cannot be told)    markov 0.5891 (cannot be told)
    figures of different conventions must not be compared (repeat-last is no recommender and stands apart)

    ties: 4 lists of popularity with hits and misses of equal scores; the smaller id comes first; other rules would give ndcg@10 0.6012–0.7827 for 0.6622
    ties: 4 lists of item-knn with hits and misses of equal scores; the smaller id comes first; other rules would give ndcg@10 0.7044–0.7654 for 0.7544
    ties: 2 lists of ease with hits and misses of equal scores; the smaller id comes first; other rules would give ndcg@10 0.7044–0.7044 for 0.7044
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
    audit: for 2 users training knows later rows than their first held-out one, 43.8 % of it on average

    model       coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    --------------------------------------------------------------------------------------------------------
    popularity    0.5714  0.5833  0.9077   0.9077   0.9077       0.2000        0.1000        0.0400  [S]
    4 lists with fewer than 25 items

    ties: 2 lists of popularity with hits and misses of equal scores; the smaller id comes first; other rules would give ndcg@10 0.9077–1.0000 for 0.9077

    model       recall@5  recall@10  recall@25   hit@5  hit@25  map@25  novelty@25  popularity@25  lift@25  diversity@25  miscalibration@25  gini@25
    ------------------------------------------------------------------------------------------------------------------------------------------------
    popularity    1.0000     1.0000     1.0000  1.0000  1.0000  0.5833      0.5417         0.7292   0.0625        1.0000             4.0621   0.3377

    95 % intervals         mrr@25         ndcg@5        ndcg@10        ndcg@25    precision@5   precision@10   precision@25
    -----------------------------------------------------------------------------------------------------------------------
    popularity      0.4167–0.8750  0.6584–1.0000  0.6584–1.0000  0.6584–1.0000  0.2000–0.2000  0.1000–0.1000  0.0400–0.0400

    95 of 100 test sets of 1 users         mrr@25         ndcg@5        ndcg@10        ndcg@25    precision@5   precision@10   precision@25
    ---------------------------------------------------------------------------------------------------------------------------------------
    popularity                      0.3333–1.0000  0.6309–1.0000  0.6309–1.0000  0.6309–1.0000  0.2000–0.2000  0.1000–0.1000  0.0400–0.0400

    parts of popularity                                              users  mrr@25  ndcg@10  precision@10  recall@25  hit@25
    ------------------------------------------------------------------------------------------------------------------------
    history of 5 to 5 rows                                               2  0.4167   0.8155        0.1000     1.0000  1.0000
    history of 6 to 6 rows                                               1  1.0000   1.0000        0.1000     1.0000  1.0000
    history of 7 to 7 rows                                               1  0.5000   1.0000        0.1000     1.0000  1.0000
    head: the most popular items with a fifth of the training rows       0       –        –             –          –       –
    middle: items between head and tail                                  3  0.6667   1.0000        0.1000     1.0000  1.0000
    tail: the least popular items with a fifth of the training rows      1  0.3333   0.6309        0.1000     1.0000  1.0000
    cold: items that training never saw                                  0       –        –             –          –       –

    --- stderr
    ");
}

#[test]
fn the_json_is_the_file_that_is_written() {
    let place = Place::prepared();
    let args =
        ["--model", "item-knn:k=2,similarity=jaccard", "--format", "json", "--replicates", "0"];
    let stdout = place.done(&[&EVAL[..], &args].concat());
    assert_eq!(stdout, place.read("rehearsal-run/eval.json"));
    let mut value: serde_json::Value = serde_json::from_slice(&stdout).expect("JSON");
    // One part of the users says what the others look like.
    let segments = value["models"][0]["segments"].as_array_mut().expect("a list");
    assert_eq!(segments.len(), 7);
    segments.truncate(1);
    let text = serde_json::to_string_pretty(&value).expect("JSON");
    assert_snapshot!(without_digests(&text), @r#"
    {
      "comparisons": [],
      "convention": "service",
      "conventions": [
        {
          "convention": "service",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_5",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.6577324383928644
          }
        },
        {
          "convention": "service",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_10",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.7544456402014998
          }
        },
        {
          "convention": "service",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_25",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.7544456402014998
          }
        },
        {
          "convention": "documented",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_5",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.5327324383928644
          }
        },
        {
          "convention": "documented",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_10",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.6217842351698699
          }
        },
        {
          "convention": "documented",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_25",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.6217842351698699
          }
        },
        {
          "convention": "standard",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_5",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.5327324383928644
          }
        },
        {
          "convention": "standard",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_10",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.6217842351698699
          }
        },
        {
          "convention": "standard",
          "holm_p": null,
          "is_clear": false,
          "metric": "normalized_discounted_cumulative_gain_at_25",
          "order": [
            "item-knn:k=2,similarity=jaccard"
          ],
          "values": {
            "item-knn:k=2,similarity=jaccard": 0.6217842351698699
          }
        }
      ],
      "data": {
        "event_type": null,
        "event_types": [
          "click",
          "watch"
        ],
        "event_value_threshold": null,
        "interactions": {
          "bytes": 654,
          "path": "rehearsal-run/interactions.csv",
          "sha256": "[SHA]"
        },
        "items": 7,
        "items_file": {
          "bytes": 387,
          "path": "rehearsal-run/items.csv",
          "sha256": "[SHA]"
        },
        "items_with_interactions": 6,
        "rows": 29,
        "span_s": [
          1000000000,
          1000172980
        ],
        "users": 4
      },
      "event_weights": {},
      "models": [
        {
          "coverage_union": 0.8571428571428571,
          "intervals": {},
          "lists": null,
          "metrics": {
            "average_popularity_at_25": 0.7083333333333333,
            "coverage": 0.8571428571428571,
            "gini_of_exposure_at_25": 0.14285714285714302,
            "hit_rate_at_10": 1.0,
            "hit_rate_at_25": 1.0,
            "hit_rate_at_5": 0.75,
            "intra_list_diversity_at_25": 0.95,
            "mean_average_precision_at_25": 0.5,
            "mean_reciprocal_rank_at_25": 0.5,
            "miscalibration_at_25": 0.353913639327165,
            "normalized_discounted_cumulative_gain_at_10": 0.7544456402014998,
            "normalized_discounted_cumulative_gain_at_25": 0.7544456402014998,
            "normalized_discounted_cumulative_gain_at_5": 0.6577324383928644,
            "novelty_at_25": 0.5833333333333333,
            "popularity_lift_at_25": 0.020138888888888876,
            "precision_at_10": 0.1,
            "precision_at_25": 0.04,
            "precision_at_5": 0.15000000000000002,
            "recall_at_10": 1.0,
            "recall_at_25": 1.0,
            "recall_at_5": 0.75
          },
          "n_users": 4,
          "n_users_of": {},
          "name": "item-knn",
          "params": {
            "alpha": 0.5,
            "beta": 0.5,
            "half-life": "none",
            "k": 2,
            "keep": "target",
            "normalize": true,
            "shrink": 10.0,
            "similarity": "jaccard",
            "weighting": "none"
          },
          "segments": [
            {
              "by": "user activity",
              "group": "history of 5 to 5 rows",
              "metrics": {
                "hit_rate_at_10": 1.0,
                "hit_rate_at_25": 1.0,
                "hit_rate_at_5": 1.0,
                "mean_average_precision_at_25": 0.3333333333333333,
                "mean_reciprocal_rank_at_25": 0.3333333333333333,
                "normalized_discounted_cumulative_gain_at_10": 0.6309297535714575,
                "normalized_discounted_cumulative_gain_at_25": 0.6309297535714575,
                "normalized_discounted_cumulative_gain_at_5": 0.6309297535714575,
                "precision_at_10": 0.1,
                "precision_at_25": 0.04,
                "precision_at_5": 0.2,
                "recall_at_10": 1.0,
                "recall_at_25": 1.0,
                "recall_at_5": 1.0
              },
              "users": 1
            }
          ],
          "service_sized": null,
          "short_lists": 4,
          "standard_errors": {
            "average_popularity_at_25": 0.024056261216234418,
            "hit_rate_at_10": 0.0,
            "hit_rate_at_25": 0.0,
            "hit_rate_at_5": 0.25,
            "intra_list_diversity_at_25": 0.0,
            "mean_average_precision_at_25": 0.18002057495577392,
            "mean_reciprocal_rank_at_25": 0.18002057495577392,
            "miscalibration_at_25": 0.0994894959897203,
            "normalized_discounted_cumulative_gain_at_10": 0.15027046514279457,
            "normalized_discounted_cumulative_gain_at_25": 0.15027046514279457,
            "normalized_discounted_cumulative_gain_at_5": 0.2358715243313698,
            "novelty_at_25": 0.0481125224324688,
            "popularity_lift_at_25": 0.050656378402324696,
            "precision_at_10": 0.0,
            "precision_at_25": 0.0,
            "precision_at_5": 0.05,
            "recall_at_10": 0.0,
            "recall_at_25": 0.0,
            "recall_at_5": 0.25
          },
          "ties": {
            "lists": 3,
            "ranges": {
              "hit_rate_at_10": {
                "high": 1.0,
                "low": 1.0
              },
              "hit_rate_at_25": {
                "high": 1.0,
                "low": 1.0
              },
              "hit_rate_at_5": {
                "high": 0.75,
                "low": 0.75
              },
              "mean_average_precision_at_25": {
                "high": 0.6666666666666666,
                "low": 0.3333333333333333
              },
              "mean_reciprocal_rank_at_25": {
                "high": 0.6666666666666666,
                "low": 0.3333333333333333
              },
              "normalized_discounted_cumulative_gain_at_10": {
                "high": 0.8467132018086354,
                "low": 0.6621780785943643
              },
              "normalized_discounted_cumulative_gain_at_25": {
                "high": 0.8467132018086354,
                "low": 0.6621780785943643
              },
              "normalized_discounted_cumulative_gain_at_5": {
                "high": 0.75,
                "low": 0.5654648767857288
              },
              "precision_at_10": {
                "high": 0.1,
                "low": 0.1
              },
              "precision_at_25": {
                "high": 0.04,
                "low": 0.04
              },
              "precision_at_5": {
                "high": 0.15000000000000002,
                "low": 0.15000000000000002
              },
              "recall_at_10": {
                "high": 1.0,
                "low": 1.0
              },
              "recall_at_25": {
                "high": 1.0,
                "low": 1.0
              },
              "recall_at_5": {
                "high": 0.75,
                "low": 0.75
              }
            }
          }
        }
      ],
      "protocol": {
        "folds": 2,
        "held_out_items": 4,
        "held_out_rows": 4,
        "history_rows": 25,
        "hold_out": "rows",
        "leaks": {
          "any_held_out_item_in_history": 2,
          "cut_inside_a_second": 2,
          "held_out_items_in_history": 2,
          "held_out_items_unknown": 0,
          "held_out_rows_in_training": 0,
          "later_training_share": 0.4375,
          "newest_item_held_out": 2,
          "twin_rows": 2,
          "users_unknown": 4,
          "users_with_later_training": 2,
          "users_with_twins": 2,
          "users_with_unknown_items_only": 0,
          "users_without_history": 0
        },
        "name": "personalize",
        "purpose": "recommend",
        "seed": 42,
        "seen": "include",
        "test_share": 0.1,
        "training_rows": 29,
        "unreachable_items": 0,
        "users_not_tested": 0,
        "users_tested": 4
      },
      "replicates": 0,
      "schema_version": 1,
      "seed": 42
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
    protocol: per-user-ratio, every user's newest 10 % held out, the rest in training
    tested: 4 users, by rows (4 rows, 4 items), seen items may be recommended again
    convention: service (first two ranks undiscounted, ideal within the returned list of 25: what Personalize's published figures can come from)
    audit: 3 held-out items are unknown to training (users with no others: 3); for 3 users training knows later rows than their first held-out one, 28.1 % of it on average

    model   coverage  mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10  precision@25  seconds
    ----------------------------------------------------------------------------------------------------
    random    0.5714  0.0625  0.1250   0.1250   0.1250       0.0500        0.0250        0.0100  [S]
    4 lists with fewer than 25 items
    --- stderr
    ");
}
