//! The files of lists as tables of SQL.

use std::fmt::Write as _;
use std::path::Path;

use rehearsal::baseline::{ListSources, ListsSql, ListsWanted};
use rehearsal::column::{ITEM_ID, TIMESTAMP, USER_ID};
use rehearsal::model::ModelConfig;
use rehearsal::prepare::PrepareInput;
use rehearsal::prepare::sql::{SETTINGS, SqlPlan, of_input, plan_sql};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::transform::sql::SqlDialect;

use crate::args::EvalLists;
use crate::command::prep::PrintedQuery;
use crate::command::table_text;
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;

/// The names of the tables, in the order of the files.
pub(super) const NAMES: [&str; 3] = ["train_table", "history_table", "held_out_table"];

/// The columns that lists need, under their own names.
pub(super) fn mapping(has_time: bool) -> anyhow::Result<Mapping> {
    let mut mapping = Mapping::default();
    for name in [USER_ID, ITEM_ID, TIMESTAMP] {
        if name != TIMESTAMP || has_time {
            mapping.add(name, name)?;
        }
    }
    Ok(mapping)
}

/// The files that were named, in the order of [`NAMES`].
pub(super) fn places(args: &EvalLists) -> [Option<&Path>; 3] {
    [Some(args.train.as_path()), args.history.as_deref(), args.held_out.as_deref()]
}

/// The tables of plans in the order of [`NAMES`].
pub(super) fn sources(plans: &[Option<SqlPlan>; 3]) -> anyhow::Result<ListSources> {
    let [train, history, held_out] =
        plans.each_ref().map(|plan| plan.as_ref().map(|plan| plan.rows.clone()));
    let train = train.ok_or_else(|| anyhow::anyhow!("`--train` names no file"))?;
    Ok(ListSources { train, history, held_out })
}

/// Prints the statements that make the lists.
pub(super) fn print(
    args: &EvalLists,
    model: &ModelConfig,
    wanted: &ListsWanted,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let mut plans = [None, None, None];
    let mut text =
        format!("-- The lists that `rehearsal eval lists --model {}` makes.\n", model.text());
    if args.dialect == SqlDialect::Spark {
        for (key, value) in SETTINGS.into_iter().chain(ListsSql::SETTINGS) {
            let _ = writeln!(text, "SET {key} = {value};");
        }
    }
    let reading = table_text::reading(&args.text);
    for ((place, name), plan) in places(args).into_iter().zip(NAMES).zip(&mut plans) {
        let Some(place) = place else { continue };
        let found = plan_of(place, name, &reading, args.dialect)?;
        let _ = write!(text, "{};\n\n", found.files.view(args.dialect)?);
        *plan = Some(found);
    }
    text += &ListsSql::new(model, &sources(&plans)?, wanted)?.statements();
    let printed = PrintedQuery::new(args.dialect.name(), &text);
    output.data(&text, &json(&printed)?)?;
    Ok(Verdict::Done)
}

/// A file that lies here as a table of this name.
fn plan_of(
    place: &Path,
    name: &str,
    reading: &MappedReading,
    dialect: SqlDialect,
) -> anyhow::Result<SqlPlan> {
    let dataset = DatasetType::Interactions;
    let open = |reading: &MappedReading, has_time| {
        PrepareInput::open(place, dataset, &mapping(has_time)?, reading, &[])
            .map_err(anyhow::Error::from)
    };
    let timeless = MappedReading { no_timestamp: true, ..reading.clone() };
    let has_time = has_time(&open(&timeless, false)?);
    let input = if has_time { open(reading, true)? } else { open(&timeless, false)? };
    let (files, columns) = of_input(&input, dataset, place, dialect)?;
    Ok(plan_sql(dialect, files.named(name), &columns, &[])?)
}

fn has_time(input: &PrepareInput) -> bool {
    match input {
        PrepareInput::Table { files, .. } => {
            files.header().iter().any(|column| column.name == TIMESTAMP)
        }
        PrepareInput::Release(_) => true,
    }
}
