//! `eval baselines`: local models by the service's metrics.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{
    DataRecord, Evaluation, Experiment, Journal, Progress, Scoring, View, run_views,
};
use rehearsal::export::digest::FileRecord;
use rehearsal::model::{FAST_WORK, ModelConfig};
use rehearsal::param::at_least;
use rehearsal::report::SingleResult;
use rehearsal::split::{Cut, Protocol, Sample};

use super::candidates::candidates;
use super::data::{file_record, memory_limit};
use super::inputs::Inputs;
use super::outputs::Outputs;
use super::plan;
use super::printed::text;
use super::resume::{PARTIAL, expect_current, sentence};
use super::saving::{expect_room, save_all};
use super::scoring::{check_weights, scoring};
use crate::args::{EvalBaselines, ProtocolName};
use crate::command::view::Said;
use crate::command::{cut, instants, table_text};
use crate::event::Unit;
use crate::meaning::{duration, group};
use crate::output::Output;
use crate::progress::Stage;
use crate::readable::count;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The default models: the witnesses, and what is strong and cheap on the clean view of the five data sets
/// of `benches/views`.
const DEFAULT_MODELS: [&str; 7] =
    ["random", "popularity", "repeat-last", "user-knn", "ease", "markov", "session-knn"];

/// The default number of folds, with which the figures rest on all users.
const FOLDS: usize = 10;

/// Checks what can be told of the options before any data is read.
pub(in crate::command) fn expect_sound(args: &EvalBaselines) -> anyhow::Result<()> {
    models(args)?;
    cut::check(&args.cut, cut::folds(&args.cut, FOLDS))?;
    at_least("test-users", args.test_users.unwrap_or(1), &1)?;
    scoring(&args.scoring, args.cut.seed)?;
    args.time_limit.as_deref().map(limit).transpose().map(drop)
}

/// The time of `--time-limit`.
fn limit(text: &str) -> anyhow::Result<Duration> {
    duration(text)
        .with_context(|| format!("`--time-limit {text}`: expected a time such as 90s, 2m or 1h"))
}

pub(super) fn run(
    args: &EvalBaselines,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    expect_sound(args)?;
    let models = models(args)?;
    let folds = cut::folds(&args.cut, FOLDS);
    let scoring = scoring(&args.scoring, args.cut.seed)?;
    let inputs = Inputs::of(args, folder)?;
    let said = said(args, &inputs)?;
    expect_room(args.save.as_deref(), &models, folder.replace())?;
    let paths = [folder.file("eval.json"), folder.file("timings.json")];
    let mut outputs = Outputs::open(&paths, &args.scoring, folder.replace(), &inputs.all())?;
    let dataset = inputs.read(args, output)?;
    check_weights(&scoring, &dataset, output)?;
    if inputs.cut.is_none() {
        cut::expect_time(&args.cut, &dataset, &inputs.interactions, output)?;
    }
    instants::warn_of_data(&dataset, &inputs.interactions, output);
    let base = base(args, models.clone(), scoring, &dataset, output)?;
    let partial = folder.file(PARTIAL);
    if args.resume {
        expect_current(&partial)?;
    } else {
        Journal::clear(&partial);
    }
    let run = Run {
        data: inputs.record(&dataset, args)?,
        dataset: &dataset,
        candidates: candidates_key(args)?,
        partial: &partial,
    };
    let protocols = protocols(args, folds, &inputs, &dataset)?;
    plan::say(&dataset, &protocols, &said.views(&base), output);
    let (found, last) = run.evaluate_all(&protocols, &base, &said, output)?;
    if args.resume {
        output.note(&sentence(&found.taken));
    }
    let bytes = json(&found.result)?;
    outputs.write(&[&bytes, &json(&found.timings)?], &found.per_user)?;
    let place = args.save.as_deref();
    let (_saved_folders, saved) =
        save_all(place, (&models, &last.task()), &found.result, &dataset, (folder, output))?;
    outputs.finish(saved)?;
    Journal::clear(&partial);
    let said = text(&found.result, Some(&found.timings), output.detail());
    output.result(&said, &bytes, SingleResult::Evaluation(&found.result))?;
    Ok(Verdict::Done)
}

/// The views that the options make of this cut.
fn said(args: &EvalBaselines, inputs: &Inputs) -> anyhow::Result<Said> {
    let mut said = Said::new(&args.cut, args.seen)?;
    if inputs.cut.is_some() {
        said = said.made_elsewhere()?;
    }
    Ok(said.convention(args.scoring.convention))
}

/// The experiment that all views and protocols begin from.
fn base(
    args: &EvalBaselines,
    models: Vec<ModelConfig>,
    scoring: Scoring,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<Experiment> {
    let text = table_text::text(&args.text)?.of_others();
    let sample = args.test_users.map(|users| Sample { users, seed: args.cut.seed });
    let n_users = dataset.users().len();
    let n_tested = sample.map_or(n_users, |sample| sample.users.min(n_users));
    Ok(Experiment {
        scoring,
        purpose: args.asked.purpose,
        candidates: candidates(&args.asked, &text, dataset, output)?,
        memory_limit: memory_limit(dataset, n_tested, "fewer rows or a smaller `--test-users`")?,
        cut: Cut { sample, ..Cut::default() },
        time_limit: args.time_limit.as_deref().map(limit).transpose()?,
        // A group of fast models is fast on this data, or says which of them are not.
        work_limit: args.models.iter().any(|name| name == "fast").then_some(FAST_WORK),
        ..Experiment::of(models)
    })
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
        let shown = output.progress(0, Unit::Fits);
        let progress = |at: Progress<'_>| {
            shown.of(at.total as u64);
            shown.at(at.done as u64);
            shown.stage(stage(&at));
        };
        let journal = |one: &Experiment| Some(self.journal(one));
        let found = run_views(self.dataset, &self.data, views, &journal, &progress)?;
        drop(shown);
        for skipped in &found.result.skipped {
            output.warn(&skipped.sentence());
        }
        for model in found.result.models.iter().filter(|model| model.fits_cut_short > 0) {
            output.warn(&format!(
                "`{}`: `--time-limit` ended {} of its fits at the best epoch so far; a faster machine may come to other \
                 figures",
                model.name, model.fits_cut_short
            ));
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

fn stage(at: &Progress<'_>) -> Stage {
    let name = if at.done == at.total {
        "intervals and tests".to_owned()
    } else {
        let epoch = at.epoch.map_or_else(String::new, |told| {
            let rehearsal::model::Epoch { number, most, loss } = told.epoch;
            let left = crate::readable::duration(told.seconds_left);
            format!(", epoch {number} of at most {most}, loss {loss:.3}, at most {left}")
        });
        format!("{}, fold {}{epoch}", at.model, at.fold)
    };
    let left = at.seconds_left.map_or_else(String::new, |seconds| {
        format!(", {} left", crate::readable::duration(seconds))
    });
    let bar = format!("{name}{left}");
    let line = format!("{bar} ({} of {} done)", count(at.done), count(at.total));
    Stage { name, bar, line }
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
