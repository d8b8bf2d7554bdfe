//! Help texts: each begins with an example, and each example can be typed.

use crate::place::Place;

const PROGRAM: &str = "rehearsal";

/// The help of the subcommand `words`.
fn help(place: &Place, words: &[String]) -> String {
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    args.push("--help");
    String::from_utf8(place.done(&args)).expect("help is UTF-8")
}

/// The subcommands that a help text lists, but for clap's own `help`.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| line.starts_with("  ")).filter_map(|line| {
        // Deeper lines go on with a description.
        line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?.split(' ').next()
    });
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Every subcommand's words with its help, the program's own first.
fn all(place: &Place) -> Vec<(Vec<String>, String)> {
    let mut all = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(words) = open.pop() {
        let text = help(place, &words);
        open.extend(listed(&text).into_iter().map(|name| [&words[..], &[name]].concat()));
        all.push((words, text));
    }
    all
}

#[test]
fn every_subcommand_is_found() {
    let found = all(&Place::empty());
    for words in ["demo", "data generate", "prep items", "validate schema", "policy bucket"] {
        assert!(found.iter().any(|(found, _)| found.join(" ") == words), "{words}");
    }
}

#[test]
fn every_help_begins_with_an_example_that_parses() {
    let place = Place::empty();
    for (words, text) in all(&place) {
        // A long one goes over two lines.
        let first = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let example = first.strip_prefix("Example: rehearsal ");
        let example = example.unwrap_or_else(|| panic!("{words:?} begins with {first:?}"));
        let typed: Vec<&str> = example.split(' ').collect();
        assert!(
            typed.iter().zip(&words).all(|(typed, word)| typed == word),
            "the example of {words:?} is of another subcommand: {example}"
        );
        let shown = place.done(&[&typed[..], &["--help"]].concat());
        assert!(String::from_utf8_lossy(&shown).contains(&format!("Usage: {PROGRAM} ")));
    }
    assert_eq!(place.files(), "", "help writes nothing");
}

#[test]
fn the_version_is_the_packages() {
    let expected = concat!("rehearsal ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Place::empty().done(&["--version"]), expected.as_bytes());
}
