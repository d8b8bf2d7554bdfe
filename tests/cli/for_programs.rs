//! What the program says to other programs and to shells: progress, its version, colours, completions and manuals.

use serde_json::Value;

use crate::json_schema::faults;
use crate::place::Place;
use crate::shown::shown;

/// The lines of stderr of a command with `--progress json`, each held against its schema.
fn events(place: &Place, args: &[&str]) -> Vec<Value> {
    let output = place.command(&[args, &["--progress", "json"]].concat()).output();
    let text = String::from_utf8(output.expect("the binary starts").stderr).expect("UTF-8");
    let schema = include_str!("../../docs/schemas/progress.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let event = |line: &str| {
        let value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("{args:?}: no JSON: {line}"));
        let found = faults(&schema, &value);
        assert!(found.is_empty(), "{line}: {found:?}");
        value
    };
    text.lines().map(event).collect()
}

fn of_kind<'e>(events: &'e [Value], kind: &str) -> Vec<&'e Value> {
    events.iter().filter(|event| event["event"] == kind).collect()
}

#[test]
fn progress_is_an_object_a_line_to_the_end() {
    let place = Place::with_release();
    let prepared = events(&place, &["prep", "interactions"]);
    let stages = of_kind(&prepared, "progress");
    assert!(stages.iter().all(|one| one["stage"] == "preparing interactions"), "{prepared:?}");
    let last = stages.last().expect("progress");
    assert_eq!(last["done"], last["total"]);
    // An upload, a search or an evaluation counts what it does; even `--quiet` leaves what was asked for.
    let args = ["eval", "baselines", "--models", "popularity,ease", "--folds", "2", "--quiet"];
    let judged = events(&place, &args);
    let last = of_kind(&judged, "progress").last().copied().expect("progress").clone();
    assert_eq!((&last["unit"], &last["done"]), (&"fits".into(), &last["total"]));
    assert_eq!(judged.last().expect("an end")["exit_code"], 0);
    let refused = events(&place, &["stats", "nowhere.csv"]);
    assert!(of_kind(&refused, "error")[0]["text"].as_str().expect("text").contains("nowhere.csv"));
    assert_eq!(refused.last().expect("an end")["exit_code"], 2);
    let no = events(&place, &["stats", "--fail-on", "card"]);
    assert_eq!(no.last().expect("an end")["exit_code"], 1);
    assert!(!of_kind(&no, "note").is_empty() || !of_kind(&no, "warning").is_empty(), "{no:?}");
}

#[test]
fn the_version_has_the_facts_of_the_build_when_asked_for() {
    let place = Place::empty();
    let short = place.done(&["-V"]);
    assert_eq!(short, concat!("rehearsal ", env!("CARGO_PKG_VERSION"), "\n").as_bytes());
    for args in
        [&["--version", "-v"][..], &["-v", "--version"], &["-vV"], &["stats", "-V", "--verbose"]]
    {
        let text = String::from_utf8(place.done(args)).expect("UTF-8");
        let names: Vec<&str> =
            text.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, ["commit", "features", "target", "profile", "threads"], "{args:?}");
        assert!(text.contains(std::env::consts::ARCH) && text.contains("cli"), "{text}");
    }
}

#[test]
fn the_environment_decides_on_colour_and_what_is_typed_before_it() {
    let place = Place::empty();
    let is_coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = place.command(args);
        let output = command.envs(variables.iter().copied()).output().expect("the binary starts");
        shown(&output, place.folder()).contains('\u{1b}')
    };
    let force = ("CLICOLOR_FORCE", "1");
    // Help and errors of the arguments are clap's, the rest is ours.
    for args in [&["--help"][..], &["stats", "--slow"], &["stats"], &["validate", "--explain", "X"]]
    {
        assert!(!is_coloured(args, &[]), "{args:?}");
        assert!(is_coloured(args, &[force]), "{args:?}");
        assert!(!is_coloured(args, &[force, ("NO_COLOR", "1")]), "{args:?}");
        assert!(!is_coloured(&[args, &["--color", "never"]].concat(), &[force]), "{args:?}");
        assert!(
            is_coloured(&[args, &["--color=always"]].concat(), &[("NO_COLOR", "1")]),
            "{args:?}"
        );
    }
}

#[test]
fn every_shell_gets_its_completions_and_every_command_its_manual() {
    let place = Place::empty();
    for (shell, part) in [
        ("bash", "complete -F _rehearsal"),
        ("zsh", "#compdef rehearsal"),
        ("fish", "complete -c rehearsal"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = String::from_utf8(place.done(&["completions", shell])).expect("UTF-8");
        assert!(script.contains(part) && script.contains("json-schema"), "{shell}:\n{script}");
    }
    assert!(place.run(&["man", "pages"]).contains("pages: "));
    let page = place.text("pages/rehearsal-eval-baselines.1");
    assert!(page.starts_with(".ie ") && page.contains("hold\\-out"), "{page}");
    // As every output: the same again is fine, somebody's own page is not replaced.
    place.done(&["man", "pages"]);
    place.write("pages/rehearsal.1", "mine");
    place.refused(&["man", "pages"]);
}

/// The shell itself takes what it is given.
#[test]
fn bash_completes_our_words() {
    let place = Place::empty();
    let script = place.done(&["completions", "bash"]);
    place.write("rehearsal.bash", script);
    let line = "source ./rehearsal.bash; COMP_WORDS=(rehearsal ev); COMP_CWORD=1; _rehearsal rehearsal ev rehearsal; echo \
                ${COMPREPLY[@]}";
    let mut shell = std::process::Command::new("bash");
    place.settle(&mut shell);
    let output = shell.args(["-c", line]).output().expect("bash runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "eval");
}
