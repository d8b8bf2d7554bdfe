//! A metric of your own, with its interval and its comparisons.
//!
//! `cargo run --example own_metric`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use rehearsal::dataset::{Dataset, NewItem};
use rehearsal::experiment::{Experiment, Scoring};
use rehearsal::metric::{Formula, Metric};
use rehearsal::model::ModelConfig;
use rehearsal::number::ratio;
use rehearsal::split::Protocol;

/// The share of listed items of this decade.
static RECENT: Metric = Metric {
    key: "recent_at_25",
    short_name: "recent@25",
    definition: "listed items of 2020 or later ÷ listed items with a year; users without any are left out",
    source: "our editors",
    formula: Formula::OfList(|list| {
        let years = list.dataset.years()?;
        let known: Vec<i32> = list.listed.iter().filter_map(|item| years[item.index()]).collect();
        let recent = known.iter().filter(|&&year| year >= 2020).count();
        (!known.is_empty()).then(|| ratio(recent, known.len()))
    }),
    ..Metric::OWN
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows = (0..600_i64).map(|at| {
        let (user, item) = (at % 30, (at * 7 + at % 30) % 200);
        (format!("user {user}"), format!("item {item}"), 1_700_000_000 + at)
    });
    let items = (0..200).map(|item| NewItem::new(format!("item {item}")).year(1975 + item / 4));
    let dataset = Dataset::builder().interactions(rows).items(items).build();
    let experiment = Experiment {
        protocol: Protocol::LeaveLastOne,
        scoring: Scoring { own_metrics: vec![&RECENT], ..Scoring::default() },
        ..Experiment::of([ModelConfig::parse("random")?, ModelConfig::parse("popularity")?])
    };
    let result = experiment.run(&dataset)?.result;
    for model in &result.models {
        let interval = model.intervals[RECENT.key];
        let value = model.metrics[RECENT.key];
        println!("{:<10} {value:.3} ({:.3} to {:.3})", model.name, interval.low, interval.high);
    }
    let compared = result.comparisons.iter().find(|one| one.metric == RECENT.key);
    let compared = compared.ok_or("the models are compared by every metric of one's own")?;
    println!("{} above {}, p = {:.3}", compared.better, compared.worse, compared.holm_p);
    // 20 of the 200 items are of 2020 or later.
    assert!((result.models[0].metrics[RECENT.key] - 0.1).abs() < 0.05);
    Ok(())
}
