//! Scores of lists that are nothing but an order.

/// The score of the item at index `at`: 1, 1/2, 1/3, …; any falling score says the same.
pub(in crate::model) fn of_place(at: usize) -> f32 {
    1.0 / f32::from(u16::try_from(at + 1).unwrap_or(u16::MAX))
}
