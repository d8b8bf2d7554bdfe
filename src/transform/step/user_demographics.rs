//! Demographics of users, where a release gives them.

use polars::prelude::{Column, DataType, LazyFrame, NamedFrom, PolarsResult, Series, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{changed_text, names, typed};
use super::transform::Transform;
use crate::column::{AGE, GENDER, OCCUPATION};
use crate::transform::Log;

/// The occupations that ml-1m writes as numbers, as its README lists them.
const OCCUPATIONS: [&str; 21] = [
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
];

/// Turns the text columns `AGE`, `GENDER` and `OCCUPATION` of ml-100k and ml-1m into a whole
/// number, a text and a text; an empty cell becomes null.
///
/// ml-100k gives ages in years; ml-1m the lower end of a band: 1 (under 18), 18, 25, 35, 45, 50, 56.
/// The occupation numbers of ml-1m become the words that its README has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDemographics {}

impl Transform for UserDemographics {
    fn needs(&self) -> Vec<String> {
        names(&[AGE, GENDER, OCCUPATION])
    }

    fn apply(&self, users: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let text = |name: &str, change: fn(&str) -> Option<String>| {
            col(name).map(move |texts| changed_text(&texts, change), typed(DataType::String))
        };
        Ok(users.with_columns([
            col(AGE).map(|ages| years(&ages), typed(DataType::Int32)),
            text(GENDER, |gender| (!gender.is_empty()).then(|| gender.to_owned())),
            text(OCCUPATION, occupation),
        ]))
    }
}

fn years(ages: &Column) -> PolarsResult<Column> {
    let years: Vec<Option<i32>> =
        ages.str()?.iter().map(|age| age.and_then(|age| age.parse().ok())).collect();
    Ok(Series::new(ages.name().clone(), years).into())
}

fn occupation(text: &str) -> Option<String> {
    let word = text.parse().ok().and_then(|code: usize| OCCUPATIONS.get(code).copied());
    let text = word.unwrap_or(text);
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn codes_become_words_and_nothing_becomes_null() {
        let frame = df![
            "AGE" => ["1", "56", ""],
            "GENDER" => ["F", "", "M"],
            "OCCUPATION" => ["10", "librarian", ""],
        ];
        let steps = [Step::UserDemographics(UserDemographics {})];
        let (frame, _) = run(&steps, frame.expect("equal lengths")).expect("it fits");
        let expected = df![
            "AGE" => [Some(1_i32), Some(56), None],
            "GENDER" => [Some("F"), None, Some("M")],
            "OCCUPATION" => [Some("K-12 student"), Some("librarian"), None],
        ];
        assert!(frame.equals_missing(&expected.expect("equal lengths")), "{frame:?}");
    }
}
