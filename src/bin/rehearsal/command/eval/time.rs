//! Times as they are typed.

use std::time::Duration;

use anyhow::Context;

/// The time of a text such as `90s`, `10m` or `2h`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|sign: char| sign.is_alphabetic())?);
    let seconds = match unit {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        _ => return None,
    };
    let number: u64 = number.parse().ok().filter(|number| (1..=1_000_000).contains(number))?;
    Some(Duration::from_secs(number * seconds))
}

/// The time of `--time-limit`.
pub(super) fn limit(text: &str) -> anyhow::Result<Duration> {
    duration(text)
        .with_context(|| format!("`--time-limit {text}`: expected a time such as 90s, 2m or 1h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("90s"), Some(Duration::from_secs(90)));
        assert_eq!(duration("2m"), Some(Duration::from_mins(2)));
        assert_eq!(duration("1h"), Some(Duration::from_hours(1)));
        for text in ["", "2", "m", "0s", "-1s", "2d", "1.5h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
