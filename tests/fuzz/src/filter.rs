//! Any bytes as a filter expression: findings, never a panic; what reads is printed and read as the same.
#![no_main]

mod caught;

use std::collections::BTreeMap;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rehearsal::filter::{FilterSchemas, check, parse};
use rehearsal::schema::check::check as check_schema;
use rehearsal::schema::{DatasetType, Domain, builtin};

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let schema = |dataset| {
        let text = builtin::text(dataset, Domain::Custom)?;
        Some((dataset, check_schema(text, "", Domain::Custom).0?))
    };
    let schemas = DatasetType::ALL.into_iter().filter_map(schema).collect::<BTreeMap<_, _>>();
    let against = FilterSchemas { schemas, ..FilterSchemas::default() };
    let checked = check(&text, "fuzzed", &against, &Arc::default());
    let n_lines = text.matches('\n').count() as u64 + 1;
    for example in checked.violations.iter().flat_map(|found| &found.examples) {
        assert!((1..=n_lines).contains(&example.line), "line {} of {n_lines}", example.line);
    }
    match checked.expression {
        None => assert!(!checked.violations.is_empty(), "nothing was read and nothing said"),
        Some(expression) => {
            let again = parse(&expression.to_string());
            assert_eq!(again, Ok(expression), "printed, it reads as another");
        }
    }
});
