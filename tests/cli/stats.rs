//! `stats`: how sparse the data is.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

#[test]
fn the_small_data_as_text() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["stats"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv
    -------------------------------------------------------
    interactions                                         29
    users                                                 4
    items                                                 6
    distinct user–item pairs                             17
    repeated pairs                                       12
    exact duplicates                                      0
    twins of one second                                  12
    pairs with several event types in a session          12
    rows without an order within their second            24
    share of the user with the most rows            27.59 %
    share of the item with the most rows            27.59 %
    density                                         70.83 %
    sparsity                                        29.17 %
    share of the top 1 % of items                   27.59 %
    share of the top 5 %                            27.59 %
    share of the top 20 %                           44.83 %
    items that share the last fifth of rows         16.67 %
    cold items in the newest tenth                   0.00 %
    cold users in the newest tenth                   0.00 %
    first day                                    2001-09-09
    last day                                     2001-09-11
    interactions per month                             29.0
    sessions (a gap of 30 minutes ends one)               6
    rows per session, median and mean             5 and 4.8
    days between sessions, median                       1.0
    connected components                                  1
    users in the largest                           100.00 %
    users in a test set of the service                    1
    one user more with a hit moves mrr@25 by         1.0000
    item mix moved between tenths of the rows       74.07 %
    of that by chance                               15.79 %
    event type click                                     17
    event type watch                                     12

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2
    -----------------------------------------------------------------------------
    per user    6     6     7     8     8     8     8    8   7.2  0.060    0    0
    per item    4     4     4     4     5     6     8    8   4.8  0.132    0    0

              < 5
    -------------
    per user    0
    per item    4

    a tenth of the rows each          to  rows of new items  rows of new users
    --------------------------------------------------------------------------
    from 2001-09-09           2001-09-09           100.00 %           100.00 %
    from 2001-09-09           2001-09-09            33.33 %            66.67 %
    from 2001-09-09           2001-09-09           100.00 %            33.33 %
    from 2001-09-09           2001-09-09            66.67 %             0.00 %
    from 2001-09-09           2001-09-09             0.00 %             0.00 %
    from 2001-09-09           2001-09-10            33.33 %            66.67 %
    from 2001-09-10           2001-09-10             0.00 %             0.00 %
    from 2001-09-10           2001-09-10             0.00 %             0.00 %
    from 2001-09-11           2001-09-11             0.00 %             0.00 %
    from 2001-09-11           2001-09-11             0.00 %             0.00 %

    a tenth of the rows each  item mix moved by
    -------------------------------------------
    from 2001-09-09                           –
    from 2001-09-09                     33.33 %
    from 2001-09-09                    100.00 %
    from 2001-09-09                     66.67 %
    from 2001-09-09                     66.67 %
    from 2001-09-09                    100.00 %
    from 2001-09-10                     66.67 %
    from 2001-09-10                     66.67 %
    from 2001-09-11                     66.67 %
    from 2001-09-11                    100.00 %

    drift: a tenth of the item mix is another after 0.0 hours: retrain daily, and
      let automatic updates add new items in between

    data card                        value    wanted
    ------------------------------------------------------
    interactions                        29  >= 1,000  poor
    evaluation.users_with_two            4     >= 25  poor
    evaluation.test_users                1    >= 100  poor
    per_user.p50                    7.5000      >= 5    ok
    duplicates                           0      <= 0    ok
    twins                               12      <= 0  poor
    funnel.share                    0.7059   <= 0.01  poor
    repeat_share                    0.4138    <= 0.1  poor
    time.is_recorded                     1      >= 1    ok
    time.unordered_share            0.8276    <= 0.1  poor
    largest.user_share              0.2759    <= 0.9    ok
    largest.item_share              0.2759    <= 0.9    ok
    cold_items_newest_tenth              0    <= 0.3    ok
    components.largest_users_share       1    >= 0.9    ok
    interactions: the service trains on no fewer
    evaluation.users_with_two: the service wants so many users with two interactions
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    twins: rows of one user, item and second can fall on both sides of a cut by
      rows, which leaks the answer
      to keep them together:
        rehearsal eval baselines --hold-out new-items
    funnel.share: 70.59 % of the user–item pairs have several event types (click,
      watch) within one session; a cut by rows can fall between them, so that the
      earlier event gives the later one away
      to predict items that are new to the user:
        rehearsal eval baselines --hold-out new-items
      to find the `watch` after what came before it:
        rehearsal eval baselines --target watch --hold-out new-target-items --seen exclude-target
    repeat_share: 41.38 % of the rows repeat an earlier pair of user and item; a
      model that only repeats the history finds them, and that is no discovery
      to see what is discovered:
        rehearsal eval baselines --hold-out new-items --seen exclude
    time.unordered_share: 82.76 % of the rows share their second with another item
      or event type of the same user; which came first is not known, and the order
      of the file decides by chance
      to treat rows of one second as a set:
        rehearsal eval baselines --view clean
    --- stderr
    ");
}

#[test]
fn the_json_is_the_file_that_is_written() {
    let place = Place::prepared();
    let stdout = place.done(&["stats", "--format", "json"]);
    assert_eq!(stdout, place.read("rehearsal-run/stats.json"));
    let text = String::from_utf8(stdout).expect("JSON is UTF-8");
    assert_snapshot!(without_digests(&text), @r#"
    {
      "schema_version": 1,
      "file": {
        "path": "rehearsal-run/interactions.csv",
        "bytes": 654,
        "sha256": "[SHA]"
      },
      "interactions": 29,
      "users": 4,
      "items": 6,
      "distinct_pairs": 17,
      "density": 0.7083333333333334,
      "sparsity": 0.29166666666666663,
      "repeats": 12,
      "repeat_share": 0.41379310344827586,
      "duplicates": 0,
      "twins": 12,
      "funnel": {
        "pairs": 12,
        "share": 0.7058823529411765,
        "event_types": [
          "click",
          "watch"
        ],
        "target": "watch"
      },
      "largest": {
        "user": "3",
        "user_share": 0.27586206896551724,
        "item": "1",
        "item_share": 0.27586206896551724
      },
      "time": {
        "unordered_rows": 24,
        "unordered_share": 0.8275862068965517,
        "is_absent": false,
        "is_constant": false,
        "is_row_number": false,
        "is_recorded": true
      },
      "event_types": [
        [
          "click",
          17
        ],
        [
          "watch",
          12
        ]
      ],
      "per_user": {
        "min": 6.0,
        "p10": 6.3,
        "p25": 6.75,
        "p50": 7.5,
        "p75": 8.0,
        "p90": 8.0,
        "p99": 8.0,
        "max": 8.0,
        "mean": 7.25,
        "gini": 0.06034482758620685,
        "with_1": 0,
        "with_2": 0,
        "below_5": 0
      },
      "per_item": {
        "min": 4.0,
        "p10": 4.0,
        "p25": 4.0,
        "p50": 4.0,
        "p75": 4.75,
        "p90": 6.5,
        "p99": 7.8500000000000005,
        "max": 8.0,
        "mean": 4.833333333333333,
        "gini": 0.13218390804597702,
        "with_1": 0,
        "with_2": 0,
        "below_5": 4
      },
      "head_share": {
        "top_1_percent": 0.27586206896551724,
        "top_5_percent": 0.27586206896551724,
        "top_20_percent": 0.4482758620689655
      },
      "long_tail_share": 0.16666666666666666,
      "span": {
        "first_s": 1000000000,
        "last_s": 1000172980,
        "first_day": "2001-09-09",
        "last_day": "2001-09-11",
        "interactions_per_month": 29.0
      },
      "cold_items_newest_tenth": 0.0,
      "cold_users_newest_tenth": 0.0,
      "service_test_users": 1,
      "evaluation": {
        "users_with_two": 4,
        "test_users": 1,
        "testable_share": 1.0,
        "held_out_rows_median": 1.0,
        "one_user_moves_mrr": 1.0
      },
      "sessions": {
        "gap_s": 1800,
        "count": 6,
        "per_user_mean": 1.5,
        "rows": {
          "p50": 5.0,
          "p90": 7.5,
          "max": 8.0,
          "mean": 4.833333333333333
        },
        "between_s": {
          "p50": 88110.0,
          "p90": 155766.0,
          "max": 172680.0,
          "mean": 88110.0
        }
      },
      "components": {
        "count": 1,
        "largest_users_share": 1.0,
        "largest_items_share": 1.0
      },
      "month_types": [
        "click",
        "watch"
      ],
      "months": [
        {
          "month": "2001-09",
          "rows": [
            17,
            12
          ]
        }
      ],
      "timeline": [
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-09",
          "rows": 2,
          "cold_item_rows": 1.0,
          "cold_user_rows": 1.0,
          "drift": null
        },
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-09",
          "rows": 3,
          "cold_item_rows": 0.3333333333333333,
          "cold_user_rows": 0.6666666666666666,
          "drift": 0.3333333333333333
        },
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-09",
          "rows": 3,
          "cold_item_rows": 1.0,
          "cold_user_rows": 0.3333333333333333,
          "drift": 1.0
        },
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-09",
          "rows": 3,
          "cold_item_rows": 0.6666666666666666,
          "cold_user_rows": 0.0,
          "drift": 0.6666666666666666
        },
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-09",
          "rows": 3,
          "cold_item_rows": 0.0,
          "cold_user_rows": 0.0,
          "drift": 0.6666666666666666
        },
        {
          "first_day": "2001-09-09",
          "last_day": "2001-09-10",
          "rows": 3,
          "cold_item_rows": 0.3333333333333333,
          "cold_user_rows": 0.6666666666666666,
          "drift": 1.0
        },
        {
          "first_day": "2001-09-10",
          "last_day": "2001-09-10",
          "rows": 3,
          "cold_item_rows": 0.0,
          "cold_user_rows": 0.0,
          "drift": 0.6666666666666666
        },
        {
          "first_day": "2001-09-10",
          "last_day": "2001-09-10",
          "rows": 3,
          "cold_item_rows": 0.0,
          "cold_user_rows": 0.0,
          "drift": 0.6666666666666666
        },
        {
          "first_day": "2001-09-11",
          "last_day": "2001-09-11",
          "rows": 3,
          "cold_item_rows": 0.0,
          "cold_user_rows": 0.0,
          "drift": 0.6666666666666666
        },
        {
          "first_day": "2001-09-11",
          "last_day": "2001-09-11",
          "rows": 3,
          "cold_item_rows": 0.0,
          "cold_user_rows": 0.0,
          "drift": 1.0
        }
      ],
      "drift": {
        "mean": 0.7407407407407408,
        "by_chance": 0.15789473684210525,
        "days_per_bucket": 0.0006944444444444445,
        "days_to_move_a_tenth": 0.00011914715719063543,
        "advice": "a tenth of the item mix is another after 0.0 hours: retrain daily, and let automatic updates add new items in between"
      },
      "most_popular": [
        {
          "item": "1",
          "interactions": 8
        },
        {
          "item": "3",
          "interactions": 5
        },
        {
          "item": "2",
          "interactions": 4
        },
        {
          "item": "4",
          "interactions": 4
        },
        {
          "item": "5",
          "interactions": 4
        },
        {
          "item": "6",
          "interactions": 4
        }
      ],
      "popularity_curve": [
        {
          "rank": 1,
          "interactions": 8
        },
        {
          "rank": 2,
          "interactions": 5
        },
        {
          "rank": 3,
          "interactions": 4
        },
        {
          "rank": 4,
          "interactions": 4
        },
        {
          "rank": 5,
          "interactions": 4
        },
        {
          "rank": 6,
          "interactions": 4
        }
      ],
      "activity_curve": [
        {
          "rank": 1,
          "interactions": 8
        },
        {
          "rank": 2,
          "interactions": 8
        },
        {
          "rank": 3,
          "interactions": 7
        },
        {
          "rank": 4,
          "interactions": 6
        }
      ],
      "matrix": {
        "users": [
          1,
          1,
          1,
          1
        ],
        "items": [
          1,
          1,
          1,
          1,
          1,
          1
        ],
        "interactions": [
          2,
          2,
          2,
          0,
          0,
          2,
          2,
          1,
          0,
          2,
          2,
          1,
          2,
          2,
          1,
          0,
          2,
          0,
          2,
          0,
          1,
          2,
          0,
          1
        ]
      },
      "card": [
        {
          "figure": "interactions",
          "value": 29.0,
          "demand": ">= 1,000",
          "met": false,
          "why": "the service trains on no fewer",
          "advice": []
        },
        {
          "figure": "evaluation.users_with_two",
          "value": 4.0,
          "demand": ">= 25",
          "met": false,
          "why": "the service wants so many users with two interactions",
          "advice": []
        },
        {
          "figure": "evaluation.test_users",
          "value": 1.0,
          "demand": ">= 100",
          "met": false,
          "why": "a tenth of the users is tested; of fewer than 100, one user more with a hit moves every figure by a hundredth and more",
          "advice": []
        },
        {
          "figure": "per_user.p50",
          "value": 7.5,
          "demand": ">= 5",
          "met": true,
          "why": "of a shorter history little can be learnt, and its newest tenth is one interaction",
          "advice": []
        },
        {
          "figure": "duplicates",
          "value": 0.0,
          "demand": "<= 0",
          "met": true,
          "why": "equal rows count twice everywhere",
          "advice": []
        },
        {
          "figure": "twins",
          "value": 12.0,
          "demand": "<= 0",
          "met": false,
          "why": "rows of one user, item and second can fall on both sides of a cut by rows, which leaks the answer",
          "advice": [
            {
              "to": "keep them together",
              "command": "rehearsal eval baselines --hold-out new-items"
            }
          ]
        },
        {
          "figure": "funnel.share",
          "value": 0.7058823529411765,
          "demand": "<= 0.01",
          "met": false,
          "why": "70.59 % of the user–item pairs have several event types (click, watch) within one session; a cut by rows can fall between them, so that the earlier event gives the later one away",
          "advice": [
            {
              "to": "predict items that are new to the user",
              "command": "rehearsal eval baselines --hold-out new-items"
            },
            {
              "to": "find the `watch` after what came before it",
              "command": "rehearsal eval baselines --target watch --hold-out new-target-items --seen exclude-target"
            }
          ]
        },
        {
          "figure": "repeat_share",
          "value": 0.41379310344827586,
          "demand": "<= 0.1",
          "met": false,
          "why": "41.38 % of the rows repeat an earlier pair of user and item; a model that only repeats the history finds them, and that is no discovery",
          "advice": [
            {
              "to": "see what is discovered",
              "command": "rehearsal eval baselines --hold-out new-items --seen exclude"
            }
          ]
        },
        {
          "figure": "time.is_recorded",
          "value": 1.0,
          "demand": ">= 1",
          "met": true,
          "why": "what is newest can only be told where times were recorded",
          "advice": []
        },
        {
          "figure": "time.unordered_share",
          "value": 0.8275862068965517,
          "demand": "<= 0.1",
          "met": false,
          "why": "82.76 % of the rows share their second with another item or event type of the same user; which came first is not known, and the order of the file decides by chance",
          "advice": [
            {
              "to": "treat rows of one second as a set",
              "command": "rehearsal eval baselines --view clean"
            }
          ]
        },
        {
          "figure": "largest.user_share",
          "value": 0.27586206896551724,
          "demand": "<= 0.9",
          "met": true,
          "why": "user `3` has 27.59 % of all rows; beyond the bound it is most likely a bot or a test account",
          "advice": []
        },
        {
          "figure": "largest.item_share",
          "value": 0.27586206896551724,
          "demand": "<= 0.9",
          "met": true,
          "why": "item `1` has 27.59 % of all rows; beyond the bound it is most likely a placeholder or a default",
          "advice": []
        },
        {
          "figure": "cold_items_newest_tenth",
          "value": 0.0,
          "demand": "<= 0.3",
          "met": true,
          "why": "items that nobody had before cannot be found by collaborative models",
          "advice": []
        },
        {
          "figure": "components.largest_users_share",
          "value": 1.0,
          "demand": ">= 0.9",
          "met": true,
          "why": "what one component likes says nothing to another",
          "advice": []
        }
      ]
    }
    "#);
}

#[test]
fn another_file_is_described_and_nothing_written() {
    let place = Place::empty();
    place.write("mine.csv", "TIMESTAMP,ITEM_ID,USER_ID\n5,a,x\n7,b,x\n7,a,y\n");
    assert_snapshot!(place.unchanged(&["stats", "mine.csv"]), @r"
    exit code: 0
    --- stdout
    mine.csv
    -------------------------------------------------------
    interactions                                          3
    users                                                 2
    items                                                 2
    distinct user–item pairs                              3
    repeated pairs                                        0
    exact duplicates                                      0
    twins of one second                                   0
    pairs with several event types in a session           0
    rows without an order within their second             0
    share of the user with the most rows            66.67 %
    share of the item with the most rows            66.67 %
    density                                         75.00 %
    sparsity                                        25.00 %
    share of the top 1 % of items                   66.67 %
    share of the top 5 %                            66.67 %
    share of the top 20 %                           66.67 %
    items that share the last fifth of rows          0.00 %
    cold items in the newest tenth                   0.00 %
    cold users in the newest tenth                   0.00 %
    first day                                    1970-01-01
    last day                                     1970-01-01
    interactions per month                              3.0
    sessions (a gap of 30 minutes ends one)               2
    rows per session, median and mean             2 and 1.5
    days between sessions, median                       0.0
    connected components                                  1
    users in the largest                           100.00 %
    users in a test set of the service                    1
    one user more with a hit moves mrr@25 by         1.0000
    item mix moved between tenths of the rows      100.00 %
    of that by chance                               10.00 %

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2
    -----------------------------------------------------------------------------
    per user    1     1     1     2     2     2     2    2   1.5  0.167    1    1
    per item    1     1     1     2     2     2     2    2   1.5  0.167    1    1

              < 5
    -------------
    per user    2
    per item    2

    a tenth of the rows each          to  rows of new items  rows of new users
    --------------------------------------------------------------------------
    from 1970-01-01           1970-01-01           100.00 %           100.00 %
    from 1970-01-01           1970-01-01           100.00 %             0.00 %
    from 1970-01-01           1970-01-01             0.00 %           100.00 %

    a tenth of the rows each  item mix moved by
    -------------------------------------------
    from 1970-01-01                           –
    from 1970-01-01                    100.00 %
    from 1970-01-01                    100.00 %

    drift: no drift beyond chance: retrain when items or users are added, not by the
      clock

    data card                        value    wanted
    ------------------------------------------------------
    interactions                         3  >= 1,000  poor
    evaluation.users_with_two            1     >= 25  poor
    evaluation.test_users                1    >= 100  poor
    per_user.p50                    1.5000      >= 5  poor
    duplicates                           0      <= 0    ok
    twins                                0      <= 0    ok
    funnel.share                         0   <= 0.01    ok
    repeat_share                         0    <= 0.1    ok
    time.is_recorded                     1      >= 1    ok
    time.unordered_share                 0    <= 0.1    ok
    largest.user_share              0.6667    <= 0.9    ok
    largest.item_share              0.6667    <= 0.9    ok
    cold_items_newest_tenth              0    <= 0.3    ok
    components.largest_users_share       1    >= 0.9    ok
    interactions: the service trains on no fewer
    evaluation.users_with_two: the service wants so many users with two interactions
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    per_user.p50: of a shorter history little can be learnt, and its newest tenth is
      one interaction
    --- stderr
    ");
}

#[test]
fn a_file_without_its_last_line_break_is_read_with_a_warning() {
    let place = Place::empty();
    place.write("mine.csv", "USER_ID,ITEM_ID,TIMESTAMP\nx,a,5\nx,b,7");
    assert_snapshot!(place.unchanged(&["stats", "mine.csv"]), @r"
    exit code: 0
    --- stdout
    mine.csv
    -------------------------------------------------------
    interactions                                          2
    users                                                 1
    items                                                 2
    distinct user–item pairs                              2
    repeated pairs                                        0
    exact duplicates                                      0
    twins of one second                                   0
    pairs with several event types in a session           0
    rows without an order within their second             0
    share of the user with the most rows           100.00 %
    share of the item with the most rows            50.00 %
    density                                        100.00 %
    sparsity                                         0.00 %
    share of the top 1 % of items                   50.00 %
    share of the top 5 %                            50.00 %
    share of the top 20 %                           50.00 %
    items that share the last fifth of rows          0.00 %
    cold items in the newest tenth                   0.00 %
    cold users in the newest tenth                   0.00 %
    first day                                    1970-01-01
    last day                                     1970-01-01
    interactions per month                              2.0
    sessions (a gap of 30 minutes ends one)               1
    rows per session, median and mean             2 and 2.0
    days between sessions, median                       0.0
    connected components                                  1
    users in the largest                           100.00 %
    users in a test set of the service                    1
    one user more with a hit moves mrr@25 by         1.0000
    item mix moved between tenths of the rows      100.00 %
    of that by chance                                0.00 %

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2
    -----------------------------------------------------------------------------
    per user    2     2     2     2     2     2     2    2   2.0  0.000    0    1
    per item    1     1     1     1     1     1     1    1   1.0  0.000    2    0

              < 5
    -------------
    per user    1
    per item    2

    a tenth of the rows each          to  rows of new items  rows of new users
    --------------------------------------------------------------------------
    from 1970-01-01           1970-01-01           100.00 %           100.00 %
    from 1970-01-01           1970-01-01           100.00 %             0.00 %

    a tenth of the rows each  item mix moved by
    -------------------------------------------
    from 1970-01-01                           –
    from 1970-01-01                    100.00 %

    drift: no drift beyond chance: retrain when items or users are added, not by the
      clock

    data card                        value    wanted
    ------------------------------------------------------
    interactions                         2  >= 1,000  poor
    evaluation.users_with_two            1     >= 25  poor
    evaluation.test_users                1    >= 100  poor
    per_user.p50                         2      >= 5  poor
    duplicates                           0      <= 0    ok
    twins                                0      <= 0    ok
    funnel.share                         0   <= 0.01    ok
    repeat_share                         0    <= 0.1    ok
    time.is_recorded                     1      >= 1    ok
    time.unordered_share                 0    <= 0.1    ok
    largest.user_share                   1    <= 0.9  poor
    largest.item_share              0.5000    <= 0.9    ok
    cold_items_newest_tenth              0    <= 0.3    ok
    components.largest_users_share       1    >= 0.9    ok
    interactions: the service trains on no fewer
    evaluation.users_with_two: the service wants so many users with two interactions
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    per_user.p50: of a shorter history little can be learnt, and its newest tenth is
      one interaction
    largest.user_share: user `x` has 100.00 % of all rows; beyond the bound it is
      most likely a bot or a test account
    --- stderr
    warning: `mine.csv` does not end in a line break; its last row may have been cut off
    ");
}

fn refused(interactions: &[u8]) -> String {
    Place::with_interactions(interactions).refused(&["stats"])
}

#[test]
fn a_missing_file_is_refused_with_the_command_that_makes_it() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["stats"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` is not there; `rehearsal prep interactions` makes it
    ");
    assert_snapshot!(place.refused(&["stats", "no.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.csv`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_folder_instead_of_a_file_is_refused() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["stats", "rehearsal-run"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `rehearsal-run/items.csv` as a part: expected the columns of `rehearsal-run/interactions.csv`, `USER_ID`, `ITEM_ID`, `EVENT_TYPE`, `TIMESTAMP`, found `ITEM_ID`, `TITLE`, `GENRES`, `YEAR`, `CREATION_TIMESTAMP`
    ");
}

#[test]
fn a_ragged_row_is_refused() {
    assert_snapshot!(refused(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n1,2\n1,3,6\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: expected 3 fields as in the header, found 2
    ");
}

#[test]
fn a_timestamp_that_is_not_a_number_is_refused() {
    assert_snapshot!(refused(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n1,2,5.5\n"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: column `TIMESTAMP`: expected whole seconds since 1970, found "5.5"
    "#);
}

#[test]
fn what_is_not_utf_8_is_refused() {
    assert_snapshot!(refused(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,5\n1,\xFF\xFE,6\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/interactions.csv:3: column `ITEM_ID`: expected UTF-8, found the byte 0xFF at offset 34 of the file; `prep` reads it with `--encoding latin-1`, or another by name, and `iconv -f LATIN1 -t UTF-8` converts it
    ");
}

#[test]
fn escape_sequences_of_a_foreign_file_do_not_reach_the_terminal() {
    let text = refused(b"USER_ID,ITEM_ID,TIMESTAMP\n1,1,\x1b[31mred\n");
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert!(text.contains("rehearsal-run/interactions.csv:2: column `TIMESTAMP`"), "{text}");
}

#[test]
fn a_header_and_nothing_else_is_refused() {
    assert_snapshot!(refused(b"USER_ID,ITEM_ID,TIMESTAMP\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` has no rows below its header
    ");
}

#[test]
fn a_raw_release_is_refused_by_its_columns() {
    let place = Place::with_release();
    assert_snapshot!(place.refused(&["stats", "ml-tiny/ratings.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ml-tiny/ratings.csv:1: expected a column `USER_ID`, found `userId`, `movieId`, `rating`, `timestamp`
    ");
}

#[test]
fn a_demand_that_is_not_met_is_exit_1() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["stats", "--fail-on", "card", "--fail-on", "per_user.p50>5", "-q"]), @r"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.csv
    -------------------------------------------------------
    interactions                                         29
    users                                                 4
    items                                                 6
    distinct user–item pairs                             17
    repeated pairs                                       12
    exact duplicates                                      0
    twins of one second                                  12
    pairs with several event types in a session          12
    rows without an order within their second            24
    share of the user with the most rows            27.59 %
    share of the item with the most rows            27.59 %
    density                                         70.83 %
    sparsity                                        29.17 %
    share of the top 1 % of items                   27.59 %
    share of the top 5 %                            27.59 %
    share of the top 20 %                           44.83 %
    items that share the last fifth of rows         16.67 %
    cold items in the newest tenth                   0.00 %
    cold users in the newest tenth                   0.00 %
    first day                                    2001-09-09
    last day                                     2001-09-11
    interactions per month                             29.0
    sessions (a gap of 30 minutes ends one)               6
    rows per session, median and mean             5 and 4.8
    days between sessions, median                       1.0
    connected components                                  1
    users in the largest                           100.00 %
    users in a test set of the service                    1
    one user more with a hit moves mrr@25 by         1.0000
    item mix moved between tenths of the rows       74.07 %
    of that by chance                               15.79 %
    event type click                                     17
    event type watch                                     12

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2
    -----------------------------------------------------------------------------
    per user    6     6     7     8     8     8     8    8   7.2  0.060    0    0
    per item    4     4     4     4     5     6     8    8   4.8  0.132    0    0

              < 5
    -------------
    per user    0
    per item    4

    a tenth of the rows each          to  rows of new items  rows of new users
    --------------------------------------------------------------------------
    from 2001-09-09           2001-09-09           100.00 %           100.00 %
    from 2001-09-09           2001-09-09            33.33 %            66.67 %
    from 2001-09-09           2001-09-09           100.00 %            33.33 %
    from 2001-09-09           2001-09-09            66.67 %             0.00 %
    from 2001-09-09           2001-09-09             0.00 %             0.00 %
    from 2001-09-09           2001-09-10            33.33 %            66.67 %
    from 2001-09-10           2001-09-10             0.00 %             0.00 %
    from 2001-09-10           2001-09-10             0.00 %             0.00 %
    from 2001-09-11           2001-09-11             0.00 %             0.00 %
    from 2001-09-11           2001-09-11             0.00 %             0.00 %

    a tenth of the rows each  item mix moved by
    -------------------------------------------
    from 2001-09-09                           –
    from 2001-09-09                     33.33 %
    from 2001-09-09                    100.00 %
    from 2001-09-09                     66.67 %
    from 2001-09-09                     66.67 %
    from 2001-09-09                    100.00 %
    from 2001-09-10                     66.67 %
    from 2001-09-10                     66.67 %
    from 2001-09-11                     66.67 %
    from 2001-09-11                    100.00 %

    drift: a tenth of the item mix is another after 0.0 hours: retrain daily, and
      let automatic updates add new items in between

    data card                        value    wanted
    ------------------------------------------------------
    interactions                        29  >= 1,000  poor
    evaluation.users_with_two            4     >= 25  poor
    evaluation.test_users                1    >= 100  poor
    per_user.p50                    7.5000      >= 5    ok
    duplicates                           0      <= 0    ok
    twins                               12      <= 0  poor
    funnel.share                    0.7059   <= 0.01  poor
    repeat_share                    0.4138    <= 0.1  poor
    time.is_recorded                     1      >= 1    ok
    time.unordered_share            0.8276    <= 0.1  poor
    largest.user_share              0.2759    <= 0.9    ok
    largest.item_share              0.2759    <= 0.9    ok
    cold_items_newest_tenth              0    <= 0.3    ok
    components.largest_users_share       1    >= 0.9    ok
    interactions: the service trains on no fewer
    evaluation.users_with_two: the service wants so many users with two interactions
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    twins: rows of one user, item and second can fall on both sides of a cut by
      rows, which leaks the answer
      to keep them together:
        rehearsal eval baselines --hold-out new-items
    funnel.share: 70.59 % of the user–item pairs have several event types (click,
      watch) within one session; a cut by rows can fall between them, so that the
      earlier event gives the later one away
      to predict items that are new to the user:
        rehearsal eval baselines --hold-out new-items
      to find the `watch` after what came before it:
        rehearsal eval baselines --target watch --hold-out new-target-items --seen exclude-target
    repeat_share: 41.38 % of the rows repeat an earlier pair of user and item; a
      model that only repeats the history finds them, and that is no discovery
      to see what is discovered:
        rehearsal eval baselines --hold-out new-items --seen exclude
    time.unordered_share: 82.76 % of the rows share their second with another item
      or event type of the same user; which came first is not known, and the order
      of the file decides by chance
      to treat rows of one second as a set:
        rehearsal eval baselines --view clean
    --- stderr
    ");
    let met = place.run(&["stats", "--fail-on", "users<4", "--fail-on", "sessions.rows.max>100"]);
    assert!(met.starts_with("exit code: 0"), "{met}");
    assert_snapshot!(place.run(&["stats", "--fail-on", "per_usr.p50>5"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `fail-on`: expected a figure of stats.json; did you mean `per_user.p50`? known: cold_items_newest_tenth, cold_users_newest_tenth, components.count, components.largest_items_share, components.largest_users_share, density, distinct_pairs, drift.by_chance, drift.days_per_bucket, drift.days_to_move_a_tenth, drift.mean, duplicates, evaluation.held_out_rows_median, evaluation.one_user_moves_mrr, evaluation.test_users, evaluation.testable_share, evaluation.users_with_two, funnel.pairs, funnel.share, head_share.top_1_percent, head_share.top_20_percent, head_share.top_5_percent, interactions, items, largest.item_share, largest.user_share, long_tail_share, per_item.below_5, per_item.gini, per_item.max, per_item.mean, per_item.min, per_item.p10, per_item.p25, per_item.p50, per_item.p75, per_item.p90, per_item.p99, per_item.with_1, per_item.with_2, per_user.below_5, per_user.gini, per_user.max, per_user.mean, per_user.min, per_user.p10, per_user.p25, per_user.p50, per_user.p75, per_user.p90, per_user.p99, per_user.with_1, per_user.with_2, repeat_share, repeats, service_test_users, sessions.between_s.max, sessions.between_s.mean, sessions.between_s.p50, sessions.between_s.p90, sessions.count, sessions.gap_s, sessions.per_user_mean, sessions.rows.max, sessions.rows.mean, sessions.rows.p50, sessions.rows.p90, span.first_s, span.interactions_per_month, span.last_s, sparsity, time.is_absent, time.is_constant, time.is_recorded, time.is_row_number, time.unordered_rows, time.unordered_share, twins, users, found per_usr.p50
    ");
    assert_snapshot!(place.run(&["stats", "--fail-on", "users"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `fail-on`: expected `card`, FIGURE<VALUE or FIGURE>VALUE, found users
    ");
}

#[test]
fn two_files_stand_side_by_side() {
    let place = Place::prepared();
    place.write(
        "other.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,1,buy,1000000000\n9,99,buy,1000000001\n",
    );
    let args = ["stats", "rehearsal-run/interactions.csv", "--against", "other.csv"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    stats                                        rehearsal-run/interactions.csv
    ---------------------------------------------------------------------------
    interactions                                                             29
    users                                                                     4
    items                                                                     6
    distinct user–item pairs                                                 17
    repeated pairs                                                           12
    exact duplicates                                                          0
    twins of one second                                                      12
    pairs with several event types in a session                              12
    rows without an order within their second                                24
    share of the user with the most rows                                27.59 %
    share of the item with the most rows                                27.59 %
    density                                                             70.83 %
    sparsity                                                            29.17 %
    share of the top 1 % of items                                       27.59 %
    share of the top 5 %                                                27.59 %
    share of the top 20 %                                               44.83 %
    items that share the last fifth of rows                             16.67 %
    cold items in the newest tenth                                       0.00 %
    cold users in the newest tenth                                       0.00 %
    first day                                                        2001-09-09
    last day                                                         2001-09-11
    interactions per month                                                 29.0
    sessions (a gap of 30 minutes ends one)                                   6
    rows per session, median and mean                                 5 and 4.8
    days between sessions, median                                           1.0
    connected components                                                      1
    users in the largest                                               100.00 %
    users in a test set of the service                                        1
    one user more with a hit moves mrr@25 by                             1.0000
    item mix moved between tenths of the rows                           74.07 %
    of that by chance                                                   15.79 %
    event type click                                                         17
    event type watch                                                         12
    event type buy                                                            –

    stats                                         other.csv
    -------------------------------------------------------
    interactions                                          2
    users                                                 2
    items                                                 2
    distinct user–item pairs                              2
    repeated pairs                                        0
    exact duplicates                                      0
    twins of one second                                   0
    pairs with several event types in a session           0
    rows without an order within their second             0
    share of the user with the most rows            50.00 %
    share of the item with the most rows            50.00 %
    density                                         50.00 %
    sparsity                                        50.00 %
    share of the top 1 % of items                   50.00 %
    share of the top 5 %                            50.00 %
    share of the top 20 %                           50.00 %
    items that share the last fifth of rows          0.00 %
    cold items in the newest tenth                   0.00 %
    cold users in the newest tenth                   0.00 %
    first day                                    2001-09-09
    last day                                     2001-09-09
    interactions per month                              2.0
    sessions (a gap of 30 minutes ends one)               2
    rows per session, median and mean             1 and 1.0
    days between sessions, median                       0.0
    connected components                                  2
    users in the largest                            50.00 %
    users in a test set of the service                    1
    one user more with a hit moves mrr@25 by         0.0000
    item mix moved between tenths of the rows      100.00 %
    of that by chance                               20.00 %
    event type click                                      –
    event type watch                                      –
    event type buy                                        2

    in common
    ---------------------------------------------------
    users in both                                     1
    items in both                                     1
    rows of the second with items of the first  50.00 %
    rows of the second with users of the first  50.00 %
    distance of the item mixes                  72.41 %
    --- stderr
    ");
}

#[test]
fn charts_are_written_on_demand() {
    let place = Place::prepared();
    place.done(&["stats", "--charts"]);
    let charts: Vec<String> = place
        .contents()
        .into_keys()
        .filter(|name| name.starts_with("rehearsal-run/charts/") && !name.ends_with('/'))
        .collect();
    assert_snapshot!(charts.join("\n"), @r"
    rehearsal-run/charts/.rehearsal.json
    rehearsal-run/charts/cold-share.png
    rehearsal-run/charts/item-popularity.png
    rehearsal-run/charts/matrix.png
    rehearsal-run/charts/user-activity.png
    ");
}

#[test]
fn odd_quoting_blank_ends_and_many_blocks_are_read_as_one_file() {
    // Rows beyond a block, with quotes and carriage returns in some, so that blocks are read either way.
    let mut text = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    for row in 0..120_000 {
        let item = row % 977;
        let line = match row % 40_000 {
            7 => format!("\"u{}\",i{item},click,{}\r\n", row % 311, 1_000_000_000 + row),
            _ => format!("u{},i{item},click,{}\n", row % 311, 1_000_000_000 + row),
        };
        text.push_str(&line);
    }
    let place = Place::with_interactions(format!("{text}\n\n"));
    let read = |place: &Place, threads: &str| -> serde_json::Value {
        let args = ["stats", "--format", "json", "--threads", threads, "--force"];
        serde_json::from_slice(&place.done(&args)).expect("JSON")
    };
    let (one, two) = (read(&place, "1"), read(&place, "2"));
    assert_eq!(one, two);
    assert_eq!((one["interactions"].as_u64(), one["users"].as_u64()), (Some(120_000), Some(311)));
    let place = Place::with_interactions(text.replacen("\nu5,", "\n\nu5,", 1));
    let with_blank = read(&place, "2");
    assert_eq!(with_blank["interactions"].as_u64(), Some(120_000), "a blank line is passed over");
    let place = Place::with_interactions(text.replace("click,1000119123", "click,soon"));
    let said = place.run(&["stats"]);
    let line = 1 + text.lines().position(|line| line.ends_with("1000119123")).expect("there");
    assert!(said.contains(&format!("interactions.csv:{line}: column `TIMESTAMP`")), "{said}");
}

/// The data card of these rows and what was said on stderr, without the lines that are met.
fn poor_lines(rows: &str) -> String {
    let place = Place::empty();
    place.write("mine.csv", format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{rows}"));
    let shown = place.run(&["stats", "mine.csv"]);
    let card = shown.split("data card").nth(1).expect("a card");
    card.lines().filter(|line| !line.ends_with("  ok")).skip(2).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_click_stream_is_a_funnel() {
    let mut rows = String::new();
    for user in 0..40 {
        for visit in 0..6 {
            let at = 1_700_000_000 + 86_400 * visit + 37 * user;
            for item in 0..4 {
                let at = at + 5 * item;
                let item = (user + visit * 4 + item) % 23;
                let _ = writeln!(rows, "u{user},i{item},view,{at}");
                if item % 3 == 0 {
                    let _ = writeln!(rows, "u{user},i{item},cart,{}", at + 2);
                    let _ = writeln!(rows, "u{user},i{item},buy,{}", at + 4);
                }
            }
        }
    }
    assert_snapshot!(poor_lines(&rows), @r"
    evaluation.test_users                4     >= 100  poor
    funnel.share                    0.3478    <= 0.01  poor
    repeat_share                    0.4349     <= 0.1  poor
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    funnel.share: 34.78 % of the user–item pairs have several event types (view,
      cart, buy) within one session; a cut by rows can fall between them, so that
      the earlier event gives the later one away
      to predict items that are new to the user:
        rehearsal eval baselines --interactions mine.csv --hold-out new-items
      to find the `buy` after what came before it:
        rehearsal eval baselines --interactions mine.csv --target buy --hold-out new-target-items --seen exclude-target
    repeat_share: 43.49 % of the rows repeat an earlier pair of user and item; a
      model that only repeats the history finds them, and that is no discovery
      to see what is discovered:
        rehearsal eval baselines --interactions mine.csv --hold-out new-items --seen exclude
    --- stderr
    ");
}

#[test]
fn a_bot_is_named_with_the_command_that_takes_it_out() {
    let mut rows = String::new();
    for n in 0..3_000 {
        let _ = writeln!(rows, "bot o'1,i{},view,{}", n % 61, 1_600_000_000 + n * 40);
    }
    for n in 0..600 {
        let _ = writeln!(rows, "u{},i{},view,{}", n % 150, n % 60, 1_600_000_000 + n * 170);
    }
    assert_snapshot!(poor_lines(&rows), @r#"
    evaluation.test_users               15     >= 100  poor
    per_user.p50                         4       >= 5  poor
    repeat_share                    0.8997     <= 0.1  poor
    largest.user_share              0.8333     <= 0.1  poor
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    per_user.p50: of a shorter history little can be learnt, and its newest tenth is
      one interaction
    repeat_share: 89.97 % of the rows repeat an earlier pair of user and item; a
      model that only repeats the history finds them, and that is no discovery
      to see what is discovered:
        rehearsal eval baselines --interactions mine.csv --hold-out new-items --seen exclude
    largest.user_share: user `bot o'1` has 83.33 % of all rows; beyond the bound it
      is most likely a bot or a test account
      to take it out:
        rehearsal prep interactions --input mine.csv --filter 'USER_ID != "bot o'\''1"' --run rehearsal-run-without-user
    --- stderr
    "#);
    let place = Place::with_interactions(format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{rows}"));
    let condition = "USER_ID != \"bot o'1\"";
    let input = "rehearsal-run/interactions.csv";
    place.done(&[
        "prep",
        "interactions",
        "--input",
        input,
        "--filter",
        condition,
        "--run",
        "clean",
    ]);
    assert!(!place.text("clean/interactions.csv").contains("bot"));
}

#[test]
fn times_that_record_nothing_are_named() {
    let rows = |time: fn(usize) -> usize| -> String {
        let row = |n: usize| format!("u{},i{},view,{}\n", n % 150, n % 77, time(n));
        (0..1_200).map(row).collect()
    };
    assert_snapshot!(poor_lines(&rows(|_| 1_600_000_000)), @r"
    evaluation.test_users               15     >= 100  poor
    time.is_recorded                     0       >= 1  poor
    time.unordered_share                 1     <= 0.1  poor
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    time.is_recorded: all rows have one time, so that no row is older than another
      to hold out at random:
        rehearsal eval baselines --interactions mine.csv --protocol random-ratio
    time.unordered_share: 100.00 % of the rows share their second with another item
      or event type of the same user; which came first is not known, and the order
      of the file decides by chance
      to hold out at random:
        rehearsal eval baselines --interactions mine.csv --protocol random-ratio
    --- stderr
    ");
    assert_snapshot!(poor_lines(&rows(|n| n + 1)), @r"
    evaluation.test_users               15     >= 100  poor
    time.is_recorded                     0       >= 1  poor
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    time.is_recorded: the times rise by one and the same step from row to row: a row
      counter, no record of when
      to hold out at random:
        rehearsal eval baselines --interactions mine.csv --protocol random-ratio
    --- stderr
    ");
    assert_snapshot!(poor_lines(&rows(|n| 1_600_000_000_000 + n * n)), @r"
    evaluation.test_users               15     >= 100  poor
    evaluation.test_users: a tenth of the users is tested; of fewer than 100, one
      user more with a hit moves every figure by a hundredth and more
    --- stderr
    warning: `mine.csv`: 1,200 of 1,200 rows have a TIMESTAMP that cannot be seconds since 1970, such as 1600000000000 (in milliseconds: 2020-09-13T12:26:40Z); what rests on time, such as sessions, months and cuts, is wrong; `rehearsal prep interactions --input mine.csv --timestamp-unit auto --run rehearsal-run-seconds` writes seconds
    ");
}

#[test]
fn instants_beyond_the_calendar_are_numbers_and_named() {
    let place = Place::empty();
    place.write("mine.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,a,-9223372036854775808\nu,b,5\n");
    let shown = place.run(&["stats", "mine.csv"]);
    let lines = shown.lines().filter(|line| line.contains("day  ") || line.contains("warning"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    first day                                     -9223372036854775808
    last day                                                1970-01-01
    warning: `mine.csv`: 1 of 2 rows have a TIMESTAMP that cannot be seconds since 1970, such as -9223372036854775808 (in nanoseconds: 1677-09-21T00:12:43Z); what rests on time, such as sessions, months and cuts, is wrong; `rehearsal prep interactions --input mine.csv --timestamp-unit auto --run rehearsal-run-seconds` writes seconds
    ");
}

#[test]
fn duplicates_and_twins_are_those_of_the_linter() {
    let rows = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,DEVICE,TIMESTAMP\n\
        u,a,view,1,tv,1600000000\n\
        u,a,view,1.0,tv,1600000000\n\
        u,b,view,1,tv,1600000000\n\
        u,b,view,1,phone,1600000000\n\
        u,c,view,16777216,tv,1600000001\n\
        u,c,view,16777217,tv,1600000001\n\
        u,d,view,,tv,1600000002\n\
        u,d,view,,tv,1600000002\n\
        u,d,buy,,tv,1600000002\n";
    let place = Place::empty();
    place.write("mine.csv", rows);
    place.done(&["schema", "infer", "mine.csv", "--output", "mine.avsc"]);
    let json = |args: &[&str]| -> serde_json::Value {
        let output = place.command(args).output().expect("the binary starts");
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let said = json(&["validate", "schema", "mine.csv", "--select", "A7", "--format", "json"]);
    let of_rule = |code: &str| {
        let violations = said["violations"].as_array().expect("a list");
        violations.iter().find(|found| found["code"] == code).map(|found| found["count"].clone())
    };
    let stats = json(&["stats", "mine.csv", "--format", "json"]);
    assert_eq!((&stats["duplicates"], &stats["twins"]), (&1.into(), &4.into()));
    assert_eq!(of_rule("A701").as_ref(), Some(&stats["duplicates"]));
    assert_eq!(of_rule("A702").as_ref(), Some(&stats["twins"]));
}

/// The command that the card advises for `figure`, as arguments.
fn advised(stats: &serde_json::Value, figure: &str) -> Vec<String> {
    let card = stats["card"].as_array().expect("a card");
    let check = card.iter().find(|check| check["figure"] == figure).expect("a line of the card");
    let command = check["advice"][0]["command"].as_str().expect("a command");
    let words = command.strip_prefix("rehearsal ").expect("ours");
    words.split(' ').map(str::to_owned).collect()
}

#[test]
fn duplicates_are_gone_when_the_advice_is_followed() {
    let row = |n: usize| format!("u{},i{},view,{}\n", n % 30, n % 7, 1_600_000_000 + n * n);
    let twice: String = (0..200).map(|n| row(n) + &row(n / 2)).collect();
    let place = Place::with_interactions(format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{twice}"));
    let stats = |args: &[&str]| -> serde_json::Value {
        let args = [&["stats", "--format", "json"][..], args].concat();
        serde_json::from_slice(&place.done(&args)).expect("JSON")
    };
    let before = stats(&[]);
    assert_ne!(before["duplicates"], 0);
    let command = advised(&before, "duplicates");
    place.done(&command.iter().map(String::as_str).collect::<Vec<_>>());
    let after = stats(&["--run", "rehearsal-run-deduplicated"]);
    assert_eq!(after["duplicates"], 0);
    assert_eq!(after["interactions"], 200);
}

#[test]
fn a_table_without_a_time_has_the_figures_that_need_none() {
    let place = Place::empty();
    let rows = "USER_ID,ITEM_ID,EVENT_TYPE\n1,a,view\n1,b,buy\n2,a,view\n2,a,buy\n3,c,view\n";
    place.write("rehearsal-run/interactions.csv", rows);
    let printed = String::from_utf8(place.done(&["stats", "--charts"])).expect("UTF-8");
    assert!(printed.contains("The data has no time: no sessions, months, drift or cold items."));
    assert!(printed.contains("--protocol random-ratio"), "{printed}");
    let stats: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/stats.json")).expect("JSON");
    for figure in ["twins", "funnel", "span", "cold_items_newest_tenth", "sessions", "drift"] {
        assert!(stats[figure].is_null(), "{figure}");
    }
    assert_eq!(stats["distinct_pairs"], 4);
    assert_eq!(stats["time"]["is_absent"], true);
    // Two of user 1 and two of user 2: of each the other may have come first.
    assert_eq!(stats["time"]["unordered_rows"], 4);
    place.done(&["report"]);
    assert!(place.text("rehearsal-run/report.html").contains("the data has no time"));
    let demand = ["stats", "--fail-on", "drift.mean>0.1", "--force"];
    let said = place.run(&demand);
    assert!(said.contains("no figure") || said.contains("expected a figure"), "{said}");
}
