//! The best model on one view, and those that cannot be told from it.

use super::eval::EvalResult;
use super::model::ModelResult;
use super::versus::{LEVEL, Versus};
use crate::normal;
use crate::number::{from_count, round_to_count};

/// Models that show the worth of any figure: chance, popular items, and items seen already. They are no candidates for
/// the first place.
pub const WITNESSES: [&str; 3] = ["random", "popularity", "repeat-last"];

/// A model that cannot be told from the best one.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// Its title.
    pub model: String,
    /// Its mean of the main metric.
    pub value: f64,
    /// The number of test users that would show the difference seen in four of five cases; none where there is no
    /// difference, or where the order of rows within a second decides.
    pub users_needed: Option<usize>,
    /// True if another draw of the order within seconds can turn the two round.
    pub turns_with_draw: bool,
}

/// The best model by the main metric of one view.
#[derive(Debug, Clone, PartialEq)]
pub struct Winner {
    /// The title of the model with the highest mean; of equals the first that was asked for. Witnesses
    /// have no part in it.
    pub best: String,
    /// Its mean.
    pub value: f64,
    /// Models that cannot be told from it, witnesses too, best first.
    pub rivals: Vec<Rival>,
    /// The best witness whose mean is not below that of the best model.
    pub beaten_by: Option<String>,
}

impl Winner {
    /// Tells whether the best model beats all others: every other one can be told from it, and no witness has a mean as
    /// high.
    #[must_use]
    pub fn beats_all_others(&self) -> bool {
        self.rivals.is_empty() && self.beaten_by.is_none()
    }
}

/// Tells whether a model only shows what figures are worth.
#[must_use]
pub fn is_witness(model: &ModelResult) -> bool {
    WITNESSES.contains(&model.name.as_str())
}

/// The mean of the main metric; 0 where there is none.
#[must_use]
pub fn main_value(eval: &EvalResult, model: &ModelResult) -> f64 {
    model.metrics.get(&eval.main_metric).copied().unwrap_or(0.0)
}

/// The models of `eval` in the order of its main metric, best first, equals as they were asked for:
/// candidates, then witnesses.
#[must_use]
pub fn ranked_models(eval: &EvalResult) -> (Vec<&ModelResult>, Vec<&ModelResult>) {
    let mut all: Vec<&ModelResult> = eval.models.iter().collect();
    all.sort_by(|left, right| main_value(eval, right).total_cmp(&main_value(eval, left)));
    all.into_iter().partition(|model| !is_witness(model))
}

/// The winner on `eval`; none where there is no candidate, or none but it to compare with.
///
/// Another model can be told from the best one if the randomisation test over the same users, corrected
/// over all comparisons, gives a p below [`LEVEL`], and if the ranges in which both means move with the
/// order of rows within a second do not overlap.
#[must_use]
pub fn winner(eval: &EvalResult) -> Option<Winner> {
    let (candidates, witnesses) = ranked_models(eval);
    let best = *candidates.first()?;
    let value = main_value(eval, best);
    let mut others: Vec<&ModelResult> = candidates[1..].iter().chain(&witnesses).copied().collect();
    if others.is_empty() {
        return None;
    }
    others.sort_by(|left, right| main_value(eval, right).total_cmp(&main_value(eval, left)));
    let rivals = others.iter().filter_map(|other| rival(eval, best, other)).collect();
    let is_above = |other: &&&ModelResult| main_value(eval, other) >= value;
    let beaten_by = witnesses.iter().find(is_above).map(|model| model.title());
    Some(Winner { best: best.title(), value, rivals, beaten_by })
}

fn rival(eval: &EvalResult, best: &ModelResult, other: &ModelResult) -> Option<Rival> {
    let value = main_value(eval, other);
    let paired = find(eval, best, other);
    let turns_with_draw = lowest(eval, best) <= highest(eval, other);
    let is_told = paired.is_some_and(|one| one.holm_p < LEVEL);
    // A witness above the best model is said by itself.
    let is_above = value >= main_value(eval, best);
    if is_told && (is_above || !turns_with_draw) {
        return None;
    }
    let n_comparisons = eval.comparisons.len();
    let users_needed =
        paired.filter(|_| !turns_with_draw).and_then(|one| users_needed(one, n_comparisons));
    Some(Rival { model: other.title(), value, users_needed, turns_with_draw })
}

fn find<'e>(eval: &'e EvalResult, one: &ModelResult, other: &ModelResult) -> Option<&'e Versus> {
    let (one, other) = (one.title(), other.title());
    eval.comparisons.iter().filter(|versus| versus.metric == eval.main_metric).find(|versus| {
        (versus.better == one && versus.worse == other)
            || (versus.better == other && versus.worse == one)
    })
}

/// The number of users needed for a difference that shows in four of five cases at the 5 % level, divided by the number
/// of comparisons: the spread of the differences stays as it is, and a standard error falls with the root of the users.
fn users_needed(versus: &Versus, n_comparisons: usize) -> Option<usize> {
    let paired = &versus.paired;
    let difference = paired.difference.abs();
    let power = normal::quantile(0.8);
    let one = normal::quantile(1.0 - 0.5 * LEVEL) + power;
    let all = normal::quantile(1.0 - 0.5 * LEVEL / from_count(n_comparisons.max(1))) + power;
    (difference > 0.0 && paired.smallest_difference > 0.0).then(|| {
        let times = paired.smallest_difference * all / one / difference;
        let users = round_to_count((from_count(paired.n_users) * times * times).ceil());
        users.max(paired.n_users + 1)
    })
}

fn lowest(eval: &EvalResult, model: &ModelResult) -> f64 {
    let value = main_value(eval, model);
    model.another_draw.get(&eval.main_metric).map_or(value, |again| again.min(value))
}

/// The greatest mean over another draw. Without one, a mean moves nowhere, and no overlap is found.
fn highest(eval: &EvalResult, model: &ModelResult) -> f64 {
    let value = main_value(eval, model);
    model.another_draw.get(&eval.main_metric).map_or(f64::NEG_INFINITY, |again| again.max(value))
}
