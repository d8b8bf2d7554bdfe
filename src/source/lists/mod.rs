//! Ranked lists that something else made: CSV, TREC run files, and the output of a Personalize batch
//! inference job.

mod batch;
mod csv;
mod lines;
mod said;
mod trec;

use std::io::{BufRead, BufReader};

pub use said::{ListPlace, ListQuery, Said};

use super::ReadError;
use super::door::{self, Look, Origin};
use super::input::BYTE_ORDER_MARK;

/// The form of a file of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// `USER_ID,ITEM_ID` with `RANK` or `SCORE` or both, in any order of columns.
    Csv,
    /// `query Q0 document rank score run`, apart by blanks, without a header.
    Trec,
    /// JSON Lines as a batch inference or batch segment job writes them.
    BatchOutput,
}

impl ListForm {
    /// The form in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Trec => "TREC run",
            Self::BatchOutput => "batch inference output",
        }
    }
}

/// Reads the lists at a place; its form is seen from the first line: `{` begins a batch output, a line
/// of six words without a comma a TREC run, and all else is CSV.
///
/// # Errors
/// At the first line that has no such form. A line on which the job failed is no error.
pub fn read_lists<'o>(
    origin: impl Into<Origin<'o>>,
    take: &mut dyn FnMut(Said<'_>),
) -> Result<ListForm, ReadError> {
    let origin = origin.into();
    let path = origin.path;
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let look = Look::without_keys(origin)?;
    let mut form = ListForm::Csv;
    if !look.structure.is_typed() {
        let mut input = BufReader::with_capacity(1 << 18, look.text()?);
        form = self::form(input.fill_buf().map_err(failed)?);
        match form {
            ListForm::Csv => {}
            ListForm::Trec => trec::read(path, input, take)?,
            ListForm::BatchOutput => batch::read(path, input, take)?,
        }
    }
    if form == ListForm::Csv {
        csv::read(path, door::open(origin)?, take)?;
    }
    Ok(form)
}

fn form(beginning: &[u8]) -> ListForm {
    let beginning = beginning.strip_prefix(BYTE_ORDER_MARK).unwrap_or(beginning);
    let mut lines = beginning.split(|&byte| byte == b'\n');
    let first = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default().trim_ascii();
    let words = first.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    match first.first() {
        Some(b'{') => ListForm::BatchOutput,
        _ if words == 6 && !first.contains(&b',') => ListForm::Trec,
        _ => ListForm::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything a text says, one line each.
    fn said(text: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lists");
        std::fs::write(&path, text).expect("room");
        let mut all = Vec::new();
        let form = read_lists(&path, &mut |said| {
            all.push(match said {
                Said::List(query) => format!("{query:?}"),
                Said::Place(ListPlace { query, id, is_user, rank, score }) => {
                    format!("{query:?} {id} {is_user} {rank:?} {score:?}")
                }
                Said::Failed { line, query, error } => format!("{line} {query:?} {error}"),
            });
        });
        let form =
            form.map_err(|error| error.to_string().replace(&path.display().to_string(), "lists"))?;
        all.insert(0, form.name().to_owned());
        Ok(all)
    }

    #[test]
    fn csv_has_ranks_or_scores_or_both() {
        let found = said("SCORE,ITEM_ID,USER_ID\n0.5,a,1\n-1e3,b,1\n").expect("a list");
        assert_eq!(
            found,
            ["CSV", "User(\"1\") a false None Some(0.5)", "User(\"1\") b false None Some(-1000.0)"]
        );
        let found = said("USER_ID,ITEM_ID,RANK\r\n1,a,1\r\n").expect("a list");
        assert_eq!(found[1], "User(\"1\") a false Some(1.0) None");
        let error = said("USER_ID,ITEM_ID\n1,a\n").expect_err("no order");
        assert!(error.contains("`RANK`") && error.contains("`SCORE`"), "{error}");
        let error = said("USER_ID,ITEM_ID,RANK\n1,a,first\n").expect_err("no number");
        assert_eq!(error, "lists:2: column `RANK`: expected a number, found \"first\"");
        assert!(said("USER_ID,ITEM_ID,SCORE\n1,a,NaN\n").is_err());
    }

    #[test]
    fn trec_runs_have_six_words() {
        let found = said("7 Q0 a 1 2.5 run\n\n7\tQ0\tb\t2\t2.5\trun\n").expect("a run");
        assert_eq!(
            found,
            [
                "TREC run",
                "User(\"7\") a false None Some(2.5)",
                "User(\"7\") b false None Some(2.5)"
            ]
        );
        let error = said("7 Q0 a 1 2.5 run\n7 Q0 b 2\n").expect_err("four words");
        assert!(error.starts_with("lists:2: expected"), "{error}");
    }

    #[test]
    fn every_line_of_a_batch_output_is_understood() {
        let text = concat!(
            r#"{"input":{"userId":"4638"},"output":{"recommendedItems":["63992","115149"],"scores":[0.0152238,0.0069081]},"error":null}"#,
            "\n",
            r#"{"input":{"userId":"891","itemList":["27","886"]},"output":{"recommendedItems":["27"],"scores":[0.4]}}"#,
            "\n",
            r#"{"input": {"userId": "12"}, "output": {"recommendedItems": ["105"]}}"#,
            "\n",
            r#"{"input": {"itemId": "105"}, "output": {"recommendedItems": ["106"], "theme": "t", "itemsThemeRelevanceScores": [0.1]}}"#,
            "\n",
            r#"{"input": {"itemId": "105"}, "output": {"recommendedUsers": ["106"]}}"#,
            "\n",
            r#"{"input":{"itemId":"105"},"output":{"usersList":["107"]},"error":null}"#,
            "\n",
            r#"{"itemAttributes": "ITEMS.genres = \"Comedy\"", "output": {"recommendedUsers": ["25"]}}"#,
            "\n",
            r#"{"input":{"itemAttributes":"ITEMS.genres = \"Comedy\""},"output":{"usersList":[]}}"#,
            "\n",
            r#"{"input":{"userId":"5"},"error":{"code":"x"}}"#,
            "\n",
            r#"{"input":{"userId":"6"},"output":null,"error":"no such user"}"#,
            "\n",
            r#"{"input":{"userId":"7"},"output":null,"error":null}"#,
            "\n",
            r#"{"input":{"userId":"8"},"output":{"recommendedItems":[]},"error":""}"#,
            "\n",
        );
        let found = said(text).expect("a batch output");
        let expected = [
            "batch inference output",
            "User(\"4638\")",
            "User(\"4638\") 63992 false Some(1.0) Some(0.0152238)",
            "User(\"4638\") 115149 false Some(2.0) Some(0.0069081)",
            "User(\"891\")",
            "User(\"891\") 27 false Some(1.0) Some(0.4)",
            "User(\"12\")",
            "User(\"12\") 105 false Some(1.0) None",
            "Item(\"105\")",
            "Item(\"105\") 106 false Some(1.0) None",
            "Item(\"105\")",
            "Item(\"105\") 106 true Some(1.0) None",
            "Item(\"105\")",
            "Item(\"105\") 107 true Some(1.0) None",
            "ItemAttributes(\"ITEMS.genres = \\\"Comedy\\\"\")",
            "ItemAttributes(\"ITEMS.genres = \\\"Comedy\\\"\") 25 true Some(1.0) None",
            "ItemAttributes(\"ITEMS.genres = \\\"Comedy\\\"\")",
            "9 Some(User(\"5\")) {\"code\":\"x\"}",
            "10 Some(User(\"6\")) \"no such user\"",
            "11 Some(User(\"7\")) no output",
            "User(\"8\")",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_that_are_no_answer_are_refused_with_their_number() {
        for (text, expected) in [
            ("{\"a\":1}\n", "lists:1: expected `userId`, `itemId` or `itemAttributes`"),
            (
                "{\"input\":{\"userId\":\"1\"},\"output\":{}}\n{]\n",
                "lists:1: expected `recommendedItems`",
            ),
            (
                "{\"input\":{\"userId\":\"1\"},\"error\":\"e\"}\n[1]\n",
                "lists:2: expected a JSON object",
            ),
        ] {
            let error = said(text).expect_err("no answer");
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
