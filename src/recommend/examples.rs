//! Lists for three users chosen by rule, so that nobody picks those that look well.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Recommendations;
use crate::dataset::{Dataset, UserIdx};
use crate::number::to_u32;

/// The rule by which an example's user is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExampleRule {
    /// The user with most rows; of equals the first by id.
    Heavy,
    /// The user in the middle of all users by their rows; of an even number the lower middle, of equals by id.
    Median,
    /// The user whose first row is the newest; of equals the first by id.
    New,
    /// The user with fewest rows, where the data has no times; of equals the first by id.
    Light,
}

impl ExampleRule {
    /// The rules for `dataset`, in the order in which they are shown.
    #[must_use]
    pub fn of(dataset: &Dataset) -> [Self; 3] {
        let last = if dataset.has_time() { Self::New } else { Self::Light };
        [Self::Heavy, Self::Median, last]
    }

    /// The choice in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Heavy => "the user with most interactions",
            Self::Median => "the median user by interactions",
            Self::New => "the user who came last",
            Self::Light => "the user with fewest interactions",
        }
    }
}

/// The list of one example.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExampleList {
    /// The rule that chose the user.
    pub rule: ExampleRule,
    /// The user's rows.
    pub rows: usize,
    /// The list.
    pub list: Recommendations,
}

/// The content of `examples.json`: a list for each rule, by one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Examples {
    /// The version of the form, 1.
    pub schema_version: u32,
    /// SHA-256 of the interactions file.
    pub interactions_sha256: String,
    /// The examples, in the order of [`ExampleRule::of`].
    pub examples: Vec<ExampleList>,
}

/// The user that `rule` chooses; none of data without a user.
#[must_use]
pub fn example_user(dataset: &Dataset, rule: ExampleRule) -> Option<UserIdx> {
    let users = || (0..to_u32(dataset.users().len())).map(UserIdx);
    let rows = |user: &UserIdx| dataset.rows_of(*user).len();
    match rule {
        // The first of equals: the last one that a strict order finds from behind.
        ExampleRule::Heavy => users().rev().max_by_key(rows),
        ExampleRule::Median => {
            let mut all: Vec<UserIdx> = users().collect();
            all.sort_by_key(rows);
            all.get(all.len().saturating_sub(1) / 2).copied()
        }
        ExampleRule::New => users().rev().max_by_key(|user| {
            dataset.rows_of(*user).iter().map(|&row| dataset.timestamp_s(row)).min()
        }),
        ExampleRule::Light => users().min_by_key(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_choose_by_rows_and_by_the_first_time() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 5),
            ("3", "a", "", 1),
            ("3", "b", "", 9),
        ]);
        let of = |rule| {
            let user = example_user(&dataset, rule).expect("there are users");
            dataset.users().id(user.index()).to_owned()
        };
        // Users 1 and 3 have two rows; sorted by rows they are 2, 1, 3; user 2 began last.
        assert_eq!(ExampleRule::of(&dataset).map(of), ["1", "1", "2"]);
        assert_eq!(of(ExampleRule::Light), "2");
    }
}
