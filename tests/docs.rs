//! `docs/pipelines.md` knows every step and every key, and its example is a pipeline.

use rehearsal::prepare::PipelineFile;
use rehearsal::transform::Step;

const PAGE: &str = include_str!("../docs/pipelines.md");

#[test]
fn every_step_and_key_stands_in_its_row() {
    for name in Step::NAMES {
        let row = PAGE.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("`{name}` has no row"));
        for key in Step::keys(name).expect("a step") {
            assert!(row.contains(&format!("`{key}`")), "`{key}` is not in the row of `{name}`");
        }
    }
    let rows = PAGE.split("## The steps").nth(1).expect("a table").lines();
    let rows = rows.filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Step::NAMES.len(), "a row names no step");
}

#[test]
fn the_example_is_a_pipeline() {
    let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let pipeline = PipelineFile::parse(example.expect("an example")).expect("it reads");
    assert_eq!(pipeline.steps.len(), 3);
}

#[test]
fn the_metrics_page_is_what_the_program_prints() {
    let page = include_str!("../docs/metrics.md");
    assert_eq!(page, rehearsal::metric::page(), "`eval baselines --explain-metrics` prints it");
}

#[test]
fn the_book_has_every_page_of_docs() {
    let summary = include_str!("../docs/SUMMARY.md");
    let docs = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs"))
        .expect("docs can be listed");
    for entry in docs {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let is_page = path.extension().is_some_and(|end| end == "md") && name != "SUMMARY.md";
        let is_there = summary.contains(&format!("]({name})"));
        assert!(!is_page || is_there, "docs/SUMMARY.md has no `{name}`");
    }
}

/// Every figure that `--fail-on` knows has its row in `docs/statistics.md`.
#[test]
fn every_statistic_is_defined() {
    use rehearsal::dataset::Dataset;
    use rehearsal::export::digest::FileRecord;
    use rehearsal::stats::{SESSION_GAP_S, describe, figures};

    let page = include_str!("../docs/statistics.md");
    let dataset = Dataset::from_rows(&[("1", "a", "click", 1), ("1", "b", "click", 9_999)]);
    let file = FileRecord { path: String::new(), bytes: 0, sha256: String::new() };
    for (name, _) in figures(&describe(&dataset, file, SESSION_GAP_S)) {
        let last = name.rsplit('.').next().expect("a name");
        assert!(
            page.contains(&format!("`{name}`")) || page.contains(&format!("`{last}`")),
            "{name}"
        );
    }
}
