//! Two processes on one run folder.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::jobs::is_leftover;
use crate::place::{Place, said};

const PATIENCE: Duration = Duration::from_secs(30);

/// An evaluation that holds its results, stopped in the middle.
fn stopped(place: &Place) -> Child {
    let args = ["eval", "baselines", "--run", "run", "--folds", "40", "--model", "item-knn"];
    let mut command = place.command(&args);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    let lock = place.path("run/.eval.json.rehearsal.lock");
    let started = Instant::now();
    while !std::fs::read(&lock).is_ok_and(|bytes| !bytes.is_empty()) {
        assert!(started.elapsed() < PATIENCE, "it never held its result");
        sleep(Duration::from_millis(2));
    }
    signal(&child, "-STOP");
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("`kill` starts").success());
}

#[test]
fn the_second_process_is_told_who_holds_a_file_and_others_go_on() {
    let place = Place::filled();
    let mut child = stopped(&place);
    let second = place.run(&["eval", "baselines", "--run", "run", "--models", "popularity"]);
    let text = said(&second);
    assert_eq!(second.status.code(), Some(2), "{text}");
    let who = format!(
        "`run/eval.json` is being written by process {} (`rehearsal eval baselines`)",
        child.id()
    );
    assert!(text.contains(&who), "{text}");
    // Other results of the same folder are free.
    place.done(&["stats", "--run", "run", "--charts"]);
    assert!(child.try_wait().expect("a child").is_none(), "it still holds its result");
    child.kill().expect("a child can be killed");
    child.wait().expect("a child can be waited for");
    assert!(place.path("run/.eval.json.rehearsal.lock").exists(), "left by the killed one");
    place.done(&["eval", "baselines", "--run", "run", "--models", "popularity", "--folds", "3"]);
    let left: Vec<_> = place
        .contents()
        .into_keys()
        .map(|name| String::from_utf8_lossy(&name).into_owned())
        .filter(|name| is_leftover(name))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn many_at_once_leave_one_whole_result_and_a_record_of_all() {
    let place = Place::filled();
    let mut children = Vec::new();
    for number in 0..8 {
        let output = format!("new/{}.json", number % 4);
        let args = ["recommend", "--run", "run", "--user", "1", "--output", &output];
        let mut command = place.command(&args);
        children
            .push(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts"));
    }
    for child in children {
        let output = child.wait_with_output().expect("a child");
        let text = said(&output);
        let is_held = output.status.code() == Some(2) && text.contains("is being written by");
        // The other one may have ended between two looks.
        let is_late = text.contains("there is no record that Rehearsal wrote it");
        assert!(output.status.success() || is_held || is_late, "{text}");
    }
    let one = place.read("new/0.json");
    for number in 0..4 {
        assert_eq!(place.read(&format!("new/{number}.json")), one);
        let output = format!("new/{number}.json");
        // Each is known as ours.
        place.done(&["recommend", "--run", "run", "--user", "2", "--output", &output]);
    }
}
