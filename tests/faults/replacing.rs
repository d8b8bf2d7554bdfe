//! What may be replaced: each kind of output, untouched, changed, and never ours.

use std::collections::BTreeSet;

use crate::jobs::{JOBS, Job, is_kept_for_resuming};
use crate::place::{Contents, Place, said};

/// The outputs of a job: what is there after it and was not, or was other bytes.
fn outputs(job: &Job) -> (Place, Vec<String>) {
    let place = Place::filled();
    let before = place.contents();
    place.done(&job.words());
    let is_output = |(name, bytes): &(&Vec<u8>, &Vec<u8>)| {
        let text = String::from_utf8_lossy(name);
        !text.ends_with('/')
            && !text.ends_with(".rehearsal.json")
            && before.get(*name) != Some(*bytes)
    };
    let after = place.contents();
    let names =
        after.iter().filter(is_output).map(|(name, _)| String::from_utf8_lossy(name).into_owned());
    let names: Vec<String> = names.filter(|name| !is_kept_for_resuming(name)).collect();
    assert!(!names.is_empty(), "{} writes something", job.name);
    (place, one_of_each_kind(names))
}

/// The first of the files that are named alike but for digits.
fn one_of_each_kind(names: Vec<String>) -> Vec<String> {
    let mut kinds = BTreeSet::new();
    let kind = |name: &String| {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_owned();
        if end == "png" || name.contains("part-") {
            end
        } else {
            name.replace(char::is_numeric, "")
        }
    };
    names.into_iter().filter(|name| kinds.insert(kind(name))).collect()
}

fn refused(place: &Place, words: &[&str], what: &str) -> String {
    let before: Contents = place.contents();
    let output = place.run(words);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{what}: {text}");
    assert!(place.contents() == before, "{what}: something changed\n{text}");
    text
}

#[test]
fn what_nobody_changed_is_replaced_and_said() {
    for job in JOBS.iter().filter(|job| !job.other.is_empty()) {
        let (place, _) = outputs(job);
        let before = place.contents();
        let text = said(&place.done(&job.other_words()));
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("replaced: ")).collect();
        assert_eq!(lines.len(), 1, "{}: {text}", job.name);
        let after = place.contents();
        let changed =
            after.iter().filter(|(name, bytes)| before.get(*name).is_some_and(|old| old != *bytes));
        let names = changed.map(|(name, _)| String::from_utf8_lossy(name).into_owned());
        let names: Vec<_> = names.filter(|name| !name.ends_with(".rehearsal.json")).collect();
        assert!(!names.is_empty(), "{} writes other bytes", job.name);
        for name in names {
            // Of a folder of parts the folder is named, and of many files the first ones.
            let folder = name.rsplit_once("/part-").map_or(name.as_str(), |(folder, _)| folder);
            let is_named = lines[0].contains(folder) || lines[0].contains(" more");
            assert!(is_named, "{}, `{name}`: {text}", job.name);
        }
    }
}

#[test]
fn what_was_changed_since_needs_force() {
    for job in JOBS.iter().filter(|job| !job.other.is_empty()) {
        let (place, names) = outputs(job);
        for name in &names {
            let changed = Place::copy_of(place.folder());
            let mut bytes = changed.read(name);
            bytes.push(b'\n');
            changed.write(name, &bytes);
            let what = format!("{}, `{name}` changed", job.name);
            let output = changed.run(&job.other_words());
            let text = said(&output);
            if output.status.code() == Some(2) {
                assert!(text.contains("was changed since `rehearsal "), "{what}: {text}");
                assert_eq!(changed.read(name), bytes, "{what}");
                changed.done(&[&job.other_words()[..], &["--force"]].concat());
            } else {
                // Not every output depends on what is asked otherwise; such a one must be left alone.
                assert_eq!(changed.read(name), bytes, "{what}: replaced without a word\n{text}");
            }
        }
    }
}

#[test]
fn what_was_never_ours_needs_force() {
    for job in JOBS {
        let (_, names) = outputs(job);
        for name in &names {
            let place = Place::filled();
            // A result of the same command that was there before is another test's.
            let _ = std::fs::remove_file(place.path("run/.rehearsal.json"));
            place.write(name, b"mine");
            let what = format!("{}, `{name}` is mine", job.name);
            let text = refused(&place, &job.words(), &what);
            let is_told = ["there is no record that Rehearsal wrote it", "files of another kind"];
            assert!(is_told.iter().any(|told| text.contains(told)), "{what}: {text}");
        }
    }
}

#[test]
fn no_clobber_keeps_everything_and_another_command_asks() {
    for job in JOBS.iter().filter(|job| !job.other.is_empty()) {
        let (place, _) = outputs(job);
        let text = refused(&place, &[&job.other_words()[..], &["--no-clobber"]].concat(), job.name);
        assert!(text.contains("`--no-clobber` keeps it"), "{}: {text}", job.name);
    }
    let place = Place::filled();
    place.done(&["recommend", "--run", "run", "--user", "1", "--output", "new/list.json"]);
    let text = refused(
        &place,
        &["similar", "--run", "run", "--item", "1", "--output", "new/list.json"],
        "another command",
    );
    assert!(text.contains("was written by `rehearsal recommend`"), "{text}");
}

#[test]
fn a_dry_run_writes_nothing_and_needs_nothing() {
    let place = Place::filled();
    place.write("run/interactions.csv", b"mine");
    let before = place.contents();
    for args in [
        &["prep", "interactions", "--input", "made", "--run", "run", "--dry-run"][..],
        &["prep", "all", "--input", "made", "--run", "run", "--dry-run"],
        &["prep", "interactions", "--input", "made", "--run", "run", "--dry-run", "--no-clobber"],
        &[
            "prep",
            "interactions",
            "--input",
            "made",
            "--run",
            "run",
            "--shard-rows",
            "5",
            "--dry-run",
        ],
    ] {
        place.done(args);
        assert!(place.contents() == before, "{args:?}");
    }
}

#[test]
fn a_record_that_is_lost_or_damaged_makes_every_file_a_strangers() {
    for damage in [&b""[..], b"{", b"[1]", &[0xff; 9]] {
        let place = Place::filled();
        place.write("run/.rehearsal.json", damage);
        let words =
            ["prep", "interactions", "--input", "made", "--run", "run", "--clicked-threshold", "4"];
        let text = refused(&place, &words, "a damaged record");
        assert!(text.contains("there is no record that Rehearsal wrote it"), "{text}");
        place.done(&[&words[..], &["--force"]].concat());
        place.done(&words);
    }
}
