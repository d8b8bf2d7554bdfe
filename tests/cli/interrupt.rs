//! Ctrl-C in the middle of writing.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::place::Place;

const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);

/// Waits until a temporary file with bytes in it lies in the folder.
fn wait_for_temporary_file(place: &Place, child: &mut Child) {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let writing = std::fs::read_dir(place.path("big"))
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
            .any(|entry| entry.metadata().is_ok_and(|metadata| metadata.len() > 0));
        if writing {
            return;
        }
        let ended = child.try_wait().expect("a child can be asked");
        assert!(ended.is_none(), "it ended before anything was written");
        sleep(PAUSE);
    }
    child.kill().expect("a child can be ended");
    panic!("nothing was written in {PATIENCE:?}");
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let place = Place::empty();
    let args = ["data", "generate", "--users", "20000", "--items", "5000", "--ratings", "3000000"];
    let mut command = place.command(&[&args[..], &["--output", "big"]].concat());
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
    wait_for_temporary_file(&place, &mut child);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("`kill` starts").success());
    let status = child.wait().expect("a child can be waited for");
    assert_eq!(status.code(), Some(130));
    assert_eq!(place.files(), "");
}
