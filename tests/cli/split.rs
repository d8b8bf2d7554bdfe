//! `split`: a cut as files, and the same cut asked of baselines and of lists.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

#[test]
fn the_services_cut_of_the_small_data() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["split", "--test-share", "0.5"]), @r"
    exit code: 0
    --- stdout
    protocol: personalize, one fold with 50 % of the users tested, trained on the
      others
    held out: the newest tenth of each test user's rows

            training rows  training users  test users  history rows  held-out rows
    ------------------------------------------------------------------------------
    fold 1             15               2           2            12              2

            held-out items
    ----------------------
    fold 1               2

    leak: for 1 of 2 users the newest visible item is held out too;
      `--hold-out new-items` holds out nothing that the history has
    leak: for 1 of 2 users the cut falls inside one second, so that file order
      decides; `--view clean` never cuts inside a second
    audit: 1 of 2 held-out items are in the history already (users: 1); 1 held-out
      rows have a twin of the same second in the history (users: 1); for 2 users
      training knows later rows than their first held-out one, 40.0 % of it on
      average

    written to rehearsal-run/split:
      import.csv         for Personalize to import: training and history together
      batch-input.jsonl  for a batch inference job on the test users
      held-out.csv       the answers; then
        rehearsal eval recommendations --recommendations batch-input.jsonl.out --held-out rehearsal-run/split/held-out.csv --train rehearsal-run/split/import.csv
        rehearsal eval baselines --train rehearsal-run/split/import.csv --held-out rehearsal-run/split/held-out.csv --run cut
    --- stderr
    ");
    assert_snapshot!(place.files(), @r"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    rehearsal-run/
    rehearsal-run/.rehearsal.json
    rehearsal-run/interactions.avsc
    rehearsal-run/interactions.csv
    rehearsal-run/interactions.manifest.json
    rehearsal-run/items.avsc
    rehearsal-run/items.csv
    rehearsal-run/items.manifest.json
    rehearsal-run/split/
    rehearsal-run/split/.rehearsal.json
    rehearsal-run/split/batch-input.jsonl
    rehearsal-run/split/held-out.csv
    rehearsal-run/split/history.csv
    rehearsal-run/split/import.csv
    rehearsal-run/split/split.manifest.json
    rehearsal-run/split/train.csv
    ");
    for name in ["train.csv", "history.csv", "held-out.csv", "import.csv", "batch-input.jsonl"] {
        let text = place.text(&format!("rehearsal-run/split/{name}"));
        assert!(text.ends_with('\n'), "{name}");
    }
    assert_snapshot!(place.text("rehearsal-run/split/batch-input.jsonl"), @r#"
    {"userId":"2"}
    {"userId":"3"}
    "#);
    assert_snapshot!(place.text("rehearsal-run/split/held-out.csv"), @"
    USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
    2,6,click,1000003720
    3,2,watch,1000086580
    ");
    assert_snapshot!(without_digests(&place.text("rehearsal-run/split/split.manifest.json")), @r#"
    {
      "schema_version": 1,
      "tool": "rehearsal 0.1.0",
      "input": {
        "path": "rehearsal-run/interactions.csv",
        "bytes": 654,
        "sha256": "[SHA]"
      },
      "event_type": null,
      "event_value_threshold": null,
      "rows_filtered_out": 0,
      "protocol": {
        "name": "personalize",
        "folds": 1,
        "test_share": 0.5,
        "seed": 42
      },
      "hold_out": "rows",
      "fold": 1,
      "training_rows": 15,
      "history_rows": 12,
      "held_out_rows": 2,
      "held_out_items": 2,
      "window_only_rows": 0,
      "training_users": {
        "users": 2,
        "sha256": "[SHA]"
      },
      "test_users": {
        "users": 2,
        "sha256": "[SHA]"
      },
      "users_not_tested": 0,
      "users_with_nothing_new": 0,
      "users_of_one_second": 0,
      "leaks": {
        "newest_item_held_out": 1,
        "any_held_out_item_in_history": 1,
        "cut_inside_a_second": 1,
        "held_out_items_in_history": 1,
        "users_with_twins": 1,
        "twin_rows": 1,
        "answers_seen_shortly_before": 1,
        "users_with_answers_seen_shortly_before": 1,
        "rows_without_order": 12,
        "held_out_rows_in_training": 0,
        "held_out_items_unknown": 0,
        "users_with_unknown_items_only": 0,
        "users_unknown": 2,
        "users_without_history": 0,
        "users_with_later_training": 2,
        "later_training_share": 0.4
      },
      "outputs": [
        {
          "path": "train.csv",
          "bytes": 360,
          "sha256": "[SHA]"
        },
        {
          "path": "history.csv",
          "bytes": 289,
          "sha256": "[SHA]"
        },
        {
          "path": "held-out.csv",
          "bytes": 79,
          "sha256": "[SHA]"
        },
        {
          "path": "import.csv",
          "bytes": 612,
          "sha256": "[SHA]"
        },
        {
          "path": "batch-input.jsonl",
          "bytes": 30,
          "sha256": "[SHA]"
        }
      ]
    }
    "#);
}

/// Every row of the input is in `train`, `history` or `held-out`, byte for byte and in its order.
#[test]
fn the_files_of_a_cut_are_the_rows_of_the_input() {
    let text = "TIMESTAMP,USER_ID,NOTE,ITEM_ID\r\n1,u,\"a, \"\"b\"\"\",x\r\n2,u,,y\r\n1,v,\"two\nlines\",x\r\n3,v,,z";
    let place = Place::with_interactions(text);
    place.done(&["split", "--protocol", "leave-last-one"]);
    let read = |name: &str| place.text(&format!("rehearsal-run/split/{name}"));
    let header = "TIMESTAMP,USER_ID,NOTE,ITEM_ID\n";
    let old = "1,u,\"a, \"\"b\"\"\",x\n1,v,\"two\nlines\",x\n";
    assert_eq!(read("held-out.csv"), format!("{header}2,u,,y\n3,v,,z\n"));
    assert_eq!(read("train.csv"), format!("{header}{old}"));
    assert_eq!(read("history.csv"), read("train.csv"));
    assert_eq!(read("import.csv"), read("train.csv"), "a row of both stands once");
}

#[test]
fn every_fold_has_its_folder_and_all_users_are_tested_once() {
    let place = Place::prepared();
    place.done(&["split", "--folds", "4", "--output", "cut"]);
    let mut users: Vec<String> = (1..=4)
        .flat_map(|fold| {
            let text = place.text(&format!("cut/fold-0{fold}/batch-input.jsonl"));
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    users.sort();
    assert_eq!(users, ["1", "10", "2", "3"].map(|user| format!("{{\"userId\":\"{user}\"}}")));
}

/// The train, history and held-out files of a cut give the very figures of the cut in memory.
#[test]
fn a_cut_read_back_scores_as_the_one_in_memory() {
    let place = Place::prepared();
    let cut = ["--folds", "1", "--test-share", "0.5"];
    place.done(&[&["split", "--output", "cut"][..], &cut].concat());
    let models = ["--models", "popularity,item-knn", "--items", "rehearsal-run/items.csv"];
    let eval = |args: &[&str]| -> serde_json::Value {
        let run =
            [&["eval", "baselines", "--format", "json", "--force"][..], &models, args].concat();
        serde_json::from_slice(&place.done(&run)).expect("JSON")
    };
    let files = [
        "--train",
        "cut/train.csv",
        "--history",
        "cut/history.csv",
        "--held-out",
        "cut/held-out.csv",
    ];
    let (here, elsewhere) = (eval(&cut), eval(&files));
    for model in 0..2 {
        assert_eq!(here["models"][model]["metrics"], elsewhere["models"][model]["metrics"]);
    }
    assert_eq!(here["protocol"]["leaks"], elsewhere["protocol"]["leaks"]);
}

#[test]
fn what_a_cut_in_time_leaves_out_is_said() {
    let place = Place::with_interactions(
        "USER_ID,ITEM_ID,TIMESTAMP\nold,a,1\nold,b,9\nnew,a,8\nnew,b,9\ngone,a,2\n",
    );
    let args = ["split", "--protocol", "global-time", "--cut", "5"];
    let said = place.run(&args);
    assert!(said.contains("not tested: 2 users"), "{said}");
    assert!(
        said.contains("in window.csv only: 2 rows from the cut on, of users who had none before"),
        "{said}"
    );
    assert_eq!(place.text("rehearsal-run/split/train.csv").lines().count(), 3, "old 1 and gone");
    let window = place.text("rehearsal-run/split/window.csv");
    assert_eq!(window, "USER_ID,ITEM_ID,TIMESTAMP\nold,b,9\nnew,a,8\nnew,b,9\n");
    let k_fold = ["split", "--protocol", "user-k-fold", "--folds", "1", "--output", "other"];
    assert!(place.run(&k_fold).contains("a user k-fold has at least two folds"));
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["split", "--cut", "2001-09-10"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--cut` goes with `--protocol global-time`
    ");
    assert_snapshot!(place.run(&["split", "--protocol", "global-time", "--cut", "yesterday"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--cut`: expected a date, an instant as 2018-05-01T12:00:00Z, or seconds, found `yesterday`
    ");
    assert_snapshot!(place.run(&["split", "--protocol", "global-time", "--folds", "3"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--folds` goes with `--protocol personalize`
    ");
    assert_snapshot!(place.run(&["split", "--folds", "2", "--test-share", "0.2"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--test-share` goes with `--folds 1`: with more folds every user is tested
    ");
    assert_snapshot!(place.run(&["split", "--protocol", "per-user-ratio", "--held-out-share", "1.5"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--held-out-share`: expected a share between 0 and 1, found 1.5
    ");
    assert_snapshot!(place.run(&["split", "--protocol", "global-time", "--cut", "1980-01-01"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no user has interactions on both sides of the cut, so that nobody can be tested
    ");
    assert_snapshot!(place.run(&["eval", "baselines", "--train", "a.csv", "--held-out", "b.csv", "--folds", "2"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--train <FILE>' cannot be used with '--folds <N>'

    Usage: rehearsal eval baselines --train <FILE> --held-out <FILE>

    For more information, try '--help'.
    ");
    assert_snapshot!(place.run(&["split", "--output", "rehearsal-run", "rehearsal-run/items.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal-run/items.csv:1: expected a column `USER_ID`, found `ITEM_ID`, `TITLE`, `GENRES`, `YEAR`, `CREATION_TIMESTAMP`
    ");
    let before = place.contents();
    place.run(&["split", "--protocol", "global-time", "--cut", "1980-01-01"]);
    assert_eq!(place.contents(), before, "nothing is left behind");
}
