//! A model of your own beside those of the registry.
//!
//! `cargo run --example own_model`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::collections::BTreeMap;

use rehearsal::dataset::{Dataset, ItemIdx};
use rehearsal::experiment::{Contestant, Experiment};
use rehearsal::model::{
    Fit, FitError, ModelConfig, Recommend, Request, Scored, Training, conformance,
};
use rehearsal::number::single;
use rehearsal::serde_json::Value;
use rehearsal::split::Protocol;

/// Recommends the item whose number is `step` behind that of the newest item.
struct NextNumber {
    step: u32,
}

/// The fitted model, which has learnt how many items there are.
struct Fitted {
    n_items: u32,
    step: u32,
}

impl Fit for NextNumber {
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
        let n_items = u32::try_from(training.n_items()).unwrap_or(u32::MAX);
        let step = self.step;
        if step == 0 || step > 1 && n_items.is_multiple_of(step) {
            let reason = format!("steps of {step} do not reach all of {n_items} items");
            return Err(FitError::Own(reason));
        }
        Ok(Box::new(Fitted { n_items, step }))
    }

    fn params(&self) -> BTreeMap<String, Value> {
        BTreeMap::from([("step".to_owned(), self.step.into())])
    }
}

impl Recommend for Fitted {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(|request| self.list(request)).collect()
    }
}

impl Fitted {
    /// The items behind the newest one, nearest first.
    fn list(&self, request: &Request<'_>) -> Vec<Scored> {
        let newest = request.history.last().map_or(0, |event| event.item.0);
        let distances = 1..self.n_items;
        let following = distances.map(|distance| Scored {
            item: ItemIdx((newest + distance * self.step) % self.n_items),
            score: -single(f64::from(distance)),
        });
        following.filter(|scored| request.allows(scored.item)).take(request.k).collect()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Everybody goes through ten numbered items in their order, each from another one on.
    let rows = (0..200_i64).map(|at| {
        let (user, step) = (at / 10, at % 10);
        (format!("user {user}"), format!("item {}", (user + step) % 10), 1_700_000_000 + step)
    });
    let dataset = Dataset::builder().interactions(rows).build();
    // What the lists must keep to, before any figure of them is believed.
    let findings = conformance::check(&NextNumber { step: 1 }, &dataset)?;
    for finding in &findings {
        println!("{finding}");
    }
    assert!(findings.is_empty());
    let models = [
        Contestant::new("next-number", NextNumber { step: 1 }),
        Contestant::new("next-number", NextNumber { step: 3 }),
        ModelConfig::parse("markov")?.into(),
        ModelConfig::parse("popularity")?.into(),
    ];
    let experiment = Experiment { protocol: Protocol::LeaveLastOne, ..Experiment::of(models) };
    let result = experiment.run(&dataset)?.result;
    for model in &result.models {
        println!("{:<18} {:.3}", model.title(), model.metrics["mean_reciprocal_rank_at_25"]);
    }
    assert!(result.models[0].metrics["mean_reciprocal_rank_at_25"] > 0.999);
    Ok(())
}
