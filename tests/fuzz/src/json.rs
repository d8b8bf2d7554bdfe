//! Any bytes as the JSON that others write: the service's metrics, and JSON Lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::compare::ServiceMetrics;
use rehearsal::source::json_lines::{for_each_object, keys};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = ServiceMetrics::parse(text, "fuzzed");
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
