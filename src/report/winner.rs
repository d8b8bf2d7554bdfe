//! The winner of an evaluation in words.

use crate::experiment::{
    EvalResult, ModelResult, Rival, Winner, is_witness, main_value, ranked_models, winner,
};
use crate::metric::Convention;
use crate::number::thousands;

/// The winner on `eval`, and what cannot be told from it, in one sentence; none where there is nothing to
/// compare. Ask it of the clean view alone: the figures of others hold leaks.
#[must_use]
pub fn winner_sentence(eval: &EvalResult) -> Option<String> {
    let found = winner(eval)?;
    let metric = eval.metric().short_name;
    if let Some(witness) = &found.beaten_by {
        return Some(format!(
            "no winner: {witness} is not beaten; the best model, {}, has {metric} {:.4}",
            found.best, found.value
        ));
    }
    if found.beats_all_others() {
        return Some(format!(
            "winner: {} with {metric} {:.4}{}, clearly above {}",
            found.best,
            found.value,
            interval(eval, &found),
            next_best(eval, &found)
        ));
    }
    let rivals: Vec<String> = found.rivals.iter().map(rival).collect();
    Some(format!(
        "no clear winner: {} leads with {metric} {:.4}{}, but cannot be told from {}",
        found.best,
        found.value,
        interval(eval, &found),
        listed(&rivals)
    ))
}

fn interval(eval: &EvalResult, found: &Winner) -> String {
    let model = eval.models.iter().find(|model| model.title() == found.best);
    let interval = model.and_then(|model| model.intervals.get(&eval.main_metric));
    interval.map_or_else(String::new, |interval| {
        format!(" (95 % interval {:.4} to {:.4})", interval.low, interval.high)
    })
}

fn next_best(eval: &EvalResult, found: &Winner) -> String {
    let (candidates, witnesses) = ranked_models(eval);
    let all = candidates.iter().chain(&witnesses).filter(|model| model.title() != found.best);
    let next = all.max_by(|left, right| main_value(eval, left).total_cmp(&main_value(eval, right)));
    next.map_or_else(
        || "all others".to_owned(),
        |next| {
            let value = main_value(eval, next);
            format!("all others, of which {} comes next with {value:.4}", next.title())
        },
    )
}

fn rival(rival: &Rival) -> String {
    let why = match (rival.turns_with_draw, rival.users_needed) {
        (true, _) => ": the order of rows within a second decides".to_owned(),
        (false, Some(users)) => {
            format!("; some {} test users would show it", thousands(users as u64))
        }
        (false, None) => "; these users show no difference".to_owned(),
    };
    format!("{} ({:.4}{why})", rival.model, rival.value)
}

/// The names as a list in words: `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The model that each convention has first, where they do not agree.
#[must_use]
pub fn disagreement(eval: &EvalResult) -> Option<String> {
    let metric = eval.metric();
    let best = |convention: Convention| {
        let mut all = eval.conventions.iter();
        let one = all.find(|one| one.convention == convention && one.metric == metric.key)?;
        // A witness is no winner; the order has titles.
        let titles = eval.models.iter().filter(|model| is_witness(model)).map(ModelResult::title);
        let witnesses: Vec<String> = titles.collect();
        Some((convention, one.order.iter().find(|name| !witnesses.contains(name))?.clone()))
    };
    let bests: Vec<(Convention, String)> = Convention::ALL.into_iter().filter_map(best).collect();
    if bests.windows(2).all(|two| two[0].1 == two[1].1) {
        return None;
    }
    let said: Vec<String> = bests.iter().map(|(one, best)| format!("{one} {best}")).collect();
    Some(format!(
        "the conventions disagree on the first place by {}: {}",
        metric.short_name,
        said.join(", ")
    ))
}

/// The most by which another draw of the order within seconds moves the main metric, and of which model.
#[must_use]
pub fn draw_sentence(eval: &EvalResult) -> Option<String> {
    if eval.protocol.leaks.rows_without_order == 0 {
        return None;
    }
    let moved = |model: &ModelResult| {
        let again = model.another_draw.get(&eval.main_metric)?;
        Some(((main_value(eval, model) - again).abs(), model.title()))
    };
    let all = eval.models.iter().filter_map(moved);
    let (most, model) = all.max_by(|left, right| left.0.total_cmp(&right.0))?;
    Some(format!(
        "another draw of the order within seconds moves {} by {most:.4} at most ({model})",
        eval.metric().short_name
    ))
}

/// Says whether the winner is the same under every protocol.
#[must_use]
pub fn across_protocols(eval: &EvalResult) -> Option<String> {
    if eval.other_protocols.is_empty() {
        return None;
    }
    let all = std::iter::once(eval).chain(&eval.other_protocols);
    let found: Vec<Option<Winner>> = all.map(|one| one.clean().and_then(winner)).collect();
    let bests: Vec<&str> = found.iter().flatten().map(|one| one.best.as_str()).collect();
    let n = found.len();
    Some(match bests.first() {
        Some(first) if bests.len() == n && bests.iter().all(|one| one == first) => {
            let clear = found.iter().flatten().filter(|one| one.beats_all_others()).count();
            format!(
                "{first} has the first place under all {n} protocols, clearly under {clear} of them"
            )
        }
        _ => format!("the first place does not hold under all {n} protocols"),
    })
}
