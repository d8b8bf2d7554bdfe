//! `eval baselines`: results, and that threads do not change them.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

const EVAL: [&str; 4] = ["eval", "baselines", "--folds", "2"];

#[test]
fn every_baseline_on_the_small_data_as_text() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&EVAL), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model        ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    -------------------------------------------------------------------------
    markov        0.8155  0.6309–1.0000  0.7500     1.0000    0.5714  [S]
    session-knn   0.8155  0.6309–1.0000  0.7500     1.0000    0.5714  [S]
    user-knn      0.6905  0.5655–0.9077  0.5833     1.0000    0.5714  [S]
    ease          0.6905  0.5655–0.9077  0.5833     1.0000    0.5714  [S]
    witnesses:
    random        0.6905  0.5655–0.9077  0.5833     1.0000    0.5714  [S]
    popularity    0.6905  0.5655–0.9077  0.5833     1.0000    0.5714  [S]
    repeat-last   0.0000  0.0000–0.0000  0.0000     0.0000    0.0000  [S]
    24 lists with fewer than 25 items

    no clear winner: markov leads with ndcg@25 0.8155 (95 % interval 0.6309 to
      1.0000), but cannot be told from session-knn (0.8155: the order of rows within
      a second decides), user-knn (0.6905; some 38 test users would show it), ease
      (0.6905; some 38 test users would show it), random (0.6905; some 79 test users
      would show it), popularity (0.6905; some 38 test users would show it) and
      repeat-last (0.0000; some 5 test users would show it)
    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (session-knn)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model        mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ------------------------------------------------------------------------
    session-knn  0.6042  0.6250   0.7217   0.7217       0.1500        0.1000
    ease         0.3417  0.6077   0.7044   0.7044       0.1500        0.1000
    markov       0.4583  0.5655   0.6622   0.6622       0.1500        0.1000
    user-knn     0.3000  0.5154   0.6121   0.6121       0.1500        0.1000
    witnesses:
    popularity   0.3333  0.5655   0.6622   0.6622       0.1500        0.1000
    random       0.2792  0.4827   0.5794   0.5794       0.1500        0.1000
    repeat-last  0.5000  0.5000   0.5000   0.5000       0.1000        0.0500

    model        precision@25  coverage  seconds
    --------------------------------------------
    session-knn        0.0400    0.8571  [S]
    ease               0.0400    0.8571  [S]
    markov             0.0400    0.8571  [S]
    user-knn           0.0400    0.8571  [S]
    witnesses:
    popularity         0.0400    0.8571  [S]
    random             0.0400    0.8571  [S]
    repeat-last        0.0200    0.7857  [S]
    24 lists with fewer than 25 items
    --- stderr
    ");
    assert_snapshot!(place.files(), @r"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    rehearsal-run/
    rehearsal-run/.rehearsal.json
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
    // The plan has the limit, which else is the machine's.
    let args = [&EVAL[..], &args, &["--memory-limit", "1GiB"]].concat();
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    view of your options: personalize, item groups held out, convention service
      protocol: personalize, 2 folds, every user with enough interactions tested
        once on a model trained on the other folds' users
      held out: the newest tenth of each test user's rows grouped by user, item and
        timestamp
      tested: 4 users on 6 rows, 4 items; seen items are excluded
      convention: service (first two ranks undiscounted, ideal within the returned
        list of 25: what Personalize's published figures can come from)
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    popularity  0.5833  0.9077   0.9077   0.9077       0.2000        0.1000

    model       precision@25  coverage  seconds
    -------------------------------------------
    popularity        0.0400    0.5714  [S]
    4 lists with fewer than 25 items

    ties: 2 lists of popularity with hits and misses of equal scores; the smaller id
      comes first; other rules would give ndcg@25 0.9077–1.0000 for 0.9077

    model       recall@5  recall@10  recall@25   hit@5  hit@25  map@25  novelty@25
    ------------------------------------------------------------------------------
    popularity    1.0000     1.0000     1.0000  1.0000  1.0000  0.5833      0.5417

    model       popularity@25  lift@25  diversity@25  miscalibration@25  gini@25
    ----------------------------------------------------------------------------
    popularity         0.7292   0.0625        1.0000             4.0621   0.3377

    95 % intervals         mrr@25         ndcg@5        ndcg@10        ndcg@25
    --------------------------------------------------------------------------
    popularity      0.4167–0.8750  0.6584–1.0000  0.6584–1.0000  0.6584–1.0000

    95 % intervals    precision@5   precision@10   precision@25
    -----------------------------------------------------------
    popularity      0.2000–0.2000  0.1000–0.1000  0.0400–0.0400

    95 of 100 test sets of 1 users
    model              mrr@25         ndcg@5        ndcg@10        ndcg@25
    ----------------------------------------------------------------------
    popularity  0.3333–1.0000  0.6309–1.0000  0.6309–1.0000  0.6309–1.0000

    model         precision@5   precision@10   precision@25
    -------------------------------------------------------
    popularity  0.2000–0.2000  0.1000–0.1000  0.0400–0.0400

    popularity, by parts of users and items
    part                    users  ndcg@25  mrr@25  precision@10  recall@25  hit@25
    -------------------------------------------------------------------------------
    history of 5 to 5 rows      2   0.8155  0.4167        0.1000     1.0000  1.0000
    history of 6 to 6 rows      1   1.0000  1.0000        0.1000     1.0000  1.0000
    history of 7 to 7 rows      1   1.0000  0.5000        0.1000     1.0000  1.0000
    head                        0        –       –             –          –       –
    middle                      3   1.0000  0.6667        0.1000     1.0000  1.0000
    tail                        1   0.6309  0.3333        0.1000     1.0000  1.0000
    cold                        0        –       –             –          –       –

    head: the most popular items with a fifth of the training rows
    middle: items between head and tail
    tail: the least popular items with a fifth of the training rows
    cold: items that training never saw
    --- stderr
    plan: about 30 rows, for which `eval` takes 0.0 MiB to 0.0 MiB; the limit is 1.0 GiB
    plan: 29 interactions of 4 users and 7 items, about 0.0 MiB with what an evaluation notes of them; models × folds × views: 1 × 2 × 1; `--folds 1`, `--test-users N` and `--time-limit` make it shorter
    memory: a model may take 1024.0 MiB, what the limit leaves beside the data; at most they take: popularity 0.0 MiB
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
      "main_metric": "normalized_discounted_cumulative_gain_at_25",
      "models": [
        {
          "coverage_union": 0.8571428571428571,
          "empty_lists": 0,
          "intervals": {},
          "lists": null,
          "lists_of_one": 0,
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
          "answers_seen_shortly_before": 2,
          "any_held_out_item_in_history": 2,
          "cut_inside_a_second": 2,
          "held_out_items_in_history": 2,
          "held_out_items_unknown": 0,
          "held_out_rows_in_training": 0,
          "later_training_share": 0.4375,
          "newest_item_held_out": 2,
          "rows_without_order": 24,
          "twin_rows": 2,
          "users_unknown": 4,
          "users_with_answers_seen_shortly_before": 2,
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
        "users_of_one_second": 0,
        "users_tested": 4,
        "users_with_nothing_new": 0
      },
      "replicates": 0,
      "schema_version": 2,
      "seed": 42,
      "view": "service",
      "views": {
        "clean": {
          "comparisons": [],
          "convention": "standard",
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
                "item-knn:k=2,similarity=jaccard": 0.8154648767857288
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
                "item-knn:k=2,similarity=jaccard": 0.8154648767857288
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
                "item-knn:k=2,similarity=jaccard": 0.8154648767857288
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
                "item-knn:k=2,similarity=jaccard": 0.75
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
          "main_metric": "normalized_discounted_cumulative_gain_at_25",
          "models": [
            {
              "another_draw": {
                "hit_rate_at_10": 1.0,
                "hit_rate_at_25": 1.0,
                "hit_rate_at_5": 1.0,
                "mean_average_precision_at_25": 0.6666666666666666,
                "mean_reciprocal_rank_at_25": 0.6666666666666666,
                "normalized_discounted_cumulative_gain_at_10": 0.75,
                "normalized_discounted_cumulative_gain_at_25": 0.75,
                "normalized_discounted_cumulative_gain_at_5": 0.75,
                "precision_at_10": 0.1,
                "precision_at_25": 0.04,
                "precision_at_5": 0.2,
                "recall_at_10": 1.0,
                "recall_at_25": 1.0,
                "recall_at_5": 1.0
              },
              "coverage_union": 0.7142857142857143,
              "empty_lists": 0,
              "intervals": {},
              "lists": null,
              "lists_of_one": 0,
              "metrics": {
                "average_popularity_at_25": 0.7291666666666666,
                "coverage": 0.5714285714285714,
                "gini_of_exposure_at_25": 0.3376623376623378,
                "hit_rate_at_10": 1.0,
                "hit_rate_at_25": 1.0,
                "hit_rate_at_5": 1.0,
                "intra_list_diversity_at_25": 1.0,
                "mean_average_precision_at_25": 0.6666666666666666,
                "mean_reciprocal_rank_at_25": 0.6666666666666666,
                "miscalibration_at_25": 4.062144470203174,
                "normalized_discounted_cumulative_gain_at_10": 0.75,
                "normalized_discounted_cumulative_gain_at_25": 0.75,
                "normalized_discounted_cumulative_gain_at_5": 0.75,
                "novelty_at_25": 0.5416666666666666,
                "popularity_lift_at_25": 0.06250000000000001,
                "precision_at_10": 0.1,
                "precision_at_25": 0.04,
                "precision_at_5": 0.2,
                "recall_at_10": 1.0,
                "recall_at_25": 1.0,
                "recall_at_5": 1.0
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
                    "normalized_discounted_cumulative_gain_at_10": 0.5,
                    "normalized_discounted_cumulative_gain_at_25": 0.5,
                    "normalized_discounted_cumulative_gain_at_5": 0.5,
                    "precision_at_10": 0.1,
                    "precision_at_25": 0.04,
                    "precision_at_5": 0.2,
                    "recall_at_10": 1.0,
                    "recall_at_25": 1.0,
                    "recall_at_5": 1.0
                  },
                  "users": 2
                },
                {
                  "by": "user activity",
                  "group": "history of 6 to 6 rows",
                  "metrics": {
                    "hit_rate_at_10": 1.0,
                    "hit_rate_at_25": 1.0,
                    "hit_rate_at_5": 1.0,
                    "mean_average_precision_at_25": 1.0,
                    "mean_reciprocal_rank_at_25": 1.0,
                    "normalized_discounted_cumulative_gain_at_10": 1.0,
                    "normalized_discounted_cumulative_gain_at_25": 1.0,
                    "normalized_discounted_cumulative_gain_at_5": 1.0,
                    "precision_at_10": 0.1,
                    "precision_at_25": 0.04,
                    "precision_at_5": 0.2,
                    "recall_at_10": 1.0,
                    "recall_at_25": 1.0,
                    "recall_at_5": 1.0
                  },
                  "users": 1
                },
                {
                  "by": "user activity",
                  "group": "history of 7 to 7 rows",
                  "metrics": {
                    "hit_rate_at_10": 1.0,
                    "hit_rate_at_25": 1.0,
                    "hit_rate_at_5": 1.0,
                    "mean_average_precision_at_25": 1.0,
                    "mean_reciprocal_rank_at_25": 1.0,
                    "normalized_discounted_cumulative_gain_at_10": 1.0,
                    "normalized_discounted_cumulative_gain_at_25": 1.0,
                    "normalized_discounted_cumulative_gain_at_5": 1.0,
                    "precision_at_10": 0.1,
                    "precision_at_25": 0.04,
                    "precision_at_5": 0.2,
                    "recall_at_10": 1.0,
                    "recall_at_25": 1.0,
                    "recall_at_5": 1.0
                  },
                  "users": 1
                },
                {
                  "by": "item popularity",
                  "group": "head: the most popular items with a fifth of the training rows",
                  "metrics": {},
                  "users": 0
                },
                {
                  "by": "item popularity",
                  "group": "middle: items between head and tail",
                  "metrics": {
                    "hit_rate_at_10": 1.0,
                    "hit_rate_at_25": 1.0,
                    "hit_rate_at_5": 1.0,
                    "mean_average_precision_at_25": 0.7777777777777777,
                    "mean_reciprocal_rank_at_25": 0.7777777777777777,
                    "normalized_discounted_cumulative_gain_at_10": 0.8333333333333334,
                    "normalized_discounted_cumulative_gain_at_25": 0.8333333333333334,
                    "normalized_discounted_cumulative_gain_at_5": 0.8333333333333334,
                    "precision_at_10": 0.10000000000000002,
                    "precision_at_25": 0.04,
                    "precision_at_5": 0.20000000000000004,
                    "recall_at_10": 1.0,
                    "recall_at_25": 1.0,
                    "recall_at_5": 1.0
                  },
                  "users": 3
                },
                {
                  "by": "item popularity",
                  "group": "tail: the least popular items with a fifth of the training rows",
                  "metrics": {
                    "hit_rate_at_10": 1.0,
                    "hit_rate_at_25": 1.0,
                    "hit_rate_at_5": 1.0,
                    "mean_average_precision_at_25": 0.3333333333333333,
                    "mean_reciprocal_rank_at_25": 0.3333333333333333,
                    "normalized_discounted_cumulative_gain_at_10": 0.5,
                    "normalized_discounted_cumulative_gain_at_25": 0.5,
                    "normalized_discounted_cumulative_gain_at_5": 0.5,
                    "precision_at_10": 0.1,
                    "precision_at_25": 0.04,
                    "precision_at_5": 0.2,
                    "recall_at_10": 1.0,
                    "recall_at_25": 1.0,
                    "recall_at_5": 1.0
                  },
                  "users": 1
                },
                {
                  "by": "item popularity",
                  "group": "cold: items that training never saw",
                  "metrics": {},
                  "users": 0
                }
              ],
              "service_sized": null,
              "short_lists": 4,
              "standard_errors": {
                "average_popularity_at_25": 0.03989279615651411,
                "hit_rate_at_10": 0.0,
                "hit_rate_at_25": 0.0,
                "hit_rate_at_5": 0.0,
                "intra_list_diversity_at_25": 0.0,
                "mean_average_precision_at_25": 0.19245008972987526,
                "mean_reciprocal_rank_at_25": 0.19245008972987526,
                "miscalibration_at_25": 0.3184325921539419,
                "normalized_discounted_cumulative_gain_at_10": 0.14433756729740643,
                "normalized_discounted_cumulative_gain_at_25": 0.14433756729740643,
                "normalized_discounted_cumulative_gain_at_5": 0.14433756729740643,
                "novelty_at_25": 0.07978559231302816,
                "popularity_lift_at_25": 0.10282468899377559,
                "precision_at_10": 0.0,
                "precision_at_25": 0.0,
                "precision_at_5": 0.0,
                "recall_at_10": 0.0,
                "recall_at_25": 0.0,
                "recall_at_5": 0.0
              },
              "ties": {
                "lists": 2,
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
                    "high": 1.0,
                    "low": 1.0
                  },
                  "mean_average_precision_at_25": {
                    "high": 0.75,
                    "low": 0.6666666666666666
                  },
                  "mean_reciprocal_rank_at_25": {
                    "high": 0.75,
                    "low": 0.6666666666666666
                  },
                  "normalized_discounted_cumulative_gain_at_10": {
                    "high": 0.8154648767857288,
                    "low": 0.75
                  },
                  "normalized_discounted_cumulative_gain_at_25": {
                    "high": 0.8154648767857288,
                    "low": 0.75
                  },
                  "normalized_discounted_cumulative_gain_at_5": {
                    "high": 0.8154648767857288,
                    "low": 0.75
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
                    "high": 0.2,
                    "low": 0.2
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
                    "high": 1.0,
                    "low": 1.0
                  }
                }
              }
            }
          ],
          "protocol": {
            "folds": 2,
            "held_out_items": 4,
            "held_out_rows": 6,
            "history_rows": 23,
            "hold_out": "new-items",
            "leaks": {
              "answers_seen_shortly_before": 0,
              "any_held_out_item_in_history": 0,
              "cut_inside_a_second": 0,
              "held_out_items_in_history": 0,
              "held_out_items_unknown": 0,
              "held_out_rows_in_training": 0,
              "later_training_share": 0.4375,
              "newest_item_held_out": 0,
              "rows_without_order": 24,
              "twin_rows": 0,
              "users_unknown": 4,
              "users_with_answers_seen_shortly_before": 0,
              "users_with_later_training": 2,
              "users_with_twins": 0,
              "users_with_unknown_items_only": 0,
              "users_without_history": 0
            },
            "name": "personalize",
            "order": {
              "drawn": 42
            },
            "purpose": "recommend",
            "seed": 42,
            "seen": "exclude",
            "test_share": 0.1,
            "training_rows": 29,
            "unreachable_items": 0,
            "users_not_tested": 0,
            "users_of_one_second": 0,
            "users_tested": 4,
            "users_with_nothing_new": 0
          },
          "replicates": 0,
          "schema_version": 2,
          "seed": 42,
          "view": "clean"
        }
      }
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
    assert_snapshot!(place.run(&[&EVAL[..2], &args].concat()), @r"
    exit code: 0
    --- stdout
    data: 12 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: per-user-ratio, new items held out, convention
      standard
      tested: 4 users on 4 rows, 4 items; seen items are excluded
      order: no two rows of a test user share a second
      audit: 3 held-out items are unknown to training (users with no others: 3); for
        3 users training knows later rows than their first held-out one, 28.1 % of
        it on average

    model   ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    --------------------------------------------------------------------
    random   0.1250  0.0000–0.5000  0.0833     0.2500    0.4286  [S]
    4 lists with fewer than 25 items
    1 list of one item: what they score says whether that item is a hit, and nothing
      of an order

    service view, to compare with the service: per-user-ratio, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      audit: 3 held-out items are unknown to training (users with no others: 3); for
        3 users training knows later rows than their first held-out one, 28.1 % of
        it on average

    model   mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -------------------------------------------------------------------
    random  0.0625  0.1250   0.1250   0.1250       0.0500        0.0250

    model   precision@25  coverage  seconds
    ---------------------------------------
    random        0.0100    0.5714  [S]
    4 lists with fewer than 25 items
    --- stderr
    ");
}
