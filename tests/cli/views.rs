//! Two views of one evaluation, and what belongs to them.

use super::place::Place;

/// Two hundred rows of twenty users, in seconds of their own.
fn events() -> Place {
    let row = |n: usize| {
        let (user, item) = (n % 20, (n * 7 + n / 20) % 23);
        format!("u{user},i{item},{}\n", 1_600_000_000 + n * n)
    };
    let rows: String = (0..200).map(row).collect();
    Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"))
}

const EVAL: [&str; 6] = ["eval", "baselines", "--models", "random,popularity,ease", "--seed", "7"];

fn eval(place: &Place, more: &[&str]) -> serde_json::Value {
    place.done(&[&EVAL[..], &["--replicates", "0", "--force"], more].concat());
    serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON")
}

#[test]
fn both_views_have_one_shape_and_each_can_be_had_alone() {
    let place = events();
    let both = eval(&place, &[]);
    assert_eq!((&both["schema_version"], &both["view"]), (&2.into(), &"service".into()));
    let mut clean = both["views"]["clean"].clone();
    assert_eq!(clean["view"], "clean");
    assert_eq!(clean["protocol"]["hold_out"], "new-items");
    assert_eq!(clean["convention"], "standard");
    let alone = eval(&place, &["--view", "clean"]);
    assert_eq!(alone, clean, "the same figures");
    let documented = eval(&place, &["--view", "clean", "--convention", "documented"]);
    assert_eq!(documented["convention"], "documented");
    let beside = eval(&place, &["--convention", "documented"]);
    assert_eq!((&beside["view"], &beside["convention"]), (&"custom".into(), &"documented".into()));
    assert_eq!(beside["views"]["clean"], clean, "the clean view keeps its own");
    let service = eval(&place, &["--view", "service"]);
    let mut without = both.clone();
    without.as_object_mut().expect("an object").remove("views");
    assert_eq!(service, without);
    // What is said of the clean view alone is as said, the rest as in the clean view.
    let own = eval(&place, &["--view", "clean", "--seen", "include"]);
    assert_eq!(own["view"], "custom");
    clean["protocol"]["seen"] = "include".into();
    assert_eq!(own["protocol"]["order"], clean["protocol"]["order"]);
    assert_eq!(own["protocol"]["hold_out"], "new-items");
}

#[test]
fn options_that_make_one_view_do_not_go_with_both() {
    let place = events();
    for (more, why) in [
        (&["--view", "both", "--hold-out", "rows"][..], "which make one view"),
        (&["--hold-out", "new-target-items"], "goes with `--target`"),
        (&["--seen", "exclude-target"], "goes with `--target`"),
        (&["--target", "sale"], "the data has no such event type"),
        (&["--metric", "auc"], "`--metric`: expected one of mrr@25"),
        (&["--protocol", "personalize,personalize"], "names protocol 2 twice"),
    ] {
        let said = place.unchanged(&[&EVAL[..], more].concat());
        assert!(said.contains("exit code: 2") && said.contains(why), "{said}");
    }
}

#[test]
fn several_protocols_say_whether_the_winner_holds() {
    let place = events();
    let more = ["--protocol", "personalize,leave-last-one,random-ratio", "--force"];
    let said = place.done(&[&EVAL[..], &more].concat());
    let said = String::from_utf8(said).expect("text");
    assert!(said.contains("first place by protocol"), "{said}");
    assert!(said.contains("under all 3 protocols"), "{said}");
    let eval: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON");
    let others = eval["other_protocols"].as_array().expect("two");
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|one| one["views"]["clean"]["view"] == "clean"));
}

#[test]
fn a_file_of_version_1_has_no_winner_and_is_compared() {
    let place = events();
    let mut old = eval(&place, &["--view", "service"]);
    let fields = old.as_object_mut().expect("an object");
    fields["schema_version"] = 1.into();
    fields.remove("view");
    fields.remove("main_metric");
    place.write("rehearsal-run/eval.json", old.to_string());
    place.done(&["report"]);
    let page = place.text("rehearsal-run/report.html");
    assert!(page.contains("Winner: none is named"), "{page}");
    let published = "published:ml-latest-small/hands-on/2022";
    place.done(&["compare", "--personalize", published]);
    // By another cut it is not comparable.
    let fields = old.as_object_mut().expect("an object");
    fields["protocol"]["seen"] = "exclude".into();
    place.write("rehearsal-run/eval.json", old.to_string());
    let said = place.run(&["compare", "--personalize", published, "--force"]);
    assert!(
        said.contains("exit code: 2") && said.contains("another cut than the service's"),
        "{said}"
    );
}

#[test]
fn what_an_older_version_left_is_not_gone_on_with() {
    let place = events();
    place.write("rehearsal-run/eval.partial/0123.lists", "of an older version");
    let said = place.run(&[&EVAL[..], &["--resume"]].concat());
    assert!(said.contains("exit code: 2") && said.contains("an older version"), "{said}");
    place.done(&[&EVAL[..], &["--force"]].concat());
}

#[test]
fn a_table_without_a_time_is_cut_by_a_draw() {
    let place = Place::empty();
    let row = |n: usize| format!("u{},i{}", n % 20, (n * 7 + n / 20) % 23);
    let rows: Vec<String> = (0..200).map(row).collect();
    place.write("pairs.csv", format!("user,item\n{}\n", rows.join("\n")));
    place.done(&["prep", "interactions", "--input", "pairs.csv", "--no-timestamp"]);
    for args in [&EVAL[..], &["split"], &["eval", "tune", "--model", "ease", "--budget", "2"]] {
        let said = place.unchanged(args);
        assert!(said.contains("exit code: 2") && said.contains("random-ratio"), "{said}");
    }
    let drawn = eval(&place, &["--protocol", "random-ratio"]);
    assert_eq!(drawn["protocol"]["users_tested"], 20);
    assert_eq!(drawn["protocol"]["leaks"]["held_out_items_in_history"], 0);
    place.done(&["split", "--protocol", "random-ratio"]);
    place.done(&["recommend", "--user", "u3"]);
    // A time under another name is not lost in silence.
    place.write("other.csv", "USER_ID,ITEM_ID,TIMESTMP\nu1,i1,5\n");
    let said = place.run(&["eval", "baselines", "--interactions", "other.csv", "--run", "other"]);
    assert!(said.contains("exit code: 2") && said.contains("TIMESTAMP"), "{said}");
}

#[test]
fn times_that_record_nothing_are_said() {
    let rows = |time: fn(usize) -> usize| -> String {
        let row = |n: usize| format!("u{},i{},{}", n % 20, (n * 7 + n / 20) % 23, time(n));
        (0..200).map(row).collect::<Vec<_>>().join("\n") + "\n"
    };
    for (rows, why) in [
        (rows(|_| 1_600_000_000), "all rows have one time"),
        (rows(|n| 1_600_000_000 + 60 * n), "the times only number the rows"),
    ] {
        let place = Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"));
        let said = place.run(&[&EVAL[..], &["--quiet"]].concat());
        assert!(said.contains("exit code: 0"), "{said}");
        let said = place.run(&[&EVAL[..], &["--force"]].concat());
        assert!(said.contains(why) && said.contains("--protocol random-ratio"), "{said}");
        let drawn = place.run(&[&EVAL[..], &["--protocol", "random-ratio", "--force"]].concat());
        assert!(drawn.contains("exit code: 0") && !drawn.contains(why), "{drawn}");
    }
}

#[test]
fn one_user_is_told_which_protocol_can_test_them() {
    let rows: Vec<String> = (0..30).map(|n| format!("u1,i{n},{}", 1_600_000_000 + n * n)).collect();
    let place =
        Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{}\n", rows.join("\n")));
    for folds in ["1", "2"] {
        let said = place.unchanged(&[&EVAL[..], &["--folds", folds]].concat());
        assert!(said.contains("exit code: 2") && said.contains("leave-last-one"), "{said}");
    }
    let said = place.run(&[&EVAL[..], &["--protocol", "leave-last-one"]].concat());
    assert!(said.contains("exit code: 0"), "{said}");
}

#[test]
fn baskets_of_one_second_have_no_cut_inside_it() {
    let rows: Vec<String> = (0..300)
        .map(|n| {
            format!("u{},i{:02},{}", n / 10, (n * 7 + n / 10 * 3) % 41, 1_600_000_000 + n / 10)
        })
        .collect();
    let place =
        Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{}\n", rows.join("\n")));
    let both = eval(&place, &[]);
    let leaks = |eval: &serde_json::Value| eval["protocol"]["leaks"]["cut_inside_a_second"].clone();
    let clean = &both["views"]["clean"];
    assert_eq!((leaks(&both), leaks(clean)), (30.into(), 0.into()));
    assert_eq!(clean["protocol"]["users_of_one_second"], 30);
}
