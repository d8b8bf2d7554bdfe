//! Lists that Spark judges where they lie.

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use rehearsal::experiment::{CountedTruth, EvalResult, Scoring, score_counted};
use rehearsal::export::digest::FileRecord;
use rehearsal::number::thousands;
use rehearsal::prepare::PrepareInput;
use rehearsal::prepare::sql::{TableColumns, plan_sql};
use rehearsal::schema::DatasetType;
use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::spark::{self, EachUser, Session, SparkInput, SparkTruth};
use rehearsal::transform::sql::{SqlDialect, SqlRows};

use super::outputs::Outputs;
use super::recommendations::{RESULT, named};
use crate::args::EvalRecommendations;
use crate::command::prep::remote;
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::RunFolder;

/// The most users whose values come back one by one.
const EACH_USER_MAX: usize = 100_000;

/// A result, and the files that it is written to.
pub(super) struct Judged<'a> {
    pub(super) result: EvalResult,
    pub(super) outputs: Outputs<'a>,
}

/// Has Spark judge the lists.
pub(super) fn judged<'a>(
    args: &'a EvalRecommendations,
    scoring: &Scoring,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Judged<'a>> {
    expect_plain(args)?;
    let held_out = args.held_out.as_deref().context("`--held-out` names no file")?;
    let lists = named(&args.recommendations)?;
    let path = args.output.clone().unwrap_or_else(|| folder.file(RESULT));
    let outputs = Outputs::open(&[path], &args.scoring, folder.replace(), &[])?;
    let tables = Tables { session: remote::connect(&args.spark)?, args };
    let bar = output.progress(0, Unit::Tasks);
    bar.stage("Spark".to_owned());
    tables.session.watch(Box::new(move |progress| {
        bar.of(progress.tasks);
        bar.at(progress.done);
    }));
    let rows = tables.rows((held_out, "held_out_table"), &[], &[TIMESTAMP, EVENT_TYPE])?;
    let items = args.items.as_deref().map(|items| tables.items(items)).transpose()?;
    let truth = SparkTruth::keep(&tables.session, &rows, items.as_ref())?;
    let each = each_user(truth.counted().data.users, lists.len(), scoring)?;
    let mut judged = Vec::new();
    for (at, (name, path)) in lists.iter().enumerate() {
        let table = format!("lists_table_{at}");
        let rows = tables.rows((path, &table), &["RANK", "SCORE"], &[])?;
        judged.push(truth.judge(name, &rows, each)?);
    }
    let truth = recorded(truth.counted(), args, held_out);
    Ok(Judged { result: score_counted(truth, judged, scoring), outputs })
}

/// Refuses by name what is told on one machine alone.
fn expect_plain(args: &EvalRecommendations) -> anyhow::Result<()> {
    let scoring = &args.scoring;
    let named = [
        ("--train", args.train.is_some(), "leaks and the popularity of items"),
        ("--history", args.history.is_some(), "histories"),
        ("--window", args.window.is_some(), "trends"),
        ("--reward", scoring.reward.is_some(), "rewards"),
        ("--event-weight", !scoring.event_weights.is_empty(), "weights of event types"),
        ("--per-user", scoring.per_user.is_some(), "the values of each user"),
    ];
    if let Some((option, _, what)) = named.into_iter().find(|(_, is_there, _)| *is_there) {
        bail!(
            "`{option}` with `--engine spark`: Spark judges lists by held-out rows and `--items` alone; leave it out, or have \
             {what} told on one machine"
        );
    }
    Ok(())
}

/// The users whose hits come back: each where draws or comparisons need them, else their numbers.
fn each_user(n_users: usize, n_lists: usize, scoring: &Scoring) -> anyhow::Result<EachUser> {
    if scoring.replicates == 0 && n_lists == 1 {
        return Ok(EachUser::Counted);
    }
    if n_users > EACH_USER_MAX {
        bail!(
            "intervals and comparisons need the values of each user, and {} users are more than the {} whose values come back \
             from Spark: judge one file of lists at a time, with `--replicates 0`",
            thousands(n_users as u64),
            thousands(EACH_USER_MAX as u64)
        );
    }
    Ok(EachUser::InOrder)
}

/// The tables of a session.
struct Tables<'a> {
    session: Session,
    args: &'a EvalRecommendations,
}

impl Tables<'_> {
    /// A table with users and items, with those of the columns `numbers` and `texts` that it has.
    fn rows(
        &self,
        (place, name): (&Path, &str),
        numbers: &[&str],
        others: &[&str],
    ) -> anyhow::Result<SqlRows> {
        let mut reading = self.reading();
        let (input, columns) = self.open(place, name, &reading)?;
        let has = |name: &str| columns.iter().any(|column| column.name == name);
        let mut mapping = Mapping::default();
        mapping.add(USER_ID, USER_ID)?;
        mapping.add(ITEM_ID, ITEM_ID)?;
        for other in others.iter().filter(|other| has(other)) {
            mapping.add(other, other)?;
        }
        for number in numbers.iter().filter(|number| has(number)) {
            mapping.add(&format!("{number}:double"), number)?;
        }
        if !numbers.is_empty() && !numbers.iter().any(|number| has(number)) {
            bail!("`{}`: expected a column RANK or SCORE, found neither", place.display());
        }
        reading.no_timestamp = !others.contains(&TIMESTAMP) || !has(TIMESTAMP);
        let dataset = DatasetType::Interactions;
        let table = PrepareInput::elsewhere(columns, dataset, &mapping, &reading, &[])?;
        let columns = TableColumns::of(&table, dataset)?;
        Ok(plan_sql(SqlDialect::Spark, input.files, &columns, &[])?.rows)
    }

    /// A table of the catalogue.
    fn items(&self, place: &Path) -> anyhow::Result<SqlRows> {
        let reading = self.reading();
        let (input, columns) = self.open(place, "items_table", &reading)?;
        let mut mapping = Mapping::default();
        mapping.add(ITEM_ID, ITEM_ID)?;
        let table = PrepareInput::elsewhere(columns, DatasetType::Items, &mapping, &reading, &[])?;
        let columns = TableColumns::of(&table, DatasetType::Items)?;
        Ok(plan_sql(SqlDialect::Spark, input.files, &columns, &[])?.rows)
    }

    fn reading(&self) -> MappedReading {
        let delimiter = self.args.text.form.delimiter.clone();
        MappedReading { delimiter, ..MappedReading::default() }
    }

    fn open(
        &self,
        place: &Path,
        name: &str,
        reading: &MappedReading,
    ) -> anyhow::Result<(SparkInput, Vec<FileColumn>)> {
        let shown = place.display().to_string();
        let input = remote::input(&self.args.spark, &shown, reading)?;
        let input = SparkInput { files: input.files.named(name) };
        let columns = spark::columns(&self.session, &input);
        let columns = columns.with_context(|| format!("cannot read `{shown}`"))?;
        Ok((input, columns))
    }
}

/// The counts with the places of the files.
fn recorded(truth: &CountedTruth, args: &EvalRecommendations, held_out: &Path) -> CountedTruth {
    let file = |path: &Path| FileRecord {
        path: path.display().to_string(),
        bytes: 0,
        sha256: String::new(),
    };
    let mut truth = truth.clone();
    truth.data.interactions = Some(file(held_out));
    truth.data.items_file = args.items.as_deref().map(file);
    truth
}
