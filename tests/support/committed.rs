//! Results that are committed, held against results that are made anew.

use std::path::Path;

use serde_json::Value;

/// The first place at which a file of one folder differs from that of the other: in anything but digests and the last
/// digits, which another machine may round otherwise.
pub(crate) fn difference_of(names: &[&str], committed: &Path, made: &Path) -> Option<String> {
    names.iter().find_map(|name| {
        let read = |folder: &Path| -> Value {
            let bytes =
                std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        difference(&read(committed), &read(made), name)
    })
}

/// The first place at which two results differ; numbers may by a millionth, digests of files by all.
fn difference(left: &Value, right: &Value, place: &str) -> Option<String> {
    use Value::{Array, Number, Object};

    match (left, right) {
        (Object(left), Object(right)) if left.keys().eq(right.keys()) => {
            let mut pairs =
                left.iter().zip(right.values()).filter(|((key, _), _)| !key.contains("sha256"));
            pairs
                .find_map(|((key, left), right)| difference(left, right, &format!("{place}.{key}")))
        }
        (Array(left), Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(at, (left, right))| difference(left, right, &format!("{place}[{at}]")))
        }
        (Number(left), Number(right)) => {
            let (left, right) = (left.as_f64()?, right.as_f64()?);
            ((left - right).abs() > 1e-6 * left.abs().max(1.0))
                .then(|| format!("{place}: {left} and {right}"))
        }
        _ => (left != right).then(|| format!("{place}: {left} and {right}")),
    }
}
