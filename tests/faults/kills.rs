//! Every command, ended at random moments by each signal.
//!
//! `REHEARSAL_KILLS` says how many kills there are in all; `tests/faults/many` makes it 2,000.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::jobs::{JOBS, Job, has_seconds, is_kept_for_resuming, is_leftover};
use crate::place::{Contents, Place, copy, said, tell};

const SIGNALS: [&str; 3] = ["KILL", "TERM", "INT"];
const KILLS: usize = 3 * 18;
const KILLED: i32 = 9;
const INTERRUPTED: i32 = 130;

/// A number from 0 to 1 that nobody knows before; what it leads to is said where a test fails.
pub(crate) fn chance() -> f64 {
    use std::hash::{BuildHasher, Hasher};
    let bits = std::collections::hash_map::RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(bits >> 32).expect("32 bits")) / f64::from(u32::MAX)
}

fn kills() -> usize {
    std::env::var("REHEARSAL_KILLS").ok().map_or(KILLS, |text| text.parse().expect("a number"))
}

/// What stands under final names, without what differs from run to run.
fn finals(contents: &Contents) -> BTreeMap<String, Vec<u8>> {
    let named =
        contents.iter().map(|(name, bytes)| (String::from_utf8_lossy(name).into_owned(), bytes));
    let is_final = |name: &str| {
        !name.ends_with('/')
            && !is_kept_for_resuming(name)
            && !name.contains("/.")
            && !name.starts_with('.')
    };
    named.filter(|(name, _)| is_final(name)).map(|(name, bytes)| (name, bytes.clone())).collect()
}

/// Names that must not be there once a command has ended by itself or was interrupted.
fn leftovers(contents: &Contents) -> Vec<String> {
    let names = contents.keys().map(|name| String::from_utf8_lossy(name).into_owned());
    names.filter(|name| is_leftover(name) && !is_kept_for_resuming(name)).collect()
}

/// A job with what is there before it and after it.
struct Known {
    before: Place,
    old: BTreeMap<String, Vec<u8>>,
    new: BTreeMap<String, Vec<u8>>,
    length: Duration,
}

impl Known {
    /// Where `replaces`, the same command has written other bytes before.
    fn of(job: &Job, replaces: bool) -> Self {
        let before = Place::filled();
        if replaces {
            before.done(&job.other_words());
        }
        let after = Place::copy_of(before.folder());
        let started = Instant::now();
        after.done(&job.words());
        let length = started.elapsed();
        let (old, new) = (finals(&before.contents()), finals(&after.contents()));
        Self { before, old, new, length }
    }

    /// Asserts that each file is the old one or the new one, and nothing else is there.
    fn expect_whole(&self, contents: &Contents, what: &str) {
        for (name, bytes) in finals(contents) {
            let known = [self.old.get(&name), self.new.get(&name)];
            let is_whole = known.contains(&Some(&bytes))
                || has_seconds(&name)
                    && serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
            assert!(is_whole, "{what}: `{name}` is neither the old file nor the new one");
        }
        for name in self.old.keys() {
            assert!(contents.contains_key(name.as_bytes()), "{what}: `{name}` is lost");
        }
    }
}

fn send(child: &mut Child, signal: &str) {
    if signal == "KILL" {
        child.kill().expect("a child can be killed");
        return;
    }
    // It may have ended already.
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).output();
    sent.expect("`kill` starts");
}

/// One kill and the run after it. Gives whether the kill came before the end.
fn kill_once(job: &Job, known: &Known, signal: &str) -> bool {
    let place = Place::empty();
    copy(known.before.folder(), place.folder());
    let mut child = place
        .command(&job.words())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let moment = known.length.mul_f64(chance());
    sleep(moment);
    send(&mut child, signal);
    let status = child.wait().expect("a child can be waited for");
    let what = format!("{}, SIG{signal} after {moment:?}, {status}", job.name);
    let contents = place.contents();
    known.expect_whole(&contents, &what);
    let ended = matches!(status.code(), Some(0 | 1));
    if signal == "KILL" {
        assert!(ended || status.signal() == Some(KILLED), "{what}");
    } else {
        // Before `main` begins nobody can handle a signal.
        let never_began = contents == known.before.contents() && status.signal().is_some();
        assert!(ended || never_began || status.code() == Some(INTERRUPTED), "{what}");
        assert_eq!(leftovers(&contents), Vec::<String>::new(), "{what}");
    }
    let output = place.run(&job.words());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{what}, then: {}", said(&output));
    let after = place.contents();
    assert_eq!(leftovers(&after), Vec::<String>::new(), "{what}: not cleared away");
    known.expect_whole(&after, &what);
    for (name, bytes) in &known.new {
        let found = after.get(name.as_bytes());
        assert!(has_seconds(name) || found == Some(bytes), "{what}: `{name}` after the next run");
    }
    !ended
}

#[test]
fn a_killed_command_leaves_whole_files_and_the_next_run_clears_up() {
    let each = kills().div_ceil(JOBS.len() * SIGNALS.len());
    let (mut sent, mut killed) = ([0; SIGNALS.len()], [0; SIGNALS.len()]);
    for job in JOBS {
        for replaces in [false, true] {
            let half = if job.other.is_empty() { 0 } else { each / 2 };
            let share = if replaces { half } else { each - half };
            if share == 0 {
                continue;
            }
            let known = Known::of(job, replaces);
            for (at, signal) in SIGNALS.into_iter().enumerate() {
                sent[at] += share;
                killed[at] += (0..share).filter(|_| kill_once(job, &known, signal)).count();
            }
        }
    }
    for ((signal, sent), killed) in SIGNALS.iter().zip(sent).zip(killed) {
        tell(&format!("SIG{signal}: {killed} of {sent} came before the command had ended"));
    }
    let killed = killed.iter().sum::<usize>();
    assert!(killed > kills() / 4, "only {killed} of {} kills hit a command", kills());
}

#[test]
fn a_killed_evaluation_goes_on_with_resume() {
    let place = Place::filled();
    std::fs::remove_file(place.path("run/eval.json")).expect("it was there");
    let args = [
        "eval",
        "baselines",
        "--run",
        "run",
        "--folds",
        "4",
        "--models",
        "popularity",
        "--seed",
        "7",
    ];
    let whole = Place::copy_of(place.folder());
    whole.done(&args);
    let mut child =
        place.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    let partial = place.path("run/eval.partial");
    let started = Instant::now();
    while std::fs::read_dir(&partial).map_or(0, Iterator::count) < 3
        && child.try_wait().expect("a child").is_none()
        && started.elapsed() < Duration::from_secs(30)
    {
        sleep(Duration::from_millis(1));
    }
    child.kill().expect("a child can be killed");
    child.wait().expect("a child can be waited for");
    place.done(&[&args[..], &["--resume"]].concat());
    assert_eq!(place.read("run/eval.json"), whole.read("run/eval.json"));
    assert!(!partial.exists(), "what was kept is gone");
    assert_eq!(leftovers(&place.contents()), Vec::<String>::new());
}

#[test]
fn a_signal_at_the_very_beginning_is_an_interrupt_too() {
    let place = Place::filled();
    let before = place.contents();
    for signal in ["INT", "TERM"] {
        for _ in 0..5 {
            let mut command = place.command(&["stats", "--run", "run"]);
            let mut child =
                command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
            send(&mut child, signal);
            let status = child.wait().expect("a child can be waited for");
            let is_early = status.signal().is_some();
            assert!(is_early || matches!(status.code(), Some(0 | INTERRUPTED)), "{status}");
            assert_eq!(leftovers(&place.contents()), Vec::<String>::new());
            assert!(place.contents() == before, "the same bytes again, or none");
        }
    }
}
