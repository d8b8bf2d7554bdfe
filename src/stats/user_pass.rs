//! Counts made user by user: distinct pairs, repeats, sessions, funnels, rows without an order.

use rayon::prelude::*;

use super::components::Components;
use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::number::to_u32;

/// Sums over all users; whole numbers, so that no order of adding changes them.
#[derive(Debug, Default)]
pub(super) struct UserPass {
    pub(super) rows_per_user: Vec<usize>,
    pub(super) distinct_pairs: usize,
    /// Rows equal to an earlier one of the user in everything.
    pub(super) duplicates: usize,
    /// Rows beyond the first of their user, item and timestamp that are no duplicates.
    pub(super) twins: usize,
    /// User–item pairs that have several event types within one session.
    pub(super) funnel_pairs: usize,
    /// True, by event type, if it occurs in such a session of such a pair.
    pub(super) funnel_types: Vec<bool>,
    /// Rows that share their user and second with a row of another item or event type.
    pub(super) unordered_rows: usize,
    /// Rows of every session.
    pub(super) session_rows: Vec<u32>,
    /// Seconds between the end of a session and the beginning of the user's next.
    pub(super) session_gaps_s: Vec<i64>,
}

/// A row of one user. Rows sort by item, and those of one item by session and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    item: ItemIdx,
    /// The number of the user's session, which rises with time.
    session: u32,
    instant_s: i64,
    event: u32,
    /// The bits of the event value.
    value: u32,
    /// A hash of the cells of all other columns.
    rest: u32,
}

/// The number of users that one task takes.
const USERS_PER_TASK: usize = 1 << 10;

impl UserPass {
    /// Passes over all users; a session ends where the next row is more than `session_gap_s` later.
    pub(super) fn new(dataset: &Dataset, session_gap_s: i64) -> Self {
        let n_users = dataset.users().len();
        let parts: Vec<Self> = (0..n_users.div_ceil(USERS_PER_TASK))
            .into_par_iter()
            .map(|task| {
                let mut part = Self::default();
                let mut scratch = Vec::new();
                let last = n_users.min((task + 1) * USERS_PER_TASK);
                for user in task * USERS_PER_TASK..last {
                    part.add(dataset, UserIdx(to_u32(user)), session_gap_s, &mut scratch);
                }
                part
            })
            .collect();
        let mut whole = Self::default();
        for part in parts {
            whole.rows_per_user.extend(part.rows_per_user);
            whole.distinct_pairs += part.distinct_pairs;
            whole.duplicates += part.duplicates;
            whole.twins += part.twins;
            whole.funnel_pairs += part.funnel_pairs;
            whole.funnel_types.resize(dataset.event_types().len(), false);
            let marks = whole.funnel_types.iter_mut().zip(part.funnel_types);
            marks.for_each(|(mark, other)| *mark |= other);
            whole.unordered_rows += part.unordered_rows;
            whole.session_rows.extend(part.session_rows);
            whole.session_gaps_s.extend(part.session_gaps_s);
        }
        whole
    }

    fn add(
        &mut self,
        dataset: &Dataset,
        user: UserIdx,
        session_gap_s: i64,
        scratch: &mut Vec<Row>,
    ) {
        let rows = dataset.rows_of(user);
        self.rows_per_user.push(rows.len());
        self.funnel_types.resize(dataset.event_types().len(), false);
        scratch.clear();
        scratch.extend(rows.iter().map(|&row| Row {
            item: dataset.item(row),
            session: 0,
            instant_s: dataset.timestamp_s(row),
            event: dataset.event(row),
            // Without a value no number stands there, which has no bits of its own.
            value: dataset.event_value(row).map_or(u32::MAX, |value| (value + 0.0).to_bits()),
            rest: dataset.rest(row),
        }));
        self.add_sessions(scratch, session_gap_s);
        self.add_unordered(scratch);
        scratch.sort_unstable();
        self.add_repeats(scratch);
        self.add_funnels(scratch);
    }

    /// `rows` by item and time.
    fn add_repeats(&mut self, rows: &[Row]) {
        let mut last: Option<Row> = None;
        for &row in rows {
            match last {
                Some(other) if other.item != row.item => self.distinct_pairs += 1,
                None => self.distinct_pairs += 1,
                Some(same) if same == row => self.duplicates += 1,
                Some(same) if same.instant_s == row.instant_s => self.twins += 1,
                Some(_) => {}
            }
            last = Some(row);
        }
    }

    /// `rows` by item and session.
    fn add_funnels(&mut self, rows: &[Row]) {
        for pair in rows.chunk_by(|row, next| row.item == next.item) {
            let mut is_funnel = false;
            for session in pair.chunk_by(|row, next| row.session == next.session) {
                if session.iter().any(|row| row.event != session[0].event) {
                    is_funnel = true;
                    for row in session {
                        self.funnel_types[row.event as usize] = true;
                    }
                }
            }
            self.funnel_pairs += usize::from(is_funnel);
        }
    }

    /// `rows` in time order.
    fn add_unordered(&mut self, rows: &[Row]) {
        for second in rows.chunk_by(|row, next| row.instant_s == next.instant_s) {
            let is_other = |row: &Row| (row.item, row.event) != (second[0].item, second[0].event);
            // If one row is of another item or type than the first, each row has such another.
            if second.iter().any(is_other) {
                self.unordered_rows += second.len();
            }
        }
    }

    /// `rows` in time order; each learns its session.
    fn add_sessions(&mut self, rows: &mut [Row], session_gap_s: i64) {
        let mut n_rows = 0_u32;
        let mut session = 0;
        for at in 0..rows.len() {
            let instant_s = rows[at].instant_s;
            let gap = at
                .checked_sub(1)
                .map_or(0, |before| instant_s.saturating_sub(rows[before].instant_s));
            if gap > session_gap_s {
                self.session_rows.push(n_rows);
                self.session_gaps_s.push(gap);
                n_rows = 0;
                session += 1;
            }
            n_rows += 1;
            rows[at].session = session;
        }
        if n_rows > 0 {
            self.session_rows.push(n_rows);
        }
    }
}

/// The parts of the user–item graph that no interaction joins.
pub(super) fn components(dataset: &Dataset, n_interacted: usize) -> Components {
    let mut forest = Forest::new(dataset.users().len() + dataset.items().len());
    let n_users = dataset.users().len();
    for row in 0..to_u32(dataset.n_rows()) {
        forest.join(dataset.user(row).0, to_u32(n_users + dataset.item(row).index()));
    }
    let (mut users, mut items) =
        (vec![0_usize; forest.parents.len()], vec![0; forest.parents.len()]);
    for user in 0..n_users {
        users[forest.root(to_u32(user)) as usize] += 1;
    }
    for item in 0..dataset.items().len() {
        items[forest.root(to_u32(n_users + item)) as usize] += 1;
    }
    // An item of the catalogue without an interaction is no component.
    let count = users.iter().filter(|&&users| users > 0).count();
    // Of components with equally many users, the one with the most items.
    let largest = users.iter().zip(&items).max();
    let (most_users, most_items) = largest.map_or((0, 0), |(&users, &items)| (users, items));
    Components {
        count,
        largest_users_share: crate::number::ratio(most_users, n_users),
        largest_items_share: crate::number::ratio(most_items, n_interacted),
    }
}

/// Disjoint sets with path halving; the smaller root wins, so that no order matters.
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    fn new(n: usize) -> Self {
        Self { parents: (0..to_u32(n)).collect() }
    }

    fn root(&mut self, mut node: u32) -> u32 {
        loop {
            let parent = self.parents[node as usize];
            if parent == node {
                return node;
            }
            let above = self.parents[parent as usize];
            self.parents[node as usize] = above;
            node = above;
        }
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.root(left), self.root(right));
        let (low, high) = (left.min(right), left.max(right));
        self.parents[high as usize] = low;
    }
}
