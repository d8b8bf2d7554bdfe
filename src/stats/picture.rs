//! The matrix as a picture: how full its parts are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::number::to_u32;

/// Cells on either side, at most.
pub(crate) const PICTURE_SIDE: usize = 32;

/// Users by rows, items by columns, both from the most to the least active; rows of the data in each
/// cell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MatrixPicture {
    /// Users of each row of cells.
    pub users: Vec<usize>,
    /// Items of each column of cells.
    pub items: Vec<usize>,
    /// Interactions of each cell, row by row.
    pub interactions: Vec<usize>,
}

pub(super) fn picture(dataset: &Dataset, per_user: &[usize], per_item: &[usize]) -> MatrixPicture {
    let (user_cell, users) = cells(per_user);
    let (item_cell, items) = cells(per_item);
    let mut interactions = vec![0; users.len() * items.len()];
    for row in 0..to_u32(dataset.n_rows()) {
        let (user, item) = (dataset.user(row).index(), dataset.item(row).index());
        interactions[usize::from(user_cell[user]) * items.len() + usize::from(item_cell[item])] +=
            1;
    }
    MatrixPicture { users, items, interactions }
}

/// The cell of each, and how many each cell has; those without a row have none. Equals in the order
/// of ids.
fn cells(counts: &[usize]) -> (Vec<u8>, Vec<usize>) {
    let mut order: Vec<u32> = (0..to_u32(counts.len())).collect();
    order.retain(|&index| counts[index as usize] > 0);
    order.sort_by_key(|&index| std::cmp::Reverse(counts[index as usize]));
    let n_cells = PICTURE_SIDE.min(order.len());
    let mut cell_of = vec![0; counts.len()];
    for (at, &index) in order.iter().enumerate() {
        let cell = at * n_cells / order.len();
        cell_of[index as usize] = u8::try_from(cell).expect("at most 32 cells");
    }
    (cell_of, cell_sizes(order.len()))
}

/// The users, or items, of each cell, of so many.
pub(crate) fn cell_sizes(n: usize) -> Vec<usize> {
    let n_cells = PICTURE_SIDE.min(n);
    // A cell begins at the first place whose share of all reaches it.
    let start = |cell: usize| (cell * n).div_ceil(n_cells.max(1));
    (0..n_cells).map(|cell| start(cell + 1) - start(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_active_come_first_and_every_row_has_its_cell() {
        let dataset =
            Dataset::from_rows(&[("1", "a", "", 1), ("2", "a", "", 2), ("2", "b", "", 3)]);
        let picture = picture(&dataset, &[1, 2], &[2, 1]);
        assert_eq!((picture.users, picture.items), (vec![1, 1], vec![1, 1]));
        // User 2 with a and b, then user 1 with a.
        assert_eq!(picture.interactions, [1, 1, 1, 0]);
    }
}
