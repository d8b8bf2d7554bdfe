//! Choosing members so that their ratings make up a given share.

/// Chooses members one by one so that the chosen ones' ratings keep to a share.
///
/// A coin per member would not do: the few most active ones decide the share.
pub(super) struct Dither {
    share: f64,
    /// The ratings still owed to the share; before the first member, a fraction of that
    /// member's ratings.
    owed: f64,
    begun: bool,
}

impl Dither {
    /// `start` in `0.0..1.0` decides where the first choice falls.
    pub(super) fn new(share: f64, start: f64) -> Self {
        Self { share, owed: start - 0.5, begun: false }
    }

    /// Tells whether the next member, with so many ratings, is chosen.
    pub(super) fn next(&mut self, weight: f64) -> bool {
        if !self.begun {
            self.begun = true;
            self.owed *= weight;
        }
        self.owed += self.share * weight;
        let chosen = self.owed >= 0.5 * weight;
        if chosen {
            self.owed -= weight;
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dithering_keeps_the_share() {
        let mut habit = Dither::new(0.25, 0.3);
        let weights: Vec<f64> = (1..400).rev().map(f64::from).collect();
        let chosen: f64 = weights.iter().filter(|&&weight| habit.next(weight)).sum();
        let share = chosen / weights.iter().sum::<f64>();
        assert!((share - 0.25).abs() < 0.01, "{share}");
    }
}
