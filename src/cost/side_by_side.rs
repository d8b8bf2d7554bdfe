//! Months side by side: what was asked, and what could be otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::usage::{Unpriced, Usage};
use crate::number::{grouped, round_to_count, thousands};

/// A month that could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhatIf {
    /// The changes, as they were asked for.
    pub name: String,
    /// The recipe, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// The usage of the month.
    pub usage: Usage,
    /// The sources of the amounts, in words.
    pub basis: Vec<String>,
    /// One estimate per price list that has all the prices.
    pub estimates: Vec<Estimate>,
    /// The amounts that no list has a price for; there is no estimate then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Unpriced>,
}

/// The cheapest of several months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cheapest {
    /// Its name.
    pub name: String,
    /// Its cost.
    pub total: f64,
}

/// Months beside the one that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SideBySide {
    /// The name of the price list by which they are compared: the first of those that price the most of them.
    pub prices: String,
    /// The other months.
    pub what_ifs: Vec<WhatIf>,
    /// The cheapest month of those whose whole cost is known, the one that was asked for among them; of equal ones the
    /// first. None where no cost is known.
    pub cheapest: Option<Cheapest>,
}

/// The months beside `base`.
pub(super) fn side_by_side(base: &WhatIf, what_ifs: Vec<WhatIf>) -> SideBySide {
    let months = || std::iter::once(base).chain(&what_ifs);
    let mut lists: Vec<(String, usize)> = Vec::new();
    for month in months() {
        for one in month.estimates.iter().filter(|one| one.is_complete(&month.usage)) {
            match lists.iter_mut().find(|(name, _)| *name == one.prices.name) {
                Some((_, n_months)) => *n_months += 1,
                None => lists.push((one.prices.name.clone(), 1)),
            }
        }
    }
    let most = lists.iter().map(|(_, n_months)| *n_months).max();
    let prices = lists.iter().find(|(_, n_months)| Some(*n_months) == most);
    let prices = prices.map_or_else(String::new, |(name, _)| name.clone());
    let totals = months().filter_map(|month| Some((month, total(month, &prices)?)));
    let cheapest = totals.reduce(|best, one| if one.1 < best.1 { one } else { best });
    let cheapest = cheapest.map(|(month, total)| Cheapest { name: month.name.clone(), total });
    SideBySide { prices, what_ifs, cheapest }
}

fn by<'m>(month: &'m WhatIf, prices: &str) -> Option<&'m Estimate> {
    month.estimates.iter().find(|one| one.prices.name == prices)
}

fn total(month: &WhatIf, prices: &str) -> Option<f64> {
    by(month, prices)?.known_total(&month.usage)
}

fn dollars(amount: Option<f64>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |amount| format!("${}", grouped(amount, 2)))
}

impl SideBySide {
    /// The rows of a table with a month in each column, `base` first, and the heading before them.
    #[must_use]
    pub fn rows(&self, base: &WhatIf) -> Vec<Vec<String>> {
        let months: Vec<&WhatIf> = std::iter::once(base).chain(&self.what_ifs).collect();
        let row = |name: &str, part: &dyn Fn(&WhatIf) -> String| {
            std::iter::once(name.to_owned()).chain(months.iter().map(|month| part(month))).collect()
        };
        let money = |name: &str, part: &dyn Fn(&Estimate) -> Option<f64>| -> Vec<String> {
            row(name, &|month| dollars(by(month, &self.prices).and_then(part)))
        };
        let mut rows = vec![
            self.heading(base),
            money("import", &|one| Some(one.import)),
            money("training", &|one| Some(one.training)),
            money("serving", &|one| Some(one.serving)),
        ];
        if months.iter().any(|month| month.usage.batch_lists > 0.0) {
            rows.push(row("batch jobs", &|month| match by(month, &self.prices) {
                Some(_) if month.usage.batch_lists <= 0.0 => dollars(Some(0.0)),
                one => dollars(one.and_then(|one| one.batch)),
            }));
        }
        rows.push(row("total", &|month| dollars(total(month, &self.prices))));
        rows.push(row("paid for idle capacity", &|month| {
            let part = by(month, &self.prices).and_then(Estimate::idle_percent);
            part.unwrap_or_else(|| "-".to_owned())
        }));
        for other in self.other_lists(&months) {
            rows.push(row(&format!("total by `{other}`"), &|month| dollars(total(month, &other))));
        }
        rows
    }

    /// The months by number, for a name may be long.
    fn heading(&self, base: &WhatIf) -> Vec<String> {
        let numbered = (1..=self.what_ifs.len()).map(numbered);
        [format!("prices `{}`", self.prices), base.name.clone()]
            .into_iter()
            .chain(numbered)
            .collect()
    }

    fn other_lists(&self, months: &[&WhatIf]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for one in months.iter().flat_map(|month| &month.estimates) {
            let name = &one.prices.name;
            if *name != self.prices && !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// The cheapest month, what the others rest on, and the unknown ones with the keys that would price them, in words.
    #[must_use]
    pub fn sentences(&self, base: &WhatIf) -> Vec<String> {
        let names = (1..).zip(&self.what_ifs);
        let mut all: Vec<String> = names
            .map(|(number, month)| format!("{}: `{}`", numbered(number), month.name))
            .collect();
        all.push(self.cheapest_in_words(base));
        for month in std::iter::once(base).chain(&self.what_ifs) {
            if total(month, &self.prices).is_none() {
                all.push(unknown(month));
            }
        }
        for month in &self.what_ifs {
            let own = month.basis.iter().filter(|line| !base.basis.contains(line));
            all.extend(own.map(|line| format!("`{}`: {line}", month.name)));
        }
        all
    }

    fn cheapest_in_words(&self, base: &WhatIf) -> String {
        let Some(Cheapest { name, total: least }) = &self.cheapest else {
            return "cheapest: unknown, for no month has all its prices".to_owned();
        };
        let cost = dollars(Some(*least));
        let prices = &self.prices;
        if *name == base.name {
            return format!("cheapest by the prices `{prices}`: the month {name}, {cost}");
        }
        let less = total(base, prices).map(|base| base - least);
        let less = less.map_or_else(String::new, |less| {
            format!(", {} less than {}", dollars(Some(less)), base.name)
        });
        format!("cheapest by the prices `{prices}`: `{name}`, {cost}{less}")
    }
}

/// The name of a month in the heading.
fn numbered(number: usize) -> String {
    format!("vs {number}")
}

/// A month whose cost is not known, and the reason.
fn unknown(month: &WhatIf) -> String {
    let lacking = month.unpriced.iter().map(|one| {
        let amount = thousands(round_to_count(one.amount) as u64);
        format!("{amount} {} (`{}`)", one.unit, one.key)
    });
    let lacking: Vec<String> = lacking.collect();
    let what = if lacking.is_empty() { "its batch jobs".to_owned() } else { lacking.join(" and ") };
    format!("`{}` is unknown, and not compared: there is no price for {what}", month.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::by_interactions::estimate_by_interactions;
    use crate::cost::campaign::estimate;
    use crate::cost::prices::Prices;

    fn month(name: &str, usage: Usage) -> WhatIf {
        estimate(usage, Vec::new(), Prices::shipped()).what_if(name)
    }

    const USAGE: Usage = Usage {
        gigabytes: 0.0,
        training_hours: 1.0,
        trainings: 4.0,
        tps: 0.0,
        serving_hours: 0.0,
        requests: 0.0,
        batch_lists: 0.0,
        interactions: 0.0,
        users: 0.0,
        free_tier: false,
    };

    #[test]
    fn the_cheapest_is_named_and_never_an_unknown_one() {
        let base = month("base", USAGE);
        let once = month("trainings=1", Usage { trainings: 1.0, ..USAGE });
        let v2 = Usage { interactions: 10.0, ..USAGE };
        let v2 = estimate_by_interactions(v2, Vec::new(), Prices::shipped()).what_if("v2");
        let found = side_by_side(&base, vec![v2, once]);
        let Cheapest { name, total } = found.cheapest.clone().expect("known months");
        assert_eq!(name, "trainings=1");
        assert!((total - 0.24).abs() < 1e-12);
        let rows = found.rows(&base);
        let of = |name: &str| rows.iter().find(|row| row[0] == name).expect("a row")[1..].to_vec();
        assert_eq!(of("total"), ["$0.96", "unknown", "$0.24"]);
        assert_eq!(of("total by `tps-hour`"), ["$0.96", "unknown", "$0.24"]);
        let said = found.sentences(&base);
        assert_eq!(said[..2], ["vs 1: `v2`", "vs 2: `trainings=1`"]);
        assert!(said[2].ends_with("`trainings=1`, $0.24, $0.72 less than base"), "{said:?}");
        assert!(said[3].contains("10 interactions (`by_interactions.per_million_interactions`)"));
    }

    #[test]
    fn of_equal_months_the_first_is_named_and_of_unknown_ones_none() {
        let base = month("base", USAGE);
        let found = side_by_side(&base, vec![month("same", USAGE)]);
        assert_eq!(found.cheapest.as_ref().map(|one| one.name.as_str()), Some("base"));
        let of = |name: &str| {
            estimate_by_interactions(USAGE, Vec::new(), Prices::shipped()).what_if(name)
        };
        let found = side_by_side(&of("base"), vec![of("other")]);
        assert_eq!(found.cheapest, None);
        assert_eq!(found.sentences(&of("base")).len(), 4);
    }

    #[test]
    fn a_month_whose_batch_jobs_have_no_price_is_not_the_cheapest() {
        let mut prices = Prices::shipped();
        prices.lists.iter_mut().for_each(|list| list.batch_per_list = None);
        let usage = Usage { trainings: 0.0, batch_lists: 1e6, ..USAGE };
        let batch = estimate(usage, Vec::new(), prices).what_if("batch");
        let found = side_by_side(&month("base", USAGE), vec![batch]);
        assert_eq!(found.cheapest.map(|one| one.name).as_deref(), Some("base"));
    }
}
