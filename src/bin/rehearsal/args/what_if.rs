//! The changes of `cost --vs`.

use std::str::FromStr;

use clap::ValueEnum;
use rehearsal::param::hint;

use super::retrain::Retrain;

/// The changes that make another month of the one that is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    /// The changes as they were typed.
    pub(crate) text: String,
    pub(crate) all: Vec<Change>,
}

/// One change, named as its option is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Recipe(String),
    Gigabytes(f64),
    Rows(usize),
    Users(usize),
    Items(usize),
    TrainingHours(f64),
    Retrain(Retrain),
    Trainings(f64),
    Tps(f64),
    ServingHours(f64),
    Requests(f64),
    BatchLists(f64),
}

/// The names of the options that a month beside this one may change.
const KEYS: [&str; 12] = [
    "recipe",
    "gigabytes",
    "rows",
    "users",
    "items",
    "training-hours",
    "retrain",
    "trainings",
    "tps",
    "serving-hours",
    "requests",
    "batch-lists",
];

impl FromStr for Changes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut keys: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (key, value) = part.split_once('=').ok_or_else(|| {
                format!(
                    "expected changes such as `retrain=monthly,requests=2000000`, found `{part}`"
                )
            })?;
            let (key, value) = (key.trim(), value.trim());
            let is_same = |other: &&&str| thing(other) == thing(key);
            if let Some(other) = keys.iter().find(is_same) {
                return Err(format!("`{key}` after `{other}`: expected each change once"));
            }
            keys.push(key);
            all.push(Change::of(key, value)?);
        }
        Ok(Self { text: text.to_owned(), all })
    }
}

/// The thing that a key changes: a schedule and a number of trainings are one.
fn thing(key: &str) -> &str {
    if key == "retrain" { "trainings" } else { key }
}

impl Change {
    fn of(key: &str, value: &str) -> Result<Self, String> {
        let number = || {
            let number = value.parse::<f64>().ok();
            number.ok_or_else(|| format!("`{key}`: expected a number, found `{value}`"))
        };
        let count = || {
            let count = value.parse::<usize>().ok();
            count.ok_or_else(|| format!("`{key}`: expected a whole number, found `{value}`"))
        };
        Ok(match key {
            "recipe" => Self::Recipe(value.to_owned()),
            "gigabytes" => Self::Gigabytes(number()?),
            "rows" => Self::Rows(count()?),
            "users" => Self::Users(count()?),
            "items" => Self::Items(count()?),
            "training-hours" => Self::TrainingHours(number()?),
            "retrain" => Self::Retrain(Retrain::from_str(value, false).map_err(|_| {
                format!("`retrain`: expected daily, weekly, monthly or once, found `{value}`")
            })?),
            "trainings" => Self::Trainings(number()?),
            "tps" => Self::Tps(number()?),
            "serving-hours" => Self::ServingHours(number()?),
            "requests" => Self::Requests(number()?),
            "batch-lists" => Self::BatchLists(number()?),
            _ => {
                let known = KEYS.join(", ");
                return Err(format!(
                    "unknown change `{key}`{}; there are {known}",
                    hint(key, &KEYS)
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_and_others_refused() {
        let changes: Changes =
            "recipe=aws-sims, retrain=monthly,rows=2,tps=0".parse().expect("changes");
        let wanted = [
            Change::Recipe("aws-sims".into()),
            Change::Retrain(Retrain::Monthly),
            Change::Rows(2),
            Change::Tps(0.0),
        ];
        assert_eq!(changes.all, wanted);
        for key in KEYS.iter().filter(|key| !["recipe", "retrain"].contains(key)) {
            assert!(format!("{key}=3").parse::<Changes>().is_ok(), "{key}");
        }
        let refused = |text: &str, why: &str| {
            let error = text.parse::<Changes>().expect_err("refused");
            assert!(error.contains(why), "{error}");
        };
        refused("", "expected changes such as");
        refused("requets=3", "(did you mean `requests`?)");
        refused("rows=2e6", "`rows`: expected a whole number, found `2e6`");
        refused("tps=fast", "`tps`: expected a number, found `fast`");
        refused("retrain=hourly", "expected daily, weekly, monthly or once, found `hourly`");
        refused("tps=1,tps=2", "`tps` after `tps`: expected each change once");
        refused("retrain=daily,trainings=3", "`trainings` after `retrain`");
    }
}
