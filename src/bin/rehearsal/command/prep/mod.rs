//! `prep`: a release or a table becomes files that Personalize imports.

mod nearby;
pub(super) mod options;
mod rejected;
mod said;

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use rehearsal::export::Format;
use rehearsal::prepare::{
    self, Output as Target, PipelineFile, PrepareInput, Prepared, Preview, Resources, UserOptions,
};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::source::opening;
use rehearsal::transform::{Condition, Filter, Step};

use said::{engine_line, plan_text, summary};

use crate::args::{
    Prep, PrepAll, PrepCommon, PrepInteractions, PrepItems, PrepRun, PrepTable, PrepUsers, TimeArgs,
};
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(prep: &Prep, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match prep {
        Prep::Interactions(args) => interactions(args, folder, output),
        Prep::Items(args) => items(args, folder, output),
        Prep::Users(args) => users(args, folder, output),
        Prep::All(args) => all(args, folder, output),
        Prep::Run(args) => run_file(args, folder, output),
    }
}

/// A pipeline, what it reads, and how it was asked for.
struct Job {
    pipeline: PipelineFile,
    input: PrepareInput,
    output: Option<PathBuf>,
    format: Option<Format>,
    sort_bytes: usize,
}

impl Job {
    fn new(
        dataset: DatasetType,
        common: &PrepCommon,
        table: Option<&PrepTable>,
        conditions: &[Condition],
        no_timestamp: bool,
    ) -> anyhow::Result<Self> {
        let mut mapping = Mapping::default();
        for text in table.iter().flat_map(|table| &table.map) {
            mapping.parse(text)?;
        }
        let mut reading = table.map_or_else(
            || Ok(MappedReading::default()),
            |table| options::reading(&table.reading),
        )?;
        reading.no_timestamp = no_timestamp;
        if reading.keep_columns {
            mapping.keep_others();
        }
        let path = nearby::input(common.input.as_deref())?;
        let input = PrepareInput::open(&path, dataset, &mapping, &reading, conditions)?;
        let output = table.and_then(|table| table.output.clone());
        let pipeline = PipelineFile {
            dataset,
            input: Some(path.display().to_string()),
            output: output.as_ref().map(|path| path.display().to_string()),
            shard_rows: common.shard_rows,
            domain: options::domain(common.domain),
            quoting: options::quoting(common.quoting),
            engine: options::engine(common.engine),
            map: mapping.pairs().map(|(ours, theirs)| (ours, theirs.to_owned())).collect(),
            reading,
            steps: Vec::new(),
        };
        let format = common.output_format.map(options::format);
        let sort_bytes = options::sort_bytes(&common.sort_memory)?;
        Ok(Self { pipeline, input, output, format, sort_bytes })
    }

    /// Puts the condition of `--filter` before the other steps.
    fn filter(&mut self, condition: Option<Condition>) -> anyhow::Result<()> {
        let Some(when) = condition else { return Ok(()) };
        self.pipeline.steps.insert(0, Step::Filter(Filter { when }));
        self.input.drop_helpers(self.pipeline.dataset, &mut self.pipeline.steps)?;
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

    fn prepare(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<(Target, Prepared)> {
        if self.output.is_none() {
            self.expect_one_form(folder)?;
        }
        let target = self.target(folder)?;
        let total = self.input_bytes();
        let bar = output.progress(total);
        bar.set_message(format!("preparing {}", self.pipeline.dataset.stem()));
        let resources = Resources {
            sort_bytes: self.sort_bytes,
            n_threads: rayon::current_num_threads(),
            stdout: &|| Box::new(std::io::stdout()),
            progress: &|bytes| bar.set_position(bytes),
            before_frames: &|| self.expect_fits().map_err(Into::into),
        };
        let prepared = prepare::plan(&self.pipeline, &self.input, &target)
            .and_then(|planned| planned.run(&resources));
        bar.finish_and_clear();
        Ok((target, prepared?))
    }

    /// Refuses what surely does not fit into memory as a frame. What a filter drops is not counted, and of a
    /// release the ratings alone.
    fn expect_fits(&self) -> anyhow::Result<()> {
        let is_filter = |step: &Step| matches!(step, Step::Filter(_));
        if self.pipeline.steps.iter().any(is_filter) {
            return Ok(());
        }
        match (&self.input, self.pipeline.dataset) {
            (PrepareInput::Release(release), DatasetType::Interactions) => {
                guard::expect_fits(Holder::General, &release.ratings_path())
            }
            (PrepareInput::Release(_), _) => Ok(()),
            (PrepareInput::Table { files, .. }, _) => {
                files.files().iter().try_for_each(|path| guard::expect_fits(Holder::General, path))
            }
        }
    }

    /// The size of the files that are read, for the progress bar.
    fn input_bytes(&self) -> u64 {
        let size = |path: &PathBuf| fs::metadata(path).map_or(0, |metadata| metadata.len());
        match &self.input {
            PrepareInput::Release(release) => size(&release.ratings_path()),
            PrepareInput::Table { files, .. } => files.files().iter().map(size).sum(),
        }
    }

    fn run(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
        let (target, prepared) = match self.prepare(folder, output) {
            Err(error) if is_closed_pipe(&error) => return Ok(Verdict::Done),
            Err(error) => return rejected::refuse(error, &self.target(folder)?, folder, output),
            Ok(done) => done,
        };
        if let Some(path) = target.path() {
            rejected::keep_apart(path, prepared.rejected.rows(), folder, output)?;
        }
        let manifest = json(&prepared.manifest)?;
        let lines = summary(&target, &prepared);
        if output.is_verbose() {
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

    fn preview(&self, folder: &RunFolder) -> anyhow::Result<Preview> {
        Ok(prepare::plan(&self.pipeline, &self.input, &self.target(folder)?)?.preview())
    }

    fn show_plan(&self, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
        let preview = self.preview(folder)?;
        output.prose(&plan_text(&preview), &json(&preview)?)?;
        Ok(Verdict::Done)
    }

    fn finish(
        self,
        common: &PrepCommon,
        table: &PrepTable,
        folder: &RunFolder,
        output: &Output,
    ) -> anyhow::Result<Verdict> {
        if table.print_pipeline {
            let text = self.pipeline.to_text();
            output.data(&text, &json(&self.pipeline)?)?;
            return Ok(Verdict::Done);
        }
        if common.dry_run { self.show_plan(folder, output) } else { self.run(folder, output) }
    }
}

fn interactions(
    args: &PrepInteractions,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let conditions = options::conditions(&args.events, &args.rows)?;
    let mut job = Job::new(
        DatasetType::Interactions,
        &args.common,
        Some(&args.table),
        &conditions,
        args.time.no_timestamp,
    )?;
    let options = options::interactions(
        &args.events,
        &args.rows,
        &args.time,
        job.pipeline.domain,
        job.input.has_movielens_ratings(),
    )?;
    let columns = job.input.columns(DatasetType::Interactions);
    options::expect_used(&args.events, &args.rows, &columns, job.input.is_table())?;
    job.pipeline.steps =
        if job.input.is_table() { options.table_steps(&columns) } else { options.steps(&columns) };
    job.input.drop_helpers(DatasetType::Interactions, &mut job.pipeline.steps)?;
    job.finish(&args.common, &args.table, folder, output)
}

fn items(args: &PrepItems, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let condition = options::condition(args.metadata.filter.as_deref())?;
    let mut job =
        Job::new(DatasetType::Items, &args.common, Some(&args.table), condition.as_slice(), false)?;
    let options = options::items(args.description, args.creation, job.pipeline.domain);
    job.pipeline.steps = if job.input.is_table() {
        if args.description.is_some() || args.creation.is_some() {
            anyhow::bail!(
                "`--description` and `--creation` are made from a release's tags and ratings; of a \
                 table, map the columns DESCRIPTION and CREATION_TIMESTAMP"
            );
        }
        options
            .table_steps(&job.input.columns(DatasetType::Items), options::keep_row(&args.metadata))
    } else {
        options.steps()
    };
    job.filter(condition)?;
    job.finish(&args.common, &args.table, folder, output)
}

fn users(args: &PrepUsers, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let condition = options::condition(args.metadata.filter.as_deref())?;
    let mut job =
        Job::new(DatasetType::Users, &args.common, Some(&args.table), condition.as_slice(), false)?;
    if job.input.is_table() && args.from.is_some() {
        anyhow::bail!(
            "`--from` is for releases; of a table, map the columns that say who its users are"
        );
    }
    let options = UserOptions { from: args.from.map(options::users_from).unwrap_or_default() };
    let keep = options::keep_row(&args.metadata);
    job.pipeline.steps =
        if job.input.is_table() { options.table_steps(keep) } else { options.steps() };
    job.filter(condition)?;
    job.finish(&args.common, &args.table, folder, output)
}

/// All datasets of a release are prepared before the first gets its name.
fn all(args: &PrepAll, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let mut jobs = Vec::new();
    let mut job = Job::new(DatasetType::Interactions, &args.common, None, &[], false)?;
    let PrepareInput::Release(release) = &job.input else {
        anyhow::bail!(
            "`prep all` needs a release; prepare the tables one by one with `prep interactions`, \
             `prep items` and `prep users`"
        );
    };
    let known_users = release.users_path().is_some();
    let domain = job.pipeline.domain;
    let options =
        options::interactions(&args.events, &args.rows, &TimeArgs::default(), domain, true)?;
    let columns = job.input.columns(DatasetType::Interactions);
    options::expect_used(&args.events, &args.rows, &columns, false)?;
    job.pipeline.steps = options.steps(&columns);
    jobs.push(job);
    let mut job = Job::new(DatasetType::Items, &args.common, None, &[], false)?;
    job.pipeline.steps = options::items(args.description, args.creation, domain).steps();
    jobs.push(job);
    let from = args.users_from.map(options::users_from);
    if from.is_some() || known_users {
        let mut job = Job::new(DatasetType::Users, &args.common, None, &[], false)?;
        job.pipeline.steps = UserOptions { from: from.unwrap_or_default() }.steps();
        jobs.push(job);
    } else {
        output.note(
            "no users: the release does not say who they are; `--users-from activity` makes them \
             from what they did",
        );
    }
    // What can be known is known before the first row is read.
    let previews =
        jobs.iter().map(|job| job.preview(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    if args.common.dry_run {
        let text: String = previews.iter().map(plan_text).collect();
        output.prose(&text, &json(&previews)?)?;
        return Ok(Verdict::Done);
    }
    let mut results = Vec::new();
    let (mut lines, mut manifests) = (Vec::new(), Vec::new());
    for job in &jobs {
        let (target, prepared) = job.prepare(folder, output)?;
        lines.extend(summary(&target, &prepared));
        let manifest = json(&prepared.manifest)?;
        manifests.push(prepared.manifest.clone());
        results.push((prepared, manifest));
    }
    prepare::commit(results)?;
    output.prose(&(lines.join("\n") + "\n"), &json(&manifests)?)?;
    Ok(Verdict::Done)
}

fn run_file(args: &PrepRun, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let shown = args.pipeline.display();
    let mut text = String::new();
    if args.pipeline.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("cannot read the standard input")?;
    } else {
        text = opening::read_to_string(&args.pipeline)
            .with_context(|| format!("cannot read `{shown}`"))?;
    }
    let mut pipeline = PipelineFile::parse(&text).with_context(|| format!("`{shown}`"))?;
    let given = args.input.clone().or_else(|| pipeline.input.as_ref().map(PathBuf::from));
    let path = nearby::input(given.as_deref())?;
    pipeline.input = Some(path.display().to_string());
    let mut mapping = Mapping::default();
    for (target, source) in &pipeline.map {
        mapping.add(target, source)?;
    }
    if pipeline.reading.keep_columns {
        mapping.keep_others();
    }
    let conditions = options::conditions_of(&pipeline.steps);
    let input =
        PrepareInput::open(&path, pipeline.dataset, &mapping, &pipeline.reading, &conditions)?;
    let output_path = args.output.clone().or_else(|| pipeline.output.as_ref().map(PathBuf::from));
    let job = Job {
        input,
        output: output_path,
        format: args.output_format.map(options::format),
        sort_bytes: options::sort_bytes(&args.sort_memory)?,
        pipeline,
    };
    if args.dry_run { job.show_plan(folder, output) } else { job.run(folder, output) }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
