//! Names that are no UTF-8, and outputs that are inputs under another name.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::jobs::JOBS;
use crate::place::{Place, said};

/// `café` in Latin-1.
const STRANGE: &[u8] = b"caf\xe9";

#[test]
fn every_command_takes_paths_that_are_no_utf_8() {
    for job in JOBS {
        let place = Place::filled();
        for name in ["run", "made", "cut"] {
            let strange = OsString::from_iter([OsStr::from_bytes(STRANGE), OsStr::new(name)]);
            fs::rename(place.path(name), place.path(strange)).expect("renamed");
        }
        let strange = |word: &&str| {
            let mut all = OsString::new();
            let first = word.split('/').next().unwrap_or_default();
            if ["run", "made", "cut", "new"].contains(&first) {
                all.push(OsStr::from_bytes(STRANGE));
            }
            all.push(word);
            all
        };
        // The name of a release's folder and of a command are the same word.
        let words: Vec<OsString> = job.words().iter().map(strange).collect();
        let output = place.run(&words);
        let text = said(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {text}", job.name);
        place.done(&words);
    }
}

#[cfg(feature = "s3")]
#[test]
fn a_run_folder_of_any_name_can_be_uploaded() {
    let place = Place::filled();
    let strange = OsStr::from_bytes(STRANGE);
    fs::rename(place.path("run"), place.path(strange)).expect("renamed");
    for format in ["text", "json"] {
        let args =
            ["upload", "s3://bucket", "--dry-run", "--format", format, "--run"].map(OsStr::new);
        let output = place.run(&[&args[..], &[strange]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let text = String::from_utf8(output.stdout).expect("what is printed is UTF-8");
        assert!(text.contains("caf\u{fffd}/interactions.csv"), "{text}");
    }
}

#[test]
fn an_input_is_never_written_by_whatever_name() {
    let data = "run/interactions.csv";
    for (label, args) in [
        ("prep", "prep interactions --input run/interactions.csv --output OUT"),
        (
            "fix",
            "validate schema run/interactions.csv --schema run/interactions.avsc --fix --output OUT",
        ),
        ("infer", "schema infer run/interactions.csv --output OUT"),
        ("recommend", "recommend --interactions run/interactions.csv --user 1 --output OUT"),
        ("split", "split run/interactions.csv --output OUT-folder"),
    ] {
        for how in ["itself", "link", "hard link", "dots"] {
            let place = Place::filled();
            let bytes = place.read(data);
            let out = match how {
                "itself" => data.to_owned(),
                "dots" => "run/../run/./interactions.csv".to_owned(),
                _ => "other.csv".to_owned(),
            };
            match how {
                "link" => symlink(data, place.path("other.csv")).expect("a link"),
                "hard link" => {
                    fs::hard_link(place.path(data), place.path("other.csv")).expect("a link");
                }
                _ => {}
            }
            if label == "split" {
                fs::create_dir(place.path("OUT-folder")).expect("room");
                symlink("../run/interactions.csv", place.path("OUT-folder/train.csv"))
                    .expect("a link");
            }
            let words =
                args.replace("OUT-folder", "OUT_FOLDER").replace("OUT_FOLDER", "OUT-folder");
            let words = if label == "split" { words } else { words.replace("OUT", &out) };
            for force in [false, true] {
                let words: Vec<&str> = words.split(' ').chain(force.then_some("--force")).collect();
                let output = place.run(&words);
                let text = said(&output);
                assert!(!text.contains("panicked"), "{label} {how}: {text}");
                assert_eq!(place.read(data), bytes, "{label} to {how}, force {force}: {text}");
                if !force || how != "hard link" {
                    assert_eq!(output.status.code(), Some(2), "{label} to {how}: {text}");
                }
            }
        }
    }
}

#[test]
fn a_device_is_never_replaced() {
    for force in [false, true] {
        let place = Place::filled();
        let mut args = vec!["recommend", "--run", "run", "--user", "1", "--output", "/dev/full"];
        args.extend(force.then_some("--force"));
        let output = place.run(&args);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("is a device, a pipe or a socket"), "{}", said(&output));
        assert!(!fs::metadata("/dev/full").expect("a device").is_file());
    }
}
