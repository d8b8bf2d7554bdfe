//! Users × items by row.

use sprs::CsMatI;

use super::{ItemIdx, UserIdx};

/// A binary users × items matrix in compressed sparse rows, and its transpose.
///
/// Shape `n_users × n_items`. A user–item pair is stored once however often it occurs; within a row
/// the indices rise. Both follow from the only constructor.
#[derive(Debug, Clone)]
pub struct Csr {
    users: CsMatI<(), u32, usize>,
    items: CsMatI<(), u32, usize>,
}

impl Csr {
    /// The matrix of these pairs, in any order, repeats allowed.
    ///
    /// # Panics
    /// When a pair lies outside `n_users × n_items`: indices come from one data set.
    #[must_use]
    pub fn from_pairs(n_users: usize, n_items: usize, mut pairs: Vec<(UserIdx, ItemIdx)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let users = pairs.chunk_by(|left, right| left.0 == right.0);
        let groups = users.map(|group| (group[0].0, group.iter().map(|&(_, item)| item)));
        Self::from_groups(n_users, n_items, groups)
    }

    /// The matrix of users, rising, each with items in any order, repeats allowed. It takes no memory beside its own,
    /// which is 8 bytes for a pair.
    ///
    /// # Panics
    /// When users do not rise, or a pair lies outside `n_users × n_items`.
    #[must_use]
    pub fn from_groups<I: Iterator<Item = ItemIdx>>(
        n_users: usize,
        n_items: usize,
        groups: impl Iterator<Item = (UserIdx, I)>,
    ) -> Self {
        let (mut offsets, mut indices) = (Vec::with_capacity(n_users + 1), Vec::new());
        offsets.push(0_usize);
        let mut own: Vec<u32> = Vec::new();
        for (user, items) in groups {
            assert!(offsets.len() <= user.index() + 1, "users rise");
            assert!(user.index() < n_users, "user {} of {n_users}", user.0);
            offsets.resize(user.index() + 1, indices.len());
            own.clear();
            own.extend(items.map(|item| item.0));
            own.sort_unstable();
            own.dedup();
            assert!(own.last().is_none_or(|&item| (item as usize) < n_items), "within {n_items}");
            indices.extend_from_slice(&own);
            offsets.push(indices.len());
        }
        offsets.resize(n_users + 1, indices.len());
        indices.shrink_to_fit();
        let values = vec![(); indices.len()];
        let users = CsMatI::new((n_users, n_items), offsets, indices, values);
        let items = users.transpose_view().to_csr();
        Self { users, items }
    }

    /// Number of users.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.users.rows()
    }

    /// Number of items.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.users.cols()
    }

    /// Number of distinct pairs.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.users.nnz()
    }

    /// The items of `user`, rising.
    #[must_use]
    pub fn items_of(&self, user: UserIdx) -> &[u32] {
        row(&self.users, user.index())
    }

    /// The users of `item`, rising.
    #[must_use]
    pub fn users_of(&self, item: ItemIdx) -> &[u32] {
        row(&self.items, item.index())
    }
}

fn row(matrix: &CsMatI<(), u32, usize>, at: usize) -> &[u32] {
    let range = matrix.indptr().outer_inds_sz(at);
    &matrix.indices()[range]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_stored_once_and_both_sides_agree() {
        let pairs = [(1, 2), (0, 1), (1, 0), (1, 2)];
        let pairs = pairs.map(|(user, item)| (UserIdx(user), ItemIdx(item))).to_vec();
        let matrix = Csr::from_pairs(3, 4, pairs);
        assert_eq!((matrix.n_users(), matrix.n_items(), matrix.n_pairs()), (3, 4, 3));
        assert_eq!(matrix.items_of(UserIdx(1)), [0, 2]);
        assert_eq!(matrix.items_of(UserIdx(2)), [] as [u32; 0]);
        assert_eq!(matrix.users_of(ItemIdx(2)), [1]);
        assert_eq!(matrix.users_of(ItemIdx(3)), [] as [u32; 0]);
    }

    #[test]
    fn groups_make_the_same_matrix_as_pairs() {
        let groups = [(UserIdx(1), vec![3, 0, 3]), (UserIdx(4), vec![2])];
        let items = |items: &Vec<u32>| items.clone().into_iter().map(ItemIdx);
        let made = Csr::from_groups(6, 4, groups.iter().map(|(user, own)| (*user, items(own))));
        let pairs = groups.iter().flat_map(|(user, own)| items(own).map(|item| (*user, item)));
        let wanted = Csr::from_pairs(6, 4, pairs.collect());
        assert_eq!((made.n_users(), made.n_pairs()), (6, 3));
        assert!((0..6).all(|at| made.items_of(UserIdx(at)) == wanted.items_of(UserIdx(at))));
        assert!((0..4).all(|at| made.users_of(ItemIdx(at)) == wanted.users_of(ItemIdx(at))));
        let none = std::iter::empty::<(UserIdx, std::iter::Empty<ItemIdx>)>();
        assert_eq!(Csr::from_groups(2, 2, none).items_of(UserIdx(1)), [] as [u32; 0]);
    }

    #[test]
    #[should_panic(expected = "users rise")]
    fn users_that_do_not_rise_are_refused() {
        let group = |user| (UserIdx(user), std::iter::once(ItemIdx(0)));
        let _ = Csr::from_groups(3, 1, [group(1), group(1)].into_iter());
    }
}
