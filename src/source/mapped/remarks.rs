//! Remarks on the cells and lines of a table, in sentences.

use super::cell::InstantForm;
use crate::number::thousands;

/// The remark on the form of timestamps that are no numbers.
pub(crate) fn form_note(form: InstantForm) -> Option<String> {
    let how = match form {
        InstantForm::Number => return None,
        InstantForm::Iso => "as ISO 8601, in UTC where none is said",
        InstantForm::Typed => "by the table's own type",
        InstantForm::Format => "as `--timestamp-format` says",
    };
    Some(format!("timestamps read {how}"))
}

/// The remark on the instants of a column that lost a fraction of a second.
pub(crate) fn fraction_note(column: &str, n: u64) -> Option<String> {
    let what = "instants with a fraction of a second, dropped towards the past";
    (n > 0).then(|| format!("{column}: {what}: {}", thousands(n)))
}

/// The remark on blank lines that were passed over.
pub(crate) fn blank_note(n: u64) -> Option<String> {
    (n > 0).then(|| format!("blank lines passed over: {}", thousands(n)))
}
