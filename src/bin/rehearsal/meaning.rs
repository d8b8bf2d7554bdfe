//! The meaning of texts and numbers that any command line could have: models, metrics, shares, times.
//!
//! Commands read their options by it, and so does the reader of project files and variables, which finds a wrong value
//! before any command runs.

use std::time::Duration;

use anyhow::{Context, bail};
use rehearsal::metric::{ACCURACY, Metric};
use rehearsal::model::{KINDS, ModelConfig};
use rehearsal::param::hint;

/// The names that a text stands for: `all` and `fast` stand for the models of which that is true.
pub(crate) fn group(text: &str) -> Vec<&str> {
    match text {
        "all" => KINDS.iter().map(|kind| kind.name).collect(),
        "fast" => KINDS.iter().filter(|kind| kind.is_fast).map(|kind| kind.name).collect(),
        _ => vec![text],
    }
}

/// The metric of this short name or key.
pub(crate) fn metric(text: &str) -> anyhow::Result<&'static Metric> {
    let known: Vec<&str> = ACCURACY.iter().map(|metric| metric.short_name).collect();
    let found = ACCURACY.iter().find(|one| one.short_name == text || one.key == text);
    found.copied().with_context(|| {
        format!("expected one of {}, found `{text}`{}", known.join(", "), hint(text, &known))
    })
}

/// An event type and its weight.
pub(crate) fn event_weight(text: &str) -> anyhow::Result<(&str, f64)> {
    let (name, weight) = text.split_once('=').unwrap_or((text, ""));
    let weight = weight.parse().ok().filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
    let weight = weight
        .with_context(|| format!("expected NAME=W with a number W from 0 up, found `{text}`"))?;
    Ok((name, weight))
}

/// The time of a text such as `90s`, `10m` or `2h`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
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

/// The instant of `--cut`.
pub(crate) fn cut_instant(text: &str) -> anyhow::Result<i64> {
    let seconds = text.parse().ok().or_else(|| rehearsal::instant::from_iso(text));
    seconds.with_context(|| {
        format!("expected a date, an instant as 2018-05-01T12:00:00Z, or seconds, found `{text}`")
    })
}

/// A share of users or rows: neither none nor all.
pub(crate) fn share(share: f64) -> anyhow::Result<()> {
    if share > 0.0 && share < 1.0 {
        return Ok(());
    }
    bail!("expected a share between 0 and 1, found {share}")
}

/// Checks a value of the option `long` of the command at `path` as the command will.
pub(crate) fn check(path: &[String], long: &str, value: &str) -> anyhow::Result<()> {
    let command = path.first().map(String::as_str);
    if !matches!(command, Some("eval" | "split")) {
        return Ok(());
    }
    match long {
        "models" => {
            let names = value.split(',').flat_map(group);
            names.map(ModelConfig::parse).try_for_each(|found| found.map(drop))?;
        }
        "model" => drop(ModelConfig::parse(value)?),
        "metric" => drop(metric(value)?),
        "event-weight" => drop(event_weight(value)?),
        "cut" => drop(cut_instant(value)?),
        "folds" | "test-users" if value.parse::<usize>().is_ok_and(|number| number < 1) => {
            bail!("expected at least 1, found {value}")
        }
        "test-share" | "held-out-share" => value.parse().map_or(Ok(()), share)?,
        "time-limit" if duration(value).is_none() => {
            bail!("expected a time such as 90s, 2m or 1h, found `{value}`")
        }
        _ => {}
    }
    Ok(())
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

    #[test]
    fn wrong_values_are_found_with_the_nearest_right_one() {
        let path = ["eval", "baselines"].map(String::from);
        let said =
            |option: &str, value: &str| check(&path, option, value).expect_err(value).to_string();
        assert!(said("models", "ease,eaze").contains("(did you mean `ease`?)"));
        assert!(said("metric", "ndgc@25").contains("(did you mean `ndcg@25`?)"));
        for (option, value) in [
            ("folds", "0"),
            ("test-share", "1"),
            ("time-limit", "3"),
            ("cut", "x"),
            ("event-weight", "a"),
        ] {
            assert!(said(option, value).contains("expected"), "{option}");
        }
        for (option, value) in
            [("models", "fast,ease"), ("metric", "ndcg@25"), ("folds", "1"), ("time-limit", "1h")]
        {
            assert!(check(&path, option, value).is_ok(), "{option}");
        }
    }
}
