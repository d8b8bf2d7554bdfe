//! A step of your own between those of the list.
//!
//! `cargo run --example own_step`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use rehearsal::polars::df;
use rehearsal::polars::prelude::{Expr, LazyFrame, PolarsResult, col, lit};
use rehearsal::transform::{Log, SortInteractions, Step, Transform, run};

/// Drops the rows of accounts that only test the shop.
struct WithoutTesters {
    accounts: Vec<&'static str>,
}

impl Transform for WithoutTesters {
    fn needs(&self) -> Vec<String> {
        vec!["USER_ID".to_owned()]
    }

    fn apply(&self, frame: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        log.say(format!("accounts left out: {}", self.accounts.join(", ")));
        let is_other = |account: &&'static str| col("USER_ID").neq(lit(*account));
        let is_customer = self.accounts.iter().map(is_other).fold(lit(true), Expr::and);
        Ok(frame.filter(is_customer))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frame = df![
        "USER_ID" => ["test-1", "bob", "ann"],
        "ITEM_ID" => ["tea", "cup", "pot"],
        "TIMESTAMP" => [1_700_000_300_i64, 1_700_000_200, 1_700_000_100],
    ]?;
    let steps = [
        Step::own("without-testers", WithoutTesters { accounts: vec!["test-1", "test-2"] }),
        Step::SortInteractions(SortInteractions {}),
    ];
    let (prepared, records) = run(&steps, frame)?;
    println!("{} rows are left", prepared.height());
    for record in &records {
        println!("{}: {} of {} rows", record.step.name(), record.rows_out, record.rows_in);
        record.log.iter().for_each(|line| println!("  {line}"));
    }
    assert_eq!(prepared.height(), 2);
    Ok(())
}
