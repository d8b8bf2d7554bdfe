//! The page of promises names tests that exist.

use std::fs;
use std::path::Path;

/// The program of each test that the page names, by the beginning of its name.
const PLACES: [&str; 4] = ["tests/faults", "tests/cli", "tests/rules", "src"];

#[test]
fn every_test_that_the_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders: Vec<_> = PLACES.iter().map(|place| root.join(place)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                sources += &fs::read_to_string(path).expect("a source");
            }
        }
    }
    let page = fs::read_to_string(root.join("docs/promises.md")).expect("a page");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| What"));
    let mut named = 0;
    for row in rows {
        let tests = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let tests: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test is named in: {row}");
        for test in tests {
            assert!(sources.contains(&format!("fn {test}()")), "no test `{test}`: {row}");
            named += 1;
        }
    }
    assert!(named > 15, "the page has a table of promises");
}
