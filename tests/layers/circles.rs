//! No files of the source tree import each other, neither directly nor around a corner.
//!
//! A name that comes through a re-export counts as an import of the file that defines it, and a re-export
//! alone as none: a `mod.rs` that hands on what its files define imports nothing. What a file says of a type
//! in `impl`, and methods that it calls, are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::module::{Module, Use};
use crate::{rust_files, sources};

/// The binary's own modules.
const BINARY: [&str; 2] = ["bin", "rehearsal"];

/// A module by the names that lead to it from the root of the source tree.
type Place = Vec<String>;

/// What a path leads to.
enum Found {
    /// A module itself.
    Module,
    /// Something that the file of this module defines.
    In(Place),
}

/// The modules of a source tree that are not for tests alone.
struct Tree {
    modules: BTreeMap<Place, Module>,
    files: BTreeMap<Place, String>,
}

impl Tree {
    /// Reads files, by their paths below the folder of the sources.
    fn new<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let (mut modules, mut files) = (BTreeMap::new(), BTreeMap::new());
        for (file, text) in texts {
            let place = place_of(file);
            modules.insert(place.clone(), Module::read(text));
            files.insert(place, file.to_owned());
        }
        let mut tree = Self { modules, files };
        let of_tests = |(place, module): (&Place, &Module)| {
            module.test_modules.iter().map(|name| below(place, name)).collect::<Vec<Place>>()
        };
        let of_tests: Vec<Place> = tree.modules.iter().flat_map(of_tests).collect();
        tree.modules.retain(|place, _| !of_tests.iter().any(|test| place.starts_with(test)));
        tree
    }

    /// What `path` leads to, as it is named in the module at `from`; `None` where that is not of this tree.
    fn find(
        &self,
        from: &Place,
        path: &[String],
        seen: &mut Vec<(Place, Vec<String>)>,
    ) -> Option<Found> {
        let step = (from.clone(), path.to_vec());
        if seen.contains(&step) {
            return None;
        }
        seen.push(step);
        let (mut place, mut rest) = start(from, path)?;
        while let Some(name) = rest.first() {
            let below = below(&place, name);
            if !self.modules.contains_key(&below) {
                break;
            }
            (place, rest) = (below, &rest[1..]);
        }
        let module = self.modules.get(&place)?;
        let Some(name) = rest.first() else { return Some(Found::Module) };
        if module.defines.contains(name) {
            return Some(Found::In(place));
        }
        // Its first name is not looked for elsewhere: it may be that of another crate.
        let is_first = rest.len() == path.len();
        let used = |one: &&Use| one.name == *name && name != "*";
        if let Some(used) = module.uses.iter().find(used) {
            if is_first && used.path.first() == Some(name) {
                return None;
            }
            return self.find(&place, &[&used.path[..], &rest[1..]].concat(), seen);
        }
        if is_first {
            return None;
        }
        for all in module.uses.iter().filter(|one| one.name == "*") {
            let within = &all.path[..all.path.len() - 1];
            let found = self.find(&place, &[within, rest].concat(), seen);
            if matches!(found, Some(Found::In(_))) {
                return found;
            }
        }
        // Made by a macro, or everything that there is.
        Some(Found::In(place))
    }

    /// The imports of each file, by the files that define what is imported.
    fn imports(&self) -> BTreeMap<&Place, BTreeMap<Place, BTreeSet<String>>> {
        let mut all = BTreeMap::new();
        for (place, module) in &self.modules {
            let is_import = |one: &&Use| !one.is_handed_on || module.words.contains(&one.name);
            let used = module.uses.iter().filter(is_import).map(|one| &one.path);
            let mut imports: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
            for path in used.chain(&module.paths) {
                if let Some(Found::In(target)) = self.find(place, path, &mut Vec::new())
                    && target != *place
                {
                    imports.entry(target).or_default().extend(path.last().cloned());
                }
            }
            all.insert(place, imports);
        }
        all
    }

    /// The circles: for each the files, and the imports among them as lines.
    fn circles(&self) -> Vec<(Vec<&str>, Vec<String>)> {
        let imports = self.imports();
        let reached: BTreeMap<&Place, BTreeSet<&Place>> =
            imports.keys().map(|&place| (place, reached(place, &imports))).collect();
        let mut circles = Vec::new();
        for (&place, from_here) in &reached {
            let circle: Vec<&Place> =
                from_here.iter().copied().filter(|other| reached[other].contains(place)).collect();
            // Each circle is told once, by its first file.
            if circle.first() != Some(&place) {
                continue;
            }
            let file = |place: &Place| self.files[place].as_str();
            let lines = circle.iter().flat_map(|&one| {
                let within = imports[one].iter().filter(|(target, _)| circle.contains(target));
                within.map(move |(target, names)| {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    format!("{} imports {} of {}", file(one), names.join(", "), file(target))
                })
            });
            circles.push((circle.iter().map(|&one| file(one)).collect(), lines.collect()));
        }
        circles
    }
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are `a::b`.
fn place_of(file: &str) -> Place {
    let mut names: Place = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if names.last().is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str())) {
        names.pop();
    }
    names
}

/// The module of this name within another.
fn below(place: &Place, name: &str) -> Place {
    place.iter().cloned().chain([name.to_owned()]).collect()
}

/// The module from which `path` goes on, and the rest of it.
fn start<'p>(from: &Place, path: &'p [String]) -> Option<(Place, &'p [String])> {
    let is_binary = from.starts_with(&BINARY.map(str::to_owned));
    let root = if is_binary { BINARY.map(str::to_owned).to_vec() } else { Vec::new() };
    match path.first()?.as_str() {
        "crate" => Some((root, &path[1..])),
        "rehearsal" if is_binary => Some((Vec::new(), &path[1..])),
        "self" => Some((from.clone(), &path[1..])),
        "super" => {
            let n = path.iter().take_while(|name| *name == "super").count();
            Some((from[..from.len().checked_sub(n)?].to_vec(), &path[n..]))
        }
        _ => Some((from.clone(), path)),
    }
}

/// The files that one gets to over one import and more.
fn reached<'t>(
    from: &Place,
    imports: &'t BTreeMap<&Place, BTreeMap<Place, BTreeSet<String>>>,
) -> BTreeSet<&'t Place> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Place> = imports[from].keys().collect();
    while let Some(place) = open.pop() {
        if reached.insert(place) {
            open.extend(imports[place].keys());
        }
    }
    reached
}

#[test]
fn no_files_import_each_other() {
    let mut paths = Vec::new();
    rust_files(&sources(), &mut paths);
    let read = |path| fs::read_to_string(path).expect("a source file");
    let texts: Vec<String> = paths.iter().map(read).collect();
    let name_of = |path: &'_ std::path::PathBuf| {
        path.strip_prefix(sources()).expect("below src").to_str().expect("UTF-8").replace('\\', "/")
    };
    let names: Vec<String> = paths.iter().map(name_of).collect();
    let tree = Tree::new(names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)));
    let n_imports: usize = tree.imports().values().map(BTreeMap::len).sum();
    assert!(n_imports > 500, "only {n_imports} imports were found: the reading must be wrong");
    let circles = tree.circles();
    let told = circles
        .iter()
        .map(|(files, lines)| format!("{} files:\n  {}", files.len(), lines.join("\n  ")));
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "files import each other:\n{}", told.join("\n"));
}

/// The circles of made-up files, each as its files.
fn circles_of(texts: &[(&str, &str)]) -> Vec<Vec<String>> {
    let tree = Tree::new(texts.iter().copied());
    let files = |(files, _): (Vec<&str>, _)| files.into_iter().map(str::to_owned).collect();
    tree.circles().into_iter().map(files).collect()
}

#[test]
fn a_circle_through_a_re_export_is_found() {
    let top = ("a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub use c::*;");
    let b = ("a/b.rs", "use super::C;\npub struct B(C);");
    let c = ("a/c.rs", "pub struct C;\nfn c() -> Option<crate::a::B> { None }");
    assert_eq!(circles_of(&[("lib.rs", "pub mod a;"), top, b, c]), [["a/b.rs", "a/c.rs"]]);
    let alone = ("a/c.rs", "pub struct C;\n#[cfg(test)]\nmod tests { use super::super::B; }");
    assert!(circles_of(&[top, b, alone]).is_empty(), "only a test goes back");
}

#[test]
fn a_re_export_alone_is_no_import_and_a_used_one_is() {
    let b = ("a/b.rs", "use super::A;\npub struct B(A);");
    let handing = ("a/mod.rs", "mod b;\npub use b::B;\npub struct A;");
    assert!(circles_of(&[handing, b]).is_empty());
    let using = ("a/mod.rs", "mod b;\npub use b::B;\npub struct A;\nfn a() -> B { b() }");
    assert_eq!(circles_of(&[using, b]), [["a/mod.rs", "a/b.rs"]]);
}

#[test]
fn a_module_is_followed_to_what_is_taken_from_it() {
    let one = ("one.rs", "use crate::two;\npub fn f() { two::g() }");
    let two = ("two.rs", "pub fn g() { self::h(); crate::one::f() }\nfn h() {}");
    assert_eq!(circles_of(&[one, two]), [["one.rs", "two.rs"]]);
    let main = ("bin/rehearsal/main.rs", "mod one;\nuse rehearsal::one::f;\nfn main() { f() }");
    let own = ("bin/rehearsal/one.rs", "pub(crate) fn f() { crate::main() }");
    let alone = ("one.rs", "pub fn f() {}");
    assert!(circles_of(&[main, own, alone]).is_empty(), "the library has the same names");
}
