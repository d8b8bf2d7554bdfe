//! Statistics that Spark counts where the rows lie.

use std::path::Path;

use rehearsal::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};
use rehearsal::prepare::PrepareInput;
use rehearsal::prepare::sql::{TableColumns, plan_sql};
use rehearsal::schema::DatasetType;
use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::spark::describe;
use rehearsal::stats::Stats as Described;
use rehearsal::transform::sql::SqlDialect;

use crate::args::Stats;
use crate::command::prep::remote::Remote;
use crate::event::Unit;
use crate::output::Output;

/// The statistics of the interactions at `place`.
pub(super) fn described(
    args: &Stats,
    (place, session_gap_s): (&Path, i64),
    output: &Output,
) -> anyhow::Result<Described> {
    let mut reading =
        MappedReading { delimiter: args.text.form.delimiter.clone(), ..MappedReading::default() };
    let remote = Remote::open(&args.spark, Some(place), &reading)?;
    let bar = output.progress(0, Unit::Tasks);
    bar.stage("Spark".to_owned());
    remote.session.watch(Box::new(move |progress| {
        bar.of(progress.tasks);
        bar.at(progress.done);
    }));
    let columns = remote.columns();
    reading.no_timestamp = !columns.iter().any(|column| column.name == TIMESTAMP);
    let mapping = by_their_names(&columns)?;
    let dataset = DatasetType::Interactions;
    let input = PrepareInput::elsewhere(columns, dataset, &mapping, &reading, &[])?;
    let columns = TableColumns::of(&input, dataset)?;
    let plan = plan_sql(SqlDialect::Spark, remote.input.files.clone(), &columns, &[])?;
    Ok(describe(&remote.session, &plan.rows, &place.display().to_string(), session_gap_s)?)
}

/// Our columns by their names, and all others as texts, by which rows are told apart.
fn by_their_names(columns: &[FileColumn]) -> anyhow::Result<Mapping> {
    let own = [USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE];
    let mut mapping = Mapping::default();
    for (at, FileColumn { name, .. }) in columns.iter().enumerate() {
        if own.contains(&name.as_str()) {
            mapping.add(name, name)?;
        }
        // Rows that differ in the text of a value differ.
        if !own.contains(&name.as_str()) || name == EVENT_VALUE {
            mapping.add(&format!("OTHER_{at}:string"), name)?;
        }
    }
    Ok(mapping)
}
