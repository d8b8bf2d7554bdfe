//! `eval recommendations`: lists that something else made.

use insta::assert_snapshot;

use crate::place::Place;

const TRAIN: &str =
    "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,a,click,1\n1,b,click,2\n2,a,click,1\n3,c,click,1\n";
const HELD_OUT: &str =
    "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,c,watch,3\n2,b,click,3\n2,d,watch,4\n3,a,click,5\n";

fn cut() -> Place {
    let place = Place::empty();
    place.write("train.csv", TRAIN);
    place.write("held-out.csv", HELD_OUT);
    place.write("items.csv", "ITEM_ID,GENRES,PRICE\na,Drama,1\nb,Drama|War,2\nc,War,4\nd,,8\n");
    place
}

fn score<'a>(lists: &'a [&'a str]) -> Vec<&'a str> {
    let mut args =
        vec!["eval", "recommendations", "--held-out", "held-out.csv", "--replicates", "200"];
    for list in lists {
        args.extend(["--recommendations", list]);
    }
    args
}

#[test]
fn a_batch_inference_output_is_scored_and_what_is_odd_is_said() {
    let place = cut();
    let lines = [
        r#"{"input":{"userId":"1"},"output":{"recommendedItems":["c","b"],"scores":[0.5,0.1]},"error":null}"#,
        r#"{"input":{"userId":"2"},"output":{"recommendedItems":["a","b","b","zz"]}}"#,
        r#"{"input":{"userId":"2"},"output":{"recommendedItems":["d"]}}"#,
        r#"{"input":{"userId":"3"},"output":null,"error":{"errorMessage":"User not found"}}"#,
        r#"{"input":{"userId":"77"},"output":{"recommendedItems":["a"]}}"#,
    ];
    place.write("batch.out", lines.join("\n"));
    let all =
        [&score(&["personalize=batch.out"])[..], &["--train", "train.csv", "--items", "items.csv"]];
    assert_snapshot!(place.run(&all.concat()), @r#"
    exit code: 0
    --- stdout
    data: 8 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again
      audit: 1 held-out items are unknown to training (users with no others: 0)

    model        mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ------------------------------------------------------------------------
    personalize  0.5000  0.6667   0.6667   0.6667       0.1333        0.0667

    model        precision@25  coverage
    -----------------------------------
    personalize        0.0267    0.7500
    2 lists with fewer than 25 items
    --- stderr
    warning: personalize: 1 line on which the job failed: line 4 (3): {"errorMessage":"User not found"}
    warning: personalize: 1 test user without a list, counted as 0
    warning: personalize: 1 list for somebody whom the data does not have, passed over: `77`
    warning: personalize: 2 lists shorter than is looked at, not filled up
    warning: personalize: 1 place in 1 list with an item that stands above already, a miss
    warning: personalize: 1 list for somebody who had one, the first counts
    warning: personalize: 2 places with an item of the user's history that is not to be found, a miss
    warning: personalize: 1 place with an item or user that the data does not have, a miss
    "#);
    assert_snapshot!(place.files(), @"
    batch.out
    held-out.csv
    items.csv
    rehearsal-run/
    rehearsal-run/eval-recommendations.json
    train.csv
    ");
    let result: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval-recommendations.json")).expect("JSON");
    // Ranks: c at 1 for user 1, b at 2 for user 2, nothing for user 3: (1 + 1/2 + 0) / 3.
    let figure = |key: &str| result["models"][0]["metrics"][key].as_f64().expect("a figure");
    assert!((figure("mean_reciprocal_rank_at_25") - 0.5).abs() < 1e-12);
    assert!((figure("recall_at_5") - (1.0 + 0.5 + 0.0) / 3.0).abs() < 1e-12);
    assert_snapshot!(serde_json::to_string_pretty(&result["models"][0]["lists"]).expect("JSON"), @r#"
    {
      "equal_rows": 0,
      "failed_lines": 1,
      "failures": [
        {
          "error": "{\"errorMessage\":\"User not found\"}",
          "line": 4,
          "query": "3"
        }
      ],
      "form": "batch inference output",
      "lists": 2,
      "lists_for_strangers": 1,
      "lists_of_one": 0,
      "lists_with_repeats": 1,
      "lists_without_truth": 0,
      "long_lists": 0,
      "places": 8,
      "places_of_seen": 2,
      "places_of_unknown": 1,
      "repeated_lists": 1,
      "repeated_places": 1,
      "strangers": [
        "77"
      ],
      "users_without_list": 1
    }
    "#);
}

#[test]
fn csv_trec_and_json_of_the_same_lists_have_the_same_figures() {
    let place = cut();
    place.write("rank.csv", "USER_ID,ITEM_ID,RANK\n2,b,1\n1,c,2\n1,a,1\n3,a,1\n");
    place.write("score.csv", "ITEM_ID,USER_ID,SCORE\nb,2,9\nc,1,1\na,1,2\na,3,3\n");
    place.write("run.trec", "2 Q0 b 1 9 x\n1 Q0 c 2 1 x\n1 Q0 a 1 2 x\n3 Q0 a 1 3 x\n");
    place.write(
        "out.jsonl",
        "{\"input\":{\"userId\":\"2\"},\"output\":{\"recommendedItems\":[\"b\"]}}\n\
         {\"input\":{\"userId\":\"1\"},\"output\":{\"recommendedItems\":[\"a\",\"c\"]}}\n\
         {\"input\":{\"userId\":\"3\"},\"output\":{\"recommendedItems\":[\"a\"]}}\n",
    );
    let args = score(&["rank.csv", "score.csv", "run.trec", "out.jsonl"]);
    let run = [&args[..], &["--format", "json", "--per-user", "users.csv"]].concat();
    let result: serde_json::Value = serde_json::from_slice(&place.done(&run)).expect("JSON");
    for model in 1..4 {
        assert_eq!(result["models"][model]["metrics"], result["models"][0]["metrics"]);
    }
    assert_snapshot!(place.text("users.csv").lines().take(4).collect::<Vec<_>>().join("\n"), @r"
    MODEL,VIEW,CONVENTION,USER_ID,FOLD,HISTORY_ROWS,HELD_OUT_ITEMS,HELD_OUT_HASH,mean_reciprocal_rank_at_25,normalized_discounted_cumulative_gain_at_5,normalized_discounted_cumulative_gain_at_10,normalized_discounted_cumulative_gain_at_25,precision_at_5,precision_at_10,precision_at_25,recall_at_5,recall_at_10,recall_at_25,hit_rate_at_5,hit_rate_at_10,hit_rate_at_25,mean_average_precision_at_25
    rank.csv,custom,service,1,1,0,1,8c40219a46b9f81b,0.5,1,1,1,0.2,0.1,0.04,1,1,1,1,1,1,0.5
    rank.csv,custom,service,2,1,0,2,9d520d910ea02c09,1,1,1,1,0.2,0.1,0.04,0.5,0.5,0.5,1,1,1,0.5
    rank.csv,custom,service,3,1,0,1,e6c632b61e964e1f,1,1,1,1,0.2,0.1,0.04,1,1,1,1,1,1,1
    ");
}

#[test]
fn segments_of_users_are_scored_by_hits_and_recall_at_1_percent() {
    let place = cut();
    place.write(
        "segments.out",
        "{\"input\":{\"itemId\":\"c\"},\"output\":{\"usersList\":[\"1\",\"2\"]},\"error\":null}\n\
         {\"input\":{\"itemId\":\"b\"},\"output\":{\"recommendedUsers\":[\"3\",\"2\"]}}\n",
    );
    assert_snapshot!(place.run(&score(&["segments.out"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `segments.out` has users for items, of which the first 1 % of all users is looked at; `--train` must say how many users there are
    ");
    // 1 % of three users is one user: a hit for c, none for b.
    let with_train = [&score(&["segments.out"])[..], &["--train", "train.csv"]].concat();
    assert_snapshot!(place.run(&with_train), @r"
    exit code: 0
    --- stdout
    data: 8 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again
      audit: 1 held-out items are unknown to training (users with no others: 0)

    segments      queries  coverage  hits@1%  recall@1%
    ---------------------------------------------------
    segments.out        2    0.6667   0.5000     0.5000
    --- stderr
    ");
    place.write(
        "attributes.out",
        "{\"itemAttributes\":\"ITEMS.genres = \\\"War\\\"\",\"output\":{\"recommendedUsers\":[\"2\"]}}\n",
    );
    // c and b are War; users 1 and 2 had one of them.
    let with_items = [
        &score(&["attributes.out"])[..],
        &["--train", "train.csv", "--items", "items.csv", "--force"],
    ]
    .concat();
    assert_snapshot!(place.run(&with_items), @r"
    exit code: 0
    --- stdout
    data: 8 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again
      audit: 1 held-out items are unknown to training (users with no others: 0)

    segments        queries  coverage  hits@1%  recall@1%
    -----------------------------------------------------
    attributes.out        1    0.3333   1.0000     1.0000
    --- stderr
    ");
    let without = [&score(&["attributes.out"])[..], &["--train", "train.csv", "--force"]].concat();
    assert_snapshot!(place.run(&without), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `attributes.out`: it has users for attributes of items, for which `--items` must name the items file
    ");
}

#[test]
fn weights_rewards_and_related_items() {
    let place = cut();
    place.write("related.out", "{\"input\":{\"itemId\":\"a\"},\"output\":{\"recommendedItems\":[\"b\",\"d\"]}}\n{\"input\":{\"itemId\":\"b\"},\"output\":{\"recommendedItems\":[\"c\"]}}\n");
    let args = [
        "--train",
        "train.csv",
        "--items",
        "items.csv",
        "--reward",
        "PRICE",
        "--event-weight",
        "watch=3",
        "--event-weight",
        "click=1",
    ];
    // Newest items: b for user 1, a for user 2, c for user 3, who has no list.
    assert_snapshot!(place.run(&[&score(&["related.out"])[..], &args].concat()), @r"
    exit code: 0
    --- stdout
    data: 8 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again
      audit: 1 held-out items are unknown to training (users with no others: 0)

    model        mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ------------------------------------------------------------------------
    related.out  0.6667  0.6667   0.6667   0.6667       0.2000        0.1000

    model        precision@25  coverage
    -----------------------------------
    related.out        0.0400    0.7500
    2 lists with fewer than 25 items
    1 list of one item: what they score says whether that item is a hit, and nothing
      of an order

    model        weighted ndcg@5  weighted ndcg@10  weighted ndcg@25  rewards@25
    ----------------------------------------------------------------------------
    related.out           0.6667            0.6667            0.6667      0.6667
    --- stderr
    warning: related.out: 1 test user without a list, counted as 0
    warning: related.out: 2 lists shorter than is looked at, not filled up
    warning: related.out: 1 list of one item: every figure of those says whether that item is a hit, and nothing of an order
    ");
    assert_snapshot!(place.run(&[&score(&["related.out"])[..], &["--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `related.out` has items for items; `--train` or `--history` must say which item each user had last
    ");
}

/// Misses keep their places, known or not: c stands at rank 6.
#[test]
fn unknown_items_lift_no_hit() {
    let place = cut();
    let rows: String =
        (1..=5).map(|rank| format!("1,z{rank},{rank}\n")).chain(["1,c,6\n".to_owned()]).collect();
    place.write("ranks.csv", format!("USER_ID,ITEM_ID,RANK\n{rows}"));
    let args = ["--event-weight", "watch=1", "--event-weight", "click=1", "--format", "json"];
    let scored = place.done(&[&score(&["ranks.csv"])[..], &args].concat());
    let result: serde_json::Value = serde_json::from_slice(&scored).expect("JSON");
    let metrics = &result["models"][0]["metrics"];
    for k in [5, 10, 25] {
        let plain = &metrics[format!("normalized_discounted_cumulative_gain_at_{k}")];
        let key = format!("normalized_discounted_cumulative_gain_with_event_weights_at_{k}");
        assert_eq!(plain, &metrics[key], "at {k}");
    }
    assert_eq!(metrics["precision_at_5"], 0.0);
}

#[test]
fn a_job_that_failed_throughout_says_so() {
    let place = cut();
    place.write("failed.out", "{\"input\":{\"userId\":\"1\"},\"error\":\"denied\"}\n{\"input\":{\"userId\":\"2\"},\"output\":null}\n");
    assert_snapshot!(place.run(&score(&["failed.out"])), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `failed.out` has no list for anybody of `held-out.csv`; it begins with a line on which the job failed. Are the ids of the same data? The job failed on 2 lines, first on line 1: "denied"
    "#);
}

#[test]
fn the_values_of_users_replace_neither_an_input_nor_the_result() {
    let place = cut();
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,c,1\n");
    let before = place.contents();
    let own = ["--per-user", "held-out.csv", "--force"];
    assert_snapshot!(place.run(&[&score(&["lists.csv"])[..], &own].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `held-out.csv` is an input of this very command; choose another output
    ");
    let result = ["--output", "x.json", "--per-user", "./x.json", "--force"];
    assert_snapshot!(place.run(&[&score(&["lists.csv"])[..], &result].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--per-user` names `./x.json`, which the result itself is written to
    ");
    assert_eq!(place.contents(), before);
}

/// In memory and through files, the same lists have the same trend accuracy.
#[test]
fn trends_are_scored_by_the_whole_window() {
    let place = Place::with_interactions(
        "USER_ID,ITEM_ID,TIMESTAMP\n1,a,0\n1,b,3\n2,a,4\n1,a,5\n2,c,6\nnew,c,7\nnew,d,8\nnew,e,9\n",
    );
    let cut = ["--protocol", "global-time", "--cut", "5"];
    place.done(&[&["split"][..], &cut].concat());
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,a,1\n1,b,2\n2,a,1\n2,b,2\n");
    let own = ["eval", "baselines", "--models", "popularity", "--format", "json"];
    let own = place.done(&[&own[..], &cut].concat());
    let from = |name: &str| format!("rehearsal-run/split/{name}.csv");
    let (train, held_out, window) = (from("import"), from("held-out"), from("window"));
    let scored = place.done(&[
        "eval",
        "recommendations",
        "--recommendations",
        "lists.csv",
        "--train",
        &train,
        "--held-out",
        &held_out,
        "--window",
        &window,
        "--format",
        "json",
    ]);
    let figure = |bytes: &[u8]| {
        let result: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        result["models"][0]["metrics"]["trend_prediction_accuracy"].as_f64().expect("a window")
    };
    // From 5 to 9: a 1, c 2, d 1, e 1; from 0 to 4: a 2, b 1. c, d and e grew, by 2, 1 and 1.
    assert!(figure(&own).abs() < 1e-12, "popularity lists a and b, which lost");
    assert!(figure(&scored).abs() < 1e-12);
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,c,1\n2,b,1\n");
    let scored = place.done(&[
        "eval",
        "recommendations",
        "--recommendations",
        "lists.csv",
        "--train",
        &train,
        "--held-out",
        &held_out,
        "--window",
        &window,
        "--format",
        "json",
        "--force",
    ]);
    // 2 of 4 for user 1, nothing for user 2.
    assert!((figure(&scored) - 0.25).abs() < 1e-12);
}

fn metrics_of(place: &Place, lists: &str) -> (serde_json::Value, serde_json::Value) {
    let mut args = score(std::slice::from_ref(&lists));
    args.extend(["--train", "train.csv", "--format", "json", "--force"]);
    let result: serde_json::Value = serde_json::from_slice(&place.done(&args)).expect("JSON");
    (result["models"][0]["metrics"].clone(), result["models"][0]["ties"].clone())
}

/// As a join leaves them: the figures are those of the file without the double rows, and no order of
/// two equal rows is in doubt.
#[test]
fn rows_that_stand_twice_are_one_place() {
    let place = cut();
    let forms = [
        ("rank.csv", "USER_ID,ITEM_ID,RANK\n", ["1,a,1\n", "1,c,2\n", "2,b,1\n", "3,a,1\n"]),
        ("score.csv", "USER_ID,ITEM_ID,SCORE\n", ["1,a,2\n", "1,c,1\n", "2,b,9\n", "3,a,3\n"]),
        ("run.trec", "", ["1 Q0 a 1 2 x\n", "1 Q0 c 2 1 x\n", "2 Q0 b 1 9 x\n", "3 Q0 a 1 3 x\n"]),
    ];
    for (name, heading, rows) in forms {
        place.write(name, format!("{heading}{}", rows.concat()));
        let once = metrics_of(&place, name);
        assert_eq!(once.1, serde_json::Value::Null, "{name}");
        // Ranks: c at 2 for user 1, b at 1 for user 2, a at 1 for user 3.
        let mrr = once.0["mean_reciprocal_rank_at_25"].as_f64().expect("a figure");
        assert!((mrr - 2.5 / 3.0).abs() < 1e-12, "{name}: {mrr}");
        let doubled = rows.map(|row| row.repeat(2)).concat();
        place.write(name, format!("{heading}{doubled}"));
        assert_eq!(metrics_of(&place, name), once, "{name}");
    }
    let run = [&score(&["run.trec"])[..], &["--train", "train.csv", "--force"]].concat();
    assert_snapshot!(place.run(&run), @r"
    exit code: 0
    --- stdout
    data: 8 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again
      audit: 1 held-out items are unknown to training (users with no others: 0)

    model     mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ---------------------------------------------------------------------
    run.trec  0.8333  1.0000   1.0000   1.0000       0.2000        0.1000

    model     precision@25  coverage
    --------------------------------
    run.trec        0.0400    0.7500
    3 lists with fewer than 25 items
    2 lists of one item: what they score says whether that item is a hit, and
      nothing of an order
    --- stderr
    warning: run.trec: 3 lists shorter than is looked at, not filled up
    warning: run.trec: 2 lists of one item: every figure of those says whether that item is a hit, and nothing of an order
    warning: run.trec: 4 rows equal to another in list, item and place, counted once
    warning: run.trec: 1 place with an item of the user's history that is not to be found, a miss
    ");
}

/// However a number is written, it is the same number.
#[test]
fn scores_and_ranks_tie_as_numbers() {
    let place = cut();
    // User 2 holds b and d out: b could stand first, or last.
    let doubts = [
        ("ones.csv", "USER_ID,ITEM_ID,SCORE\n2,a,1\n2,b,1.0\n2,c,1e0\n"),
        ("zeros.csv", "USER_ID,ITEM_ID,SCORE\n2,c,0.0\n2,b,-0.0\n2,a,-0\n"),
        ("ranks.csv", "USER_ID,ITEM_ID,RANK\n2,b,1.0\n2,a,1\n2,c,01\n"),
        ("zero.trec", "2 Q0 b 1 -0 x\n2 Q0 c 2 0 x\n2 Q0 a 3 0.0 x\n"),
    ];
    for (name, lists) in doubts {
        place.write(name, lists);
        let (metrics, ties) = metrics_of(&place, name);
        // a comes first, as its id is the smallest: b is the second of three, for one of three users.
        let mrr = metrics["mean_reciprocal_rank_at_25"].as_f64().expect("a figure");
        assert!((mrr - 0.5 / 3.0).abs() < 1e-12, "{name}: {mrr}");
        let range = &ties["ranges"]["mean_reciprocal_rank_at_25"];
        let end = |which: &str| range[which].as_f64().expect("an end");
        assert!((end("low") - 1.0 / 9.0).abs() < 1e-12, "{name}: {range}");
        assert!((end("high") - 1.0 / 3.0).abs() < 1e-12, "{name}: {range}");
    }
}

/// Whole numbers as other programs write them, and ids of another shop altogether.
#[test]
fn lists_of_other_ids_are_refused_with_examples_of_both_sides() {
    let place = Place::empty();
    let heading = "USER_ID,ITEM_ID,TIMESTAMP\n";
    place.write("train.csv", format!("{heading}1,10,1\n2,20,1\n2,30,2\n3,400,1\n"));
    place.write("held-out.csv", format!("{heading}1,20,3\n2,10,3\n"));
    place.write("reals.csv", "USER_ID,ITEM_ID,RANK\n1,20.0,1\n2,10.0,1\n");
    place.write("padded.csv", "USER_ID,ITEM_ID,RANK\n1,0020,1\n2,0010,1\n");
    place.write("shoes.csv", "USER_ID,ITEM_ID,RANK\n1,shoe,1\n2,hat,1\n");
    let mut said = String::new();
    for name in ["reals.csv", "padded.csv", "shoes.csv"] {
        said.push_str(&place.run(&[&score(&[name])[..], &["--train", "train.csv"]].concat()));
        said.push('\n');
    }
    said.push_str(&place.run(&score(&["shoes.csv"])));
    assert_snapshot!(said, @"
    exit code: 2
    --- stdout
    --- stderr
    error: `reals.csv` lists no item that the data has: the first is `20.0`, and the data has `20`. Are the ids of the same data?

    exit code: 2
    --- stdout
    --- stderr
    error: `padded.csv` lists no item that the data has: the first is `0020`, and the data has `20`. Are the ids of the same data?

    exit code: 2
    --- stdout
    --- stderr
    error: `shoes.csv` lists no item that the data has: the first is `shoe`, and the data has `10`, `20`, `30` and others. Are the ids of the same data?

    exit code: 2
    --- stdout
    --- stderr
    error: `shoes.csv` lists no item that the data has: the first is `shoe`, and the data has `10`, `20`. Are the ids of the same data? Without `--train` and `--items` the data are the held-out items alone.
    ");
    // The lists know training's ids, the answers are written in another way.
    place.write("held-out.csv", format!("{heading}1,20.0,3\n2,10.0,3\n"));
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,20,1\n2,10,1\n");
    let strange = [&score(&["lists.csv"])[..], &["--train", "train.csv"]].concat();
    assert_snapshot!(place.run(&strange), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no item that `held-out.csv` holds out is in what was learnt from, or in any list of `lists.csv`: the first held out is `20.0`, the first listed `20`. Are the ids of the same data?
    ");
}

/// Without a catalogue there is no coverage, and of lists of one item no order.
#[test]
fn what_makes_a_figure_meaningless_is_said() {
    let place = cut();
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,c,1\n2,a,1\n3,a,1\n3,b,2\n");
    assert_snapshot!(place.run(&score(&["lists.csv"])), @r"
    exit code: 0
    --- stdout
    data: 4 interactions of 3 users, catalogue of 4 items

    view of your options: a cut made elsewhere, rows held out, convention service
      tested: 3 users on 4 rows, 4 items; seen items may be recommended again

    model      mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ----------------------------------------------------------------------
    lists.csv  0.6667  0.6667   0.6667   0.6667       0.1333        0.0667

    model      precision@25  coverage
    ---------------------------------
    lists.csv        0.0267         –
    3 lists with fewer than 25 items
    2 lists of one item: what they score says whether that item is a hit, and
      nothing of an order
    --- stderr
    warning: lists.csv: 3 lists shorter than is looked at, not filled up
    warning: lists.csv: 2 lists of one item: every figure of those says whether that item is a hit, and nothing of an order
    warning: lists.csv: not told: coverage, gini@25, since neither `--train` nor `--items` says which items there are; popularity@25, novelty@25, lift@25, since no `--train` says how popular items are
    ");
    let result: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval-recommendations.json")).expect("JSON");
    let model = &result["models"][0];
    for key in ["coverage", "gini_of_exposure_at_25", "novelty_at_25"] {
        assert_eq!(model["metrics"].get(key), Some(&serde_json::Value::Null), "{key}");
    }
    assert_eq!(model["coverage_union"], serde_json::Value::Null);
    assert_snapshot!(serde_json::to_string_pretty(&model["lists"]["untold"]).expect("JSON"), @r#"
    {
      "average_popularity_at_25": "no `--train` says how popular items are",
      "coverage": "neither `--train` nor `--items` says which items there are",
      "gini_of_exposure_at_25": "neither `--train` nor `--items` says which items there are",
      "novelty_at_25": "no `--train` says how popular items are",
      "popularity_lift_at_25": "no `--train` says how popular items are"
    }
    "#);
}

#[test]
fn what_is_no_list_is_refused() {
    let place = cut();
    place.write("empty.csv", "");
    place.write("no-order.csv", "USER_ID,ITEM_ID\n1,a\n");
    place.write("wrong.csv", "USER_ID,ITEM_ID,RANK\n1,a,first\n");
    place.write("strangers.csv", "USER_ID,ITEM_ID,RANK\n00001,a,1\n");
    place.write("broken.out", "{\"input\":{\"userId\":\"1\"}\n");
    place.write("mixed.out", "{\"input\":{\"userId\":\"1\"},\"output\":{\"recommendedItems\":[\"a\"]}}\n{\"input\":{\"itemId\":\"a\"},\"output\":{\"recommendedItems\":[\"b\"]}}\n");
    let mut said = String::new();
    for name in [
        "empty.csv",
        "no-order.csv",
        "wrong.csv",
        "strangers.csv",
        "broken.out",
        "mixed.out",
        "absent.csv",
        ".",
    ] {
        said.push_str(&place.run(&score(&[name])));
        said.push('\n');
    }
    assert_snapshot!(said, @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `empty.csv` is empty: expected a header row with `USER_ID`, `ITEM_ID`

    exit code: 2
    --- stdout
    --- stderr
    error: no-order.csv:1: expected a column `RANK` or `SCORE`, found `USER_ID`, `ITEM_ID`

    exit code: 2
    --- stdout
    --- stderr
    error: wrong.csv:2: column `RANK`: expected a number, found "first"

    exit code: 2
    --- stdout
    --- stderr
    error: `strangers.csv` has no list for anybody of `held-out.csv`; it begins with `00001`. Are the ids of the same data?

    exit code: 2
    --- stdout
    --- stderr
    error: broken.out:1: expected a JSON object of plain values: EOF while parsing an object at line 1 column 23

    exit code: 2
    --- stdout
    --- stderr
    error: `mixed.out` mixes lists of items for users with lists of items for items; score them one kind at a time

    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `absent.csv`: No such file or directory (os error 2)

    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `.`: Is a directory (os error 21)
    "#);
    let wrong = ["--event-weight", "watch=much"];
    assert_snapshot!(place.run(&[&score(&["wrong.csv"])[..], &wrong].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--event-weight`: expected NAME=W with a number W from 0 up, found `watch=much`
    ");
    let unknown = ["--event-weight", "love=1"];
    assert_snapshot!(place.run(&[&score(&["wrong.csv"])[..], &unknown].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--event-weight`: the data has no event type `love`; it has `watch`, `click`
    ");
    let reward = ["--reward", "PRICE"];
    assert_snapshot!(place.run(&[&score(&["wrong.csv"])[..], &reward].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: neither the items file nor `held-out.csv` has a column `PRICE`, which `--reward` names
    ");
}
