//! A dataset that Spark prepares where it lies.

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::export::{Format, Manifest, ReplaceRule};
use rehearsal::number::thousands;
use rehearsal::prepare::sql::{FileFormat, SqlPlan, TableColumns, plan_sql};
use rehearsal::prepare::{self, Engine, Preview};
use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::MappedReading;
use rehearsal::spark::{self, Session, SparkInput, SparkOutput, SparkPrepared, There};
use rehearsal::transform::sql::Dialect;
use rehearsal::transform::{self, StepRecord};

use super::job::Job;
use super::said::{flow, plan_text};
use crate::args::{InputFormat, SparkArgs};
use crate::output::{Output, on_interrupt};
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// A table where the cluster sees it.
pub(super) struct Remote {
    session: Session,
    input: SparkInput,
    place: String,
    columns: Vec<FileColumn>,
}

impl Remote {
    /// Reaches Spark and has it look at the table.
    pub(super) fn open(
        args: &SparkArgs,
        input: Option<&Path>,
        reading: &MappedReading,
    ) -> anyhow::Result<Self> {
        let address = args.remote.as_deref().context(
            "`--engine spark` needs `--remote sc://HOST:PORT`, or the environment variable SPARK_REMOTE",
        )?;
        let place = input.context(
            "`--engine spark` needs `--input`: a path as the cluster sees it, such as s3a://BUCKET/events/*.csv, or \
             the name of a table",
        )?;
        let place = place.display().to_string();
        let input = SparkInput::new(&place, args.input_format.map(format), reading)?;
        let session = Session::connect(address)?;
        on_interrupt("interrupted: Spark was told to stop; nothing was written here");
        let columns = spark::columns(&session, &input)?;
        Ok(Self { session, input, place, columns })
    }

    pub(super) fn columns(&self) -> Vec<FileColumn> {
        self.columns.clone()
    }

    /// The place of the table, as it was given.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    fn plan(&self, job: &Job) -> anyhow::Result<SqlPlan> {
        let columns = TableColumns::of(&job.input, job.pipeline.dataset)?;
        let files = self.input.files.clone();
        Ok(plan_sql(Dialect::Spark, files, &columns, &job.pipeline.steps)?)
    }

    /// Runs the job and leaves its schema and manifest in the run folder.
    pub(super) fn run(
        &self,
        job: &Job,
        folder: &RunFolder,
        output: &Output,
    ) -> anyhow::Result<Verdict> {
        let given = job.input.schema(job.pipeline.dataset, &job.pipeline.steps);
        let (_, left) = transform::plan(&job.pipeline.steps, &given)?;
        prepare::expect_domain(&job.pipeline, &left)?;
        let plan = self.plan(job)?;
        let target = target(job, folder)?;
        let stem = job.pipeline.dataset.stem();
        let names = [format!("{stem}.avsc"), format!("{stem}.manifest.json")];
        for name in &names {
            folder.expect_free(name)?;
        }
        let bar = output.progress(0);
        bar.set_message("Spark");
        self.session.watch(Box::new(move |progress| {
            bar.set_length(progress.tasks);
            bar.set_position(progress.done);
        }));
        let prepared = spark::prepare(&self.session, &plan, job.pipeline.steps.len(), &target)?;
        let columns: Vec<_> = prepared
            .columns
            .iter()
            .map(|one| (one.name.clone(), one.data_type.clone(), one.n_empty))
            .collect();
        let schema = prepare::schema_elsewhere(&job.pipeline, &columns)?;
        let manifest = self.manifest(job, &prepared, &target)?;
        let text = json(&manifest)?;
        folder.write_all(&[(&names[0], schema.as_bytes()), (&names[1], &text)])?;
        output.prose(&(said(&target, &prepared, &manifest).join("\n") + "\n"), &text)?;
        Ok(Verdict::Done)
    }

    fn manifest(
        &self,
        job: &Job,
        prepared: &SparkPrepared,
        target: &SparkOutput,
    ) -> anyhow::Result<Manifest> {
        let mut rows_in = prepared.rows_read;
        let numbered = job.pipeline.steps.iter().zip(&prepared.rows_behind).zip(1..);
        let records = numbered.map(|((step, &rows_out), number)| {
            let rounds = prepared.rounds.iter().find(|(step, _)| *step == number);
            let log = rounds.iter().flat_map(|(_, left)| {
                left.iter()
                    .skip(1)
                    .zip(1..)
                    .map(|(rows, round)| format!("round {round}: {} rows left", thousands(*rows)))
            });
            let record = StepRecord::new(step.clone(), rows_in, rows_out, log.collect());
            rows_in = rows_out;
            record
        });
        let records = records.collect();
        let mut notes = vec![
            format!("read by Spark: {}", self.place),
            format!("written by Spark {}: {}", self.session.version()?, target.folder),
        ];
        if !prepared.events.is_empty() {
            let events = prepared.events.iter();
            let events: Vec<String> =
                events.map(|(name, rows)| format!("{} {name}", thousands(*rows))).collect();
            notes.push(format!("events: {}", events.join(", ")));
        }
        Ok(Manifest::new(Vec::new(), records, Vec::new(), notes))
    }

    /// Prints the plan alone.
    pub(super) fn show_plan(&self, job: &Job, output: &Output) -> anyhow::Result<Verdict> {
        self.plan(job)?;
        let given = job.input.schema(job.pipeline.dataset, &job.pipeline.steps);
        let (steps, _) = transform::plan(&job.pipeline.steps, &given)?;
        let preview = Preview {
            schema_version: 1,
            inputs: vec![self.place.clone()],
            output: job
                .output
                .as_ref()
                .map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
            engine: Engine::Spark { place: self.session.place().to_owned() },
            columns: transform::described(&given),
            steps,
        };
        output.prose(&plan_text(&preview), &json(&preview)?)?;
        Ok(Verdict::Done)
    }
}

const fn format(format: InputFormat) -> FileFormat {
    match format {
        InputFormat::Csv => FileFormat::Csv,
        InputFormat::Json => FileFormat::Json,
        InputFormat::Parquet => FileFormat::Parquet,
        InputFormat::Table => FileFormat::Table,
    }
}

/// The folder that Spark writes.
fn target(job: &Job, folder: &RunFolder) -> anyhow::Result<SparkOutput> {
    let place = job.output.as_ref().context(
        "`--engine spark` needs `--output`: a folder as the cluster sees it, such as s3a://BUCKET/prepared/interactions",
    )?;
    if job.pipeline.shard_rows.is_some() {
        bail!(
            "`--shard-rows`: Spark writes a folder of parts anyway, each as large as its own settings make it"
        );
    }
    let format = match job.format {
        None | Some(Format::Csv) => "csv",
        Some(Format::Parquet) => "parquet",
        Some(other) => bail!("`--output-format {}`: Spark writes csv and parquet", other.name()),
    };
    let replaces = folder.replace().rule() == ReplaceRule::Anything;
    let there = if replaces { There::Replaced } else { There::Refused };
    Ok(SparkOutput { folder: spark::place(&place.display().to_string()), format, there })
}

/// The words on what was written.
fn said(target: &SparkOutput, prepared: &SparkPrepared, manifest: &Manifest) -> Vec<String> {
    let rows = prepared.rows_behind.last().copied().unwrap_or(prepared.rows_read);
    let mut lines = vec![format!("{}: {} rows", target.folder, thousands(rows))];
    lines.extend(flow(&manifest.steps));
    lines.extend(manifest.notes.iter().map(|note| format!("  {note}")));
    for step in &manifest.steps {
        lines.extend(step.log.iter().map(|line| format!("  {}: {line}", step.step.name())));
    }
    lines
}
