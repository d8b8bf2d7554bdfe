//! Disks that are full, slow to say so, or not to be written.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use crate::jobs::{JOBS, is_leftover};
use crate::place::{Place, program, said, tell};

/// The names of leftovers and of files that were not there before.
fn changed(place: &Place, before: &crate::place::Contents) -> Vec<String> {
    let after = place.contents();
    let name = |name: &Vec<u8>| String::from_utf8_lossy(name).into_owned();
    let other = after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes));
    let lost = before.keys().filter(|name| !after.contains_key(*name));
    other.map(|(one, _)| name(one)).chain(lost.map(name)).collect()
}

/// Runs each command on a shell's line that holds `"$@"`; each must end by itself and say why.
fn each_in_a_shell(line: &str, said_by_the_system: &str) -> usize {
    let mut refused = 0;
    for job in JOBS {
        let place = Place::filled();
        let before = place.contents();
        let mut command = Command::new("sh");
        command.args(["-c", line, "sh"]).arg(program()).args(job.words());
        command.current_dir(place.folder()).env("HOME", place.folder());
        let output = command.output().expect("a shell starts");
        let text = said(&output);
        if matches!(output.status.code(), Some(0 | 1)) {
            continue;
        }
        refused += 1;
        assert_eq!(output.status.code(), Some(2), "{}: {}\n{text}", job.name, output.status);
        assert!(text.contains(said_by_the_system), "{}: {text}", job.name);
        // What an interrupted evaluation keeps is no output.
        let changed = changed(&place, &before);
        let is_kept = |name: &&String| !name.contains(".partial");
        assert_eq!(changed.iter().filter(is_kept).count(), 0, "{}: {changed:?}", job.name);
    }
    refused
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_nothing() {
    // In blocks of 512 bytes.
    let refused = each_in_a_shell("ulimit -f 1; exec \"$@\"", "File too large");
    assert!(refused > JOBS.len() / 2, "only {refused} commands met the limit");
}

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    for job in JOBS.iter().filter(|job| job.args.contains("new")) {
        let place = Place::filled();
        let before = place.contents();
        fs::create_dir(place.path("new")).expect("room");
        let line = format!(
            "mount -t tmpfs -o size=4k,nr_inodes=100 none new && head -c 4096 /dev/zero > new/full; \
             \"$REHEARSAL\" {}; code=$?; ls -A new >&2; exit $code",
            job.args
        );
        let Some(output) = place.apart(&line) else {
            tell("no file system can be mounted here: not tested");
            return;
        };
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{}: {text}", job.name);
        assert!(text.contains("No space left on device"), "{}: {text}", job.name);
        assert!(!text.lines().any(is_leftover), "{}: {text}", job.name);
        fs::remove_dir(place.path("new")).expect("empty outside");
        let changed = changed(&place, &before);
        let is_kept = |name: &&String| !name.contains(".partial");
        assert_eq!(changed.iter().filter(is_kept).count(), 0, "{}: {changed:?}", job.name);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    for job in JOBS {
        let place = Place::filled();
        let line = format!(
            "mkdir -p new && mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && exec \"$REHEARSAL\" {}",
            job.args
        );
        let Some(output) = place.apart(&line) else {
            tell("no file system can be mounted here: not tested");
            return;
        };
        let text = said(&output);
        // The same bytes are there already: nothing is to be written.
        if output.status.success() && job.other.is_empty() {
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{}: {text}", job.name);
        assert!(text.contains("Read-only file system"), "{}: {text}", job.name);
    }
}

/// The disk of a file system on a file that lies on a full one: writing succeeds, and only bringing it to
/// the disk does not.
#[test]
fn an_error_that_shows_only_when_the_disk_is_written_fails_the_command() {
    let place = Place::filled();
    fs::create_dir(place.path("small")).expect("room");
    fs::create_dir(place.path("new")).expect("room");
    let line = "set -e
        mount -t tmpfs -o size=3m none small
        truncate -s 64m small/disk
        mkfs.ext4 -q -F -O ^has_journal -E lazy_itable_init=1 small/disk
        mount -o loop small/disk new
        head -c 4m /dev/zero > small/full 2> full.txt || true
        set +e
        \"$REHEARSAL\" data generate --users 2000 --items 1000 --ratings 200000 --output new/made
        code=$?
        echo code $code >&2
        ls new/made >&2
        umount -l new
        exit $code";
    let Some(output) = place.apart(line) else {
        tell("no file system can be mounted here: not tested");
        return;
    };
    let text = said(&output);
    if !text.contains("code ") {
        tell(&format!("no disk in a file can be mounted here: not tested\n{text}"));
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("cannot write"), "{text}");
    assert!(!text.contains("ratings.csv\n"), "a file has its name and not its bytes\n{text}");
}

/// The system calls in their order: each file is on the disk before it gets its name, and the folder after.
#[test]
fn what_is_renamed_is_on_the_disk_and_the_folder_too() {
    let place = Place::filled();
    let trace = place.path("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2,linkat,link", "-o"]);
    command.arg(&trace).arg(program());
    command.args(["prep", "interactions", "--input", "made", "--run", "new"]);
    command.current_dir(place.folder());
    let Ok(output) = command.output() else {
        tell("`strace` is not there: not tested");
        return;
    };
    if !output.status.success() {
        tell(&format!("`strace` may not trace here: not tested\n{}", said(&output)));
        return;
    }
    let trace = fs::read_to_string(trace).expect("a trace");
    let at = |what: &dyn Fn(&str) -> bool| trace.lines().position(what);
    for name in ["interactions.csv", "interactions.avsc", "interactions.manifest.json"] {
        let temporary = format!(".{name}.");
        let synced = at(&|line| line.contains("fsync(") && line.contains(&temporary));
        let named = at(&|line| line.contains("rename") && line.contains(&temporary));
        assert!(synced.is_some() && synced < named, "{name}: {synced:?}, {named:?}\n{trace}");
    }
    let lines: Vec<&str> = trace.lines().collect();
    let last = lines.iter().rposition(|line| line.contains("rename"));
    let folder = lines.iter().rposition(|line| line.contains("fsync(") && line.contains("/new>"));
    assert!(folder > last, "the folder is synced last\n{trace}");
}

#[test]
fn a_full_device_as_standard_output_is_an_error_and_a_closed_pipe_is_none() {
    for job in JOBS {
        let place = Place::filled();
        let mut command = place.command(&job.words());
        let full = File::options().write(true).open("/dev/full").expect("a device");
        let output = command.stdout(full).stderr(Stdio::piped()).output().expect("starts");
        let text = said(&output);
        // Some have nothing to say.
        assert!(!text.contains("panicked"), "{}: {text}", job.name);
        let is_told = output.status.code() == Some(2) && text.contains("No space left on device");
        let is_silent = matches!(output.status.code(), Some(0 | 1))
            && place.done(&job.words()).stdout.is_empty();
        assert!(is_told || is_silent, "{}: {} {text}", job.name, output.status);

        let place = Place::filled();
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = place.command(&job.words());
        let output = command.stdout(writer).stderr(Stdio::piped()).output().expect("starts");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{}: {code:?} {}", job.name, said(&output));
    }
}
