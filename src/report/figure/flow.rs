//! The rows of a table through the steps that prepared it.

use std::path::Path;

use crate::export::Manifest;
use crate::number::thousands;
use crate::report::page_table::{Table, texts};

/// The rows of one table, from what was read to what was written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Flow {
    /// The table: interactions, items or users.
    pub(in crate::report) dataset: String,
    /// The stages, the first of which is what was read.
    pub(in crate::report) stages: Vec<Stage>,
}

/// The rows behind a step.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Stage {
    pub(in crate::report) name: String,
    pub(in crate::report) rows: u64,
    /// The sentences of the step on what it did.
    said: String,
}

/// The flow of a manifest; none without a step.
pub(super) fn flow(manifest: &Manifest) -> Option<Flow> {
    let first = manifest.steps.first()?;
    let output = manifest.outputs.first()?;
    let dataset = Path::new(&output.path).file_stem()?.to_string_lossy().into_owned();
    let read = Stage { name: "read".to_owned(), rows: first.rows_in, said: String::new() };
    let steps = manifest.steps.iter().map(|step| Stage {
        name: step.step.name().to_owned(),
        rows: step.rows_out,
        said: step.log.join("; "),
    });
    Some(Flow { dataset, stages: std::iter::once(read).chain(steps).collect() })
}

impl Flow {
    /// The name of the picture's file.
    pub(super) fn name(&self) -> &'static str {
        match self.dataset.as_str() {
            "items" => "rows-of-items",
            "users" => "rows-of-users",
            _ => "rows-of-interactions",
        }
    }

    /// Tells whether there is anything to see: of items and users only if a step changed the number of rows.
    pub(super) fn tells(&self) -> bool {
        let changes = self.stages.windows(2).any(|pair| pair[0].rows != pair[1].rows);
        changes || self.dataset == "interactions"
    }

    pub(super) fn caption(&self) -> String {
        let rows = |stage: Option<&Stage>| stage.map_or(0, |stage| stage.rows);
        format!(
            "Rows of {} behind each step of the preparation: {} read, {} written.",
            self.dataset,
            thousands(rows(self.stages.first())),
            thousands(rows(self.stages.last()))
        )
    }

    pub(super) fn table(&self) -> Table {
        let rows = self.stages.iter().enumerate().map(|(at, stage)| {
            let change =
                at.checked_sub(1).map(|before| change(self.stages[before].rows, stage.rows));
            vec![
                stage.name.clone(),
                thousands(stage.rows),
                change.unwrap_or_default(),
                stage.said.clone(),
            ]
        });
        let heading = texts(["step", "rows behind it", "change", "what it says"]);
        Table { heading, rows: rows.collect() }
    }
}

/// The change of a count, with its sign.
pub(in crate::report) fn change(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Less => format!("−{}", thousands(before - after)),
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", thousands(after - before)),
    }
}
