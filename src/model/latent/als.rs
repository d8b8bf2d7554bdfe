//! Implicit alternating least squares.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::als_problem::{Problem, Solver};
use super::als_solve::Workspace;
use super::vectors::{FACTORS, memory};
use crate::dataset::{ItemIdx, UserIdx};
use crate::model::core::parameter::{
    HALF_LIFE, SEED, Search, Searched, parameters, real, real_f32, whole,
};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, THREADS,
    Training,
};
use crate::model::parts::factors::{FactorScorer, Factors, FoldIn};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::vector::dot;
use crate::number::{from_count, single, single_count, to_u32};

/// iALS: every pair that is not there counts a little, every vector is held back by how often it
/// occurs.
///
/// Hu, Koren, Volinsky 2008, doi:10.1109/ICDM.2008.22, in the form of Rendle, Krichene, Zhang, Koren
/// 2022, "Revisiting the performance of iALS on item recommendation benchmarks",
/// doi:10.1145/3523227.3548486, equations 1 to 4. Its block solver is iALS++ (Rendle et al. 2021,
/// arXiv:2110.14044). A user under test is folded in exactly.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "als",
    family: ModelFamily::Latent,
    summary: "Implicit alternating least squares (iALS).",
    equation: "score(u, j) = w(u)·h(j), least Σ over pairs (ŷ − 1)² + α₀ Σ over all ŷ² + \
               λ Σ (n(u) + α₀ n)^ν |w(u)|² + λ Σ (n(j) + α₀ m)^ν |h(j)|²",
    source: "Hu et al. 2008, doi:10.1109/ICDM.2008.22; Rendle et al. 2022, \
             doi:10.1145/3523227.3548486, equations 1 to 4",
    cost: "time epochs · (r · factors² + (m + n) · factors³), memory (m + n) · factors",
    is_fast: false,
    needs: None,
    method: Method::of::<AlsParameters>(),
    load: load::<FactorScorer<AlsFoldIn>>,
};

parameters! {
    /// The method that solves for a vector.
    pub(in crate::model) enum SolverName {
        Cholesky = "cholesky",
        Gradients = "gradients",
        Block = "block",
    }

    /// Parameters of iALS.
    pub(in crate::model) struct AlsParameters {
        factors: usize = FACTORS;
        epochs: usize =
            whole(1..=10_000, 16, Search::LogInteger(4, 32), "rounds over users and items");
        unobserved: f32 = real_f32(
            0.0..=1_000.0,
            0.1,
            Search::LogReal(0.003, 1.0),
            "α₀, the weight of pairs that are not there",
        );
        l2: f32 =
            real_f32(0.0..=1e6, 0.003, Search::LogReal(1e-4, 1.0), "λ, what holds vectors back");
        nu: f64 = real(
            0.0..=1.0,
            1.0,
            Search::Real(0.0, 1.0),
            "ν, how much more those of frequent users and items are held back",
        );
        solver: SolverName = SolverName::parameter(
            Searched::No,
            "exact; three conjugate gradients; or iALS++, exact for `block` coordinates at a time",
        );
        block: usize = whole(1..=4_096, 16, Search::Fixed, "coordinates of a block");
        half_life: Option<f32> = HALF_LIFE;
        seed: u64 = SEED;
    }
}

impl Learn for AlsParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        // The products, and a matrix to solve for each thread.
        let matrices = 2 + THREADS;
        memory(self.factors, shape) + (self.factors as u64).pow(2) * 4 * matrices
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training)?, training)))
    }
}

/// The standard deviation of the first factors, by the root of their number.
const DEVIATION: f64 = 0.1;

fn fit(
    parameters: &AlsParameters,
    training: &Training<'_>,
) -> Result<FactorScorer<AlsFoldIn>, FitError> {
    let f = parameters.factors;
    let users: Vec<UserIdx> = training.users().map(|(user, _)| user).collect();
    let deviation = DEVIATION / from_count(f).sqrt();
    let seed = parameters.seed;
    let mut user_factors = Factors::normal(users.len(), f, deviation, seed, "als user");
    let mut item_factors = Factors::normal(training.n_items(), f, deviation, seed, "als item");
    let rows = PairRows::of(training, &users);
    let settings = Objective::of(parameters);
    for _ in 0..parameters.epochs {
        epoch(&settings, &rows, &mut user_factors, &mut item_factors);
    }
    if !item_factors.values().iter().all(|value| value.is_finite()) {
        return Err(FitError::Numeric("raise `l2`".to_owned()));
    }
    let gram = item_factors.gram();
    let half_life = parameters.half_life.unwrap_or(f32::INFINITY);
    let fold_in = AlsFoldIn { settings, gram, half_life };
    Ok(FactorScorer { items: item_factors, biases: Vec::new(), fold_in })
}

/// The items of each user and the users of each item, by the numbers of the factors.
pub(super) struct PairRows {
    of_users: Vec<Vec<u32>>,
    of_items: Vec<Vec<u32>>,
}

impl PairRows {
    fn of(training: &Training<'_>, users: &[UserIdx]) -> Self {
        let matrix = training.matrix();
        let mut number_of = vec![0_u32; matrix.n_users()];
        for (number, user) in (0..).zip(users) {
            number_of[user.index()] = number;
        }
        let users_of = |item: u32| {
            let users = matrix.users_of(ItemIdx(item)).iter();
            users.map(|&user| number_of[user as usize]).collect()
        };
        Self {
            of_users: users.iter().map(|&user| matrix.items_of(user).to_vec()).collect(),
            of_items: (0..to_u32(training.n_items())).map(users_of).collect(),
        }
    }
}

/// The constants of the objective.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Objective {
    unobserved: f32,
    l2: f32,
    nu: f64,
    solver: Solver,
}

impl Objective {
    fn of(parameters: &AlsParameters) -> Self {
        let &AlsParameters { unobserved, l2, nu, .. } = parameters;
        let solver = match parameters.solver {
            SolverName::Cholesky => Solver::Cholesky,
            SolverName::Gradients => Solver::Gradients(3),
            SolverName::Block => Solver::Block(parameters.block),
        };
        Self { unobserved, l2, nu, solver }
    }

    /// λ (n + α₀ N)^ν, of a vector with weights that sum to `n`, of `of` on the other side.
    fn ridge(&self, n: f32, of: usize) -> f32 {
        let frequency = f64::from(n) + f64::from(self.unobserved) * from_count(of);
        self.l2 * single(frequency.powf(self.nu))
    }
}

/// Solves for all users, then for all items.
fn epoch(settings: &Objective, rows: &PairRows, users: &mut Factors, items: &mut Factors) {
    side(settings, &rows.of_users, items, users);
    side(settings, &rows.of_items, users, items);
}

fn side(settings: &Objective, rows: &[Vec<u32>], fixed: &Factors, solved: &mut Factors) {
    let gram = fixed.gram();
    let f = fixed.f();
    let vectors: Vec<(&mut [f32], &Vec<u32>)> = solved.rows_mut().zip(rows).collect();
    vectors.into_par_iter().with_min_len(16).for_each_init(
        || (Workspace::new(f), Vec::new()),
        |(space, members), (vector, row)| {
            members.clear();
            members.extend(row.iter().map(|&member| (member, 1.0)));
            let ridge = settings.ridge(single_count(row.len()), fixed.n());
            let problem = Problem { fixed, gram: &gram, unobserved: settings.unobserved, ridge };
            problem.solve(settings.solver, members, vector, space);
        },
    );
}

/// A user's vector from a history: the exact solution with the items as they are.
#[derive(Debug, Serialize, Deserialize)]
struct AlsFoldIn {
    settings: Objective,
    gram: Vec<f32>,
    half_life: f32,
}

impl AlsFoldIn {
    fn members(&self, request: &Request<'_>) -> Vec<(u32, f32)> {
        let history = request.weighted_history(self.half_life);
        history.into_iter().map(|(item, weight)| (item.0, weight)).collect()
    }

    fn problem<'a>(&'a self, items: &'a Factors, members: &[(u32, f32)]) -> Problem<'a> {
        let n: f32 = members.iter().map(|&(_, weight)| weight).sum();
        let ridge = self.settings.ridge(n, items.n());
        Problem { fixed: items, gram: &self.gram, unobserved: self.settings.unobserved, ridge }
    }
}

impl FoldIn for AlsFoldIn {
    fn vector(&self, items: &Factors, request: &Request<'_>, vector: &mut [f32]) -> bool {
        let members = self.members(request);
        let mut space = Workspace::new(items.f());
        self.problem(items, &members).solve(Solver::Cholesky, &members, vector, &mut space);
        vector.iter().any(|&value| value != 0.0)
    }

    /// The contribution of item i is h(j) A⁻¹ h(i). (Hu et al. 2008, section 5.)
    fn contributions(&self, items: &Factors, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let members = self.members(request);
        let mut space = Workspace::new(items.f());
        let solved =
            self.problem(items, &members).solve_for(items.row(item.index()), &members, &mut space);
        let part = |&(from, weight): &(u32, f32)| Scored {
            item: ItemIdx(from),
            score: weight * dot(items.row(from as usize), &solved),
        };
        members.iter().map(part).collect()
    }

    fn is_sound(&self, items: &Factors) -> bool {
        self.gram.len() == items.f() * items.f()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three users and three items of two factors.
    fn small() -> (PairRows, Factors, Factors) {
        let rows = PairRows {
            of_users: vec![vec![0, 1], vec![1, 2], vec![2]],
            of_items: vec![vec![0], vec![0, 1], vec![1, 2]],
        };
        let users = Factors::from_values(3, 2, vec![0.1, 0.3, -0.2, 0.4, 0.5, 0.1]);
        let items = Factors::from_values(3, 2, vec![1.0, 0.0, 1.0, 1.0, 0.0, 2.0]);
        (rows, users, items)
    }

    #[test]
    fn a_vector_solves_its_normal_equations() {
        let (rows, mut users, mut items) = small();
        let settings = Objective { unobserved: 0.5, l2: 0.2, nu: 1.0, solver: Solver::Cholesky };
        let fixed = items.clone();
        side(&settings, &rows.of_users, &fixed, &mut users);
        // User 0 has items (1, 0) and (1, 1): their squares are [2 1; 1 1], all items' [2 1; 1 5],
        // so A = [2 1; 1 1] + ½ [2 1; 1 5] + 0.2 · (2 + ½ · 3) I = [3.7 1.5; 1.5 4.2], b = (2, 1);
        // det = 15.54 − 2.25 = 13.29, w = ((4.2 · 2 − 1.5 · 1), (3.7 · 1 − 1.5 · 2)) / 13.29.
        let expected = [6.9 / 13.29, 0.7 / 13.29];
        for (value, expected) in users.row(0).iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        }
        // An epoch never raises the objective.
        let mut last = f32::INFINITY;
        for _ in 0..5 {
            epoch(&settings, &rows, &mut users, &mut items);
            let now = objective(&settings, &rows, &users, &items);
            assert!(now <= last + 1e-6, "{now} after {last}");
            last = now;
        }
    }

    fn objective(settings: &Objective, rows: &PairRows, users: &Factors, items: &Factors) -> f32 {
        let mut sum = 0.0;
        for (user, row) in rows.of_users.iter().enumerate() {
            for item in 0..items.n() {
                let predicted = dot(users.row(user), items.row(item));
                sum += settings.unobserved * predicted * predicted;
                if row.contains(&to_u32(item)) {
                    sum += (predicted - 1.0).powi(2);
                }
            }
        }
        for (factors, rows, of) in
            [(users, &rows.of_users, items.n()), (items, &rows.of_items, users.n())]
        {
            for (at, row) in rows.iter().enumerate() {
                let ridge = settings.ridge(single_count(row.len()), of);
                sum += ridge * dot(factors.row(at), factors.row(at));
            }
        }
        sum
    }

    #[test]
    fn all_solvers_come_to_the_same_vectors() {
        let solved = |solver| {
            let (rows, mut users, mut items) = small();
            let settings = Objective { unobserved: 0.3, l2: 0.05, nu: 0.5, solver };
            for _ in 0..600 {
                epoch(&settings, &rows, &mut users, &mut items);
            }
            (0..3).map(|user| dot(users.row(user), items.row(1))).collect::<Vec<f32>>()
        };
        let exact = solved(Solver::Cholesky);
        for solver in [Solver::Gradients(3), Solver::Block(1), Solver::Block(2)] {
            for (left, right) in solved(solver).iter().zip(&exact) {
                assert!((left - right).abs() < 1e-3, "{solver:?}: {left} {right}");
            }
        }
    }

    /// The table's cells below its header.
    fn cells(table: &str) -> Vec<Vec<f64>> {
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.map(|row| row.split('\t').map(|cell| cell.parse().expect("a number")).collect())
            .collect()
    }

    fn factors(table: &str) -> Factors {
        let rows = cells(table);
        let values = rows.iter().flat_map(|row| row[1..].iter().copied().map(single)).collect();
        Factors::from_values(rows.len(), rows[0].len() - 1, values)
    }

    /// Three epochs and a fold-in from the same factors as in tests/oracle/models.
    fn three_epochs(settings: &Objective, expected: &str, divisor: f64, slack: f64) {
        let mut users = factors(include_str!("../../../tests/oracle/models/ials_users.tsv"));
        let mut items = factors(include_str!("../../../tests/oracle/models/ials_items.tsv"));
        let (n_users, n_items) = (users.n(), items.n());
        let mut rows =
            PairRows { of_users: vec![Vec::new(); n_users], of_items: vec![Vec::new(); n_items] };
        for pair in cells(include_str!("../../../tests/oracle/models/interactions.tsv")) {
            let [user, item] = [pair[0], pair[1]].map(crate::number::round_to_count);
            rows.of_users[user].push(to_u32(item));
            rows.of_items[item].push(to_u32(user));
        }
        for _ in 0..3 {
            epoch(settings, &rows, &mut users, &mut items);
        }
        side(settings, &rows.of_users, &items, &mut users);
        for row in cells(expected) {
            let [user, item] = [row[0], row[1]].map(crate::number::round_to_count);
            let found = f64::from(dot(users.row(user), items.row(item)));
            let expected = row[2] / divisor;
            assert!((found - expected).abs() < slack, "{user}, {item}: {found}, not {expected}");
        }
    }

    #[test]
    fn three_epochs_are_numpys() {
        let settings = Objective { unobserved: 0.25, l2: 0.01, nu: 1.0, solver: Solver::Cholesky };
        let expected = include_str!("../../../tests/oracle/models/ials_numpy.tsv");
        three_epochs(&settings, expected, 1.0, 1e-4);
    }

    #[test]
    fn three_epochs_are_implicits() {
        // Its confidence 5 and regularisation 0.05, in our terms; the table's head has the arithmetic.
        let settings = Objective { unobserved: 0.25, l2: 0.01, nu: 0.0, solver: Solver::Cholesky };
        let expected = include_str!("../../../tests/oracle/models/ials_implicit.tsv");
        three_epochs(&settings, expected, 1.25, 1e-4);
    }
}
