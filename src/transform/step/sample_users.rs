//! A sample of users, with all that they did.

use std::collections::HashSet;

use polars::prelude::{LazyFrame, PolarsResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::frame::{names, only, texts};
use super::transform::Transform;
use crate::column::USER_ID;
use crate::number::{from_count, round_to_count, thousands};
use crate::param::{InvalidParam, at_least, within};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Keeps all rows of some users: those that come first when users are sorted by xxh3-64 of the
/// eight little-endian bytes of the seed and the id. So the choice depends on ids and seed alone,
/// not on the order of rows, and a larger sample holds the smaller one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleUsers {
    /// The number of users. Either this or `share`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<u32>,
    /// The share of the users, rounded to a whole number of them, at least one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Same seed, same users. Default 42.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

const fn default_seed() -> u64 {
    42
}

impl Transform for SampleUsers {
    fn check(&self) -> Result<(), InvalidParam> {
        match (self.users, self.share) {
            (Some(users), None) => at_least("users", users, &1).map(|_| ()),
            (None, Some(share)) => within("share", share, &f64::MIN_POSITIVE, &1.0)
                .map(|_| ())
                .map_err(|_| InvalidParam::new("share", &share, "above 0 and at most 1")),
            _ => Err(InvalidParam::new("sample-users", &"both or none", "`users` or `share`")),
        }
    }

    fn needs(&self) -> Vec<String> {
        names(&[USER_ID])
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = rows.collect()?;
        let ids = texts(&frame, USER_ID)?;
        let mut users: Vec<&str> = ids.clone();
        users.sort_unstable();
        users.dedup();
        let all = users.len();
        let wanted = match (self.users, self.share) {
            (Some(users), _) => users as usize,
            (_, Some(share)) => round_to_count(share * from_count(all)).max(1),
            _ => all,
        };
        users.sort_by_cached_key(|id| (place(self.seed, id), (*id).to_owned()));
        users.truncate(wanted);
        log.say(format!("{} of {} users", thousands(users.len() as u64), thousands(all as u64)));
        let chosen: HashSet<&str> = users.into_iter().collect();
        let keep: Vec<bool> = ids.iter().map(|id| chosen.contains(id)).collect();
        only(&frame, &keep)
    }

    fn sql(&self, _rows: SqlRows) -> Result<SqlRows, String> {
        Err("users are chosen by xxh3-64, which other engines lack: sample on one machine, or take users by a \
             condition with `filter`"
            .to_owned())
    }
}

fn place(seed: u64, id: &str) -> u64 {
    let mut bytes = seed.to_le_bytes().to_vec();
    bytes.extend_from_slice(id.as_bytes());
    xxh3_64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn users(step: SampleUsers, ids: &[String]) -> Vec<String> {
        let frame = df!["USER_ID" => ids].expect("one column");
        let (frame, _) = run(&[Step::SampleUsers(step)], frame).expect("it fits");
        texts(&frame, USER_ID).expect("texts").into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_sample_keeps_whole_users_whatever_the_order_of_rows() {
        let ids: Vec<String> = (0..300).map(|row| (row % 100).to_string()).collect();
        let step = SampleUsers { users: Some(10), share: None, seed: 1 };
        let mut few = users(step, &ids);
        assert_eq!(few.len(), 30, "three rows each");
        let reversed: Vec<String> = ids.iter().rev().cloned().collect();
        let mut same = users(step, &reversed);
        few.sort();
        same.sort();
        assert_eq!(few, same);
        let more = users(SampleUsers { users: None, share: Some(0.25), seed: 1 }, &ids);
        assert_eq!(more.len(), 75);
        assert!(few.iter().all(|id| more.contains(id)), "a larger sample holds the smaller one");
        let other = users(SampleUsers { users: Some(10), share: None, seed: 2 }, &ids);
        assert!(other.iter().any(|id| !few.contains(id)), "another seed, other users");
    }

    #[test]
    fn either_a_number_or_a_share_is_given() {
        let check = |users, share| SampleUsers { users, share, seed: 0 }.check();
        assert!(check(Some(1), None).is_ok() && check(None, Some(1.0)).is_ok());
        assert!(check(None, None).is_err() && check(Some(1), Some(0.5)).is_err());
        assert!(check(Some(0), None).is_err() && check(None, Some(0.0)).is_err());
        assert!(check(None, Some(f64::NAN)).is_err());
    }
}
