//! Users and items with enough rows, as `minimum-counts` and `k-core` ask for them. Whoever has the rows counts them.

/// The least rows of a user and of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Least {
    pub(crate) per_user: u32,
    pub(crate) per_item: u32,
}

/// Rows that are left, in all and by the number of their user and item.
#[derive(Debug, Clone)]
pub(crate) struct RowCounts {
    users: Vec<u32>,
    items: Vec<u32>,
    pub(crate) rows: u64,
}

impl RowCounts {
    /// Counts a row for its user and its item.
    #[inline]
    pub(crate) fn count(&mut self, user: usize, item: usize) {
        self.users[user] += 1;
        self.items[item] += 1;
    }

    /// Adds the counts of other rows of the same users and items.
    pub(crate) fn add(&mut self, more: &Self) {
        self.users.iter_mut().zip(&more.users).for_each(|(count, more)| *count += more);
        self.items.iter_mut().zip(&more.items).for_each(|(count, more)| *count += more);
        self.rows += more.rows;
    }

    /// The number of users and of items that have any.
    pub(super) fn n_there(&self) -> [u64; 2] {
        [&self.users, &self.items]
            .map(|counts| counts.iter().filter(|&&count| count > 0).count() as u64)
    }
}

/// The users and items that are left, by number.
#[derive(Debug, Clone)]
pub(crate) struct Enough {
    pub(crate) users: Vec<bool>,
    pub(crate) items: Vec<bool>,
}

impl Enough {
    /// All of so many users and items.
    pub(crate) fn all(n_users: usize, n_items: usize) -> Self {
        Self { users: vec![true; n_users], items: vec![true; n_items] }
    }

    /// Tells whether rows of the user with the item are left.
    #[inline]
    pub(crate) fn has(&self, user: usize, item: usize) -> bool {
        self.users[user] && self.items[item]
    }

    /// The counts of no rows of these users and items.
    pub(crate) fn no_rows(&self) -> RowCounts {
        RowCounts { users: vec![0; self.users.len()], items: vec![0; self.items.len()], rows: 0 }
    }

    /// Takes users and items away that have fewer rows than the `least` by `counts`.
    pub(crate) fn sift(&mut self, least: Least, counts: &RowCounts) {
        let sift = |left: &mut [bool], counts: &[u32], least: u32| {
            left.iter_mut().zip(counts).for_each(|(left, &count)| *left &= count >= least);
        };
        sift(&mut self.users, &counts.users, least.per_user);
        sift(&mut self.items, &counts.items, least.per_item);
    }
}
