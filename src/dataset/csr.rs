//! Users × items by row.

use sprs::CsMatI;

use super::{ItemIdx, UserIdx};

/// A binary users × items matrix in compressed sparse rows, and its transpose.
///
/// Shape `n_users × n_items`. A user–item pair is stored once however often it occurs; within a row
/// the indices rise. Both follow from the only constructor.
#[derive(Debug, Clone)]
pub struct Csr {
    users: CsMatI<f32, u32, usize>,
    items: CsMatI<f32, u32, usize>,
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
        let mut offsets = vec![0_usize; n_users + 1];
        for (user, item) in &pairs {
            assert!(item.index() < n_items, "item {} of {n_items}", item.0);
            offsets[user.index() + 1] += 1;
        }
        for user in 0..n_users {
            offsets[user + 1] += offsets[user];
        }
        let indices: Vec<u32> = pairs.into_iter().map(|(_, item)| item.0).collect();
        let values = vec![1.0_f32; indices.len()];
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

fn row(matrix: &CsMatI<f32, u32, usize>, at: usize) -> &[u32] {
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
}
