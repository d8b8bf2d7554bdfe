//! Limits of memory, threads and time.

use std::fs;
use std::path::Path;

use crate::support::Place;

const COMMANDS: [&str; 13] = [
    "stats --run RUN --force",
    "stats --charts --run RUN --force",
    "validate schema rehearsal-run/interactions.csv",
    "schema infer rehearsal-run/interactions.csv",
    "split --run RUN --force",
    "eval baselines --run RUN --force --folds 1 --replicates 0 --models popularity,ease,item-knn",
    "eval tune --model item-knn --budget 1 --run RUN --force",
    "recommend --user u1 --run RUN",
    "similar --item i1 --run RUN",
    "prep interactions --input rehearsal-run/interactions.csv --run RUN --force",
    "data generate --output made --users 50 --items 60 --ratings 900 --force",
    "report --run RUN --force",
    "recipes --for RUN",
];

fn under(before: &str, commands: &[&str]) -> usize {
    let place = Place::with_users(300, 200);
    place.run("stats").expect_said("stats");
    let mut done = 0;
    for command in commands {
        let left = place.run_after(before, &command.replace("RUN", "rehearsal-run"));
        left.expect_said(&format!("{before} {command}"));
        done += usize::from(left.status != Some(2));
    }
    done
}

/// The addresses that the binary itself takes, in kB, which grow with a build's debugging.
fn program_kilobytes() -> u64 {
    fs::metadata(env!("CARGO_BIN_EXE_rehearsal")).map_or(0, |file| file.len() / 1024)
}

#[test]
fn under_a_limit_of_addresses_commands_work_or_say_what_they_take() {
    for mebibytes in [512, 1024, 2048] {
        let done = under(&format!("ulimit -v {};", mebibytes * 1024), &COMMANDS);
        assert!(done >= COMMANDS.len() - 2, "{done} under {mebibytes} MiB");
    }
}

#[test]
fn where_hardly_the_program_fits_the_want_is_said_in_one_line() {
    let place = Place::with_users(300, 200);
    let kilobytes = 250_000.min(program_kilobytes());
    for command in ["stats", "eval baselines --models ease --folds 1"] {
        let left = place.run_after(&format!("ulimit -v {kilobytes};"), command);
        left.expect_said(command);
        if left.status == Some(2) {
            let last = left.text.lines().last().unwrap_or_default();
            assert!(last.contains("`ulimit -v` allows") && last.contains("takes about"), "{last}");
        }
    }
}

#[test]
fn what_no_thread_number_changes_is_what_is_left_out() {
    let place = Place::with_users(2_000, 12_000);
    let results = [1, 3, 9].map(|threads| {
        let left = place.run_after(
            "ulimit -v 1500000;",
            &format!(
                "eval baselines --models random,item-knn,nmf,ease --folds 1 --replicates 0 --memory-limit 16MiB \
                 --threads {threads} --run run{threads} --interactions rehearsal-run/interactions.csv"
            ),
        );
        assert_eq!(left.status, Some(0), "{}", left.text);
        place.read(&format!("run{threads}/eval.json"))
    });
    assert!(results.iter().all(|one| *one == results[0]), "eval.json differs");
    let result: serde_json::Value = serde_json::from_slice(&results[0]).expect("JSON");
    let skipped = result["skipped"].as_array().expect("some are left out");
    assert!(!skipped.is_empty());
    for one in skipped {
        let limited = &one["limited_by"];
        assert_eq!(limited["limit"], "memory", "{one}");
        assert_eq!(limited["allowed_bytes"], 16 << 20, "{one}");
        assert_eq!(limited["of"], "`--memory-limit`", "{one}");
    }
}

#[test]
fn a_model_that_does_not_fit_under_the_limit_of_addresses_is_named_and_the_others_run() {
    let place = Place::with_users(20_000, 20_000);
    let left = place.run_after(
        "ulimit -v 1200000;",
        "eval baselines --models random,ease --folds 1 --replicates 0",
    );
    assert_eq!(left.status, Some(0), "{}", left.text);
    assert!(left.text.contains("ease was left out: it would take"), "{}", left.text);
    assert!(left.text.contains("`ulimit -v`") && left.text.contains("would fit"), "{}", left.text);
    for command in ["recommend --user u1 --model ease", "similar --item i1 --model edlae"] {
        let left = place.run_after("ulimit -v 1200000;", command);
        left.expect_refused("80 % of what `ulimit -v` leaves");
    }
}

#[test]
fn a_limit_of_time_leaves_out_what_would_end_too_late() {
    let place = Place::with_users(2_000, 300);
    let left = place.run(
        "eval baselines --models classifier,random,popularity --folds 2 --replicates 0 --time-limit 1s",
    );
    assert_eq!(left.status, Some(0), "{}", left.text);
    assert!(left.text.contains("classifier was left out"), "{}", left.text);
    let result: serde_json::Value =
        serde_json::from_slice(&place.read("rehearsal-run/eval.json")).expect("JSON");
    assert_eq!(result["skipped"][0]["limited_by"]["limit"], "time");
    assert_eq!(result["skipped"][0]["limited_by"]["allowed_seconds"], 1);
    let names: Vec<_> = result["models"].as_array().expect("models").iter().collect();
    assert_eq!(
        (names[0]["name"].as_str(), names[1]["name"].as_str()),
        (Some("random"), Some("popularity"))
    );
    let unlimited = place.run(
        "eval baselines --models random,popularity --folds 2 --replicates 0 --time-limit 1h --run other \
         --interactions rehearsal-run/interactions.csv",
    );
    assert_eq!(unlimited.status, Some(0), "{}", unlimited.text);
    place
        .run("eval baselines --force --time-limit 5")
        .expect_refused("expected a time such as 90s, 2m or 1h");
}

/// A control group of version 1 with a limit, removed at the end; `None` where none can be made.
struct Group(std::path::PathBuf);

impl Group {
    fn made(bytes: u64) -> Option<Self> {
        let root = Path::new("/sys/fs/cgroup/memory");
        let group = Self(root.join(format!("rehearsal-test-{}-{bytes}", std::process::id())));
        fs::create_dir(&group.0).ok()?;
        fs::write(group.0.join("memory.limit_in_bytes"), bytes.to_string()).ok()?;
        Some(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(fs::remove_dir(&self.0));
    }
}

#[test]
#[ignore = "needs a control group of memory, version 1, that root can make; run by hand with --ignored"]
fn under_a_control_group_commands_work_or_say_what_they_take() {
    for mebibytes in [512, 1024, 2048] {
        let group = Group::made(mebibytes << 20).expect("a control group");
        let before = format!("echo $$ > {}/cgroup.procs || exit 9;", group.0.display());
        let done = under(&before, &COMMANDS);
        assert!(done >= COMMANDS.len() - 1, "{done} under {mebibytes} MiB");
    }
}
