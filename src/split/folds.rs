//! Folds: a training set and the users tested on it.

use super::cut::{Cutter, Sides};
use super::hold_out::{Cut, HoldOut, Targets};
use super::order::Rows;
use super::protocol::{Protocol, SplitError, expect_share};
use super::sample::{dealt_order, take_out};
use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::number::{from_count, round_to_count, to_u32};
use crate::param::{InvalidParam, at_least};

/// One user under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestUser {
    /// The user.
    pub user: UserIdx,
    /// The visible rows, in time order, ties as [`super::RowOrder`] says.
    pub history: Vec<u32>,
    /// The hidden rows, in the same order.
    pub held_out_rows: Vec<u32>,
    /// The distinct items of the hidden rows, rising.
    pub held_out: Vec<ItemIdx>,
}

impl TestUser {
    /// A user with these rows to show and to hide, both in time order.
    #[must_use]
    pub fn new(
        dataset: &Dataset,
        user: UserIdx,
        history: Vec<u32>,
        held_out_rows: Vec<u32>,
    ) -> Self {
        let mut held_out: Vec<ItemIdx> =
            held_out_rows.iter().map(|&row| dataset.item(row)).collect();
        held_out.sort_unstable();
        held_out.dedup();
        Self { user, history, held_out_rows, held_out }
    }
}

/// A training set and the users tested on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The rows to learn from, in the order of users, each user's in time order.
    pub training_rows: Vec<u32>,
    /// The users under test, by index.
    pub test_users: Vec<TestUser>,
}

/// A protocol applied to a data set: which users each fold tests.
#[derive(Debug)]
pub struct Split<'a> {
    dataset: &'a Dataset,
    cut: Cut,
    cutter: Cutter<'a>,
    rows: Rows<'a>,
    protocol: Protocol,
    /// Users that each fold tests, by index.
    tested: Vec<Vec<UserIdx>>,
    /// Users of each fold who could be tested and are not in the sample, by index; empty without a sample.
    left_out: Vec<Vec<UserIdx>>,
    n_not_tested: usize,
    n_nothing_new: usize,
    n_one_second: usize,
}

fn all_users(dataset: &Dataset) -> impl Iterator<Item = UserIdx> + use<> {
    (0..to_u32(dataset.users().len())).map(UserIdx)
}

/// Deals users to folds; each fold's users rise.
fn deal(
    dataset: &Dataset,
    folds: usize,
    test_share: f64,
    seed: u64,
) -> Result<Vec<Vec<UserIdx>>, InvalidParam> {
    at_least("folds", folds, &1)?;
    let n_users = dataset.users().len();
    if folds > n_users {
        let advice = if n_users < 2 {
            "; with one user, `--protocol leave-last-one` learns from what was before"
        } else {
            ""
        };
        let expected = format!("at most {n_users}, the number of users{advice}");
        return Err(InvalidParam::new("folds", &folds, expected));
    }
    expect_share("test-share", test_share)?;
    let order = dealt_order(dataset, all_users(dataset), seed);
    let mut dealt = vec![Vec::new(); folds];
    if folds == 1 {
        let n_tested = round_to_count(test_share * from_count(n_users)).max(1);
        dealt[0] = order.into_iter().take(n_tested).collect();
    } else {
        for (position, user) in order.into_iter().enumerate() {
            dealt[position % folds].push(user);
        }
    }
    for users in &mut dealt {
        users.sort_unstable();
    }
    Ok(dealt)
}

impl Protocol {
    /// Says which users of `dataset` each fold tests.
    ///
    /// `Personalize`: users sorted by xxh3-64 of (seed, id), ties by id, are dealt in turn, the k-th
    /// to fold k mod folds; with one fold the first round(share · n) are tested. All others have one
    /// fold. Users who cannot be cut (fewer than two units, see [`super::HoldOut`]; nothing on one side of
    /// the instant; nothing new behind it) are not tested and counted.
    ///
    /// # Errors
    /// When a parameter is out of range, a target event type is unknown, or nobody can be tested.
    pub fn split(self, dataset: &Dataset, cut: impl Into<Cut>) -> Result<Split<'_>, SplitError> {
        let dealt = match self {
            Self::Personalize { folds, test_share, seed } => {
                deal(dataset, folds, test_share, seed)?
            }
            _ => vec![(0..to_u32(dataset.users().len())).map(UserIdx).collect()],
        };
        if let Self::PerUserRatio { held_out_share: share }
        | Self::RandomRatio { held_out_share: share, .. } = self
        {
            expect_share("held-out-share", share)?;
        }
        Split::new(dataset, cut.into(), self, dealt)
    }
}

impl<'a> Split<'a> {
    fn new(
        dataset: &'a Dataset,
        cut: Cut,
        protocol: Protocol,
        dealt: Vec<Vec<UserIdx>>,
    ) -> Result<Self, SplitError> {
        let targets = Targets::of(dataset, &cut.target)
            .map_err(|name| SplitError::UnknownTarget { name, known: known(dataset) })?;
        let (hold_out, order) = (cut.hold_out, cut.order);
        let mut split = Self {
            dataset,
            cutter: Cutter { dataset, hold_out, order, targets, rule: protocol.rule() },
            rows: Rows::new(dataset, order),
            cut,
            protocol,
            tested: Vec::new(),
            left_out: Vec::new(),
            n_not_tested: 0,
            n_nothing_new: 0,
            n_one_second: 0,
        };
        let n_dealt: usize = dealt.iter().map(Vec::len).sum();
        for users in dealt {
            let tested = users.into_iter().filter(|&user| split.can_be_tested(user)).collect();
            split.tested.push(tested);
        }
        split.n_not_tested = n_dealt - split.n_tested();
        if let Protocol::External { .. } = protocol {
            // Training users who are not asked are no test users that failed.
            split.n_not_tested = 0;
        }
        if split.n_tested() == 0 {
            return Err(SplitError::NoTestUsers(split.nobody()));
        }
        if let Some(sample) = split.cut.sample {
            at_least("test-users", sample.users, &1)?;
            split.left_out = take_out(dataset, &mut split.tested, sample);
            let tested = split.tested.iter().flatten();
            split.n_one_second = tested.filter(|&&user| split.sides(user).is_one_second).count();
        }
        Ok(split)
    }

    /// The reason why nobody is tested.
    fn nobody(&self) -> &'static str {
        let asks_for_new = self.cut.hold_out == HoldOut::NewItems && !self.cut.target.is_empty();
        match (self.n_nothing_new, asks_for_new) {
            (0, _) => self.protocol.nobody(),
            (_, false) => "every held-out item stands in its user's history",
            (_, true) => {
                "every held-out item of the target was seen before (`--hold-out new-target-items` asks \
                 only that it has no target row there)"
            }
        }
    }

    fn sides(&self, user: UserIdx) -> Sides {
        self.cutter.sides(self.rows.of(user))
    }

    /// Tells whether there is something to hold out, and something to show beside it; a cut made
    /// elsewhere may test users without a history. Counts what is said of the user.
    fn can_be_tested(&mut self, user: UserIdx) -> bool {
        let sides = self.sides(user);
        let is_external = matches!(self.protocol, Protocol::External { .. });
        let can = !sides.held_out.is_empty() && (is_external || !sides.history.is_empty());
        self.n_nothing_new += usize::from(sides.has_nothing_new);
        self.n_one_second += usize::from(can && sides.is_one_second);
        can
    }

    /// The data that is split.
    #[must_use]
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// The protocol that is followed.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The rows that are held out, and the order in which rows of one second stand.
    #[must_use]
    pub fn cut(&self) -> &Cut {
        &self.cut
    }

    /// The units that the ranks of the cut count.
    #[must_use]
    pub fn hold_out(&self) -> HoldOut {
        self.cut.hold_out
    }

    /// The rows that are answers.
    #[must_use]
    pub fn targets(&self) -> &Targets {
        &self.cutter.targets
    }

    /// The number of folds.
    #[must_use]
    pub fn n_folds(&self) -> usize {
        self.tested.len()
    }

    /// The number of users tested, over all folds.
    #[must_use]
    pub fn n_tested(&self) -> usize {
        self.tested.iter().map(Vec::len).sum()
    }

    /// The number of users who could be tested and are not in the sample.
    #[must_use]
    pub fn n_left_out(&self) -> usize {
        self.left_out.iter().map(Vec::len).sum()
    }

    /// The number of users who were dealt to a fold but cannot be cut.
    #[must_use]
    pub fn n_not_tested(&self) -> usize {
        self.n_not_tested
    }

    /// The number of users not tested whose held-out items all stand in their history.
    #[must_use]
    pub fn n_nothing_new(&self) -> usize {
        self.n_nothing_new
    }

    /// Tested users who have all their answers in one second, so that items were drawn.
    #[must_use]
    pub fn n_one_second(&self) -> usize {
        self.n_one_second
    }

    /// Makes fold `index` (from 0).
    ///
    /// # Errors
    /// When it would leave nothing to train on.
    ///
    /// # Panics
    /// When `index` is not below [`Self::n_folds`].
    pub fn fold(&self, index: usize) -> Result<Fold, SplitError> {
        let tested = &self.tested[index];
        let test_users: Vec<TestUser> = tested.iter().map(|&user| self.test_user(user)).collect();
        let mut training_rows = Vec::with_capacity(self.dataset.n_rows());
        let mut tests = test_users.iter().peekable();
        let mut left_out = self.left_out.get(index).into_iter().flatten().peekable();
        for user in all_users(self.dataset) {
            let test = tests.next_if(|test| test.user == user);
            if left_out.next_if_eq(&&user).is_some() {
                self.add_training(user, Some(&self.test_user(user)), &mut training_rows);
            } else {
                self.add_training(user, test, &mut training_rows);
            }
        }
        if training_rows.is_empty() {
            let users = self.dataset.users().len();
            return Err(SplitError::NothingToTrain { fold: index + 1, users });
        }
        Ok(Fold { training_rows, test_users })
    }

    /// Adds the rows of a user that may be learnt from.
    fn add_training(&self, user: UserIdx, test: Option<&TestUser>, rows: &mut Vec<u32>) {
        let all = self.rows.of(user);
        match (self.protocol, test) {
            (Protocol::External { .. }, _) => {
                rows.extend(all.iter().filter(|&&row| self.dataset.part(row) == 0));
            }
            (Protocol::GlobalTime { cut_s }, None) => {
                rows.extend(all.iter().filter(|&&row| self.dataset.timestamp_s(row) < cut_s));
            }
            (_, None) => rows.extend_from_slice(all),
            (Protocol::Personalize { .. }, Some(_)) => {}
            (_, Some(test)) => rows.extend_from_slice(&test.history),
        }
    }

    fn test_user(&self, user: UserIdx) -> TestUser {
        let Sides { history, held_out: held_out_rows, .. } = self.sides(user);
        TestUser::new(self.dataset, user, history, held_out_rows)
    }
}

/// The event types of the data, in words.
fn known(dataset: &Dataset) -> String {
    let names = dataset.event_types().iter().filter(|name| !name.is_empty());
    let names: Vec<String> =
        names.map(|name| format!("`{}`", crate::text::shorten(name, 40))).take(12).collect();
    if names.is_empty() { "none at all".to_owned() } else { names.join(", ") }
}
