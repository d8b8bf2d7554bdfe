//! The activity of users.

use polars::prelude::{IntoLazy, LazyFrame, NamedFrom, PolarsResult, Series};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::names;
use super::transform::Transform;
use crate::column::{ACTIVITY, derived};
use crate::param::InvalidParam;
use crate::transform::Log;

/// Adds `ACTIVITY`, the band in which the user's number of ratings lies: `1-19`, `20-99`, `100-499`
/// and `500+` for the bounds 20, 100, 500.
///
/// It is made of the very behaviour that is to be predicted, so it tells a model nothing that the
/// interactions do not; it serves filters and segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserActivity {
    /// The least number of ratings of every band but the first, rising. Default 20, 100, 500.
    pub bounds: Vec<u32>,
}

impl Default for UserActivity {
    fn default() -> Self {
        Self { bounds: vec![20, 100, 500] }
    }
}

impl Transform for UserActivity {
    fn check(&self) -> Result<(), InvalidParam> {
        let rising = self.bounds.windows(2).all(|pair| pair[0] < pair[1]);
        if self.bounds.first().is_some_and(|&first| first > 1) && rising {
            return Ok(());
        }
        let found = format!("{:?}", self.bounds);
        Err(InvalidParam::new("bounds", &found, "rising numbers above 1"))
    }

    fn needs(&self) -> Vec<String> {
        names(&[derived::N_RATINGS])
    }

    fn apply(&self, users: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let mut frame = users.collect()?;
        let counts = frame.column(derived::N_RATINGS)?.i64()?.clone();
        let bands: Vec<Option<String>> =
            counts.iter().map(|count| count.map(|count| self.band(count))).collect();
        frame.with_column(Series::new(ACTIVITY.into(), bands).into())?;
        Ok(frame.lazy())
    }
}

impl UserActivity {
    fn band(&self, count: i64) -> String {
        let above = self.bounds.partition_point(|&bound| i64::from(bound) <= count);
        let least = if above == 0 { 1 } else { self.bounds[above - 1] };
        match self.bounds.get(above) {
            Some(next) => format!("{least}-{}", next - 1),
            None => format!("{least}+"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_lies_in_one_band() {
        let bands = [1, 19, 20, 99, 100, 500, 9_000].map(|n| UserActivity::default().band(n));
        assert_eq!(bands, ["1-19", "1-19", "20-99", "20-99", "100-499", "500+", "500+"]);
    }

    #[test]
    fn bounds_rise() {
        let check = |bounds: &[u32]| UserActivity { bounds: bounds.into() }.check();
        assert!(check(&[2]).is_ok());
        assert!(check(&[]).is_err() && check(&[5, 5]).is_err() && check(&[1]).is_err());
    }
}
