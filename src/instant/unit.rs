//! Units of numbers that count time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;

use crate::column::SECONDS_END;

/// A unit of numbers that count time since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// The unit that the largest number is large enough for, which is said; ISO 8601 texts are read too.
    Auto,
    /// Seconds since 1970.
    #[default]
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// Microseconds since 1970.
    Microseconds,
    /// Nanoseconds since 1970.
    Nanoseconds,
    /// ISO 8601 texts, which the source reads as seconds.
    #[serde(rename = "iso-8601")]
    Iso8601,
}

choices! {
    Unit {
        Auto = "auto",
        Seconds = "seconds" ["s"],
        Milliseconds = "milliseconds" ["ms"],
        Microseconds = "microseconds" ["us"],
        Nanoseconds = "nanoseconds" ["ns"],
        Iso8601 = "iso-8601",
    }
}

impl Unit {
    /// The number of it that makes a second.
    #[must_use]
    pub const fn per_second(self) -> i64 {
        match self {
            Self::Auto | Self::Seconds | Self::Iso8601 => 1,
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            Self::Nanoseconds => 1_000_000_000,
        }
    }

    /// The coarsest unit in which `newest` lies before the year 5138: 1e11 seconds.
    #[must_use]
    pub fn of(newest: i64) -> Self {
        let units = [Self::Seconds, Self::Milliseconds, Self::Microseconds];
        let fits = |unit: &Self| newest.unsigned_abs() / unit.per_second().unsigned_abs();
        let end = SECONDS_END.unsigned_abs();
        units.into_iter().find(|unit| fits(unit) < end).unwrap_or(Self::Nanoseconds)
    }
}

/// Seconds from 1973 to 5138; in a finer unit they would all lie in the first weeks of 1970.
pub const PLAUSIBLE: std::ops::Range<u64> = 100_000_000..SECONDS_END.unsigned_abs();

/// Numbers of a column that cannot all be of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MixedUnits {
    largest: i64,
    other: i64,
}

impl std::fmt::Display for MixedUnits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { largest, other } = *self;
        let names = [largest, other].map(|number| Unit::of(number).name());
        write!(formatter, "{largest} must be {}, and {other} {}", names[0], names[1])
    }
}

impl Unit {
    /// The one unit of these numbers, by the largest; seconds where there is none. Numbers below 1973 in seconds
    /// may be of any unit.
    ///
    /// # Errors
    /// When another number must be of another unit.
    pub fn of_all<I: Iterator<Item = i64>>(numbers: impl Fn() -> I) -> Result<Self, MixedUnits> {
        let Some(largest) = numbers().max_by_key(|number| number.unsigned_abs()) else {
            return Ok(Self::Seconds);
        };
        let unit = Self::of(largest);
        let is_other =
            |number: &i64| number.unsigned_abs() >= PLAUSIBLE.start && Self::of(*number) != unit;
        match numbers().find(is_other) {
            Some(other) => Err(MixedUnits { largest, other }),
            None => Ok(unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_is_the_coarsest_that_fits_all() {
        let of = |numbers: &[i64]| Unit::of_all(|| numbers.iter().copied());
        assert_eq!(of(&[]), Ok(Unit::Seconds));
        assert_eq!(of(&[1_600_000_000, 0]), Ok(Unit::Seconds));
        assert_eq!(of(&[1_600_000_000_000, 5]), Ok(Unit::Milliseconds));
        assert_eq!(of(&[-1_600_000_000_000_000]), Ok(Unit::Microseconds));
        assert_eq!(of(&[i64::MAX]), Ok(Unit::Nanoseconds));
        let mixed = of(&[1_600_000_000, 1_600_000_000_000]).expect_err("two units").to_string();
        assert_eq!(mixed, "1600000000000 must be milliseconds, and 1600000000 seconds");
    }
}
