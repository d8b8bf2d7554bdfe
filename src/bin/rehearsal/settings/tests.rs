//! Every option of every command, in a file and back.

use std::fmt::Write as _;
use std::path::Path;

use clap::Arg;

use super::collected::Settings;
use super::file::parse;
use super::kind::{Kind, check, is_many};
use super::known::{at, definition, leaves, options};
use super::setting::Setting;
use crate::meaning;

/// A value that the option takes, as TOML has it.
fn sample(path: &[String], arg: &Arg) -> String {
    match Kind::of(arg) {
        Kind::Switch => return "true".to_owned(),
        Kind::Count => return "2".to_owned(),
        _ => {}
    }
    let possible: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let texts = [
        "1",
        "0.5",
        "ease",
        "ndcg@25",
        "a=1",
        "1h",
        "a=b",
        "1GiB",
        "10%",
        "retrain=monthly",
        "2024-01-01",
    ]
    .map(str::to_owned);
    let candidates = possible.into_iter().chain(texts);
    let fits = candidates.into_iter().find(|text| {
        check(arg, text).is_ok() && meaning::check(path, arg.get_long().unwrap_or(""), text).is_ok()
    });
    let text = fits.unwrap_or_else(|| panic!("no value for {arg}"));
    let one = match Kind::of(arg) {
        Kind::Path | Kind::PathOrText | Kind::Text => format!("{text:?}"),
        _ => text,
    };
    if is_many(arg) { format!("[{one}, {one}]") } else { one }
}

/// A value of another type.
fn wrong(arg: &Arg) -> &'static str {
    match Kind::of(arg) {
        Kind::Switch | Kind::Count | Kind::Whole | Kind::Number => "\"x\"",
        Kind::Path | Kind::PathOrText | Kind::Text => "3.5",
    }
}

/// All options with their commands, those of every command first.
fn all() -> Vec<(Vec<String>, Arg)> {
    let root = definition();
    let paths = std::iter::once(Vec::new()).chain(leaves(root));
    let of = |path: Vec<String>| -> Vec<(Vec<String>, Arg)> {
        let command = at(root, &path).expect("a command");
        options(command, path.is_empty()).map(|arg| (path.clone(), arg.clone())).collect()
    };
    paths.flat_map(of).collect()
}

/// A file with these options.
fn file(all: &[(Vec<String>, Arg)]) -> String {
    let mut text = String::new();
    let mut table: &[String] = &[];
    for (path, arg) in all {
        if path != table {
            let _ = writeln!(text, "[{}]", path.join("."));
            table = path;
        }
        let _ = writeln!(text, "{} = {}", arg.get_long().expect("a name"), sample(path, arg));
    }
    text
}

fn settings(text: &str) -> Settings {
    let read = parse(text, Path::new("rehearsal.toml")).unwrap_or_else(|error| panic!("{error:#}"));
    Settings {
        elsewhere: read.settings,
        tables: read.tables,
        rules: read.rules,
        ..Settings::default()
    }
}

#[test]
fn a_file_with_every_option_comes_back_the_same() {
    let all = all();
    assert!(all.len() > 300, "only {} options were found", all.len());
    let text = file(&all) + "[rules]\nF201 = \"off\"\n";
    let first = settings(&text);
    let again = first.to_toml(&leaves(definition()));
    let second = settings(&again);
    let plain = |settings: &Settings| -> Vec<(Vec<String>, String, Vec<String>, bool)> {
        let one =
            |one: &Setting| (one.path.clone(), one.option.clone(), one.values.clone(), one.is_off);
        let mut all: Vec<_> = settings.elsewhere.iter().map(one).collect();
        all.sort();
        all
    };
    assert_eq!(plain(&first), plain(&second), "{again}");
    assert_eq!(plain(&first).len(), all.len());
    assert_eq!((first.tables.len(), first.rules), (second.tables.len(), second.rules));
}

#[test]
fn a_value_of_another_type_is_refused_with_its_place() {
    for (path, arg) in all() {
        let name = arg.get_long().expect("a name");
        let table =
            if path.is_empty() { "\n".to_owned() } else { format!("[{}]\n", path.join(".")) };
        let text = format!("{table}{name} = {}\n", wrong(&arg));
        let error = parse(&text, Path::new("a.toml")).expect_err(&text).to_string();
        let place = format!("a.toml:2:{}: `", name.len() + 4);
        assert!(error.starts_with(&place) && error.contains("expected"), "{text}{error}");
    }
}

#[test]
fn an_unknown_key_of_each_command_is_refused_with_the_nearest() {
    for (path, arg) in all() {
        let name = arg.get_long().expect("a name");
        let slip = format!("{name}x");
        let table =
            if path.is_empty() { "\n".to_owned() } else { format!("[{}]\n", path.join(".")) };
        let text = format!("{table}{slip} = 1\n");
        let Err(error) = parse(&text, Path::new("a.toml")) else { panic!("{text}") };
        let error = error.to_string();
        assert!(error.starts_with("a.toml:2:1: unknown key"), "{error}");
        assert!(error.contains("(did you mean `"), "{error}");
    }
}

#[test]
fn pairs_and_paths_are_those_of_the_file() {
    let path = Path::new("shop/rehearsal.toml");
    let text = "[prep.items]\ninput = \"p.csv\"\nmap.\"COST:int\" = \"cost, net\"\nmap.ITEM_ID = \"sku\"\noutput = \"-\"\n\
                [compare]\npersonalize = [\"published:x\", \"m.json\"]\n[eval.recommendations]\n\
                recommendations = \"ours=lists.csv\"\n[stats]\nhtml = true\n";
    let read = parse(text, path).expect("a file");
    let values = |option: &str| -> Vec<String> {
        let found = read.settings.iter().find(|one| one.option == option);
        found.map(|one| one.values.clone()).unwrap_or_default()
    };
    assert_eq!(values("input"), ["shop/p.csv"]);
    assert_eq!(values("map"), ["COST:int=\"cost, net\"", "ITEM_ID=sku"]);
    assert_eq!(values("output"), ["-"]);
    assert_eq!(values("personalize"), ["published:x", "shop/m.json"]);
    assert_eq!(values("recommendations"), ["ours=shop/lists.csv"]);
    assert_eq!(values("html"), [""]);
}

#[test]
fn a_flag_sets_an_option_of_the_file_aside_that_it_excludes() {
    let settings = settings("force = true\n[stats]\ncharts = true\nsession-gap = 60\n");
    let words = |line: &str| -> Vec<String> {
        let words: Vec<std::ffi::OsString> = line.split(' ').map(Into::into).collect();
        let typed = super::typed::read(&words).expect("a command line");
        super::layers::lay(&settings, &typed, &[]).words
    };
    let words = |line| words(line).join(" ");
    assert_eq!(words("rehearsal stats"), "stats --force --charts --session-gap=60");
    assert_eq!(
        words("rehearsal stats --against b.csv --no-clobber --session-gap 90"),
        "stats --against=b.csv --session-gap=90 --no-clobber"
    );
}
