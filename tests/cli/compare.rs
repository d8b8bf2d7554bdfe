//! `compare`: Personalize's metrics beside ours.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::unwrapped;

/// The developer guide's sample answer.
const METRICS: &str = r#"{
  "solutionVersionArn": "arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b",
  "metrics": {
    "coverage": 0.27,
    "mean_reciprocal_rank_at_25": 0.0379,
    "normalized_discounted_cumulative_gain_at_5": 0.0405,
    "normalized_discounted_cumulative_gain_at_10": 0.0513,
    "normalized_discounted_cumulative_gain_at_25": 0.0828,
    "precision_at_5": 0.0136,
    "precision_at_10": 0.0102,
    "precision_at_25": 0.0091
  }
}"#;

/// With a result of two models.
fn evaluated() -> Place {
    let place = Place::prepared();
    let per_user = ["--per-user", "rehearsal-run/per-user.parquet"];
    let models = ["eval", "baselines", "--folds", "2", "--models", "random,item-knn"];
    place.done(&[&models[..], &per_user].concat());
    place
}

#[test]
fn with_a_file_of_metrics() {
    let place = evaluated();
    place.write("metrics.json", METRICS);
    let args = ["compare", "--personalize", "metrics.json"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    Personalize: arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b
      (GetSolutionMetrics)
    tested: the precisions fit 922 of the numbers of test users up to 2,000, the
      smallest being 88, 176, 206, 264; reckoned with 88; their hits: 6 among the
      first 5, 9 among the first 10, 20 among the first 25

    Against rehearsal-run/eval.json: convention service, 4 users tested
    data: not the same data (coverage as a whole number of items 0.2700 there, no
      number of 7 here): the difference between the figures is one of data as well
      as of models

    Personalize: mixed against random, item-knn

    Our models against Personalize:
      random: of 7 metrics clearly better by 5, cannot be told by 2
      item-knn: of 7 metrics clearly better by 5, cannot be told by 2
      strongest: item-knn

    metric           model  Personalize    ours  95 % interval  difference     lift
    -------------------------------------------------------------------------------
    coverage        random       0.2700  0.8571                    +0.5871
                  item-knn               0.8571                    +0.5871
    mrr@25          random       0.0379  0.2792  0.1917–0.5000     +0.2413   +637 %
                  item-knn               0.3750  0.2083–0.5000     +0.3371   +889 %
    ndcg@5          random       0.0405  0.4827  0.2153–0.8750     +0.4422  +1092 %
                  item-knn               0.6577  0.1577–0.9077     +0.6172  +1524 %
    ndcg@10         random       0.0513  0.5794  0.4197–1.0000     +0.5281  +1029 %
                  item-knn               0.7544  0.4479–1.0000     +0.7031  +1371 %
    ndcg@25         random       0.0828  0.5794  0.4197–1.0000     +0.4966   +600 %
                  item-knn               0.7544  0.4479–1.0000     +0.6716   +811 %
    precision@5     random       0.0136  0.1500  0.0500–0.2000     +0.1364  +1003 %
                  item-knn               0.1500  0.0149–0.2000     +0.1364  +1003 %
    precision@10    random       0.0102  0.1000  0.1000–0.1000     +0.0898   +880 %
                  item-knn               0.1000  0.1000–0.1000     +0.0898   +880 %
    precision@25    random       0.0091  0.0400  0.0400–0.0400     +0.0309   +340 %
                  item-knn               0.0400  0.0400–0.0400     +0.0309   +340 %

    metric           model    noise         verdict
    -----------------------------------------------
    coverage        random           not comparable
                  item-knn           not comparable
    mrr@25          random  ±0.1515  clearly better
                  item-knn  ±0.1595  clearly better
    ndcg@5          random  ±0.4105  clearly better
                  item-knn  ±0.4702  clearly better
    ndcg@10         random  ±0.2848  clearly better
                  item-knn  ±0.3005  clearly better
    ndcg@25         random  ±0.2848  clearly better
                  item-knn  ±0.3005  clearly better
    precision@5     random  ±0.1002  clearly better
                  item-knn  ±0.1002  clearly better
    precision@10    random           cannot be told
                  item-knn           cannot be told
    precision@25    random           cannot be told
                  item-knn           cannot be told

    The service's figures are taken to rest on 88 test users, ours on 4. A
      difference within the noise cannot be told: 1.96 standard errors of the
      difference, where the service's users are taken to stray as those of our model
      whose figure comes nearest. Where nothing differs, 1 in 20 verdicts is clear
      by chance.
    For 2 of 4 test users the newest visible item is held out too: `repeat-last`
      shows how much that alone gives. The clean view has no such users.
    Coverage is bounded by 25 × test users ÷ items and grows with the test set; it
      is shown, not compared.
    All our users have one value in precision@10 of random and 3 more. They show no
      spread, so the noise there is as far as users who were not drawn could move
      the mean (Clopper and Pearson's bound for none of as many).

    What to do next:
      Evaluate on the very file that Personalize was given; until then the
      difference is one of data too.
      Cut without the leak, which alone decides between the two:
        rehearsal split rehearsal-run/interactions.csv --view clean --output rehearsal-run/split-clean
      In AWS, import rehearsal-run/split-clean/import.csv, train on it, run a batch
      inference job on rehearsal-run/split-clean/batch-input.jsonl, and put its
      answer beside it.
      Score its lists:
        rehearsal eval recommendations --recommendations rehearsal-run/split-clean/batch-input.jsonl.out --held-out rehearsal-run/split-clean/held-out.csv --train rehearsal-run/split-clean/import.csv --items rehearsal-run/items.csv --convention standard --per-user rehearsal-run/split-clean/lists.parquet --output rehearsal-run/split-clean/eval-recommendations.json
      Score our models on the same cut:
        rehearsal eval baselines --train rehearsal-run/split-clean/import.csv --held-out rehearsal-run/split-clean/held-out.csv --items rehearsal-run/items.csv --view clean --run rehearsal-run/split-clean/ours --per-user rehearsal-run/split-clean/ours/per-user.parquet
      Compare the two, user by user:
        rehearsal compare --run rehearsal-run/split-clean/ours --personalize metrics.json --lists rehearsal-run/split-clean/lists.parquet

    What these figures can have come from:
      can          NDCG by `service`: first two ranks undiscounted, ideal of the
                     whole list of 25
                     a mix of lists gives all seven figures
      can          NDCG with the first two ranks undiscounted, ideal of the first K
                     a mix of lists gives all seven figures
      cannot       NDCG with the guide's discount 1/log2(1 + rank), ideal of the
                     whole list of 25
                     ndcg@10 can be at most 0.0512 beside mrr@25 0.0379, ndcg@25
                     0.0828, precision@10 0.0102; reported 0.0513
      cannot       NDCG by `documented`: discount 1/log2(1 + rank), ideal of the
                     first K
                     ndcg@25 can be at most 0.0813 beside mrr@25 0.0379,
                     precision@25 0.0091; reported 0.0828
      can          NDCG with the first two ranks undiscounted, ideal of all held-out
                     items
                     a mix of lists gives all seven figures
      cannot       NDCG by `standard`: discount 1/log2(1 + rank), ideal of all
                     held-out items
                     ndcg@10 can be at most 0.0512 beside mrr@25 0.0379, ndcg@25
                     0.0828, precision@10 0.0102; reported 0.0513
      can          one item held out for each test user (leave one out)
                     with the first two ranks undiscounted; with the guide's
                     discount not
      cannot tell  coverage of one list of 25 for each test user
                     no whole number of 7 items is coverage 0.2700: the catalogue
                     was another
      cannot tell  items of the history may be recommended again
                     means of hits do not say which items were hit; lists of a batch
                     job do
    --- stderr
    warning: arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b against rehearsal-run/eval.json: not the same data (coverage as a whole number of items 0.2700 there, no number of 7 here): the difference between the figures is one of data as well as of models
    ");
    let json = place.done(&[&args[..], &["--force", "--format", "json"]].concat());
    assert_eq!(json, place.read("rehearsal-run/compare.json"));
}

#[test]
fn with_a_published_row_of_other_data_and_another_question() {
    let place = evaluated();
    let args = ["compare", "--personalize", "published:ml-latest-small/sims/2020-09-15"];
    let text = unwrapped(&place.run(&args));
    for part in [
        "the smallest being 68, 136, 204, 226; reckoned with 68; their hits: 25 among the first 5",
        "data: not the same data (interactions 158,371 there, 29 here;",
        "Not the same question: the service's recipe was asked to find items like an item",
        "coverage 0.1826 is 1,779 of 9,742 items; 68 lists of 25 show 1,700 at most, so it takes 72 users",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn several_answers_and_several_runs_are_told_apart() {
    let place = evaluated();
    place.write("a.json", METRICS);
    place.write("b.json", METRICS.replace("0.0379", "0.05"));
    let eval = "rehearsal-run/eval.json";
    let args = ["compare", "--personalize", "a.json", "--personalize", "b.json"];
    let text = unwrapped(&place.run(&[&args[..], &["--eval", eval, "--eval", eval]].concat()));
    let arn = "arn:aws:personalize:eu-west-1:000000000000:solution/films/1a2b";
    assert!(text.contains(&format!("Personalize: {arn} (GetSolutionMetrics)")), "{text}");
    assert!(text.contains(&format!("Personalize: {arn} (b.json) (GetSolutionMetrics)")), "{text}");
    assert_eq!(text.matches("Against rehearsal-run/eval.json").count(), 4, "{text}");
}

#[test]
fn the_number_of_test_users_can_be_stated() {
    let place = evaluated();
    place.write("metrics.json", METRICS);
    let args = ["compare", "--personalize", "metrics.json", "--service-users", "88"];
    let text = unwrapped(&place.run(&args));
    // The fact sheet: 6, 9 and 20 hits.
    let expected = "tested: 88 users were tested, as was stated; their hits: 6 among the first 5, 9 \
                    among the first 10, 20 among the first 25";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn the_published_rows_can_be_listed() {
    let place = Place::empty();
    let text = place.unchanged(&["compare", "--list-published"]);
    // The table is folded.
    let rows = text.lines().filter(|line| line.starts_with("ml-latest-small/sims/2020-09-17 "));
    let figures: Vec<&str> = rows.flat_map(|row| row.split_whitespace().skip(1)).collect();
    let expected = ["0.1861", "0.1669", "0.1889", "0.2234", "0.2895", "0.0824", "0.0588", "0.0418"];
    assert_eq!(figures, expected);
    let json = place.done(&["compare", "--list-published", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(value["published"].as_array().map(Vec::len), Some(43));
}

#[test]
fn test_sets_of_the_services_size_are_simulated() {
    let place = evaluated();
    place.write("metrics.json", METRICS);
    let args = ["compare", "--personalize", "metrics.json", "--simulate", "--service-users"];
    let text = place.run(&[&args[..], &["2"]].concat());
    let from = text.find("Simulated:").expect("shown");
    let to = text[from..].find("\nWhat these").expect("after it") + from;
    assert_snapshot!(text[from..to].trim_end(), @r"
    Simulated: of 1,000 test sets of 2 users drawn from our 4, the share whose
      figure is below Personalize's. Up to 2.5 % or from 97.5 % on (marked *) it is
      unlike that model.

    model     mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    ---------------------------------------------------------------------
    random    0.0 %*  5.9 %    0.0 %*   0.0 %*       5.9 %              –
    item-knn  0.0 %*  5.2 %    0.0 %*   0.0 %*       5.2 %              –

    model     precision@25
    ----------------------
    random               –
    item-knn             –
    –: the test sets are all equal, which says nothing of other users
    ");
    // Values of another run are not drawn from.
    place.done(&[
        "eval",
        "baselines",
        "--folds",
        "3",
        "--models",
        "popularity",
        "--interactions",
        "rehearsal-run/interactions.csv",
        "--run",
        "other",
        "--per-user",
        "other.csv",
    ]);
    let args = [&args[..], &["2", "--per-user", "other.csv", "--force"]].concat();
    let expected = "error: `other.csv` has values of `popularity` that are not those of `rehearsal-run/eval.json`";
    assert!(place.refused(&args).contains(expected));
}

/// A cut, our models on it and lists from elsewhere for the same users, each with per-user values.
fn paired() -> Place {
    let place = Place::prepared();
    place.done(&["split", "--test-share", "0.5", "--output", "cut"]);
    let cut = [
        "--train",
        "cut/import.csv",
        "--history",
        "cut/history.csv",
        "--held-out",
        "cut/held-out.csv",
    ];
    let ours = ["eval", "baselines", "--models", "popularity", "--per-user", "ours.csv"];
    place.done(&[&ours[..], &cut].concat());
    let lists = "USER_ID,ITEM_ID,RANK\n1,1,1\n2,2,1\n3,3,1\n";
    place.write("lists.csv", lists);
    let theirs = [
        "eval",
        "recommendations",
        "--recommendations",
        "service=lists.csv",
        "--per-user",
        "theirs.csv",
    ];
    place.done(&[&theirs[..], &cut].concat());
    place.write("metrics.json", METRICS);
    place
}

const PAIR: [&str; 7] =
    ["compare", "--personalize", "metrics.json", "--lists", "theirs.csv", "--per-user", "ours.csv"];

#[test]
fn lists_of_the_service_are_paired_with_our_models_user_by_user() {
    let place = paired();
    let text = place.run(&PAIR);
    let from = text.find("User by user:").expect("shown");
    assert_snapshot!(&text[from..], @r"
    User by user: theirs.csv against ours.csv. The same users under both, so that
      what makes a user hard cancels out; `two means` is what the means alone could
      tell. The verdict is on our model.

    metric          lists       model  theirs    ours  users  difference  two means
    -------------------------------------------------------------------------------
    mrr@25        service  popularity  0.0000  0.3333      2     +0.3333    ±0.9030
    ndcg@5        service  popularity  0.0000  0.5000      2     +0.5000    ±1.2920
    ndcg@10       service  popularity  0.0000  0.6934      2     +0.6934    ±1.0343
    ndcg@25       service  popularity  0.0000  0.6934      2     +0.6934    ±1.0343
    precision@5   service  popularity  0.0000  0.1000      2     +0.1000    ±0.8644
    precision@10  service  popularity  0.0000  0.1000      2     +0.1000    ±0.8461
    precision@25  service  popularity  0.0000  0.0400      2     +0.0400    ±0.8426

    metric          lists       model   paired  p (Holm)         verdict
    --------------------------------------------------------------------
    mrr@25        service  popularity  ±0.3267    1.0000  cannot be told
    ndcg@5        service  popularity  ±0.9800    1.0000  cannot be told
    ndcg@10       service  popularity  ±0.6009    1.0000  cannot be told
    ndcg@25       service  popularity  ±0.6009    1.0000  cannot be told
    precision@5   service  popularity  ±0.1960    1.0000  cannot be told
    precision@10  service  popularity  ±0.9261    1.0000  cannot be told
    precision@25  service  popularity  ±0.8756    1.0000  cannot be told
    --- stderr
    ");
}

#[test]
fn values_of_another_cut_are_not_paired() {
    let place = paired();
    let theirs = place.text("theirs.csv");
    let mut lines: Vec<String> = theirs.lines().map(str::to_owned).collect();
    let cells: Vec<&str> = lines[1].split(',').collect();
    let user = cells[3].to_owned();
    let mut cells: Vec<String> = cells.iter().map(|&cell| cell.to_owned()).collect();
    cells[7] = "ab".to_owned();
    lines[1] = cells.join(",");
    place.write("theirs.csv", lines.join("\n") + "\n");
    let text = place.refused(&PAIR);
    let expected = format!("error: user `{user}` has other held-out items in `theirs.csv`");
    assert!(text.contains(&expected), "{text}");
    place.write("theirs.csv", theirs.replace(",service,", ",standard,"));
    let expected =
        "error: `theirs.csv` follows the convention `standard`, `ours.csv` follows `service`";
    assert!(place.refused(&PAIR).contains(expected));
    place.write("theirs.csv", format!("{}\n", theirs.lines().next().expect("a header")));
    let expected = "error: `theirs.csv` and `ours.csv` have no metric of the service's in common";
    assert!(place.refused(&PAIR).contains(expected));
    let twice = format!("{theirs}{}\n", theirs.lines().nth(1).expect("a user"));
    place.write("theirs.csv", twice);
    assert!(place.refused(&PAIR).contains(&format!("has user `{user}` twice for `service`")));
}

#[test]
fn what_is_missing_is_said() {
    let place = evaluated();
    let refused = |args: &[&str]| place.refused(&[&["compare"], args].concat());
    assert_snapshot!(refused(&[]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: name the service's figures: `--personalize FILE`, `--personalize published:NAME`, `--solution-version-arn ARN`, or its lists by `--lists FILE`
    ");
    let unknown = refused(&["--personalize", "published:ml-25m"]);
    assert!(
        unknown.contains("error: no published row `ml-25m`; there are\n  ml-100k-above-3.6/hrnn")
    );
    assert!(unknown.contains("\n  ml-latest-small/hands-on/2022\n"), "{unknown}");
    assert_snapshot!(refused(&["--personalize", "published:grocery/item-affinity"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `grocery/item-affinity` reports coverage, hits_at_1_percent, recall_at_1_percent: that recipe ranks users or actions, and `compare` is of recipes that rank items
    ");
    place.write("metrics.json", METRICS);
    let lists = ["--personalize", "metrics.json", "--lists", "no.parquet"];
    assert_snapshot!(refused(&lists), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.parquet`: No such file or directory (os error 2)
    ");
    std::fs::remove_file(place.path("rehearsal-run/per-user.parquet")).expect("it was there");
    assert_snapshot!(refused(&["--personalize", "metrics.json", "--simulate"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: every user's values are needed and `rehearsal-run/per-user.parquet` is not there: `eval baselines --per-user rehearsal-run/per-user.parquet` writes it, `--per-user FILE` names another
    ");
    let eval = ["--personalize", "metrics.json", "--eval", "metrics.json"];
    assert_snapshot!(refused(&eval), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `metrics.json` is not a result of this program: missing field `schema_version` at line 13 column 1
    ");
    std::fs::remove_file(place.path("rehearsal-run/eval.json")).expect("it was there");
    assert_snapshot!(refused(&["--personalize", "metrics.json"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/eval.json` is not there; `rehearsal eval baselines` makes it
    ");
}

/// Each file of metrics that cannot be used, and what is said of it.
#[test]
fn malformed_metrics_are_refused() {
    let place = evaluated();
    let with = |from: &str, to: &str| METRICS.replacen(from, to, 1);
    let mut said = String::new();
    for bytes in [
        b"coverage: 0.2".to_vec(),
        b"".to_vec(),
        b"\xff\xfe{}".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        b"{\"metrics\": null}".to_vec(),
        b"{\"metrics\": {}}".to_vec(),
        b"{\"metrics\": {\"auc\": 0.5}}".to_vec(),
        with("0.27", "\"0.27\"").into_bytes(),
        with("0.27", "null").into_bytes(),
        with("0.27", "NaN").into_bytes(),
        with("0.0136", "-Infinity").into_bytes(),
        with("0.0136", "-0.0136").into_bytes(),
        with("0.0136", "1.36").into_bytes(),
        with("0.0136", "[0.0136]").into_bytes(),
        with("    \"precision_at_10\": 0.0102,\n", "").into_bytes(),
    ] {
        place.write("metrics.json", bytes);
        let text = place.refused(&["compare", "--personalize", "metrics.json"]);
        said.push_str(text.lines().nth(3).expect("an error"));
        said.push('\n');
    }
    let text = place.refused(&["compare", "--personalize", "rehearsal-run"]);
    said.push_str(text.lines().nth(3).expect("an error"));
    said.push('\n');
    let text = place.refused(&["compare", "--personalize", "no.json"]);
    said.push_str(text.lines().nth(3).expect("an error"));
    assert_snapshot!(said, @r#"
    error: `metrics.json`: line 1, column 1: not JSON: expected value
    error: `metrics.json`: line 1, column 0: not JSON: there is nothing in it
    error: `metrics.json`: byte 1: not UTF-8
    error: `metrics.json`: expected an object `metrics` as GetSolutionMetrics answers, or `modelMetrics` as DescribeRecommender does, found an empty list
    error: `metrics.json`: expected an object `metrics` as GetSolutionMetrics answers, or `modelMetrics` as DescribeRecommender does, found an object without it
    error: `metrics.json`: expected an object `metrics` as GetSolutionMetrics answers, or `modelMetrics` as DescribeRecommender does, found null
    error: `metrics.json`: no metric that we know: found none
    error: `metrics.json`: no metric that we know: found auc
    error: `metrics.json`: `coverage`: expected a number of at least 0, found "0.27"
    error: `metrics.json`: `coverage`: expected a number of at least 0, found null
    error: `metrics.json`: line 4, column 17: `NaN` is no number in JSON; the service reports none such
    error: `metrics.json`: line 9, column 24: `-Infinity` is no number in JSON; the service reports none such
    error: `metrics.json`: `precision_at_5`: expected a number of at least 0, found -0.0136
    error: `metrics.json`: `precision_at_5`: expected a share between 0 and 1, found 1.36; percentages must be divided by 100
    error: `metrics.json`: `precision_at_5`: expected a number of at least 0, found a list
    error: `metrics.json`: `precision_at_10` is missing: GetSolutionMetrics reports 8 metrics of every recipe that recommends items; with `--partial` what is there is compared
    error: `rehearsal-run` is a folder; expected a file with what GetSolutionMetrics answered
    error: cannot read `no.json`: No such file or directory (os error 2)
    "#);
    place.write("metrics.json", with("    \"precision_at_10\": 0.0102,\n", ""));
    place.done(&["compare", "--personalize", "metrics.json", "--partial"]);
}
