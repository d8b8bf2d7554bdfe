//! `eval baselines`: local models by the service's metrics.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, Reading, RowFilter};
use rehearsal::experiment::{
    DataRecord, EvalResult, Evaluation, Experiment, Journal, Progress, View, run_views,
};
use rehearsal::export::digest::FileRecord;
use rehearsal::export::{AtomicFile, OutputFolder, Replace, finish_all};
use rehearsal::model::{FAST_WORK, KINDS, ModelConfig, Saved, Task};
use rehearsal::recommend::fit_all;
use rehearsal::split::Protocol;

use super::candidates::candidates;
use super::data::{check_catalogue, data_files, file_record, memory_limit};
use super::per_user::{per_user_file, write_per_user};
use super::resume::{PARTIAL, forget, sentence};
use super::scoring::{check_weights, scoring};
use super::text::text;
use crate::args::{EvalBaselines, ProtocolName};
use crate::command::view::Said;
use crate::command::{cut, instants, reading};
use crate::output::Output;
use crate::run_folder::{RunFolder, create, json};
use crate::text::count;
use crate::verdict::Verdict;

/// The default models: the witnesses, and what is strong and cheap on the clean view of the five data sets
/// of `benches/views`.
const DEFAULT_MODELS: [&str; 7] =
    ["random", "popularity", "repeat-last", "user-knn", "ease", "markov", "session-knn"];

/// The names that a text stands for: `all` and `fast` stand for the models of which that is true.
fn group(text: &str) -> Vec<&str> {
    match text {
        "all" => KINDS.iter().map(|kind| kind.name).collect(),
        "fast" => KINDS.iter().filter(|kind| kind.is_fast).map(|kind| kind.name).collect(),
        _ => vec![text],
    }
}

/// The default number of folds, with which the figures rest on all users.
const FOLDS: usize = 10;

pub(super) fn run(
    args: &EvalBaselines,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let models = models(args)?;
    let folds = cut::folds(&args.cut, FOLDS);
    cut::check(&args.cut, folds)?;
    let scoring = scoring(&args.scoring, args.cut.seed)?;
    let inputs = Inputs::of(args, folder)?;
    let said = Said::new(&args.cut, args.seen)?
        .external(inputs.cut.is_some())?
        .convention(args.scoring.convention);
    expect_room(args.save.as_deref(), &models, folder.replace())?;
    // Opened first, so that a long run does not end at a file it may not write.
    let (_folder, mut result_file) = folder.create("eval.json")?;
    let (_timings_folder, mut timings_file) = folder.create("timings.json")?;
    let outputs = [folder.file("eval.json"), folder.file("timings.json")];
    let outputs: Vec<&Path> = outputs.iter().map(PathBuf::as_path).collect();
    let mut per_user = per_user_file(&args.scoring, folder.replace(), &inputs.all(), &outputs)?;
    let dataset = inputs.read(args, output)?;
    check_weights(&scoring, &dataset, output)?;
    if inputs.cut.is_none() {
        cut::expect_time(&args.cut, &dataset, &inputs.interactions, output)?;
    }
    instants::warn_of_data(&dataset, &inputs.interactions, output);
    let base = Experiment {
        scoring,
        purpose: args.asked.purpose,
        candidates: candidates(
            &args.asked,
            &reading::text(&args.text)?.of_others(),
            &dataset,
            output,
        )?,
        memory_limit: memory_limit(args.asked.memory_limit.as_deref(), &dataset)?,
        time_limit: args.time_limit.as_deref().map(super::time::limit).transpose()?,
        // A group of fast models is fast on this data, or says which of them are not.
        work_limit: args.models.iter().any(|name| name == "fast").then_some(FAST_WORK),
        ..Experiment::of(models.clone())
    };
    let partial = folder.file(PARTIAL);
    forget(&partial, args.resume)?;
    let run = Run {
        data: inputs.record(&dataset, args)?,
        dataset: &dataset,
        candidates: candidates_key(args)?,
        partial: &partial,
    };
    let protocols = protocols(args, folds, &inputs, &dataset)?;
    let (found, last) = run.evaluate_all(&protocols, &base, &said, output)?;
    if args.resume {
        output.note(&sentence(&found.taken));
    }
    let bytes = json(&found.result)?;
    result_file.write_all(&bytes)?;
    timings_file.write_all(&json(&found.timings)?)?;
    let mut files = vec![result_file, timings_file];
    if let Some((file, _)) = &mut per_user {
        write_per_user(&found.per_user, args.scoring.per_user.as_deref(), file)?;
    }
    let (per_user_file, _per_user_folder) = per_user.unzip();
    files.extend(per_user_file);
    let place = args.save.as_deref();
    let (_saved_folders, saved) =
        save_all(place, (&models, &last.task()), &found.result, &dataset, (folder, output))?;
    files.extend(saved);
    finish_all(files)?;
    Journal::clear(&partial);
    output.prose(&text(&found.result, Some(&found.timings), output.is_verbose()), &bytes)?;
    Ok(Verdict::Done)
}

/// The protocols, in the order asked.
fn protocols(
    args: &EvalBaselines,
    folds: usize,
    inputs: &Inputs,
    dataset: &Dataset,
) -> anyhow::Result<Vec<Protocol>> {
    if inputs.cut.is_some() {
        return Ok(vec![Protocol::External { history: args.history.is_some() }]);
    }
    let names = &args.cut.protocol;
    if let Some(at) = (1..names.len()).find(|&at| names[..at].contains(&names[at])) {
        bail!("`--protocol` names protocol {} twice", at + 1);
    }
    let folds = |name: ProtocolName| {
        // One protocol of several may have folds, the others have none.
        if name == ProtocolName::UserKFold { folds.max(2) } else { folds }
    };
    names.iter().map(|&name| cut::protocol(&args.cut, name, folds(name), dataset)).collect()
}

/// The views that can be made; one that cannot is left out with a word, unless it is the only one.
fn possible(
    views: Vec<(View, Experiment)>,
    dataset: &Dataset,
    output: &Output,
) -> Vec<(View, Experiment)> {
    if views.len() < 2 {
        return views;
    }
    let can = |(view, one): &(View, Experiment)| {
        let split = one.protocol.split(dataset, one.cut.clone());
        if let (View::Clean, Err(why)) = (view, &split) {
            output.warn(&format!("the clean view is left out: {why}"));
            return false;
        }
        true
    };
    views.into_iter().filter(can).collect()
}

/// The data and the journal, which all protocols of a run share.
struct Run<'a> {
    data: DataRecord,
    dataset: &'a Dataset,
    /// The text of `--candidates`, and the file that it names.
    candidates: (Option<String>, Option<FileRecord>),
    partial: &'a Path,
}

fn candidates_key(args: &EvalBaselines) -> anyhow::Result<(Option<String>, Option<FileRecord>)> {
    let text = args.asked.candidates.clone();
    let path = text.as_deref().map(Path::new).filter(|path| path.is_file());
    let file = path.map(file_record).transpose()?;
    Ok((text, file))
}

impl Run<'_> {
    /// The result of the first protocol, with the others' results in it and the folds of all that were taken
    /// from a journal; and the last experiment that ran.
    fn evaluate_all(
        &self,
        protocols: &[Protocol],
        base: &Experiment,
        said: &Said,
        output: &Output,
    ) -> anyhow::Result<(Evaluation, Experiment)> {
        let mut found: Option<Evaluation> = None;
        let mut last = base.clone();
        for &protocol in protocols {
            let views = said.views(&Experiment { protocol, ..base.clone() });
            let views = possible(views, self.dataset, output);
            let one = self.evaluate(&views, output)?;
            last = views.into_iter().next_back().map_or(last, |(_, one)| one);
            match &mut found {
                None => found = Some(one),
                Some(first) => {
                    first.taken.extend(one.taken);
                    first.result.other_protocols.push(one.result);
                }
            }
        }
        Ok((found.context("`--protocol` names none")?, last))
    }

    fn evaluate(
        &self,
        views: &[(View, Experiment)],
        output: &Output,
    ) -> anyhow::Result<Evaluation> {
        let (bar, watch) = (output.progress(0), output.watch());
        let progress = |at: Progress<'_>| {
            bar.set_length(at.total as u64);
            bar.set_position(at.done as u64);
            bar.set_message(message(&at));
            watch.now(format!("{} ({} of {} done)", message(&at), count(at.done), count(at.total)));
        };
        let journal = |one: &Experiment| Some(self.journal(one));
        let found = run_views(self.dataset, &self.data, views, &journal, &progress)?;
        bar.finish_and_clear();
        for skipped in &found.result.skipped {
            output.warn(&skipped.sentence());
        }
        Ok(found)
    }

    /// The journal of this very view: of everything that decides its lists but models and folds.
    fn journal(&self, one: &Experiment) -> Journal {
        let Experiment { protocol, cut, seen, purpose, .. } = one;
        let run = (&self.data, protocol, cut, seen, purpose, &self.candidates);
        Journal::new(self.partial.to_owned(), &run)
    }
}

fn message(at: &Progress<'_>) -> String {
    if at.done == at.total {
        return "intervals and tests".to_owned();
    }
    let left = at
        .seconds_left
        .map_or_else(String::new, |seconds| format!(", {} left", crate::text::duration(seconds)));
    format!("{}, fold {}{left}", at.model, at.fold)
}

/// The path at which a model is saved: a text of parameters has signs that file names should not have.
fn saved_path(place: &Path, config: &ModelConfig) -> PathBuf {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    let plain = |letter: char| if is_plain(letter) { letter } else { '_' };
    let name: String = config.text().chars().map(plain).collect();
    place.join(format!("{name}.model"))
}

/// Checks before a long run, not after it, that the models can be saved.
fn expect_room(
    place: Option<&Path>,
    models: &[ModelConfig],
    replace: &Replace,
) -> anyhow::Result<()> {
    let Some(place) = place else { return Ok(()) };
    let mut paths = models.iter().map(|config| saved_path(place, config));
    Ok(paths.try_for_each(|path| replace.expect_file(&path))?)
}

/// Saves every model that could be fitted, as a file of `place` each.
fn save_all(
    place: Option<&Path>,
    (models, task): (&[ModelConfig], &Task),
    result: &EvalResult,
    dataset: &Dataset,
    (folder, output): (&RunFolder, &Output),
) -> anyhow::Result<(Vec<OutputFolder>, Vec<AtomicFile>)> {
    let Some(place) = place else { return Ok((Vec::new(), Vec::new())) };
    let was_fitted =
        |config: &&ModelConfig| result.skipped.iter().all(|one| one.model != config.text());
    let kept = models.iter().filter(was_fitted);
    let watch = output.watch();
    let saved = kept.map(|config| {
        watch.now(format!("{}, to be saved", config.text()));
        save(place, config, dataset, task.clone(), folder.replace())
    });
    Ok(saved.collect::<anyhow::Result<Vec<_>>>()?.into_iter().unzip())
}

/// Saves a model that learns from all interactions for what it was judged by, as a file of `place`.
fn save(
    place: &Path,
    config: &ModelConfig,
    dataset: &Dataset,
    task: Task,
    replace: &Replace,
) -> anyhow::Result<(OutputFolder, AtomicFile)> {
    let model = fit_all(dataset, config, task)
        .with_context(|| format!("cannot fit `{}`", config.text()))?;
    let bytes = Saved::bytes(config, dataset, model.as_ref())
        .with_context(|| format!("cannot save `{}`", config.text()))?;
    let (folder, mut file) = create(&saved_path(place, config), replace)?;
    file.write_all(&bytes).map_err(|source| file.failed(source))?;
    Ok((folder, file))
}

fn models(args: &EvalBaselines) -> anyhow::Result<Vec<ModelConfig>> {
    let mut texts: Vec<&str> = args.models.iter().map(String::as_str).collect();
    texts.extend(args.model.iter().map(String::as_str));
    if texts.is_empty() {
        texts.extend(DEFAULT_MODELS);
    }
    let texts = texts.into_iter().flat_map(group);
    let models = texts.into_iter().map(ModelConfig::parse).collect::<Result<Vec<_>, _>>()?;
    if let Some((at, repeated)) =
        models.iter().enumerate().find(|&(at, model)| models[..at].contains(model))
    {
        bail!("model {} repeats model `{}` with the same parameters", at + 1, repeated.name());
    }
    Ok(models)
}

/// The files to read.
struct Inputs {
    interactions: PathBuf,
    items: Option<PathBuf>,
    /// The files of a cut made elsewhere: held-out rows, and histories if they have a file.
    cut: Option<(PathBuf, Option<PathBuf>)>,
}

impl Inputs {
    fn of(args: &EvalBaselines, folder: &RunFolder) -> anyhow::Result<Self> {
        if let (Some(train), Some(held_out)) = (&args.train, &args.held_out) {
            return Ok(Self {
                interactions: train.clone(),
                items: args.files.items.clone(),
                cut: Some((held_out.clone(), args.history.clone())),
            });
        }
        let (interactions, items) = data_files(&args.files, folder)?;
        Ok(Self { interactions, items, cut: None })
    }

    /// The paths of all that is read.
    fn all(&self) -> Vec<PathBuf> {
        let mut all = vec![self.interactions.clone()];
        all.extend(self.items.clone());
        if let Some((held_out, history)) = &self.cut {
            all.push(held_out.clone());
            all.extend(history.clone());
        }
        all
    }

    fn read(&self, args: &EvalBaselines, output: &Output) -> anyhow::Result<Dataset> {
        let mut interactions = vec![self.interactions.as_path()];
        if let Some((held_out, history)) = &self.cut {
            interactions.push(held_out);
            interactions.extend(history.as_deref());
        }
        let filter =
            if self.cut.is_none() { cut::filter(&args.cut)? } else { RowFilter::default() };
        let items = self.items.as_deref();
        let reward = args.scoring.reward.as_deref();
        let text = reading::text(&args.text)?;
        let dataset = Reading { interactions, items, filter, text, reward }.read()?;
        if !dataset.ended() {
            output.warn(&super::super::stats::cut_off(&self.interactions));
        }
        check_catalogue(&dataset, items, output)?;
        Ok(dataset)
    }

    fn record(&self, dataset: &Dataset, args: &EvalBaselines) -> anyhow::Result<DataRecord> {
        let cut = self.cut.as_ref();
        let items = self.items.as_deref().map(file_record).transpose()?;
        let held_out = cut.map(|(held_out, _)| file_record(held_out)).transpose()?;
        let history = cut.and_then(|(_, history)| history.as_deref());
        Ok(DataRecord {
            interactions: Some(file_record(&self.interactions)?),
            items_file: items,
            held_out_file: held_out,
            history_file: history.map(file_record).transpose()?,
            event_type: args.cut.event_type.clone(),
            event_value_threshold: args.cut.event_value_threshold,
            ..DataRecord::new(dataset)
        })
    }
}
