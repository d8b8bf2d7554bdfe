//! The service's reasons for failures, and the rules of the linter that would have found them before.

/// The meaning of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The rules that find it, by code; none where it is no matter of files.
    pub rules: &'static [&'static str],
    /// The advice.
    pub advice: &'static str,
}

/// Words of a reason, all of which stand in it, and its meaning. The first that fits counts.
const MEANINGS: &[(&[&str], Meaning)] = &[
    (
        &["missing the following columns"],
        Meaning {
            rules: &["F203", "F202", "F206", "F214"],
            advice: "the header lacks a column of the schema, has it in another case or in quotes, or begins with a byte-order mark",
        },
    ),
    (
        &["length cannot be more than"],
        Meaning {
            rules: &["V309", "V308", "F208", "F210"],
            advice: "a value is too long; often a quote or a line break in an earlier column joins several values",
        },
    ),
    (
        &["fewer than 25 users"],
        Meaning { rules: &["Q503"], advice: "gather more data, or loosen the event filter" },
    ),
    (
        &["fewer than 1000 interactions after filtering"],
        Meaning {
            rules: &["Q502", "E401", "E407"],
            advice: "the event type is misspelt, or too rare for this recipe",
        },
    ),
    (&["fewer than 1000"], Meaning { rules: &["Q501"], advice: "gather more data" }),
    (
        &["did not find any attribute to train on"],
        Meaning {
            rules: &["Q513", "A709"],
            advice: "every column of the items has one value, or a value for each item",
        },
    ),
    (
        &["insufficient privileges"],
        Meaning {
            rules: &[],
            advice: "role, bucket policy or key: `policy role`, `policy bucket`, `policy kms` print them, and `upload --grant` adds the bucket's",
        },
    ),
    (
        &["invalid data location"],
        Meaning {
            rules: &[],
            advice: "the address of the data is not that of a file, or of a folder with a slash at its end",
        },
    ),
    (
        &["invalid s3"],
        Meaning {
            rules: &[],
            advice: "input and output must be two places, the output a folder with a slash at its end",
        },
    ),
    (
        &["does not match", "schema"],
        Meaning {
            rules: &["V301", "V302", "F203"],
            advice: "the data has another form than its schema",
        },
    ),
    (
        &["timestamp"],
        Meaning {
            rules: &["V303", "V306", "Q516"],
            advice: "times must be whole seconds, and must differ where users are segmented",
        },
    ),
    (
        &["event type", "more than 10"],
        Meaning { rules: &["E403", "E404"], advice: "join or leave out event types" },
    ),
    (
        &["invalid input symbol"],
        Meaning { rules: &["L801", "L811", "L812"], advice: "`validate filter` shows the place" },
    ),
    (
        &["invalid expression"],
        Meaning { rules: &["L809", "L807"], advice: "`validate filter` shows the place" },
    ),
    (
        &["more than", "resources"],
        Meaning {
            rules: &[],
            advice: "a quota: wait for what is under way, or delete what is not needed",
        },
    ),
    (
        &["kms"],
        Meaning {
            rules: &[],
            advice: "the key's policy and the role must allow its use: `policy kms` prints it",
        },
    ),
    (
        &["access denied"],
        Meaning {
            rules: &[],
            advice: "the role cannot read the place: `policy role` and `policy bucket` print what it needs",
        },
    ),
];

/// The meaning of a failure's reason, where it is known.
#[must_use]
pub fn meaning(reason: &str) -> Option<Meaning> {
    // The service writes numbers with and without commas.
    let plain = reason.to_lowercase().replace("1,000", "1000");
    let fits = |words: &&[&str]| words.iter().all(|word| plain.contains(word));
    MEANINGS.iter().find(|(words, _)| fits(words)).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_reasons_lead_to_rules_that_there_are() {
        // Developer guide, "error-messages".
        for (reason, rule) in [
            ("Input CSV is missing the following columns:[USER_ID].", Some("F203")),
            ("Length cannot be more than 1000 characters for GENRES", Some("V309")),
            (
                "Create failed. Dataset has fewer than 25 users with at least 2 interactions each.",
                Some("Q503"),
            ),
            (
                "Dataset has fewer than 1000 interactions after filtering by event type: Watch",
                Some("Q502"),
            ),
            ("Did not find any attribute to train on", Some("Q513")),
            ("Insufficient privileges for accessing data in Amazon S3", None),
            ("Invalid Data location.", None),
            ("Could not create filter. Invalid input symbol: $", Some("L801")),
        ] {
            let meaning = meaning(reason).unwrap_or_else(|| panic!("{reason}"));
            assert_eq!(meaning.rules.first().copied(), rule, "{reason}");
        }
        for (_, meaning) in MEANINGS {
            for code in meaning.rules {
                assert!(crate::rule::find(code).is_some(), "{code}");
            }
        }
        assert_eq!(meaning("something else"), None);
    }
}
