//! Every rule: stable code, severity, why, remedy, source.
//!
//! Families: `S` schema text, `F` file and header structure, `V` values.

use super::Severity;

/// A rule that data or a schema can break.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable: never used again for something else.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// One sentence of why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// The page of the developer guide, or the observation, that it rests on.
    pub source: &'static str,
}

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident, $title:literal, $why:literal, $fix:literal, $source:literal;)*) => {
        $(
            #[doc = $title]
            pub static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                title: $title,
                why: $why,
                fix: $fix,
                source: $source,
            };
        )*
        /// All rules, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    SCHEMA_NOT_JSON = "S101" Error, "the schema is not JSON",
        "CreateSchema takes the schema as JSON text and refuses anything else.",
        "Correct the text at the line and column given; a comma after the last field is the usual slip.",
        "how-it-works-dataset-schema";
    SCHEMA_NOT_AVRO = "S102" Error, "the schema is not an Avro record",
        "Personalize describes a dataset by one flat Avro record.",
        "Begin with one of the shipped schemas, which `prep` writes beside the data.",
        "how-it-works-dataset-schema";
    SCHEMA_NAME = "S103" Error, "the record's name is not a dataset type",
        "The name tells the service which dataset the schema is for.",
        "Use `Interactions`, `Items` or `Users`.",
        "how-it-works-dataset-schema";
    SCHEMA_NAMESPACE = "S104" Error, "the namespace is not the service's",
        "The guide prescribes one namespace; whether another is refused was not established.",
        "Use `com.amazonaws.personalize.schema`.",
        "how-it-works-dataset-schema";
    SCHEMA_TYPE = "S105" Error, "a field's type is not allowed",
        "Personalize takes flat records of float, double, int, long, string, boolean and null only.",
        "Use one of these, or a union of one of them with null.",
        "how-it-works-dataset-schema#personalize-datatypes";
    SCHEMA_REQUIRED = "S106" Error, "a required field is missing",
        "The service refuses a schema without the fields that every row needs.",
        "Add the field with the type named.",
        "custom-datasets-and-schemas";
    SCHEMA_RESERVED_TYPE = "S107" Error, "a required or reserved field has another type",
        "Reserved names have a fixed type, and those that every row needs may not be null.",
        "Give the field the type named, or another name.",
        "custom-datasets-and-schemas";
    SCHEMA_FIELD_NAME = "S108" Error, "a field's name is not allowed or clashes",
        "Names are alphanumeric and unique, and underscores do not make two names different.",
        "Rename the field.",
        "how-it-works-dataset-schema";
    SCHEMA_METADATA = "S109" Error, "there is no metadata field",
        "Items and Users need at least one field beside the id.",
        "Add a categorical string, a textual string (Items) or a number.",
        "item-dataset-requirements, user-dataset-requirements";
    SCHEMA_VERSION = "S110" Warning, "the version is not \"1.0\"",
        "Every documented schema carries version \"1.0\"; the number 1 was seen to be accepted.",
        "Add `\"version\": \"1.0\"`.",
        "how-it-works-dataset-schema";
    FILE_EMPTY = "F201" Error, "the file has no header",
        "Columns are matched to the schema by the header's names.",
        "Write the column names into the first line.",
        "data-prep-formatting";
    FILE_BYTE_ORDER_MARK = "F202" Error, "the file begins with a byte-order mark",
        "The mark becomes part of the first column's name, so that the import misses that column.",
        "Save as UTF-8 without a byte-order mark.",
        "amazon-personalize-samples issue 17";
    FILE_MISSING_COLUMN = "F203" Error, "a column of the schema is missing",
        "The import fails with `Input CSV is missing the following columns`.",
        "Add the column, or correct its spelling and case in the header.",
        "error-messages";
    FILE_DUPLICATE_COLUMN = "F204" Error, "a column stands in the header twice",
        "Which of the two the service reads is unknown.",
        "Remove or rename one.",
        "data-prep-formatting";
    FILE_EXTRA_COLUMN = "F205" Warning, "a column is not in the schema",
        "Imports with extra columns were seen to succeed, but the column is not stored.",
        "Add the field to the schema, or remove the column.",
        "amazon-personalize-samples, personalized_recommender_agent (2024)";
    FILE_QUOTED_HEADER = "F206" Error, "a column name stands in quotes",
        "The guide asks for a header without quotes.",
        "Remove the quotes from the first line.",
        "data-prep-formatting";
    FILE_RAGGED_ROW = "F207" Error, "a row has another number of fields than the header",
        "Its values are read into the wrong columns, or the import fails.",
        "Quote values that hold a comma; look for a row that was cut off.",
        "data-prep-formatting";
    FILE_QUOTING = "F208" Error, "a quote is not closed or stands inside a value",
        "Everything up to the next quote becomes one value, over any number of lines.",
        "Put the value in quotes and double the quotes inside it.",
        "items-datasets; error-messages";
    FILE_NOT_UTF8 = "F209" Error, "a value is not UTF-8",
        "The service reads UTF-8 only.",
        "Convert the file, for instance with `iconv -f LATIN1 -t UTF-8`.",
        "data-prep-formatting";
    FILE_LINE_BREAK = "F210" Error, "a value holds a line break",
        "Each record must stand on one line.",
        "Replace the line break by a space.",
        "error-messages; preparing-training-data";
    FILE_NO_ROWS = "F211" Error, "the file has no rows below its header",
        "There is nothing to import.",
        "Check the filter or query that wrote the file.",
        "limits";
    FILE_NOT_ENDED = "F212" Warning, "the last row has no line break",
        "A file that was cut off in its last value looks just like that.",
        "End the last row with a line break, once it is known to be whole.",
        "an observation of ours";
    FILE_ROW_TOO_LONG = "F213" Error, "a row is longer than 1 MiB",
        "No value that Personalize takes is that long; a quote that never closes is the usual cause.",
        "Look for an unclosed quote or a missing line break.",
        "limits";
    VALUE_TYPE = "V301" Error, "a value is not of its column's type",
        "The import fails, or the stored value is unknown.",
        "Correct the value, or change the field's type.",
        "how-it-works-dataset-schema; an import with such values was seen to succeed";
    VALUE_NULL = "V302" Error, "a value is missing where null is not allowed",
        "Only a field with null among its types may be empty.",
        "Fill the value, remove the row, or make the field a union with null.",
        "interactions-dataset-requirements";
    VALUE_NOT_SECONDS = "V303" Error, "a timestamp is not in seconds",
        "Timestamps are Unix seconds; 100,000,000,000 of them is the year 5138, so that larger ones are milliseconds or finer and distort every order, split and trend.",
        "Divide by 1,000 (milliseconds), 1,000,000 (microseconds) or 1,000,000,000 (nanoseconds).",
        "data-prep-formatting#timestamp-data";
}

/// The rule of this code, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_rise() {
        assert!(ALL.windows(2).all(|pair| pair[0].code != pair[1].code));
        let family = |letter: char| {
            let codes: Vec<&str> =
                ALL.iter().map(|rule| rule.code).filter(|code| code.starts_with(letter)).collect();
            assert!(codes.is_sorted(), "{codes:?}");
            codes.len()
        };
        assert_eq!(family('S') + family('F') + family('V'), ALL.len());
    }
}
