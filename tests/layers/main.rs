//! Data flows one way: a module of the library may import only what this table allows it.
//!
//! `ARCHITECTURE.md` shows the same table as a map. Within a module, no files import each other (`circles`).

mod circles;
mod module;
mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules in their order, each with the modules it may import. Every one of those stands above it,
/// so that no cycle is possible.
const LAYERS: &[(&str, &[&str])] = &[
    ("aws", &[]),
    ("caught", &[]),
    ("choice", &[]),
    ("column", &[]),
    ("condition", &[]),
    ("halt", &[]),
    ("id", &[]),
    ("memory", &[]),
    ("normal", &[]),
    ("number", &[]),
    ("parallel", &[]),
    ("param", &[]),
    ("seed", &["number"]),
    ("text", &[]),
    ("instant", &["choice", "column", "number", "text"]),
    ("generate", &["normal", "number", "parallel", "param", "seed"]),
    ("source", &["caught", "choice", "column", "instant", "number", "param", "text"]),
    ("rule", &["param", "text"]),
    ("schema", &["caught", "choice", "column", "number", "param", "rule", "text"]),
    (
        "validate",
        &[
            "choice",
            "column",
            "condition",
            "instant",
            "number",
            "parallel",
            "param",
            "rule",
            "schema",
            "source",
            "text",
        ],
    ),
    ("filter", &["choice", "column", "number", "param", "rule", "schema", "source", "text"]),
    ("transform", &["choice", "column", "condition", "instant", "number", "param", "text"]),
    ("export", &["choice", "source", "transform"]),
    ("survey", &["column", "instant", "number", "schema", "source", "text"]),
    ("stage", &["export", "source"]),
    ("fetch", &["caught", "export", "param", "text"]),
    (
        "prepare",
        &[
            "choice",
            "column",
            "export",
            "id",
            "instant",
            "number",
            "parallel",
            "param",
            "schema",
            "source",
            "text",
            "transform",
        ],
    ),
    ("dataset", &["column", "id", "instant", "number", "parallel", "source"]),
    ("stats", &["column", "dataset", "export", "number", "param", "text"]),
    ("split", &["choice", "dataset", "export", "id", "number", "param", "seed", "source", "text"]),
    ("model", &["dataset", "memory", "number", "param", "seed", "split"]),
    (
        "baseline",
        &["column", "dataset", "export", "memory", "model", "number", "split", "transform"],
    ),
    ("metric", &["choice", "dataset", "normal", "number", "seed"]),
    (
        "experiment",
        &[
            "choice", "dataset", "export", "id", "memory", "metric", "model", "normal", "number",
            "seed", "source", "split", "text",
        ],
    ),
    (
        "spark",
        &[
            "baseline",
            "column",
            "dataset",
            "experiment",
            "export",
            "halt",
            "metric",
            "number",
            "prepare",
            "source",
            "stats",
            "transform",
        ],
    ),
    ("recommend", &["dataset", "experiment", "model", "number", "source", "split"]),
    ("compare", &["dataset", "experiment", "instant", "metric", "number", "seed", "split", "text"]),
    ("past", &["experiment", "export", "normal", "number", "rule", "stats", "validate"]),
    ("live", &["aws", "compare"]),
    ("cost", &["number"]),
    ("deletion", &["column", "number", "source", "text"]),
    ("store", &["aws", "halt", "source"]),
    ("upload", &["aws", "schema", "source", "store"]),
    ("workflow", &["param", "schema", "validate"]),
    ("service", &["aws", "export", "rule", "source", "workflow"]),
    (
        "report",
        &[
            "compare",
            "cost",
            "dataset",
            "experiment",
            "export",
            "instant",
            "metric",
            "model",
            "number",
            "recommend",
            "rule",
            "source",
            "split",
            "stats",
            "text",
            "transform",
            "validate",
        ],
    ),
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module at the top that a file belongs to: `model` for `src/model/spec.rs`.
fn top_module(file: &Path) -> String {
    let relative = file.strip_prefix(sources()).expect("below src");
    let first = relative.components().next().expect("a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Every `crate::NAME` of a file, with its line, and each name of `crate::{A, B}`.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            assert!(!rest.starts_with('{'), "line {number}: write one `use` per module: {line}");
            let word = |letter: char| letter.is_alphanumeric() || letter == '_';
            let end = rest.find(|letter| !word(letter)).unwrap_or(rest.len());
            found.push((number, rest[..end].to_owned()));
        }
    }
    found
}

#[test]
fn every_module_imports_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut files = Vec::new();
    rust_files(&sources(), &mut files);
    files.retain(|file| !file.starts_with(sources().join("bin")));
    let mut broken = Vec::new();
    let mut n_imports = 0;
    for file in files.iter().filter(|file| !file.ends_with("lib.rs")) {
        let module = top_module(file);
        let Some(may) = allowed.get(module.as_str()) else {
            broken.push(format!("{}: module `{module}` is not in the table", file.display()));
            continue;
        };
        let text = fs::read_to_string(file).expect("a source file");
        for (line, import) in imports(&text) {
            n_imports += 1;
            if import != module && !may.contains(&import.as_str()) {
                broken.push(format!("{}:{line}: `{module}` imports `{import}`", file.display()));
            }
        }
    }
    assert!(n_imports > 50, "only {n_imports} imports were found: the reading must be wrong");
    assert!(broken.is_empty(), "against the table:\n{}", broken.join("\n"));
}

#[test]
fn the_table_itself_flows_one_way() {
    for (at, (module, may)) in LAYERS.iter().enumerate() {
        for import in *may {
            let above = LAYERS[..at].iter().any(|(other, _)| other == import);
            assert!(above, "`{module}` may import `{import}`, which does not stand above it");
        }
    }
}

#[test]
fn the_library_knows_nothing_of_the_command_line() {
    let mut files = Vec::new();
    rust_files(&sources(), &mut files);
    for file in files.iter().filter(|file| !file.starts_with(sources().join("bin"))) {
        // A lock names the process that holds it.
        let text =
            fs::read_to_string(file).expect("a source file").replace("std::process::id()", "");
        for word in ["clap::", "anyhow::", "indicatif::", "println!", "std::process", "std::env::"]
        {
            assert!(!text.contains(word), "{}: `{word}`", file.display());
        }
    }
}

/// The public types of a file, by their names: what begins a line with `pub` and one of these words.
fn public_types(text: &str) -> impl Iterator<Item = &str> {
    let kinds = ["pub struct ", "pub enum ", "pub trait ", "pub type "];
    text.lines().filter_map(move |line| {
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
        let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        Some(&rest[..end])
    })
}

#[test]
fn no_two_public_types_have_one_name() {
    let mut files = Vec::new();
    rust_files(&sources(), &mut files);
    files.retain(|file| !file.starts_with(sources().join("bin")));
    let mut known: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut twice = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file");
        for name in public_types(&text) {
            if let Some(other) = known.insert(name.to_owned(), file.clone()) {
                twice.push(format!("{name}: {} and {}", other.display(), file.display()));
            }
        }
    }
    assert!(known.len() > 200, "only {} types were found: the reading must be wrong", known.len());
    assert!(twice.is_empty(), "two types of one name:\n{}", twice.join("\n"));
}

#[test]
fn the_words_of_the_map_are_types_that_there_are() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md"));
    let map = map.expect("the map");
    let (_, words) = map.split_once("## Words").expect("a glossary");
    let mut files = Vec::new();
    rust_files(&sources(), &mut files);
    let read = |file: &PathBuf| fs::read_to_string(file).expect("a source file");
    let texts: Vec<(String, String)> =
        files.iter().map(|file| (top_module(file), read(file))).collect();
    let mut n_types = 0;
    for path in words.split('`').skip(1).step_by(2).filter(|text| text.contains("::")) {
        let mut names = path.split("::");
        let (module, name) = (names.next().expect("a module"), names.next().expect("a name"));
        let kinds = ["struct", "enum", "trait", "const"];
        let defines =
            |text: &str| kinds.iter().any(|kind| text.contains(&format!("pub {kind} {name}")));
        let known = texts.iter().any(|(of, text)| of == module && defines(text));
        assert!(known, "`{path}` of the glossary is not there");
        n_types += 1;
    }
    assert!(n_types > 15, "only {n_types} types in the glossary");
}
