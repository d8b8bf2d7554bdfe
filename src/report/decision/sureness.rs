//! Confidence in words.

use crate::number::p_value;

/// The words for a corrected p-value: the smaller, the surer.
pub(super) const fn words(p: f64) -> &'static str {
    if p < 0.001 {
        "Very sure"
    } else if p < 0.01 {
        "Sure"
    } else if p < 0.05 {
        "Fairly sure"
    } else {
        "Not sure"
    }
}

/// A corrected p-value as people write it: `p = 0.0123`, `p < 0.0001`.
pub(super) fn p_words(p: f64) -> String {
    let text = p_value(p);
    if text.starts_with('<') { format!("p {text}") } else { format!("p = {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_falls_with_p() {
        let found = [0.0, 0.001, 0.01, 0.05, 1.0].map(words);
        assert_eq!(found, ["Very sure", "Sure", "Fairly sure", "Not sure", "Not sure"]);
        assert_eq!([0.0123, 0.000_01].map(p_words), ["p = 0.0123", "p < 0.0001"]);
    }
}
