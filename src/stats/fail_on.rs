//! Bounds of the user's own, on any figure of `stats.json`.

use serde_json::Value;

use super::check::Check;
use super::statistics::Stats;
use crate::param::InvalidParam;

/// A demand by the user: `FIGURE<VALUE` or `FIGURE>VALUE` fails where it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct FailOn {
    figure: String,
    below: bool,
    value: f64,
}

impl FailOn {
    /// Reads `FIGURE<VALUE` or `FIGURE>VALUE`.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, InvalidParam> {
        let wrong = || InvalidParam::new("fail-on", &text, "`card`, FIGURE<VALUE or FIGURE>VALUE");
        let at = text.find(['<', '>']).ok_or_else(wrong)?;
        let value = text[at + 1..].trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let (figure, value) = (text[..at].trim().to_owned(), value.ok_or_else(wrong)?);
        Ok(Self { figure, below: &text[at..=at] == "<", value })
    }

    /// Holds the figure against the value.
    ///
    /// # Errors
    /// When there is no such figure; the error lists those there are.
    pub fn check(&self, stats: &Stats) -> Result<Check, InvalidParam> {
        let figures = figures(stats);
        let found = figures.iter().find(|(name, _)| *name == self.figure);
        let Some(&(_, value)) = found else {
            let names: Vec<&str> = figures.iter().map(|(name, _)| name.as_str()).collect();
            let nearest = crate::param::nearest(&self.figure, &names)
                .map_or_else(String::new, |name| format!("did you mean `{name}`? "));
            let expected = format!("a figure of stats.json; {nearest}known: {}", names.join(", "));
            return Err(InvalidParam::new("fail-on", &self.figure, expected));
        };
        // A figure that the data does not have breaks no bound.
        let fails = value
            .is_some_and(|value| if self.below { value < self.value } else { value > self.value });
        let sign = if self.below { ">=" } else { "<=" };
        Ok(Check {
            figure: self.figure.clone(),
            value: value.unwrap_or(0.0),
            demand: format!("{sign} {}", self.value),
            met: !fails,
            why: "asked for by --fail-on".to_owned(),
            advice: Vec::new(),
        })
    }
}

/// Every number of `stats.json` by its name, parts joined by dots, `None` for one that this data has
/// none of; yes is 1 and no is 0; lists and texts are left out.
#[must_use]
pub fn figures(stats: &Stats) -> Vec<(String, Option<f64>)> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::to_value(stats) {
        collect("", &value, &mut found);
    }
    let is_figure = |name: &str| {
        name != "schema_version" && !name.starts_with("file.") && !name.starts_with("state.")
    };
    found.retain(|(name, _)| is_figure(name));
    found
}

fn collect(name: &str, value: &Value, found: &mut Vec<(String, Option<f64>)>) {
    match value {
        Value::Number(number) => found.push((name.to_owned(), number.as_f64())),
        Value::Bool(is) => found.push((name.to_owned(), Some(f64::from(u8::from(*is))))),
        Value::Null => found.push((name.to_owned(), None)),
        Value::Object(object) => {
            for (key, value) in object {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(&name, value, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_names_a_figure_and_a_bound() {
        let parsed = FailOn::parse("per_user.p50 < 5").expect("a demand");
        assert_eq!(parsed, FailOn { figure: "per_user.p50".into(), below: true, value: 5.0 });
        for wrong in ["users", "users<", "users<many", "users=3"] {
            assert!(FailOn::parse(wrong).is_err(), "{wrong}");
        }
    }
}
