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
