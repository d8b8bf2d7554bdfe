//! Prepares a polars frame for the service: steps, CSV and the schema that fits it.
//!
//! `cargo run --example prepare_frame`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use rehearsal::export::csv::{Quoting, write};
use rehearsal::polars::df;
use rehearsal::transform::{Condition, Filter, RenameEvents, SortInteractions, Step, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frame = df![
        "USER_ID" => ["ann", "bob", "ann", "cem"],
        "ITEM_ID" => ["tea", "cup", "pot", "tea"],
        "EVENT_TYPE" => ["view", "view", "order", "order"],
        "TIMESTAMP" => [1_700_000_300_i64, 1_700_000_100, 1_700_000_400, 1_700_000_200],
    ]?;
    let steps = [
        Step::Filter(Filter { when: Condition::parse("item_id != 'cup'")? }),
        Step::RenameEvents(RenameEvents { names: [("order".into(), "buy".into())].into() }),
        Step::SortInteractions(SortInteractions {}),
    ];
    let (prepared, records) = run(&steps, frame)?;
    for record in &records {
        println!("{}: {} rows in, {} out", record.step.name(), record.rows_in, record.rows_out);
    }
    let mut csv = Vec::new();
    write(&prepared, Quoting::default(), &mut csv)?;
    let csv = String::from_utf8(csv)?;
    print!("{csv}");
    assert!(csv.ends_with("\nann,pot,buy,1700000400\n"));
    Ok(())
}
