//! Mean, spread and extremes of the numbers of a column.

/// A number and the line on which it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::validate) struct NumberAt {
    pub(in crate::validate) value: f64,
    pub(in crate::validate) line: u64,
}

/// Mean and spread of numbers, with the smallest and the largest and their lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::validate) struct Moments {
    pub(in crate::validate) n: u64,
    pub(in crate::validate) mean: f64,
    /// The sum of squared distances from the mean.
    pub(in crate::validate) squares: f64,
    pub(in crate::validate) least: NumberAt,
    pub(in crate::validate) most: NumberAt,
}

impl Moments {
    pub(super) const NONE: Self = Self {
        n: 0,
        mean: 0.0,
        squares: 0.0,
        least: NumberAt { value: f64::INFINITY, line: 0 },
        most: NumberAt { value: f64::NEG_INFINITY, line: 0 },
    };

    /// Adds a number by Welford's update.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn add(&mut self, number: f64, line: u64) {
        self.n += 1;
        let distance = number - self.mean;
        self.mean += distance / self.n as f64;
        self.squares += distance * (number - self.mean);
        if number < self.least.value {
            self.least = NumberAt { value: number, line };
        }
        if number > self.most.value {
            self.most = NumberAt { value: number, line };
        }
    }

    /// Joins two parts by Chan's formula.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn join(&mut self, later: &Self) {
        if later.n == 0 {
            return;
        }
        let (n, m) = (self.n as f64, later.n as f64);
        let distance = later.mean - self.mean;
        self.squares += later.squares + distance * distance * n * m / (n + m);
        self.mean += distance * m / (n + m);
        self.n += later.n;
        if later.least.value < self.least.value {
            self.least = later.least;
        }
        if later.most.value > self.most.value {
            self.most = later.most;
        }
    }

    /// The standard deviation, 0 without numbers.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(in crate::validate) fn deviation(&self) -> f64 {
        if self.n == 0 { 0.0 } else { (self.squares / self.n as f64).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_parts_are_those_of_the_whole() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 9+1+1+1+0+0+4+16 = 32, deviation 2.
        let numbers = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let of = |numbers: &[f64]| {
            let mut moments = Moments::NONE;
            numbers.iter().zip(1..).for_each(|(&number, line)| moments.add(number, line));
            moments
        };
        let mut joined = of(&numbers[..3]);
        joined.join(&of(&numbers[3..]));
        for found in [of(&numbers), joined] {
            assert!((found.mean - 5.0).abs() < 1e-12 && (found.squares - 32.0).abs() < 1e-9);
            assert!((found.deviation() - 2.0).abs() < 1e-9);
            assert_eq!((found.n, found.least.value, found.most.value), (8, 2.0, 9.0));
        }
    }
}
