//! A dataset that Spark prepares where it lies.

use anyhow::{Context, bail};
use rehearsal::export::{Format, Manifest, ReplaceRule};
use rehearsal::number::thousands;
use rehearsal::prepare::sql::{SqlPlan, TableColumns, plan_sql};
use rehearsal::prepare::{self, Engine, Preview};
use rehearsal::spark::{self, SparkOutput, SparkPrepared, There};
use rehearsal::transform::sql::SqlDialect;
use rehearsal::transform::{self, StepRecord};

use super::job::Job;
use super::remote::Remote;
use super::said::{flow, plan_text};
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// A job on a table where Spark sees it.
pub(super) struct OnSpark<'j> {
    job: &'j Job,
    remote: &'j Remote,
}

impl<'j> OnSpark<'j> {
    pub(super) const fn new(job: &'j Job, remote: &'j Remote) -> Self {
        Self { job, remote }
    }

    fn plan(&self) -> anyhow::Result<SqlPlan> {
        let columns = TableColumns::of(&self.job.input, self.job.pipeline.dataset)?;
        let files = self.remote.input.files.clone();
        Ok(plan_sql(SqlDialect::Spark, files, &columns, &self.job.pipeline.steps)?)
    }

    /// Runs the job and leaves its schema and manifest in the run folder.
    pub(super) fn run(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
        let given = self.job.input.schema(self.job.pipeline.dataset, &self.job.pipeline.steps);
        let (_, left) = transform::plan(&self.job.pipeline.steps, &given)?;
        prepare::expect_domain(&self.job.pipeline, &left)?;
        let plan = self.plan()?;
        let target = target(self.job, folder)?;
        spark::expect_apart(&self.remote.input, &target.folder)?;
        let stem = self.job.pipeline.dataset.stem();
        let names = [format!("{stem}.avsc"), format!("{stem}.manifest.json")];
        for name in &names {
            folder.expect_free(name)?;
        }
        let bar = output.progress(0, Unit::Tasks);
        bar.stage("Spark".to_owned());
        self.remote.session.watch(Box::new(move |progress| {
            bar.of(progress.tasks);
            bar.at(progress.done);
        }));
        let mut schema = String::new();
        let steps = &self.job.pipeline.steps;
        let prepared = spark::prepare::<anyhow::Error>(
            &self.remote.session,
            &plan,
            steps.len(),
            &target,
            |columns| {
                let columns: Vec<_> = columns
                    .iter()
                    .map(|one| (one.name.clone(), one.data_type.clone(), one.n_empty))
                    .collect();
                schema = prepare::schema_elsewhere(&self.job.pipeline, &columns)?;
                Ok(())
            },
        )?;
        let manifest = self.manifest(&prepared, &target)?;
        let text = json(&manifest)?;
        folder.write_all(&[(&names[0], schema.as_bytes()), (&names[1], &text)])?;
        output.prose(&(said(&target, &prepared, &manifest).join("\n") + "\n"), &text)?;
        Ok(Verdict::Done)
    }

    fn manifest(&self, prepared: &SparkPrepared, target: &SparkOutput) -> anyhow::Result<Manifest> {
        let mut rows_in = prepared.rows_read;
        let numbered = self.job.pipeline.steps.iter().zip(&prepared.rows_behind).zip(1..);
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
            format!("read by Spark: {}", self.remote.place),
            format!("written by Spark {}: {}", self.remote.session.version()?, target.folder),
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
    pub(super) fn show_plan(&self, output: &Output) -> anyhow::Result<Verdict> {
        self.plan()?;
        let given = self.job.input.schema(self.job.pipeline.dataset, &self.job.pipeline.steps);
        let (steps, _) = transform::plan(&self.job.pipeline.steps, &given)?;
        let preview = Preview {
            schema_version: 1,
            inputs: vec![self.remote.place.clone()],
            output: self
                .job
                .output
                .as_ref()
                .map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
            engine: Engine::Spark { place: self.remote.session.place().to_owned() },
            columns: transform::described(&given),
            steps,
        };
        output.prose(&plan_text(&preview), &json(&preview)?)?;
        Ok(Verdict::Done)
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
