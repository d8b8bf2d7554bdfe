//! Values of many metrics for many users.

use super::summary::mean;

/// Users × metrics, row by row; a metric that says nothing of a user is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserValues {
    n_metrics: usize,
    /// NaN where there is no value.
    cells: Vec<f64>,
}

impl UserValues {
    /// No user yet.
    #[must_use]
    pub const fn new(n_metrics: usize) -> Self {
        Self { n_metrics, cells: Vec::new() }
    }

    /// Adds a user.
    ///
    /// # Panics
    /// When the row does not hold one value per metric.
    pub fn push(&mut self, row: &[Option<f64>]) {
        assert_eq!(row.len(), self.n_metrics, "one value per metric");
        self.cells.extend(row.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// The number of metrics of a row.
    #[must_use]
    pub const fn n_metrics(&self) -> usize {
        self.n_metrics
    }

    /// The number of users.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.cells.len().checked_div(self.n_metrics).unwrap_or(0)
    }

    /// The values of `user`; NaN where there is none.
    pub(super) fn row(&self, user: usize) -> &[f64] {
        &self.cells[user * self.n_metrics..(user + 1) * self.n_metrics]
    }

    /// The value of `metric` for `user`.
    #[must_use]
    pub fn get(&self, user: usize, metric: usize) -> Option<f64> {
        Some(self.row(user)[metric]).filter(|value| !value.is_nan())
    }

    /// The values of `metric` in the order of users, without those who have none.
    #[must_use]
    pub fn column(&self, metric: usize) -> Vec<f64> {
        (0..self.n_users()).filter_map(|user| self.get(user, metric)).collect()
    }

    /// The mean of `metric` over the users who have a value, and the number of these users.
    #[must_use]
    pub fn mean(&self, metric: usize) -> (f64, usize) {
        let column = self.column(metric);
        (mean(&column), column.len())
    }

    /// The rows of the users for whom `keeps` holds.
    #[must_use]
    pub fn filtered(&self, keeps: impl Fn(usize) -> bool) -> Self {
        let kept = (0..self.n_users()).filter(|&user| keeps(user));
        let cells = kept.flat_map(|user| self.row(user).iter().copied()).collect();
        Self { n_metrics: self.n_metrics, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_without_a_value_are_left_out_of_the_mean() {
        let mut values = UserValues::new(2);
        values.push(&[Some(1.0), None]);
        values.push(&[Some(0.0), Some(0.5)]);
        assert_eq!((values.n_users(), values.mean(0), values.mean(1)), (2, (0.5, 2), (0.5, 1)));
        assert_eq!((values.get(0, 1), values.get(1, 1)), (None, Some(0.5)));
        assert_eq!(values.filtered(|user| user == 1).mean(0), (0.0, 1));
    }
}
