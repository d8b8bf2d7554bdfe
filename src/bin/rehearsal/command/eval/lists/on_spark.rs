//! Lists that Spark makes where the rows lie.

use std::path::Path;

use anyhow::Context;
use rehearsal::baseline::{ListsSql, ListsWanted};
use rehearsal::column::TIMESTAMP;
use rehearsal::export::ReplaceRule;
use rehearsal::model::ModelConfig;
use rehearsal::prepare::PrepareInput;
use rehearsal::prepare::sql::{SqlPlan, TableColumns, plan_sql};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::MappedReading;
use rehearsal::spark::{self, Session, SparkOutput, There};
use rehearsal::transform::sql::SqlDialect;

use super::document::ListsDocument;
use super::sources::{NAMES, mapping, places, sources};
use crate::args::{EvalLists, ListFormat};
use crate::command::prep::remote;
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::RunFolder;

/// Has Spark make the lists and write them to `target`.
pub(super) fn made(
    args: &EvalLists,
    (model, wanted): (&ModelConfig, &ListsWanted),
    target: &Path,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<ListsDocument> {
    let session = remote::connect(&args.spark)?;
    let target = target_of(args, target, folder);
    let mut plans = [None, None, None];
    for ((place, name), plan) in places(args).into_iter().zip(NAMES).zip(&mut plans) {
        let Some(place) = place else { continue };
        *plan = Some(plan_of(args, &session, (place, name), &target.folder)?);
    }
    let lists = ListsSql::new(model, &sources(&plans)?, wanted)?;
    let bar = output.progress(0, Unit::Tasks);
    bar.stage("Spark".to_owned());
    session.watch(Box::new(move |progress| {
        bar.of(progress.tasks);
        bar.at(progress.done);
    }));
    let made = spark::make_lists(&session, &lists, wanted.k, &target)?;
    Ok(ListsDocument {
        schema_version: 1,
        model: model.text(),
        lists: made.lists,
        places: made.places,
        short_lists: made.short,
        output: target.folder,
    })
}

fn target_of(args: &EvalLists, target: &Path, folder: &RunFolder) -> SparkOutput {
    let format = match args.output_format {
        ListFormat::Parquet => "parquet",
        ListFormat::Csv => "csv",
    };
    let replaces = folder.replace().rule() == ReplaceRule::Anything;
    let there = if replaces { There::Replaced } else { There::Refused };
    SparkOutput { folder: spark::place(&target.display().to_string()), format, there }
}

/// A table where Spark sees it, under this name.
fn plan_of(
    args: &EvalLists,
    session: &Session,
    (place, name): (&Path, &str),
    target: &str,
) -> anyhow::Result<SqlPlan> {
    let mut reading =
        MappedReading { delimiter: args.text.form.delimiter.clone(), ..MappedReading::default() };
    let shown = place.display().to_string();
    let input = remote::input(&args.spark, &shown, &reading)?;
    let input = spark::SparkInput { files: input.files.named(name) };
    spark::expect_apart(&input, target)?;
    let columns =
        spark::columns(session, &input).with_context(|| format!("cannot read `{shown}`"))?;
    reading.no_timestamp = !columns.iter().any(|column| column.name == TIMESTAMP);
    let dataset = DatasetType::Interactions;
    let mapping = mapping(!reading.no_timestamp)?;
    let table = PrepareInput::elsewhere(columns, dataset, &mapping, &reading, &[])?;
    let columns = TableColumns::of(&table, dataset)?;
    Ok(plan_sql(SqlDialect::Spark, input.files, &columns, &[])?)
}
