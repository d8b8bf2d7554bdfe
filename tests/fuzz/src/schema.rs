//! Any bytes as a schema: findings, never a panic; and every finding has a place in the text.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use rehearsal::rule::{Findings, Selection};
use rehearsal::schema::Domain;
use rehearsal::schema::check::check_bytes;

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let n_lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    for domain in Domain::ALL {
        let mut findings = Findings::new("fuzzed.avsc", 3, &Selection::default().into());
        let schema = check_bytes(bytes, domain, &mut findings);
        let violations = findings.into_violations();
        assert!(schema.is_some() || !violations.is_empty(), "nothing was read and nothing said");
        for example in violations.iter().flat_map(|found| &found.examples) {
            assert!((1..=n_lines).contains(&example.line), "line {} of {n_lines}", example.line);
        }
    }
});
