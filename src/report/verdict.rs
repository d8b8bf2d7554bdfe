//! The few sentences that matter.

use super::inputs::Inputs;
use super::winner::winner_sentence;
use crate::compare::{Beside, Run, Sameness};
use crate::experiment::{EvalResult, ModelResult, WITNESS, ranked_models};
use crate::metric::{COVERAGE, RECIPROCAL_RANK};
use crate::number::thousands;
use crate::rule::Severity;
use crate::validate::Report as Validation;

/// The sentences that head the report and end the demo.
#[must_use]
pub fn verdict(inputs: &Inputs) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(stats) = &inputs.stats {
        lines.push(format!(
            "Data{}: {} interactions of {} users on {} items; {:.2} % of the user–item pairs are empty.",
            if inputs.is_synthetic() { " (generated, not real)" } else { "" },
            thousands(stats.interactions as u64),
            thousands(stats.users as u64),
            thousands(stats.items as u64),
            stats.sparsity * 100.0
        ));
    }
    if let Some(validation) = &inputs.validation {
        lines.push(validation_line(validation));
    }
    if let Some(eval) = &inputs.eval {
        lines.extend(winner_line(eval));
        lines.extend(eval.service().and_then(leak_line));
    }
    if let (Some(comparison), Some(eval)) = (&inputs.comparison, &inputs.eval) {
        let found = comparison.of(&inputs.eval_sha256);
        let line = found.and_then(|(beside, run)| comparison_line(beside, run, eval));
        let form = " The data is generated: this shows the form of a comparison, not a result.";
        lines.extend(line.map(|line| if inputs.is_synthetic() { line + form } else { line }));
    }
    lines
}

fn count(n: usize) -> String {
    thousands(n as u64)
}

fn find<'a>(eval: &'a EvalResult, name: &str) -> Option<&'a ModelResult> {
    eval.models.iter().find(|model| model.name == name)
}

fn validation_line(validation: &Validation) -> String {
    let summary = validation.summary;
    let grave = validation.violations.iter().filter(|found| found.severity < Severity::Advice);
    let own = |code: &str| validation.own_rules.iter().find(|own| own.code == code);
    let title = |code: &str| match crate::rule::find(code) {
        Some(rule) => Some(rule.title.to_owned()),
        None => own(code).map(|own| own.name.clone()),
    };
    let titles: Vec<String> = grave
        .filter_map(|found| Some(format!("{} ({})", title(&found.code)?, found.code)))
        .collect();
    if titles.is_empty() {
        return "Validation: no errors or warnings; the files fit their schemas.".to_owned();
    }
    let of = |n: usize, what: &str| format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" });
    let shown = titles.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
    let more = if titles.len() > 3 { "; and more below" } else { "" };
    format!(
        "Validation: {} and {}: {shown}{more}.",
        of(summary.errors, "error"),
        of(summary.warnings, "warning")
    )
}

/// The winner on the clean view, in words; or that there is none, where the evaluation has no such view.
fn winner_line(eval: &EvalResult) -> Option<String> {
    let Some(clean) = eval.clean() else {
        return Some(
            "Winner: none is named, since the evaluation has no clean view; run `rehearsal eval baselines`."
                .replace('`', ""),
        );
    };
    let sentence = winner_sentence(clean)?;
    let users = thousands(clean.protocol.users_tested as u64);
    Some(format!("On what cannot leak (clean view, {users} users): {sentence}."))
}

fn leak_line(eval: &EvalResult) -> Option<String> {
    let leaks = eval.protocol.leaks;
    let witness = find(eval, WITNESS)?;
    let metric = &RECIPROCAL_RANK;
    let rank = witness.metrics.get(metric.key)?;
    let (tested, name) = (eval.protocol.users_tested, metric.short_name);
    let (newest, any) = (leaks.newest_item_held_out, leaks.any_held_out_item_in_history);
    let is_all_newest = any == newest;
    let [tested, newest, any] = [tested, newest, any].map(count);
    Some(if any == "0" {
        format!(
            "Leak: none; no test user's history holds a held-out item (repeat-last: {name} {rank:.4})."
        )
    } else if is_all_newest {
        format!(
            "Leak: for {newest} of {tested} test users the newest visible item is held out too; \
             repeating the history scores {name} {rank:.4} by that alone."
        )
    } else {
        format!(
            "Leak or habit: {any} of {tested} test users have a held-out item in their history, \
             {newest} as the newest visible one; repeating the history scores {name} {rank:.4}."
        )
    })
}

/// The service's main figure beside ours on the service view, which is no verdict on models.
fn comparison_line(beside: &Beside, run: &Run, eval: &EvalResult) -> Option<String> {
    let eval = eval.service()?;
    let metric = eval.metric();
    let (candidates, _) = ranked_models(eval);
    let best = candidates.first()?;
    let row = run.rows.iter().find(|row| row.metric == metric.key)?;
    let ours = row.models.iter().find(|model| model.name == best.title())?;
    let witness = row.models.iter().find(|model| model.name == WITNESS);
    let leak = witness
        .filter(|witness| witness.cell.value > ours.cell.value)
        .map_or_else(String::new, |witness| {
            format!(" Repeating the history alone has {:.4}.", witness.cell.value)
        });
    let other = match run.same_data.verdict {
        Sameness::Differs => " The two do not rest on the same data.",
        Sameness::Agrees | Sameness::Unknown => "",
    };
    Some(format!(
        "Personalize ({}): {} {:.4}; in the service view, leaks and all, {} has {:.4}, which is {} with \
         about {} users in a test set of the service (noise ±{:.4}).{leak}{other}",
        beside.service.name,
        metric.short_name,
        row.service,
        best.title(),
        ours.cell.value,
        match ours.cell.verdict {
            crate::compare::Verdict::Better => "clearly higher",
            crate::compare::Verdict::Worse => "clearly lower",
            crate::compare::Verdict::CannotTell => "a difference that cannot be told from noise",
            crate::compare::Verdict::NotComparable => "not comparable",
        },
        count(beside.service_test_users),
        ours.cell.noise.unwrap_or(0.0)
    ))
}

/// The range in which ties could move the main metric of a model, in words; none where they could not.
#[must_use]
pub fn tie_line(eval: &EvalResult, model: &ModelResult) -> Option<String> {
    let ties = model.ties.as_ref()?;
    let metric = eval.metric();
    let range = ties.ranges.get(&metric.key)?;
    Some(format!(
        "ties: {} {} of {} with hits and misses of equal scores; the smaller id comes first; other rules \
         would give {} {:.4}–{:.4} for {:.4}",
        thousands(ties.lists as u64),
        if ties.lists == 1 { "list" } else { "lists" },
        model.title(),
        metric.short_name,
        range.low,
        range.high,
        model.metrics.get(&metric.key).copied().unwrap_or(0.0)
    ))
}

/// The sentence on how coverage is bounded, which has no interval.
pub(super) fn coverage_note(eval: &EvalResult) -> String {
    format!(
        "{COVERAGE} is the share of all {} items in any test user's list, averaged over the folds; \
         lists of 25 bound it by 25 × test users of a fold ÷ items. The union over the folds stands \
         beside it.",
        thousands(eval.data.items as u64)
    )
}
