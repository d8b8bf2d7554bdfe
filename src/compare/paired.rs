//! Lists that Personalize made, against our models, user by user.
//!
//! The mean of a batch inference job's lists strays with the users who happen to be tested, as
//! GetSolutionMetrics does. The difference from a model of ours over the very same users does not: what
//! makes a user easy or hard is in both.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreement::{half_width, is_agreed};
use super::figures::Verdict;
use super::verdict::Z_95;
use crate::experiment::{PerUser, TestedUser, View};
use crate::metric::{Convention, Interval, Paired, REPLICATES, REPORTED, bca_of, holm, paired};
use crate::number::from_count;

/// The level below which a corrected p-value is called clear.
const LEVEL: f64 = 0.05;

/// The comparison of the service's lists and our models, user by user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairedLists {
    /// The file of the lists' values, as it was named.
    pub lists_file: String,
    /// The file of our values, as it was named.
    pub ours_file: String,
    /// The view of our values: only on the clean one do lists decide between the service and us.
    #[serde(default)]
    pub view: View,
    /// The number of users that only the lists have.
    pub only_lists: usize,
    /// The number of users that only our values have.
    pub only_ours: usize,
    /// SHA-256 of each `eval.json` that our values belong to; whoever pairs them says it.
    #[serde(default)]
    pub runs: Vec<String>,
    /// One entry for each metric, list and model.
    pub rows: Vec<PairedRow>,
}

/// One metric for one set of lists and one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairedRow {
    /// The service's key.
    pub metric: String,
    /// The lists' name.
    pub lists: String,
    /// Our model.
    pub model: String,
    /// Mean of the lists over the users that both have.
    pub lists_mean: f64,
    /// The 95 % interval of it over these users; none in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists_interval: Option<Interval>,
    /// Mean of the model over the same users.
    pub model_mean: f64,
    /// The model less the lists, user by user.
    #[serde(flatten)]
    pub paired: Paired,
    /// 1.96 standard errors of the difference had the users been different ones: what comparing two
    /// means can tell. Where all users have one value, as far as others could move the mean.
    pub unpaired_noise: f64,
    /// 1.96 standard errors of the difference over the same users; where they all differ by as much, as
    /// far as others could move it.
    pub paired_noise: f64,
    /// The randomisation test's p, by Holm over all rows.
    pub holm_p: f64,
    /// The verdict on our model against the lists.
    pub verdict: Verdict,
}

/// The reason that lists and models could not be paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// Lists and values of other users.
    #[error("no user is in both `{lists}` and `{ours}`: they are not of the same cut")]
    NobodyShared {
        /// The lists' file.
        lists: String,
        /// Our file.
        ours: String,
    },
    /// Lists and values by other definitions of NDCG.
    #[error(
        "`{lists}` follows the convention `{theirs}`, `{ours_file}` follows `{ours}`: score both by one"
    )]
    OtherConvention {
        /// The lists' file.
        lists: String,
        /// Its convention.
        theirs: Convention,
        /// Our file.
        ours_file: String,
        /// Its convention.
        ours: Convention,
    },
    /// Lists and values of other held-out items.
    #[error(
        "user `{user}` has other held-out items in `{lists}` ({theirs} of them) than in `{ours_file}` \
         ({ours}): they are not of the same cut"
    )]
    OtherCut {
        /// The user.
        user: String,
        /// Held-out items in the lists' file.
        theirs: usize,
        /// Held-out items in ours.
        ours: usize,
        /// The lists' file.
        lists: String,
        /// Our file.
        ours_file: String,
    },
    /// Lists and values without a metric in common, or no set of lists, or no model.
    #[error("`{lists}` and `{ours_file}` have no metric of the service's in common")]
    NothingShared {
        /// The lists' file.
        lists: String,
        /// Our file.
        ours_file: String,
    },
    /// A user who was tested more than once.
    #[error("`{file}` has user `{user}` twice for `{model}`: a pair needs one row for each user")]
    Twice {
        /// The file.
        file: String,
        /// The user.
        user: String,
        /// The model.
        model: String,
    },
}

/// Per-user values and the file that they were read from.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The file, as it was named.
    pub file: &'a str,
    /// The values in the file.
    pub values: &'a PerUser,
}

impl<'a> Named<'a> {
    /// The values of a model by metric, user by user.
    fn column(self, of: &ByUser<'a>, users: &[&str], metric: &str) -> Option<Vec<Option<f64>>> {
        let at = self.values.metrics().iter().position(|key| key == metric)?;
        Some(users.iter().map(|user| of[user].values[at]).collect())
    }
}

/// Pairs every set of lists with every model.
///
/// # Errors
/// When they are not of the same users with the same held-out items.
pub fn pair(lists: Named<'_>, ours: Named<'_>, seed: u64) -> Result<PairedLists, PairingError> {
    let (theirs, own) = (lists.values.convention(), ours.values.convention());
    if theirs != own {
        return Err(PairingError::OtherConvention {
            lists: lists.file.to_owned(),
            theirs,
            ours_file: ours.file.to_owned(),
            ours: own,
        });
    }
    let (mut only_lists, mut only_ours) = (0, 0);
    let mut rows = Vec::new();
    for name in lists.values.models() {
        let theirs = by_user(lists, name)?;
        for model in ours.values.models() {
            let own = by_user(ours, model)?;
            let users = shared(lists, ours, &theirs, &own)?;
            only_lists = only_lists.max(theirs.len() - users.len());
            only_ours = only_ours.max(own.len() - users.len());
            for metric in &REPORTED {
                let there = lists.column(&theirs, &users, metric.key);
                let here = ours.column(&own, &users, metric.key);
                let Some((there, here)) = there.zip(here) else { continue };
                let titles = Titles { metric: metric.key, lists: name, model };
                rows.extend(row(&titles, &both(here, there), seed));
            }
        }
    }
    if rows.is_empty() {
        return Err(PairingError::NothingShared {
            lists: lists.file.to_owned(),
            ours_file: ours.file.to_owned(),
        });
    }
    decide(&mut rows);
    Ok(PairedLists {
        runs: Vec::new(),
        lists_file: lists.file.to_owned(),
        ours_file: ours.file.to_owned(),
        view: ours.values.views().first().map_or(View::Custom, |&(view, _)| view),
        only_lists,
        only_ours,
        rows,
    })
}

/// Corrects the p-values over all rows, and decides each by its own.
fn decide(rows: &mut [PairedRow]) {
    let p_values: Vec<f64> = rows.iter().map(|row| row.paired.randomisation.p).collect();
    for (row, p) in rows.iter_mut().zip(holm(&p_values)) {
        row.holm_p = p;
        row.verdict = match row.paired.difference {
            _ if p >= LEVEL => Verdict::CannotTell,
            difference if difference > 0.0 => Verdict::Better,
            _ => Verdict::Worse,
        };
    }
}

/// The values of the users of whom both sides have one: ours and theirs.
fn both(own: Vec<Option<f64>>, theirs: Vec<Option<f64>>) -> (Vec<f64>, Vec<f64>) {
    own.into_iter().zip(theirs).filter_map(|(own, theirs)| own.zip(theirs)).unzip()
}

type ByUser<'a> = BTreeMap<&'a str, TestedUser<'a>>;

fn by_user<'a>(named: Named<'a>, model: &'a str) -> Result<ByUser<'a>, PairingError> {
    let mut all = ByUser::new();
    for user in named.values.users(model) {
        if all.insert(user.user_id, user).is_some() {
            return Err(PairingError::Twice {
                file: named.file.to_owned(),
                user: user.user_id.to_owned(),
                model: model.to_owned(),
            });
        }
    }
    Ok(all)
}

fn shared<'a>(
    lists: Named<'_>,
    ours: Named<'_>,
    theirs: &ByUser<'a>,
    own: &ByUser<'_>,
) -> Result<Vec<&'a str>, PairingError> {
    let users: Vec<&str> = theirs.keys().filter(|user| own.contains_key(*user)).copied().collect();
    if users.is_empty() {
        return Err(PairingError::NobodyShared {
            lists: lists.file.to_owned(),
            ours: ours.file.to_owned(),
        });
    }
    for &user in &users {
        if theirs[user].held_out_hash != own[user].held_out_hash {
            return Err(PairingError::OtherCut {
                user: user.to_owned(),
                theirs: theirs[user].held_out_items,
                ours: own[user].held_out_items,
                lists: lists.file.to_owned(),
                ours_file: ours.file.to_owned(),
            });
        }
    }
    Ok(users)
}

/// The metric, the lists and the model of a row.
struct Titles<'a> {
    metric: &'a str,
    lists: &'a str,
    model: &'a str,
}

/// The row of these values by user, ours and theirs; none where a test is not possible.
fn row(titles: &Titles<'_>, (own, theirs): &(Vec<f64>, Vec<f64>), seed: u64) -> Option<PairedRow> {
    let paired = paired(own, theirs, seed, REPLICATES)?;
    let differences: Vec<f64> = own.iter().zip(theirs).map(|(own, theirs)| own - theirs).collect();
    let (low, high) = if paired.difference > 0.0 { (0.0, 1.0) } else { (1.0, 0.0) };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / from_count(values.len());
    Some(PairedRow {
        metric: titles.metric.to_owned(),
        lists: titles.lists.to_owned(),
        model: titles.model.to_owned(),
        lists_mean: mean(theirs),
        lists_interval: bca_of(theirs, seed, REPLICATES),
        model_mean: mean(own),
        unpaired_noise: noise(own, low).hypot(noise(theirs, high)),
        paired_noise: noise(&differences, low - high),
        paired,
        holm_p: 1.0,
        verdict: Verdict::CannotTell,
    })
}

/// The farthest that the true mean of `values` can be from theirs towards `end`, the end of their range, at 95 %.
fn noise(values: &[f64], end: f64) -> f64 {
    let error = crate::metric::standard_error(values);
    if is_agreed(error * from_count(values.len()).sqrt()) {
        half_width(values[0], values.len(), end)
    } else {
        Z_95 * error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_who_all_differ_by_as_much_leave_some_noise() {
        let titles = Titles { metric: "m", lists: "l", model: "o" };
        let found = row(&titles, &(vec![0.5; 40], vec![0.3; 40]), 1).expect("users");
        let others = 1.0 - 0.025_f64.powf(1.0 / 40.0);
        // The differences lie from -1 to 1; ours could be down to 0, theirs up to 1.
        assert!((found.paired_noise - others * 1.2).abs() < 1e-12, "{found:?}");
        let expected = (others * 0.5).hypot(others * 0.7);
        assert!((found.unpaired_noise - expected).abs() < 1e-12, "{found:?}");
        let spread = row(&titles, &(vec![0.5, 0.7], vec![0.3, 0.3]), 1).expect("users");
        // Differences 0.2 and 0.4: standard error 0.1.
        assert!((spread.paired_noise - 0.196).abs() < 1e-12, "{spread:?}");
    }
}
