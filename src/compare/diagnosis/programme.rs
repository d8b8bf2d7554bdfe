//! Finds the figures that a definition can produce at all: a linear programme over hit patterns.
//!
//! Figures are means over users, so that the figures which a definition can produce are the convex
//! hull of its patterns' figures. Whether a box (the reported figures with their rounding) meets that
//! hull, and how far a figure can go within it, is a linear programme with one variable per pattern:
//! 2^25 of them. Its dual has one variable per figure and one constraint per pattern, of which only
//! the worst violated is ever needed ([`Definition::best`]): Kelley's cutting planes (J. SIAM 8,
//! 1960), each step a programme of fifteen variables for microlp.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::pattern::{Best, Definition, FIGURES, Figures};

/// The range in which the true value of each figure lies; none where it was not reported.
pub(super) type Known = [Option<Range>; FIGURES];

/// A closed range: both ends count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The number of cuts after which we give up; seen were at most some hundred.
const MOST_CUTS: usize = 2_000;
/// The limit below which a difference of worths is the solver's own error.
const NEAR: f64 = 1e-9;
/// The limit below which a violation is none.
pub(super) const VIOLATION: f64 = 1e-7;
/// The cost of a unit of violation when a figure is driven to its bound: more than a figure, which is
/// at most 1, can gain by it where the others can be met.
const PENALTY: f64 = 1e3;

/// The reason that the programme could not be solved.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the linear programme could not be solved: {0}")]
pub(super) struct Unsolved(String);

/// Tells whether `definition` can produce figures within `known`.
pub(super) fn is_possible(definition: Definition, known: &Known) -> Result<bool, Unsolved> {
    Ok(dual(definition, &[0.0; FIGURES], known, 1.0)? >= -VIOLATION)
}

/// The most that the figure at `figure` can be where the others are within `known`; its own range
/// is not looked at. None where the others cannot be met.
pub(super) fn most(
    definition: Definition,
    figure: usize,
    known: &Known,
) -> Result<Option<f64>, Unsolved> {
    extreme(definition, figure, known, 1.0)
}

/// The least that the figure can be, in the same way.
pub(super) fn least(
    definition: Definition,
    figure: usize,
    known: &Known,
) -> Result<Option<f64>, Unsolved> {
    Ok(extreme(definition, figure, known, -1.0)?.map(|worth| -worth))
}

fn extreme(
    definition: Definition,
    figure: usize,
    known: &Known,
    sign: f64,
) -> Result<Option<f64>, Unsolved> {
    let mut others = *known;
    others[figure] = None;
    if !is_possible(definition, &others)? {
        return Ok(None);
    }
    let mut objective = [0.0; FIGURES];
    objective[figure] = sign;
    dual(definition, &objective, &others, PENALTY).map(Some)
}

/// The largest `objective · figures − penalty · violation` over everything that the definition can
/// produce, where a violation is how far each figure lies outside its range, summed.
///
/// By duality it is the least `Σ above · high − below · low + worth` over prices `above` and `below`
/// from 0 to `penalty`, where `worth` is that of the best pattern under `objective − above + below`.
fn dual(
    definition: Definition,
    objective: &Figures,
    known: &Known,
    penalty: f64,
) -> Result<f64, Unsolved> {
    let mut cuts: Vec<Figures> = vec![[0.0; FIGURES]];
    for _ in 0..MOST_CUTS {
        let step = solve(&cuts, objective, known, penalty)?;
        let Best { worth, figures } = definition.best(&step.weights);
        if worth <= step.worth + NEAR * penalty.max(1.0) {
            return Ok(step.value);
        }
        // Asked for again, it is within the solver's own error.
        if cuts.contains(&figures) {
            return Ok(step.value);
        }
        cuts.push(figures);
    }
    Err(Unsolved(format!("no end after {MOST_CUTS} cuts")))
}

struct Step {
    value: f64,
    weights: Figures,
    worth: f64,
}

fn solve(
    cuts: &[Figures],
    objective: &Figures,
    known: &Known,
    penalty: f64,
) -> Result<Step, Unsolved> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let worth = problem.add_var(1.0, (0.0, f64::INFINITY));
    let prices: [Option<(Variable, Variable)>; FIGURES] = known.map(|range| {
        let Range { low, high } = range?;
        let above = problem.add_var(high, (0.0, penalty));
        Some((above, problem.add_var(-low, (0.0, penalty))))
    });
    for figures in cuts {
        // worth ≥ (objective − above + below) · figures
        let mut terms = vec![(worth, 1.0)];
        let mut least = 0.0;
        for ((figure, price), weight) in figures.iter().zip(&prices).zip(objective) {
            least += weight * figure;
            if let Some((above, below)) = price {
                terms.extend([(*above, *figure), (*below, -figure)]);
            }
        }
        problem.add_constraint(terms, ComparisonOp::Ge, least);
    }
    let outcome = problem.solve().map_err(|error| Unsolved(error.to_string()))?;
    let solution =
        outcome.into_solution().map_err(|_| Unsolved("it was interrupted".to_owned()))?;
    let weights = std::array::from_fn(|at| {
        let price = prices[at]
            .map_or(0.0, |(above, below)| solution.var_value(above) - solution.var_value(below));
        objective[at] - price
    });
    Ok(Step { value: solution.objective(), weights, worth: solution.var_value(worth) })
}

/// The figures that cannot be had together: taking any one of them away makes the rest possible.
/// Empty when `known` is possible.
pub(super) fn conflict(definition: Definition, known: &Known) -> Result<Vec<usize>, Unsolved> {
    if is_possible(definition, known)? {
        return Ok(Vec::new());
    }
    let mut left = *known;
    for figure in (0..FIGURES).rev() {
        let mut without = left;
        without[figure] = None;
        if without[figure] != left[figure] && !is_possible(definition, &without)? {
            left = without;
        }
    }
    Ok((0..FIGURES).filter(|&figure| left[figure].is_some()).collect())
}
