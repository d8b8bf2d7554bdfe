//! `stats`: how sparse the data is.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

#[test]
fn the_small_data_as_text() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["stats"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv
    ---------------------------------------------------
    interactions                                     29
    users                                             4
    items                                             6
    distinct user–item pairs                         17
    repeated pairs                                   12
    exact duplicates                                  0
    density                                     70.83 %
    sparsity                                    29.17 %
    share of the top 1 % of items               27.59 %
    share of the top 5 %                        27.59 %
    share of the top 20 %                       44.83 %
    items that share the last fifth of rows     16.67 %
    cold items in the newest tenth               0.00 %
    first day                                2001-09-09
    last day                                 2001-09-11
    interactions per month                         29.0
    users in a test set of the service                1
    event type click                                 17
    event type watch                                 12

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2  < 5
    ----------------------------------------------------------------------------------
    per user    6     6     7     8     8     8     8    8   7.2  0.060    0    0    0
    per item    4     4     4     4     5     6     8    8   4.8  0.132    0    0    4
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
      "duplicates": 0,
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
      "service_test_users": 1,
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
      ]
    }
    "#);
}

#[test]
fn another_file_is_described_and_nothing_written() {
    let place = Place::empty();
    place.write("mine.csv", "TIMESTAMP,ITEM_ID,USER_ID\n5,a,x\n7,b,x\n7,a,y\n");
    assert_snapshot!(place.unchanged(&["stats", "mine.csv"]), @"
    exit code: 0
    --- stdout
    mine.csv
    ---------------------------------------------------
    interactions                                      3
    users                                             2
    items                                             2
    distinct user–item pairs                          3
    repeated pairs                                    0
    exact duplicates                                  0
    density                                     75.00 %
    sparsity                                    25.00 %
    share of the top 1 % of items               66.67 %
    share of the top 5 %                        66.67 %
    share of the top 20 %                       66.67 %
    items that share the last fifth of rows      0.00 %
    cold items in the newest tenth               0.00 %
    first day                                1970-01-01
    last day                                 1970-01-01
    interactions per month                          3.0
    users in a test set of the service                1

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2  < 5
    ----------------------------------------------------------------------------------
    per user    1     1     1     2     2     2     2    2   1.5  0.167    1    1    2
    per item    1     1     1     2     2     2     2    2   1.5  0.167    1    1    2
    --- stderr
    ");
}

#[test]
fn a_file_without_its_last_line_break_is_read_with_a_warning() {
    let place = Place::empty();
    place.write("mine.csv", "USER_ID,ITEM_ID,TIMESTAMP\nx,a,5\nx,b,7");
    assert_snapshot!(place.unchanged(&["stats", "mine.csv"]), @"
    exit code: 0
    --- stdout
    mine.csv
    ---------------------------------------------------
    interactions                                      2
    users                                             1
    items                                             2
    distinct user–item pairs                          2
    repeated pairs                                    0
    exact duplicates                                  0
    density                                    100.00 %
    sparsity                                     0.00 %
    share of the top 1 % of items               50.00 %
    share of the top 5 %                        50.00 %
    share of the top 20 %                       50.00 %
    items that share the last fifth of rows      0.00 %
    cold items in the newest tenth               0.00 %
    first day                                1970-01-01
    last day                                 1970-01-01
    interactions per month                          2.0
    users in a test set of the service                1

              min  10 %  25 %  50 %  75 %  90 %  99 %  max  mean   Gini  = 1  = 2  < 5
    ----------------------------------------------------------------------------------
    per user    2     2     2     2     2     2     2    2   2.0  0.000    0    1    1
    per item    1     1     1     1     1     1     1    1   1.0  0.000    2    0    2
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
    assert_snapshot!(place.refused(&["stats", "rehearsal-run"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `rehearsal-run`: Is a directory (os error 21)
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
    error: rehearsal-run/interactions.csv:3: column `ITEM_ID`: expected UTF-8, found the byte 0xFF at offset 34 of the file; convert it, for instance with `iconv -f LATIN1 -t UTF-8`
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
