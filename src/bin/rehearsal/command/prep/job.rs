//! One dataset to be prepared: its plan, its target, and the run.

use std::path::{Path, PathBuf};

use rehearsal::column::{CREATION_TIMESTAMP, FIRST_SEEN};
use rehearsal::export::Format;
use rehearsal::prepare::{
    self, EngineChoice, Output as Target, PipelineFile, PrepareInput, Prepared, Preview, Resources,
};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::source::remote;
use rehearsal::transform::{self, Condition, Filter, ShiftTime, Step};

#[cfg(not(feature = "spark"))]
use super::no_remote::Remote;
#[cfg(feature = "spark")]
use super::remote::Remote;
use super::said::{engine_line, offset, plan_text, summary};
use super::{nearby, options, rejected};
use crate::args::{PrepCommon, PrepTable, SparkArgs, TimeArgs};
use crate::event::Unit;
use crate::guard::{self, Holder};
use crate::output::{Detail, Output};
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The columns that are wanted of a table, and how they are read.
pub(super) struct Wanted<'w> {
    pub(super) dataset: DatasetType,
    pub(super) mapping: &'w Mapping,
    pub(super) reading: &'w MappedReading,
    pub(super) conditions: &'w [Condition],
}

impl Wanted<'_> {
    /// Finds them in the input, here or where Spark sees it.
    pub(super) fn open(
        &self,
        given: Option<&Path>,
        remote: Option<&Remote>,
    ) -> anyhow::Result<(PathBuf, PrepareInput)> {
        let Self { dataset, mapping, reading, conditions } = *self;
        if let Some(remote) = remote {
            let columns = remote.columns();
            let input = PrepareInput::elsewhere(columns, dataset, mapping, reading, conditions)?;
            return Ok((PathBuf::from(remote.place()), input));
        }
        let path = nearby::input(given)?;
        let input = PrepareInput::open(&path, dataset, mapping, reading, conditions)?;
        Ok((path, input))
    }
}

/// Reaches Spark where its engine was asked for.
pub(super) fn remote(
    engine: EngineChoice,
    spark: &SparkArgs,
    input: Option<&Path>,
    reading: &MappedReading,
) -> anyhow::Result<Option<Remote>> {
    (engine == EngineChoice::Spark).then(|| Remote::open(spark, input, reading)).transpose()
}

/// A pipeline, what it reads, and how it was asked for.
pub(super) struct Job {
    pub(super) pipeline: PipelineFile,
    pub(super) input: PrepareInput,
    pub(super) output: Option<PathBuf>,
    pub(super) format: Option<Format>,
    pub(super) sort_bytes: usize,
    /// The table where Spark sees it, for its engine.
    #[cfg_attr(not(feature = "spark"), expect(dead_code, reason = "there is never one"))]
    pub(super) remote: Option<Remote>,
}

impl Job {
    /// A job without steps yet.
    pub(super) fn new(
        dataset: DatasetType,
        common: &PrepCommon,
        table: Option<&PrepTable>,
        conditions: &[Condition],
        time: &TimeArgs,
    ) -> anyhow::Result<Self> {
        let mut mapping = Mapping::default();
        for text in table.iter().flat_map(|table| &table.map) {
            mapping.parse(text)?;
        }
        let mut reading = table.map_or_else(
            || Ok(MappedReading::default()),
            |table| options::reading(&table.reading),
        )?;
        reading.no_timestamp = time.no_timestamp;
        if reading.keep_columns {
            mapping.keep_others();
        }
        let wanted = Wanted { dataset, mapping: &mapping, reading: &reading, conditions };
        let prints = table.is_some_and(|table| table.print.is_asked());
        let engine = if prints { EngineChoice::Auto } else { common.engine };
        let remote = remote(engine, &common.spark, common.input.as_deref(), &reading)?;
        let (path, input) = wanted.open(common.input.as_deref(), remote.as_ref())?;
        let output = table.and_then(|table| table.output.clone());
        let pipeline = PipelineFile {
            dataset,
            input: Some(path.display().to_string()),
            output: output.as_ref().map(|path| path.display().to_string()),
            shard_rows: common.shard_rows,
            domain: common.domain,
            quoting: common.quoting,
            engine: common.engine,
            map: mapping.pairs().map(|(ours, theirs)| (ours, theirs.to_owned())).collect(),
            reading,
            steps: Vec::new(),
        };
        let format = common.output_format;
        let sort_bytes = options::sort_bytes(&common.sort_memory)?;
        Ok(Self { pipeline, input, output, format, sort_bytes, remote })
    }

    /// A job on the items or the users of a table, or of a release.
    pub(super) fn of_metadata(
        dataset: DatasetType,
        common: &PrepCommon,
        table: &PrepTable,
        condition: Option<&Condition>,
    ) -> anyhow::Result<Self> {
        let conditions: Vec<Condition> = condition.into_iter().cloned().collect();
        Self::new(dataset, common, Some(table), &conditions, &TimeArgs::default())
    }

    /// A job on a dataset of a release, as it stands.
    pub(super) fn of_release(dataset: DatasetType, common: &PrepCommon) -> anyhow::Result<Self> {
        Self::new(dataset, common, None, &[], &TimeArgs::default())
    }

    /// Puts the condition of `--filter` before the other steps.
    pub(super) fn filter(&mut self, condition: Option<Condition>) -> anyhow::Result<()> {
        let Some(when) = condition else { return Ok(()) };
        self.pipeline.steps.insert(0, Step::Filter(Filter { when }));
        self.input.drop_helpers(self.pipeline.dataset, &mut self.pipeline.steps)?;
        Ok(())
    }

    /// The column of instants that the steps leave, beside that of interactions.
    const fn instants(&self) -> Option<&'static str> {
        match self.pipeline.dataset {
            DatasetType::Items => Some(CREATION_TIMESTAMP),
            DatasetType::Users => Some(FIRST_SEEN),
            _ => None,
        }
    }

    /// Tells whether the items or users of a release have instants that move with the interactions.
    pub(super) fn has_instants(&self) -> bool {
        let makes =
            |step: &Step| matches!(step, Step::CreationTimestamp(_) | Step::UserActivity(_));
        self.pipeline.steps.iter().any(makes)
    }

    /// Moves the instants of items or users, before they are sorted.
    pub(super) fn shift(&mut self, seconds: i64) -> anyhow::Result<()> {
        let Some(column) = self.instants() else { return Ok(()) };
        let columns = self.input.columns(self.pipeline.dataset);
        if self.input.is_table() && !columns.iter().any(|name| name == column) {
            anyhow::bail!(
                "`--shift-by` moves {column}, which the table does not have; `--map {column}=…` names it"
            );
        }
        let is_sort = |step: &Step| matches!(step, Step::SortById(_));
        let steps = &mut self.pipeline.steps;
        let at = steps.iter().rposition(is_sort).unwrap_or(steps.len());
        steps.insert(at, Step::ShiftTime(ShiftTime::by(column, seconds)));
        Ok(())
    }

    /// The target of the result: the file named, or one in the run folder.
    fn target(&self, folder: &RunFolder) -> anyhow::Result<Target> {
        let stem = self.pipeline.dataset.stem();
        let default = || match (self.pipeline.shard_rows, self.format) {
            (Some(_), _) => folder.file(stem),
            (None, format) => folder.file(&format!("{stem}.{}", format.unwrap_or_default().name())),
        };
        let path = self.output.clone().unwrap_or_else(default);
        Ok(Target::new(&path, self.format, self.pipeline.shard_rows, folder.replace())?)
    }

    /// Checks that one file and a folder of parts do not come beside each other: one of them would be stale.
    fn expect_one_form(&self, folder: &RunFolder) -> anyhow::Result<()> {
        let stem = self.pipeline.dataset.stem();
        let (file, parts) = (folder.file(&format!("{stem}.csv")), folder.file(stem));
        let other = if self.pipeline.shard_rows.is_some() { file } else { parts };
        if other.symlink_metadata().is_ok() {
            anyhow::bail!(
                "`{}` is there from another run and would be stale beside the new result; remove it, \
                 or choose another folder with `--run`",
                other.display()
            );
        }
        Ok(())
    }

    /// Checks that each step fits the columns of the input.
    pub(super) fn expect_fitting(&self) -> anyhow::Result<()> {
        let columns = self.input.schema(self.pipeline.dataset, &self.pipeline.steps);
        transform::plan(&self.pipeline.steps, &columns)?;
        Ok(())
    }

    /// Prepares the dataset into files that have no names yet.
    pub(super) fn prepare(
        &self,
        folder: &RunFolder,
        output: &Output,
    ) -> anyhow::Result<(Target, Prepared)> {
        if self.output.is_none() {
            self.expect_one_form(folder)?;
        }
        let target = self.target(folder)?;
        let total = self.input_bytes();
        let bar = output.progress(total, Unit::Bytes);
        bar.stage(format!("preparing {}", self.pipeline.dataset.stem()));
        let resources = Resources {
            sort_bytes: self.sort_bytes,
            temporary_folder: guard::aside(),
            progress: &|bytes| bar.at(bytes),
            before_frames: &|| self.expect_fits(output).map_err(Into::into),
            ..Resources::default()
        };
        let prepared = prepare::plan(&self.pipeline, &self.input, &target)
            .and_then(|planned| planned.run(&resources));
        drop(bar);
        Ok((target, prepared?))
    }

    /// Refuses what surely does not fit into memory as a frame. What a filter drops is not counted, and of a
    /// release the ratings alone.
    fn expect_fits(&self, output: &Output) -> anyhow::Result<()> {
        let is_filter = |step: &Step| matches!(step, Step::Filter(_));
        if self.pipeline.steps.iter().any(is_filter) {
            return Ok(());
        }
        match (&self.input, self.pipeline.dataset) {
            (PrepareInput::Release(release), DatasetType::Interactions) => {
                guard::expect_fits(Holder::General, &release.ratings_path(), output)
            }
            (PrepareInput::Release(_), _) => Ok(()),
            (PrepareInput::Table { files, .. }, _) => {
                let expect = |path| guard::expect_fits(Holder::General, path, output);
                files.files().iter().try_for_each(expect)
            }
        }
    }

    /// The size of the files that are read, for the progress bar.
    fn input_bytes(&self) -> u64 {
        let size = |path: &PathBuf| remote::length(path);
        match &self.input {
            PrepareInput::Release(release) => size(&release.ratings_path()),
            PrepareInput::Table { files, .. } => files.files().iter().map(size).sum(),
        }
    }

    /// Prepares the dataset and gives the files their names.
    pub(super) fn run(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
        let (target, prepared) = match self.prepare(folder, output) {
            Err(error) if is_closed_pipe(&error) => return Ok(Verdict::Done),
            Err(error) => return rejected::refuse(error, &self.target(folder)?, folder, output),
            Ok(done) => done,
        };
        if let Some(path) = target.path() {
            rejected::keep_apart(path, prepared.rejected.rows(), folder, output)?;
        }
        let manifest = json(&prepared.manifest)?;
        let mut lines = summary(&target, &prepared);
        if let (DatasetType::Interactions, Some(offset)) =
            (self.pipeline.dataset, offset(&prepared))
        {
            lines.push(format!(
                "  items with CREATION_TIMESTAMP: `rehearsal prep items --shift-by {offset}` moves them alike"
            ));
        }
        if output.detail() == Detail::Full {
            output.note(&engine_line(&prepared.engine));
        }
        prepare::commit(vec![(prepared, manifest.clone())])?;
        let text = lines.join("\n") + "\n";
        if target.path().is_none() {
            output.note(text.trim_end());
        } else {
            output.prose(&text, &manifest)?;
        }
        Ok(Verdict::Done)
    }

    /// The plan, as far as it is known before the first row is read.
    pub(super) fn preview(&self, folder: &RunFolder) -> anyhow::Result<Preview> {
        Ok(prepare::plan(&self.pipeline, &self.input, &self.target(folder)?)?.preview())
    }

    /// Prints the plan alone.
    pub(super) fn show_plan(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
        let preview = self.preview(folder)?;
        output.prose(&plan_text(&preview), &json(&preview)?)?;
        Ok(Verdict::Done)
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
