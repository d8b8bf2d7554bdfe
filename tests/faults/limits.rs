//! Limits of memory, threads and time.

use std::fs;
use std::path::Path;

use crate::place::tell;
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
    "prep interactions --input rehearsal-run/interactions.csv --run other --force",
    "data generate --output made --users 50 --items 60 --ratings 900 --force",
    "report --run RUN --force",
    "recipes --for RUN",
];

fn under(before: &str, commands: &[&str]) -> usize {
    let place = Place::with_users(300, 200);
    place.run("stats").expect_said("stats");
    let schema = place.run("schema show interactions").text;
    let schema: String = schema.lines().filter(|line| !line.contains("EVENT_TYPE")).collect();
    place.write("rehearsal-run/interactions.avsc", schema.as_bytes());
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
        assert_eq!(done, COMMANDS.len(), "under {mebibytes} MiB");
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
                "eval baselines --models random,item-knn,nmf,ease --folds 1 --replicates 0 --memory-limit 80MiB \
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
        assert!(limited["allowed_bytes"].as_u64() < Some(80 << 20), "less the data: {one}");
        assert_eq!(limited["of"], "`--memory-limit`, less the data", "{one}");
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
fn what_surely_does_not_fit_is_refused_before_it_is_read() {
    let place = Place::empty();
    let make = "(echo USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE; yes 12345,6789,1600000000,v | head -n 90000) | \
                gzip -1 > rows.csv.gz;";
    assert_eq!(place.run_after(make, "--version").status, Some(0));
    // The last four bytes say what it unpacks to: nearly 4 GiB.
    let mut packed = place.read("rows.csv.gz");
    let n_bytes = packed.len();
    packed[n_bytes - 4..].fill(0xFF);
    place.write("rows.csv.gz", &packed);
    for (command, holder) in [
        ("stats rows.csv.gz", "`stats` takes at least 2.7 GiB"),
        ("split rows.csv.gz", "`split` takes at least 4.0 GiB"),
        (
            "prep interactions --input rows.csv.gz --engine polars",
            "the general engine of `prep` takes at least 10.0 GiB",
        ),
    ] {
        let left = place.run_after("ulimit -v 2500000;", command);
        left.expect_refused(holder);
        assert!(left.text.contains("80 % of what `ulimit -v` leaves is"), "{}", left.text);
        assert_eq!(left.text.lines().count(), 1, "{}", left.text);
    }
}

#[test]
fn ties_of_thousands_of_items_are_no_lists_of_thousands() {
    let place = Place::empty();
    // Nobody shares an item, so that all tie: 600 lists of 30,000 places took 615 MB.
    let rows = (0..6_000).flat_map(|user| (0..5).map(move |at| (user, 5 * user + at)));
    let text = rows.fold("USER_ID,ITEM_ID,TIMESTAMP\n".to_owned(), |text, (user, item)| {
        text + &format!("u{user},i{item},{}\n", 1_600_000_000 + item)
    });
    place.write("rehearsal-run/interactions.csv", text.as_bytes());
    let kilobytes = 400_000 + program_kilobytes();
    let left = place.run_after(
        &format!("ulimit -v {kilobytes};"),
        "eval baselines --models popularity --folds 1 --replicates 0 --threads 2",
    );
    assert_eq!(left.status, Some(0), "{}", left.text);
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

/// A control group with a limit, removed at the end.
struct Group(std::path::PathBuf);

impl Group {
    /// Of version 2, or of version 1; else why not.
    fn made(bytes: u64) -> Result<Self, String> {
        let name = format!("rehearsal-test-{}-{bytes}", std::process::id());
        let version_2 = Path::new("/sys/fs/cgroup");
        let is_2 = version_2.join("cgroup.controllers").exists();
        let (root, limit) = if is_2 {
            (version_2.to_owned(), "memory.max")
        } else {
            (version_2.join("memory"), "memory.limit_in_bytes")
        };
        let failed = |what: &str, error: std::io::Error| format!("{what}: {error}");
        let group = Self(root.join(name));
        fs::create_dir(&group.0).map_err(|error| failed("a folder", error))?;
        let limited = fs::write(group.0.join(limit), bytes.to_string());
        limited.map_err(|error| failed(limit, error))?;
        // A group of another's may be no place for us.
        let joins = std::process::Command::new("sh")
            .args(["-c", "echo $$ > \"$0/cgroup.procs\""])
            .arg(&group.0)
            .output();
        let joins = joins.map_err(|error| failed("sh", error))?;
        if joins.status.success() { Ok(group) } else { Err("no process can join it".to_owned()) }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(fs::remove_dir(&self.0));
    }
}

#[test]
fn under_a_control_group_commands_work_or_say_what_they_take() {
    for mebibytes in [512, 1024, 2048] {
        let group = match Group::made(mebibytes << 20) {
            Ok(group) => group,
            Err(reason) => return tell(&format!("no control group can be made: {reason}")),
        };
        let before = format!("echo $$ > {}/cgroup.procs || exit 9;", group.0.display());
        let done = under(&before, &COMMANDS);
        assert_eq!(done, COMMANDS.len(), "under {mebibytes} MiB");
    }
}
