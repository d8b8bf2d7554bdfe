//! `models`: what baselines there are.

use std::fmt::Write as _;

use rehearsal::model::{KINDS, ModelConfig, ModelFamily, ModelKind, Search};
use serde_json::{Value, json};

use crate::args::Models;
use crate::output::Output;
use crate::readable::{marked, wrap};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The models, or the one that was named.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `models` prints")]
pub(super) struct Document {
    /// The version of this document.
    schema_version: u32,
    models: Vec<Described>,
}

/// A model.
#[derive(Debug, Serialize, JsonSchema)]
struct Described {
    name: &'static str,
    /// The title of its family.
    family: &'static str,
    summary: &'static str,
    /// The score of an item.
    equation: &'static str,
    /// The paper or the page.
    source: &'static str,
    /// The cost of a fit.
    cost: &'static str,
    /// True if it is in the group `fast`.
    is_fast: bool,
    /// The data without which it cannot be fitted.
    needs: Option<&'static str>,
    parameters: Vec<Parameter>,
}

/// A parameter of a model.
#[derive(Debug, Serialize, JsonSchema)]
struct Parameter {
    name: &'static str,
    default: Value,
    /// The values that it takes, in words.
    expected: String,
    /// The values that `eval tune` tries; empty where it tries none.
    searched: String,
    purpose: &'static str,
}

pub(super) fn run(args: &Models, output: &Output) -> anyhow::Result<Verdict> {
    let shown: Vec<&ModelKind> = match &args.name {
        // By the same way as everywhere, so that a slip is answered with the right name.
        Some(name) => vec![ModelConfig::parse(name)?.kind()],
        None => KINDS.to_vec(),
    };
    let models = shown.iter().map(|kind| described(kind)).collect();
    let bytes = crate::run_folder::json(&json!(Document { schema_version: 1, models }))?;
    if args.markdown {
        output.data(&page(&shown), &bytes)?;
        return Ok(Verdict::Done);
    }
    let text = if args.name.is_some() {
        shown.iter().map(|kind| whole(kind)).collect()
    } else {
        overview(&shown)
    };
    output.prose(&text, &bytes)?;
    Ok(Verdict::Done)
}

fn described(kind: &ModelKind) -> Described {
    let parameters = kind.parameters().iter().map(|parameter| Parameter {
        name: parameter.key,
        default: parameter.default.json(),
        expected: parameter.domain.expected(),
        searched: searched(parameter.search),
        purpose: parameter.purpose,
    });
    Described {
        name: kind.name,
        family: kind.family.title(),
        summary: kind.summary,
        equation: kind.equation,
        source: kind.source,
        cost: kind.cost,
        is_fast: kind.is_fast,
        needs: kind.needs,
        parameters: parameters.collect(),
    }
}

fn searched(search: Search) -> String {
    match search {
        Search::Integer(low, high) => format!("{low} to {high}"),
        Search::LogInteger(low, high) => format!("{low} to {high}, by its logarithm"),
        Search::Real(low, high) => format!("{low} to {high}"),
        Search::LogReal(low, high) => format!("{low} to {high}, by its logarithm"),
        Search::Word(words) => words.join(", "),
        Search::Fixed => String::new(),
    }
}

fn overview(kinds: &[&ModelKind]) -> String {
    let mut out = String::new();
    let mut family: Option<ModelFamily> = None;
    for kind in kinds {
        if family != Some(kind.family) {
            let _ = writeln!(
                out,
                "{}{}",
                if family.is_some() { "\n" } else { "" },
                kind.family.title()
            );
            family = Some(kind.family);
        }
        let line = format!("  {:<18} {}", kind.name, kind.summary);
        let _ = writeln!(out, "{}", wrap(&line, &" ".repeat(21)));
    }
    out.push_str("\nOne with its formula, source and parameters:\n  rehearsal models ease\n");
    out
}

fn whole(kind: &ModelKind) -> String {
    let mut out = format!("{}: {}\n\n", kind.name, kind.summary);
    let _ = writeln!(out, "  {}", kind.equation);
    let _ = writeln!(out, "  source: {}", kind.source);
    let _ = writeln!(out, "  fit, for m users, n items and r rows: {}", kind.cost);
    if let Some(needs) = kind.needs {
        let _ = writeln!(out, "  needs {needs}");
    }
    if kind.parameters().is_empty() {
        out.push_str("\nIt has no parameters.\n");
        return out;
    }
    out.push('\n');
    for parameter in kind.parameters() {
        let _ = writeln!(out, "  {} (default {})", parameter.key, parameter.default);
        let _ = writeln!(out, "      {}", parameter.purpose);
        let _ = write!(out, "      {}", marked(&parameter.domain.expected()));
        let searched = marked(&searched(parameter.search));
        let tail =
            if searched.is_empty() { String::new() } else { format!("; tune tries {searched}") };
        let _ = writeln!(out, "{tail}");
    }
    out
}

/// The page of all that is known, as `docs/models.md` has it.
fn page(kinds: &[&ModelKind]) -> String {
    let mut out = String::from(
        "# Models\n\nMade by `rehearsal models --markdown`. Users are m, items n, rows r. Every model serves users that \
         training never saw, from their history alone. Where a history says nothing, models of histories \
         give the most popular items (distinct users), but for repeat-last, which gives none. Ties of scores go to the smaller item index, which follows the \
         order of ids. Seen items are left out or not as `--seen` says.\n",
    );
    for kind in kinds {
        let _ = writeln!(out, "\n## {}\n\n{}\n", kind.name, kind.summary);
        let _ = writeln!(out, "- Score: {}", kind.equation.replace('|', "\\|"));
        let _ = writeln!(out, "- Source: {}", kind.source);
        let _ = writeln!(out, "- Fit: {}", kind.cost);
        if let Some(needs) = kind.needs {
            let _ = writeln!(out, "- Needs {needs}");
        }
        if kind.parameters().is_empty() {
            continue;
        }
        out.push_str("\n| parameter | default | expected | `eval tune` tries | purpose |\n|---|---|---|---|---|\n");
        for parameter in kind.parameters() {
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} | {} |",
                parameter.key,
                parameter.default,
                parameter.domain.expected(),
                searched(parameter.search),
                parameter.purpose.replace('|', "\\|"),
            );
        }
    }
    out
}
