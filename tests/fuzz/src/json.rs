//! Any bytes as what others write: the service's metrics, a file of prices, and a table of any form.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use rehearsal::compare::{Required, parse};
use rehearsal::cost::Prices;
use rehearsal::source::door::{Look, TextOptions};
use rehearsal::source::table::Table;

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        for required in [Required::All, Required::Any] {
            if let Ok(all) = parse(text, "fuzzed", required) {
                let known = |one: &rehearsal::compare::ServiceMetrics| {
                    one.metrics.values().all(|value| value.is_finite())
                };
                assert!(!all.is_empty() && all.iter().all(known));
            }
        }
        let _ = Prices::parse(text);
    }
    let file = tempfile::NamedTempFile::new().expect("room on the disk");
    std::fs::write(file.path(), bytes).expect("room on the disk");
    let looked = Look::at(file.path(), &TextOptions::default());
    let Ok(mut table) = Table::open(file.path(), &[]) else { return };
    let look = looked.expect("what can be opened can be looked at");
    let n_columns = table.header().len();
    assert!(look.columns().is_empty() || look.columns().len() == n_columns);
    let columns: Vec<_> =
        table.header().to_vec().iter().filter_map(|name| table.optional_column(name)).collect();
    while let Ok(true) = table.advance() {
        assert!(
            columns.iter().all(|&column| table.text(column).is_ok() || look.columns().is_empty())
        );
    }
});
