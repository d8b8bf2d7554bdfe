//! `s3://…` as input: what is read from a bucket is what the same file on the disk gives.

use std::process::Command;

use super::front::{Fault, Front};
use super::store::{ACCESS_KEY, SECRET_KEY, Store};
use super::{BUCKET, SINGLE_BYTES_MAX, with_large_interactions};
use crate::place::Place;
use crate::release::{MOVIES, RATINGS};
use crate::shown::shown;

fn command(place: &Place, url: &str, args: &[&str]) -> Command {
    let mut command = place.command(args);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    command.env("AWS_ENDPOINT_URL_S3", url).env("AWS_REGION", "us-east-1");
    command
}

/// The stdout of a command that must succeed.
#[track_caller]
fn done(place: &Place, url: &str, args: &[&str]) -> String {
    let output = command(place, url, args).output().expect("the binary starts");
    assert!(output.status.success(), "{args:?}\n{}", shown(&output, place.folder()));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Asserts that the interactions of the run folder have the same statistics in the bucket.
#[track_caller]
fn expect_same_stats(place: &Place, url: &str) {
    let disk = place.done(&["stats", "rehearsal-run/interactions.csv", "--format", "json"]);
    let disk = String::from_utf8(disk).expect("UTF-8");
    let s3 = done(place, url, &["stats", "s3://films/run/interactions.csv", "--format", "json"]);
    assert_eq!(s3.replace("s3://films/run/", "rehearsal-run/"), disk);
}

/// The arguments that prepare a mapped table.
fn table<'a>(input: &'a str, map: &'a str, run: &'a str) -> [&'a str; 8] {
    ["prep", "interactions", "--input", input, "--map", map, "--run", run]
}

#[test]
fn a_release_a_table_and_parts_are_read_as_from_the_disk() {
    let (place, store) = (Place::with_release(), Store::with_bucket(BUCKET));
    store.put(BUCKET, "raw/ml-tiny/ratings.csv", RATINGS.as_bytes());
    store.put(BUCKET, "raw/ml-tiny/movies.csv", MOVIES.as_bytes());
    place.done(&["prep", "all", "--input", "ml-tiny", "--run", "disk"]);
    let front = Front::before(store.url(), |_, _| Fault::None);
    done(&place, &front.url, &["prep", "all", "--input", "s3://films/raw/ml-tiny", "--run", "s3"]);
    for name in ["interactions.csv", "items.csv"] {
        assert!(place.read(&format!("disk/{name}")) == place.read(&format!("s3/{name}")), "{name}");
    }
    let manifest = place.text("s3/interactions.manifest.json");
    assert!(manifest.contains("s3://films/raw/ml-tiny/ratings.csv"), "{manifest}");
    // Parts, as a warehouse writes them.
    let (header, rows) = RATINGS.split_once('\n').expect("a header");
    let (first, second) =
        rows.split_at(rows.len() / 2 + rows[rows.len() / 2..].find('\n').expect("rows") + 1);
    for (name, part) in [("part-0.csv", first), ("part-1.csv", second), ("_SUCCESS", "")] {
        let text = if part.is_empty() { String::new() } else { format!("{header}\n{part}") };
        store.put(BUCKET, &format!("parts/{name}"), text.as_bytes());
    }
    let map = "USER_ID=userId,ITEM_ID=movieId,TIMESTAMP=timestamp";
    place.done(&table("ml-tiny/ratings.csv", map, "one"));
    for (at, input) in
        ["s3://films/raw/ml-tiny/ratings.csv", "s3://films/parts/", "s3://films/parts/part-*.csv"]
            .into_iter()
            .enumerate()
    {
        let run = format!("table{at}");
        done(&place, &front.url, &table(input, map, &run));
        assert!(
            place.read("one/interactions.csv") == place.read(&format!("{run}/interactions.csv")),
            "{input}"
        );
    }
}

#[test]
fn validate_stats_and_lists_read_from_a_bucket() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    for name in ["interactions.csv", "interactions.avsc", "items.csv", "items.avsc"] {
        let bytes = place.read(&format!("rehearsal-run/{name}"));
        store.put(BUCKET, &format!("run/{name}"), &bytes);
    }
    let front = Front::before(store.url(), |_, _| Fault::None);
    expect_same_stats(&place, &front.url);
    let disk = place.run(&["validate", "dataset", "rehearsal-run"]);
    let s3 = command(&place, &front.url, &["validate", "dataset", "s3://films/run"]).output();
    let s3 = shown(&s3.expect("the binary starts"), place.folder());
    assert_eq!(s3.replace("s3://films/run/", "rehearsal-run/"), disk);
    let missing = command(&place, &front.url, &["stats", "s3://films/run/none.csv"]).output();
    let missing = shown(&missing.expect("the binary starts"), place.folder());
    assert!(missing.contains("cannot read `s3://films/run/none.csv`"), "{missing}");
}

#[test]
fn lists_are_judged_from_a_bucket() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    place.done(&["split", "--view", "clean", "--test-share", "0.5"]);
    let users = place.text("rehearsal-run/split/batch-input.jsonl");
    let answer = |line: &str| {
        format!(
            "{{\"input\":{line},\"output\":{{\"recommendedItems\":[\"5\",\"1\",\"3\"]}},\"error\":null}}\n"
        )
    };
    let lists: String = users.lines().map(answer).collect();
    place.write("rehearsal-run/split/lists.out", &lists);
    for name in ["lists.out", "held-out.csv", "import.csv"] {
        store.put(
            BUCKET,
            &format!("split/{name}"),
            &place.read(&format!("rehearsal-run/split/{name}")),
        );
    }
    let front = Front::before(store.url(), |_, _| Fault::None);
    let judge = |folder: &str, run: &str| {
        let at = |name: &str| format!("{folder}/{name}");
        let (lists, held_out, train) = (at("lists.out"), at("held-out.csv"), at("import.csv"));
        let args = [
            "eval",
            "recommendations",
            "--recommendations",
            &lists,
            "--held-out",
            &held_out,
            "--train",
            &train,
            "--convention",
            "standard",
            "--run",
            run,
            "--format",
            "json",
        ];
        done(&place, &front.url, &args)
    };
    let disk = judge("rehearsal-run/split", "disk");
    assert_eq!(
        judge("s3://films/split", "s3").replace("s3://films/split", "rehearsal-run/split"),
        disk
    );
}

#[test]
fn a_large_object_comes_in_ranges_and_a_cut_one_again() {
    let place = with_large_interactions(SINGLE_BYTES_MAX * 3 / 2);
    let store = Store::with_bucket(BUCKET);
    store.put(BUCKET, "run/interactions.csv", &place.read("rehearsal-run/interactions.csv"));
    let front = Front::before(store.url(), |asked, before| {
        if asked.method == "GET" && before == 1 {
            Fault::Answer(503, "SlowDown")
        } else {
            Fault::None
        }
    });
    expect_same_stats(&place, &front.url);
    assert!(front.n_asked(|asked| asked.starts_with("GET")) >= 3, "three ranges of 8 MiB");
}

#[test]
fn nothing_is_written_into_a_folder_that_is_named_like_a_bucket() {
    let place = Place::with_release();
    for args in [
        &["prep", "interactions", "--run", "s3://films/run"][..],
        &["prep", "interactions", "--output", "s3://films/out.csv"],
        &["stats", "--run", "s3://films/run"],
        &["upload", "s3://films/run", "s3://films/other"],
    ] {
        let refused = place.refused(args);
        assert!(refused.contains("on the disk") || refused.contains("to the disk"), "{refused}");
    }
}
