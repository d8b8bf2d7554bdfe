//! A month as it is asked for: what is said, what the run folder has, and what was changed.

use std::path::Path;

use anyhow::{Context, ensure};
use rehearsal::cost::DAYS;
use rehearsal::number::{from_count, from_u64, round_to_count};
use rehearsal::source::opening;
use rehearsal::validate::recipe::Recipe;

use super::data::RunData;
use crate::args::{Change, Changes, Cost, Retrain};
use crate::readable::count;

/// The GB and the rows of the worked example, which are taken where the run folder holds nothing.
const EXAMPLE_GIGABYTES: f64 = 0.005;
const EXAMPLE_ROWS: usize = 100_000;
/// The bytes of a row of the worked example.
const EXAMPLE_ROW_BYTES: f64 = 50.0;
/// The bytes of the shortest row: `a,b,1` and a line break.
const SHORTEST_ROW_BYTES: f64 = 6.0;
/// The part by which a size that is said may differ from the one that is measured, for it is rounded.
const ROUNDED_BY: f64 = 0.01;

/// A month to be estimated.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) recipe: Option<Recipe>,
    pub(super) gigabytes: f64,
    pub(super) rows: Option<usize>,
    pub(super) users: Option<usize>,
    pub(super) items: Option<usize>,
    /// The billed hours of a training, where they are said.
    pub(super) training_hours: Option<f64>,
    pub(super) trainings: f64,
    pub(super) tps: f64,
    pub(super) serving_hours: f64,
    pub(super) requests: f64,
    pub(super) batch_lists: f64,
    pub(super) free_tier: bool,
    /// The sources of the amounts, in words.
    pub(super) import_basis: Vec<String>,
    pub(super) training_basis: Vec<String>,
}

impl Case {
    /// The month that the arguments ask for.
    pub(super) fn new(args: &Cost, data: &RunData) -> anyhow::Result<Self> {
        let there = data.interactions;
        let rows = agreed("rows", args.rows, there.map(|there| there.rows))?;
        let users = agreed("users", args.users, there.map(|there| there.users))?;
        let items = agreed("items", args.items, there.map(|there| there.items))?;
        expect_no_more("users", users, rows)?;
        expect_no_more("items", items, rows)?;
        let (gigabytes, import_basis) = gigabytes(args.gigabytes, rows, data)?;
        let (training_hours, training_basis) = said_hours(args)?;
        let trainings = args.trainings.unwrap_or_else(|| trainings(args.retrain));
        Ok(Self {
            recipe: args.recipe.as_deref().map(Recipe::find).transpose()?,
            gigabytes,
            rows,
            users,
            items,
            training_hours,
            trainings,
            tps: args.tps,
            serving_hours: args.serving_hours,
            requests: args.requests,
            batch_lists: args.batch_lists,
            free_tier: args.free_tier,
            import_basis,
            training_basis,
        })
    }

    /// A month with one training, and a campaign that nobody asks anything.
    #[cfg(feature = "aws")]
    pub(super) fn of_workflow(
        recipe: Recipe,
        tps_min: u32,
        data: &RunData,
    ) -> anyhow::Result<Self> {
        let there = data.interactions;
        let rows = there.map(|there| there.rows);
        let (gigabytes, import_basis) = gigabytes(None, rows, data)?;
        Ok(Self {
            recipe: Some(recipe),
            gigabytes,
            rows,
            users: there.map(|there| there.users),
            items: there.map(|there| there.items),
            training_hours: None,
            trainings: 1.0,
            tps: f64::from(tps_min),
            serving_hours: rehearsal::cost::HOURS,
            requests: 0.0,
            batch_lists: 0.0,
            free_tier: false,
            import_basis,
            training_basis: Vec::new(),
        })
    }

    /// The month with these changes. Other rows change the size in proportion, unless the size is changed too.
    pub(super) fn changed(&self, changes: &Changes) -> anyhow::Result<Self> {
        let mut case = self.clone();
        let mut is_sized = false;
        for change in &changes.all {
            match change {
                Change::Recipe(name) => case.recipe = Some(Recipe::find(name)?),
                Change::Gigabytes(gigabytes) => {
                    case.gigabytes = *gigabytes;
                    is_sized = true;
                }
                Change::Rows(rows) => case.rows = Some(*rows),
                Change::Users(users) => case.users = Some(*users),
                Change::Items(items) => case.items = Some(*items),
                Change::TrainingHours(hours) => {
                    case.training_hours = Some(*hours);
                    case.training_basis.clear();
                }
                Change::Retrain(retrain) => case.trainings = trainings(*retrain),
                Change::Trainings(trainings) => case.trainings = *trainings,
                Change::Tps(tps) => case.tps = *tps,
                Change::ServingHours(hours) => case.serving_hours = *hours,
                Change::Requests(requests) => case.requests = *requests,
                Change::BatchLists(lists) => case.batch_lists = *lists,
            }
        }
        if let (Some(rows), false) = (case.rows.filter(|_| case.rows != self.rows), is_sized) {
            case.gigabytes = match self.rows.filter(|rows| *rows > 0) {
                Some(before) => self.gigabytes * from_count(rows) / from_count(before),
                None => from_count(rows) * EXAMPLE_ROW_BYTES / 1e9,
            };
            let digits = leading_digits(case.gigabytes);
            let basis =
                format!("import: {:.digits$} GB are in proportion to the rows", case.gigabytes);
            case.import_basis = vec![basis];
        }
        expect_room(case.rows, case.gigabytes)?;
        Ok(case)
    }

    /// The rows from which hours are estimated, and the source of them where it is neither said nor measured.
    pub(super) fn rows_for_hours(&self) -> (usize, Option<String>) {
        if let Some(rows) = self.rows {
            return (rows, None);
        }
        let rows = round_to_count(self.gigabytes * 1e9 / EXAMPLE_ROW_BYTES);
        if rows == EXAMPLE_ROWS {
            let basis = format!(
                "training: nothing is prepared in the run folder, so the {} rows of the worked example are taken; `--rows` \
                 says yours",
                count(EXAMPLE_ROWS)
            );
            return (rows, Some(basis));
        }
        let basis = format!(
            "training: {} rows are a guess from {} GB, at the {EXAMPLE_ROW_BYTES} bytes a row of the worked example; `--rows` \
             says yours",
            count(rows),
            self.gigabytes
        );
        (rows, Some(basis))
    }
}

/// The decimals that show the first four digits of an amount below 1.
fn leading_digits(amount: f64) -> usize {
    let zeros = if amount > 0.0 { (-amount.log10()).max(0.0) } else { 0.0 };
    round_to_count(zeros.floor()) + 4
}

const fn trainings(retrain: Retrain) -> f64 {
    match retrain {
        Retrain::Daily => DAYS,
        Retrain::Weekly => DAYS / 7.0,
        Retrain::Monthly | Retrain::Once => 1.0,
    }
}

/// The amount that is said or measured; refused where the two differ.
fn agreed(name: &str, said: Option<usize>, there: Option<usize>) -> anyhow::Result<Option<usize>> {
    if let (Some(said), Some(there)) = (said, there) {
        ensure!(
            said == there,
            "`--{name} {said}` and the {} {name} of the run folder differ: leave `--{name}` out, ask for another month beside this \
             one by `--vs {name}={said}`, or name a folder without data by `--run`",
            count(there)
        );
    }
    Ok(said.or(there))
}

fn expect_no_more(name: &str, amount: Option<usize>, rows: Option<usize>) -> anyhow::Result<()> {
    if let (Some(amount), Some(rows)) = (amount, rows) {
        ensure!(
            amount <= rows,
            "expected at most as many {name} as rows, found {} {name} and {} rows: `--{name}` counts those who have a row",
            count(amount),
            count(rows)
        );
    }
    Ok(())
}

/// The size of the import in GB, and its source where it is not said.
fn gigabytes(
    said: Option<f64>,
    rows: Option<usize>,
    data: &RunData,
) -> anyhow::Result<(f64, Vec<String>)> {
    let there = data.gigabytes();
    let is_whole = data.interactions.is_some();
    if let (Some(said), Some(there)) = (said, there) {
        // Items alone are a part of it.
        let differs = (said - there).abs() > there * ROUNDED_BY;
        ensure!(
            if is_whole { !differs } else { said > there || !differs },
            "`--gigabytes {said}` and the {there} GB of the run folder differ: leave `--gigabytes` out, ask for another month \
             beside this one by `--vs gigabytes={said}`, or name a folder without data by `--run`"
        );
    }
    if let Some(said) = said {
        expect_room(rows, said)?;
        return Ok((said, Vec::new()));
    }
    match (there, rows) {
        (Some(there), _) if is_whole => Ok((there, vec![data.import_basis()])),
        (there, Some(rows)) => {
            let bytes = from_count(rows) * EXAMPLE_ROW_BYTES;
            let mut basis: Vec<String> = there.map(|_| data.import_basis()).into_iter().collect();
            basis.push(format!(
                "import: {} GB of interactions are a guess from {} rows, at the {EXAMPLE_ROW_BYTES} bytes a row of the \
                 worked example; `--gigabytes` says yours",
                bytes / 1e9,
                count(rows)
            ));
            Ok(((from_u64(data.csv_bytes) + bytes) / 1e9, basis))
        }
        (Some(there), None) => Ok((there, vec![data.import_basis()])),
        (None, None) => {
            let basis = format!(
                "import: nothing is prepared in the run folder, so the {EXAMPLE_GIGABYTES} GB of the worked example are \
                 taken; `--gigabytes` says yours"
            );
            Ok((EXAMPLE_GIGABYTES, vec![basis]))
        }
    }
}

/// Refuses rows that no file of this size holds.
fn expect_room(rows: Option<usize>, gigabytes: f64) -> anyhow::Result<()> {
    let Some(rows) = rows.filter(|rows| *rows > 0) else { return Ok(()) };
    let each = gigabytes * 1e9 / from_count(rows);
    ensure!(
        each >= SHORTEST_ROW_BYTES,
        "{} rows do not fit into {gigabytes} GB, which is {each:.2} bytes for each: no row of a user, an item and a time is shorter \
         than {SHORTEST_ROW_BYTES} bytes; say `rows` and `gigabytes` of the same data, or one of them alone",
        count(rows)
    );
    Ok(())
}

/// The billed hours of a training, where they are said or described.
fn said_hours(args: &Cost) -> anyhow::Result<(Option<f64>, Vec<String>)> {
    let Some(path) = &args.solution_version else { return Ok((args.training_hours, Vec::new())) };
    let hours = billed_hours(path)?;
    let basis = format!("training: {hours} hours, as `{}` says was billed", path.display());
    Ok((Some(hours), vec![basis]))
}

/// `trainingHours` of DescribeSolutionVersion's answer.
fn billed_hours(path: &Path) -> anyhow::Result<f64> {
    let shown = path.display();
    let text = opening::read_to_string(path).with_context(|| format!("cannot read `{shown}`"))?;
    let value: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("`{shown}` is not JSON"))?;
    let version = value.get("solutionVersion").unwrap_or(&value);
    let found = version.get("trainingHours");
    let hours = found.and_then(serde_json::Value::as_f64);
    let expected = "expected a number `trainingHours` as DescribeSolutionVersion answers once it is \
                    trained";
    let hours = hours.with_context(|| match found {
        None => format!("`{shown}`: {expected}; it has none"),
        Some(other) => format!("`{shown}`: {expected}; found {other}"),
    })?;
    ensure!(hours >= 0.0, "`{shown}`: {expected}; found {hours}");
    Ok(hours)
}
