//! Whoever reads our output may stop before its end, as `head` does.

use std::process::Stdio;

use crate::place::Place;

/// The exit code and stderr of a run whose stdout nobody reads.
fn unread(place: &Place, args: &[&str]) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    // Closed before the program starts, so that its first write already finds nobody.
    drop(reader);
    let mut command = place.command(args);
    command.stdout(writer).stderr(Stdio::piped());
    let output = command.output().expect("the binary starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = Place::prepared();
    for args in [
        &["validate", "--explain", "V301"][..],
        &["recommend", "--user", "1"],
        &["stats"],
        &["policy", "bucket", "my-bucket"],
        &["cost", "--format", "json"],
    ] {
        assert_eq!(unread(&place, args), (Some(0), String::new()), "{args:?}");
    }
}
