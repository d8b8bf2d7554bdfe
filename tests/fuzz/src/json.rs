//! Any bytes as what others write: the service's metrics, a file of prices, and JSON Lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::compare::parse;
use rehearsal::cost::Prices;
use rehearsal::source::json_lines::{for_each_object, keys};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        for partial in [false, true] {
            if let Ok(all) = parse(text, "fuzzed", partial) {
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
    let known = keys(file.path());
    let mut n_objects = 0;
    let read = for_each_object(file.path(), |_, object| {
        n_objects += 1;
        assert!(
            n_objects > 1000
                || known
                    .as_ref()
                    .is_ok_and(|known| object.keys().all(|key| known.contains(&key.to_string())))
                || known.is_err()
        );
        Ok(true)
    });
    assert!(known.is_ok() || read.is_err(), "the keys of what can be read are known");
});
