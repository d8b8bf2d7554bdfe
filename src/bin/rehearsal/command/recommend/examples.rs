//! `recommend --examples`: lists for three users chosen by rule.

use anyhow::Context;
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{EvalResult, winner};
use rehearsal::export::digest::FileRecord;
use rehearsal::model::ModelConfig;
use rehearsal::recommend::{
    ExampleList, ExampleRule, Examples, Query, Question, Titles, example_user, recommend,
};

use super::printed::text;
use super::source::{DEFAULT_MODEL, Data, config, fitted, titles};
use crate::args::Recommend;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The file that `report` reads.
const RESULT: &str = "examples.json";

pub(super) fn run(
    args: &Recommend,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    folder.expect_free(RESULT)?;
    let best = best_model(folder);
    if best.is_none() && args.list.model.is_none() && args.list.load.is_none() {
        output.note(&format!(
            "the run folder has no evaluation that names a winner: the lists are by {DEFAULT_MODEL}; `--model` says another"
        ));
    }
    let (config, saved) = config(&args.list, best.as_deref().unwrap_or(DEFAULT_MODEL))?;
    let Data { interactions, items, dataset } = Data::read(&args.list, folder, output)?;
    let seen = args.seen.into();
    let model: Box<dyn rehearsal::model::Recommend> = match saved {
        Some(saved) => saved.for_items_of(&dataset),
        None => fitted(&config, seen, &dataset, output)?,
    };
    let titles = titles(&args.list, items.as_deref())?;
    let file = FileRecord::of(&interactions)
        .with_context(|| format!("cannot read `{}`", interactions.display()))?;
    let asker = Asker {
        dataset: &dataset,
        titles: &titles,
        question: Question {
            query: Query::History(Vec::new()),
            config: &config,
            seen,
            k: args.list.k.into(),
        },
        sha256: file.sha256,
    };
    let rules = ExampleRule::of(&dataset).into_iter();
    let examples = rules.filter_map(|rule| asker.example(rule, model.as_ref()));
    let found = Examples {
        schema_version: 1,
        examples: examples.collect(),
        interactions_sha256: asker.sha256.clone(),
    };
    let bytes = json(&found)?;
    folder.write(RESULT, &bytes)?;
    let lists =
        found.examples.iter().map(|one| format!("{}:\n{}", one.rule.words(), text(&one.list)));
    output.prose(&lists.collect::<Vec<_>>().join("\n"), &bytes)?;
    Ok(Verdict::Done)
}

/// The winner of the clean view, where the run folder has an evaluation that names one.
fn best_model(folder: &RunFolder) -> Option<String> {
    let eval: EvalResult = folder.read_json("eval.json").ok().flatten()?;
    let best = winner(eval.clean()?)?.best;
    ModelConfig::parse(&best).is_ok().then_some(best)
}

/// The data and the question that all examples share.
struct Asker<'a> {
    dataset: &'a Dataset,
    titles: &'a Titles,
    question: Question<'a>,
    sha256: String,
}

impl Asker<'_> {
    fn example(
        &self,
        rule: ExampleRule,
        model: &dyn rehearsal::model::Recommend,
    ) -> Option<ExampleList> {
        let user = example_user(self.dataset, rule)?;
        let question = Question { query: Query::User(user), ..self.question.clone() };
        let list = recommend(self.dataset, self.titles, model, &question, self.sha256.clone());
        Some(ExampleList { rule, rows: self.dataset.rows_of(user).len(), list })
    }
}
