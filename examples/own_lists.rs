//! Lists that you already have, beside models that learn from the same data.
//!
//! `cargo run --example own_lists`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use rehearsal::dataset::Dataset;
use rehearsal::experiment::{Contestant, Experiment, winner};
use rehearsal::model::{ModelConfig, UserLists};
use rehearsal::split::Protocol;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows = (0..400_i64).map(|at| {
        let (user, step) = (at / 10, at % 10);
        let item = (user * 3 + step * (1 + user % 3)) % 25;
        (format!("user {user}"), format!("item {item}"), 1_700_000_000 + step)
    });
    let dataset = Dataset::builder().interactions(rows).build();
    // The lists of yesterday's batch job, say: the same three items for everybody.
    let batch = (0..40).map(|user| (format!("user {user}"), vec!["item 1", "item 2", "item 3"]));
    let models = [
        Contestant::new("batch job", UserLists::new(batch)),
        ModelConfig::parse("ease")?.into(),
        ModelConfig::parse("popularity")?.into(),
    ];
    let experiment =
        Experiment { protocol: Protocol::LeaveLastOne, ..Experiment::of(models) }.clean(42);
    let result = experiment.run(&dataset)?.result;
    for model in &result.models {
        println!("{:<10} {:.3}", model.name, model.metrics[&result.main_metric]);
    }
    let winner = winner(&result).ok_or("two models can be compared")?;
    println!("first: {}", winner.best);
    assert_eq!(result.models[0].n_users, 40);
    Ok(())
}
