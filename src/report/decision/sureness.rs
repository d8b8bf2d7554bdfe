//! Confidence in words.

use crate::number::{p_value, round_to_count, thousands, truncate_to_index};

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

/// The odds that chance alone gives such a difference in any of the comparisons, by the corrected p-value, which is a
/// bound.
pub(super) fn by_chance(p: f64) -> String {
    if p < 0.0001 {
        "less than once in 10,000 cases".to_owned()
    } else if p < 0.1 {
        format!("at most once in {} cases", thousands(truncate_to_index(1.0 / p) as u64))
    } else if p < 0.5 {
        format!("in up to {} of 100 cases", round_to_count(p * 100.0))
    } else {
        "easily".to_owned()
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
        let found = [0.000_01, 0.0004, 0.05, 0.31].map(by_chance);
        let once = |n: &str| format!("at most once in {n} cases");
        let many = "in up to 31 of 100 cases".to_owned();
        let rare = "less than once in 10,000 cases".to_owned();
        assert_eq!(found, [rare, once("2,500"), once("20"), many]);
        assert_eq!([0.0123, 0.000_01].map(p_words), ["p = 0.0123", "p < 0.0001"]);
    }
}
