//! What holds where data is large, on data that is small: samples of test users, limits of memory, folders
//! for temporary files, and the plan before the work.

use insta::assert_snapshot;

use crate::place::Place;

/// Thirty users with ten rows each.
fn place() -> Place {
    let row = |at: usize| {
        let (user, item) = (at / 10, (at * 7 + at / 10) % 23);
        format!("u{user},i{item},{}\n", 1_600_000_000 + at)
    };
    let rows: String = (0..300).map(row).collect();
    Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"))
}

fn json(place: &Place, name: &str) -> serde_json::Value {
    serde_json::from_slice(&place.read(name)).expect("JSON")
}

/// The values of the users who are tested are those of the whole evaluation, and the figures rest on them alone.
#[test]
fn a_sample_of_test_users_has_their_own_values() {
    let place = place();
    for protocol in ["personalize", "leave-last-one"] {
        let args = ["eval", "baselines", "--models", "item-knn,popularity", "--force"];
        let cut = ["--view", "clean", "--protocol", protocol, "--per-user", "users.csv"];
        place.done(&[&args[..], &cut].concat());
        let all = place.text("users.csv");
        place.done(&[&args[..], &cut, &["--test-users", "8", "--threads", "1"]].concat());
        let (some, result) = (place.text("users.csv"), place.read("rehearsal-run/eval.json"));
        assert_eq!(some.lines().count(), 1 + 2 * 8, "{some}");
        assert!(some.lines().all(|line| all.contains(line)), "{all}\n{some}");
        place.done(&[&args[..], &cut, &["--test-users", "8", "--threads", "3"]].concat());
        assert_eq!(place.read("rehearsal-run/eval.json"), result, "{protocol}");
        let protocol = &json(&place, "rehearsal-run/eval.json")["protocol"];
        assert_eq!(protocol["sample"], serde_json::json!({ "users": 8, "seed": 42 }));
        assert_eq!(protocol["users_tested"], 8);
        assert!(protocol["users_left_out"].as_u64() > Some(0), "{protocol}");
    }
}

#[test]
fn a_sample_is_said_and_the_page_repeats_its_command() {
    let place = place();
    let args = ["eval", "baselines", "--models", "popularity", "--replicates", "0"];
    let cut = ["--protocol", "leave-last-one", "--view", "service", "--test-users", "8"];
    let said = place.run(&[&args[..], &cut].concat());
    assert!(
        said.contains("tested: 8 users, a sample of 30 that seed 42 draws, on 8 rows"),
        "{said}"
    );
    place.done(&["report"]);
    let page = place.text("rehearsal-run/report.html");
    assert!(page.contains("--test-users 8"), "the command has the sample");
    assert_snapshot!(place.refused(&["eval", "baselines", "--test-users", "0"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `test-users`: expected at least 1, found 0
    ");
}

#[test]
fn the_plan_comes_before_the_work() {
    let place = place();
    let eval = ["eval", "baselines", "--models", "popularity,ease", "--replicates", "0"];
    let said = |more: &[&str]| {
        let output = place.command(&[&eval[..], more].concat()).output().expect("it starts");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let limit = ["--memory-limit", "64MiB", "--force"];
    assert_snapshot!(said(&[&limit[..], &["-v"]].concat()), @r"
    plan: about 301 rows, for which `eval` takes 0.0 MiB to 0.0 MiB; the limit is 64.0 MiB
    warning: `rehearsal-run/interactions.csv`: the times only number the rows, so that they say nothing of what came first; `--protocol random-ratio` holds out a drawn share of each user's items
    plan: 300 interactions of 30 users and 23 items, about 0.0 MiB with what an evaluation notes of them; models × folds × views: 2 × 10 × 2; `--folds 1`, `--test-users N` and `--time-limit` make it shorter
    memory: a model may take 64.0 MiB, what the limit leaves beside the data; at most they take: popularity 0.0 MiB; ease 0.1 MiB
    ");
    assert!(!said(&limit).contains("plan:"), "short work needs none");
    for command in ["stats", "split"] {
        let output = place.command(&[command, "-v", "--memory-limit", "1GiB"]).output();
        let said = String::from_utf8(output.expect("it starts").stderr).expect("UTF-8");
        let plan = format!("plan: about 301 rows, for which `{command}` takes ");
        assert!(said.starts_with(&plan) && said.contains("; the limit is 1.0 GiB"), "{said}");
    }
}

#[test]
fn what_the_limit_cannot_hold_is_refused_with_what_would_fit() {
    // Lists of 3,000 users over as many items take more than the limit while they are made.
    let row = |at: usize| format!("u{at},i{at},1\nu{at},i{},2\n", (at * 7 + 1) % 3_000);
    let rows: String = (0..3_000).map(row).collect();
    let place = Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"));
    let args = ["eval", "baselines", "--models", "popularity", "--memory-limit", "16MiB"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--memory-limit` is 16.0 MiB, and 6,000 interactions of 3,000 users with the lists of 3,000 of them take about 63.1 MiB; that much memory, fewer rows or a smaller `--test-users` would fit
    ");
    place.done(&[&args[..], &["--test-users", "20", "--replicates", "0"]].concat());
    // Rows that can be told to be too many are refused before they are read, by every command that holds them.
    let rows = "u1,i1,1\n".repeat(1_200_000);
    let place = Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"));
    for command in [&["stats"][..], &["split"], &["eval", "baselines"]] {
        let said = place.refused(&[command, &["--memory-limit", "16MiB"]].concat());
        let what = ", for which `";
        assert!(said.contains(what) && said.contains("the limit is 16.0 MiB: give it"), "{said}");
    }
}

#[test]
fn a_limit_and_a_folder_change_no_byte() {
    let place = Place::with_release();
    place.write("aside/keep", "");
    let prep = ["prep", "interactions", "--force"];
    place.done(&prep);
    let bytes = place.read("rehearsal-run/interactions.csv");
    place.done(&[&prep[..], &["--memory-limit", "16MiB", "--temp-dir", "aside"]].concat());
    assert_eq!(place.read("rehearsal-run/interactions.csv"), bytes);
    place.run(&["validate", "schema", "--memory-limit", "16MiB", "--temp-dir", "aside"]);
    assert!(!place.files().contains("aside/.tmp"), "nothing is left there");
    for command in [&["prep", "interactions"][..], &["stats"], &["eval", "baselines"]] {
        let said = place.refused(&[command, &["--temp-dir", "nowhere"]].concat());
        assert!(said.contains("`--temp-dir nowhere`: expected a folder that is there"), "{said}");
    }
}
