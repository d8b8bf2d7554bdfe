//! The estimate of a month, by the scheme of its recipe.

use anyhow::{Context, ensure};
use rehearsal::cost::{
    BatchLists, CostReport, PriceList, Prices, Usage, estimate, estimate_by_interactions,
    estimate_by_recommenders, estimate_by_segments, estimate_by_semantic, estimated_hours,
    recommender_basis, with_batch_lists,
};
use rehearsal::number::{from_count, grouped};
use rehearsal::param::within;

use super::case::Case;
use super::scheme::{BatchFor, Scheme};
use crate::readable::count;

/// The note on recipes that have no campaign.
const SEGMENTS_ALONE: &str =
    "serving: there is no campaign; the segments that batch segment jobs make are the batch lists";
/// The note on the free tier of recipes that have neither training hours nor a campaign.
const FREE_GIGABYTES: &str =
    "free tier: its GB alone are counted, for it is not known what else of this recipe is free";

impl Case {
    /// The month by each list of `prices`.
    pub(super) fn month(&self, prices: &Prices) -> anyhow::Result<CostReport> {
        self.expect_served()?;
        let mut prices = prices.clone();
        let batch_for = BatchFor::of(self.recipe);
        if batch_for == BatchFor::Nobody {
            // No batch job may be named as another way.
            prices.lists = prices
                .lists
                .into_iter()
                .map(|list| PriceList { batch_per_list: None, ..list })
                .collect();
        }
        let scheme = Scheme::of(self.recipe);
        let mut basis = self.import_basis.clone();
        if scheme == Scheme::Segments {
            basis.push(SEGMENTS_ALONE.to_owned());
        }
        if self.free_tier && matches!(scheme, Scheme::Interactions | Scheme::Recommender) {
            basis.push(FREE_GIGABYTES.to_owned());
        }
        let usage = self.usage(scheme, &mut basis)?;
        let report = match scheme {
            Scheme::Campaign => estimate(usage, basis, prices),
            Scheme::Segments => estimate_by_segments(usage, basis, prices),
            Scheme::Semantic => self.semantic(usage, basis, prices)?,
            Scheme::Interactions => estimate_by_interactions(usage, basis, prices),
            Scheme::Recommender => estimate_by_recommenders(usage, basis, prices),
        };
        let recipe = self.recipe.map(|recipe| recipe.name().to_owned());
        let report = CostReport { recipe, ..report };
        let is_campaign = matches!(scheme, Scheme::Campaign | Scheme::Semantic);
        Ok(match self.batch_lists_of(batch_for).filter(|_| is_campaign) {
            Some(lists) => with_batch_lists(report, lists),
            None => report,
        })
    }

    /// Refuses what the recipe does not do.
    fn expect_served(&self) -> anyhow::Result<()> {
        let name = self.recipe.map_or("", |recipe| recipe.name());
        ensure!(
            self.batch_lists <= 0.0 || BatchFor::of(self.recipe) != BatchFor::Nobody,
            "`{name}` has no batch jobs: leave the batch lists out, or name another recipe"
        );
        ensure!(
            self.requests <= 0.0 || Scheme::of(self.recipe) != Scheme::Segments,
            "`{name}` has no campaign that answers requests: say its segments as batch lists, or name another recipe"
        );
        Ok(())
    }

    /// The lists of a batch job for each of those that get one, where their number is known.
    fn batch_lists_of(&self, batch_for: BatchFor) -> Option<BatchLists> {
        let (whose, each) = match batch_for {
            BatchFor::Users => ("user", self.users?),
            BatchFor::Items => ("item", self.items?),
            BatchFor::Segments | BatchFor::Nobody => return None,
        };
        Some(BatchLists { whose: whose.to_owned(), each })
    }

    fn usage(&self, scheme: Scheme, basis: &mut Vec<String>) -> anyhow::Result<Usage> {
        // More than anybody has, and small enough for every product to be finite.
        let amount = |name, value| within(name, value, &0.0, &1e12);
        let usage = Usage {
            gigabytes: amount("gigabytes", self.gigabytes)?,
            training_hours: amount("training-hours", self.training_hours.unwrap_or_default())?,
            trainings: amount("trainings", self.trainings)?,
            tps: amount("tps", self.tps)?,
            serving_hours: within("serving-hours", self.serving_hours, &0.0, &744.0)?,
            requests: amount("requests", self.requests)?,
            batch_lists: amount("batch-lists", self.batch_lists)?,
            interactions: 0.0,
            users: 0.0,
            free_tier: self.free_tier,
        };
        match scheme {
            Scheme::Campaign | Scheme::Segments => {
                Ok(Usage { training_hours: self.hours(basis), ..usage })
            }
            Scheme::Semantic => Ok(usage),
            Scheme::Interactions => {
                let interactions = self.interactions(basis)?;
                Ok(Usage {
                    training_hours: 0.0,
                    tps: 0.0,
                    serving_hours: 0.0,
                    interactions,
                    ..usage
                })
            }
            Scheme::Recommender => {
                let users = from_count(self.charged(self.users, "users")?);
                let usage = Usage { training_hours: 0.0, trainings: 0.0, users, ..usage };
                basis.push(recommender_basis(&usage));
                Ok(usage)
            }
        }
    }

    /// The billed hours of a training: said, described, or estimated from the rows.
    fn hours(&self, basis: &mut Vec<String>) -> f64 {
        if let Some(hours) = self.training_hours {
            basis.extend(self.training_basis.iter().cloned());
            return hours;
        }
        let (rows, guess) = self.rows_for_hours();
        basis.extend(guess);
        basis.push(format!(
            "training: {:.2} billed hours are an estimate from {} rows, by two published trainings; \
             `--training-hours` or `--solution-version` says what yours was billed",
            estimated_hours(rows),
            count(rows)
        ));
        estimated_hours(rows)
    }

    /// The interactions that all trainings together are charged for.
    fn interactions(&self, basis: &mut Vec<String>) -> anyhow::Result<f64> {
        let rows = self.charged(self.rows, "rows")?;
        basis.push(format!(
            "training: {} interactions, before any filter of event types or values, in each of {} trainings",
            count(rows),
            grouped(self.trainings, 2).trim_end_matches(".00")
        ));
        Ok(from_count(rows) * self.trainings)
    }

    /// The amount that the recipe is charged by, which must be known.
    fn charged(&self, amount: Option<usize>, option: &str) -> anyhow::Result<usize> {
        let (name, by) = (
            self.recipe.map_or("", |recipe| recipe.name()),
            match option {
                "rows" => "interactions",
                other => other,
            },
        );
        let amount = amount.with_context(|| {
            format!("`{name}` is charged by {by}: `--{option}` says how many, or prepare them into the run folder")
        })?;
        ensure!(amount > 0, "`{name}` is charged by {by}: expected at least one, found none");
        Ok(amount)
    }

    /// The month of the recipe that compares texts, whose hours nothing published tells.
    fn semantic(
        &self,
        usage: Usage,
        basis: Vec<String>,
        prices: Prices,
    ) -> anyhow::Result<CostReport> {
        let report = estimate_by_semantic(usage, basis, prices);
        ensure!(
            report.estimates.is_empty() || self.training_hours.is_some(),
            "`aws-semantic-similarity` is trained on items, and no published training tells for how long: say `--training-hours`"
        );
        Ok(report)
    }
}
