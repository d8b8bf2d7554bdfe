//! The month's cost of what one could choose otherwise, by the first price list.

use crate::cost::{CostReport, DAYS, Estimate, Prices, Usage, estimate};
use crate::number::{from_count, grouped, shown};
use crate::report::page_table::{Table, texts};

/// The hours of a campaign that is up in working hours alone: ten on each of 22 days.
const WORKING_HOURS: f64 = 220.0;

/// The choices side by side.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Choices {
    /// The choices, the one that was estimated first.
    pub(in crate::report) choices: Vec<Choice>,
    /// The name and the date of the price list.
    prices: String,
}

/// One choice and its cost.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Choice {
    pub(in crate::report) name: String,
    pub(in crate::report) estimate: Estimate,
}

/// The choices; `n_users` is the number of users who could get a list of a batch job.
pub(super) fn choices(cost: &CostReport, n_users: Option<usize>) -> Option<Choices> {
    let list = &cost.estimates.first()?.prices;
    if !cost.usage.is_of_campaign() {
        // Another scheme, of which trainings are all that could be chosen.
        return None;
    }
    let of = |name: String, usage: Usage| {
        let free_tier = cost.free_tier.unwrap_or_default();
        let prices = Prices { free_tier, lists: vec![list.clone()] };
        let estimate = estimate(usage, Vec::new(), prices).estimates.pop()?;
        Some(Choice { name, estimate })
    };
    let usage = cost.usage;
    let named = [("daily", DAYS), ("weekly", DAYS / 7.0), ("monthly", 1.0)];
    let is_other = |trainings: f64| (trainings - usage.trainings).abs() > 1e-9;
    let mut choices = vec![of(format!("as estimated: {}", words(&usage)), usage)];
    let other = named.into_iter().filter(|(_, trainings)| is_other(*trainings));
    choices.extend(
        other.map(|(name, trainings)| of(format!("trained {name}"), Usage { trainings, ..usage })),
    );
    if usage.tps > 0.0 && usage.serving_hours > WORKING_HOURS {
        let usage = Usage { serving_hours: WORKING_HOURS, ..usage };
        choices.push(of("campaign up in working hours alone (220 h)".to_owned(), usage));
    }
    let lists = cost.batch_instead.as_ref().map(|lists| (lists.whose.as_str(), lists.each));
    // Not every recipe has lists for users.
    let users = n_users.filter(|_| cost.recipe.is_none()).map(|users| ("user", users));
    let lists = lists.or(users);
    if let Some((whose, each)) = lists.filter(|_| list.batch_per_list.is_some()) {
        // Without a training there is nobody to make lists.
        let batch_lists = from_count(each) * usage.trainings.max(1.0);
        let usage = Usage { tps: 0.0, serving_hours: 0.0, requests: 0.0, batch_lists, ..usage };
        choices.push(of(format!("no campaign: a batch list per {whose} and training"), usage));
    }
    let choices: Vec<Choice> = choices.into_iter().flatten().collect();
    (choices.len() > 1)
        .then(|| Choices { choices, prices: format!("{} ({})", list.name, list.date) })
}

fn words(usage: &Usage) -> String {
    let trainings = grouped(usage.trainings, 1).trim_end_matches(".0").to_owned();
    let trainings = format!("{trainings} training{}", if trainings == "1" { "" } else { "s" });
    if usage.tps <= 0.0 {
        return format!("{trainings}, no campaign");
    }
    format!("{trainings}, {} TPS for {} h", shown(usage.tps), shown(usage.serving_hours))
}

impl Choices {
    pub(super) fn caption(&self) -> String {
        let cheapest = self
            .choices
            .iter()
            .min_by(|left, right| left.estimate.total.total_cmp(&right.estimate.total));
        let cheapest = cheapest.map_or_else(String::new, |one| {
            format!(" Cheapest: {}, ${:.2}.", one.name, one.estimate.total)
        });
        format!(
            "US dollars a month by the prices {}; each line changes one choice of the first.{cheapest}",
            self.prices
        )
    }

    pub(super) fn table(&self) -> Table {
        let row = |one: &Choice| {
            let Estimate { import, training, serving, batch, total, .. } = &one.estimate;
            let parts = [*import, *training, *serving, batch.unwrap_or(0.0), *total];
            std::iter::once(one.name.clone())
                .chain(parts.map(|part| format!("${part:.2}")))
                .collect()
        };
        let heading = texts(["choice", "import", "training", "campaign", "batch", "total"]);
        Table { heading, rows: self.choices.iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_changes_one_thing() {
        let usage = Usage {
            training_hours: 2.0,
            trainings: 1.0,
            tps: 1.0,
            serving_hours: 720.0,
            ..Usage::default()
        };
        let cost = estimate(usage, Vec::new(), Prices::shipped());
        let found = choices(&cost, Some(1_000)).expect("choices");
        let totals: Vec<(&str, f64)> =
            found.choices.iter().map(|one| (one.name.as_str(), one.estimate.total)).collect();
        // 2 hours at $0.24; 720 h × 3,600 requests at $0.0556 per 1,000.
        let campaign = 720.0 * 3.6 * 0.0556;
        let expected = [
            ("as estimated: 1 training, 1 TPS for 720 h", 0.48 + campaign),
            ("trained daily", 14.4 + campaign),
            ("trained weekly", 0.48 * 30.0 / 7.0 + campaign),
            ("campaign up in working hours alone (220 h)", 0.48 + campaign * 220.0 / 720.0),
            ("no campaign: a batch list per user and training", 0.48 + 0.067),
        ];
        assert_eq!(totals.len(), expected.len(), "{totals:?}");
        for (found, wanted) in totals.iter().zip(expected) {
            assert_eq!(found.0, wanted.0);
            assert!((found.1 - wanted.1).abs() < 1e-9, "{found:?} {wanted:?}");
        }
    }
}
