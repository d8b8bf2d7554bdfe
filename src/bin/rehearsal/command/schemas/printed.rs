//! The document that each command prints with `--format json`.

use std::ffi::OsStr;

use clap::ArgMatches;
use clap::parser::ValueSource;

/// A command, an option with which it prints another document, and the document. An option may say its value, behind `=`.
pub(super) type Printed = (&'static str, &'static str, &'static str);

/// All of them: of one command those with an option first.
pub(super) const PRINTED: &[Printed] = &[
    ("init", "", "init"),
    ("run", "explain", "run-plan"),
    ("run", "", "run"),
    ("config show", "toml", "config-file"),
    ("config show", "", "config"),
    ("demo", "", "demo"),
    ("data fetch", "", "data-fetch"),
    ("data generate", "", "data-generate"),
    ("prep interactions", "dry_run", "prep-plan"),
    ("prep interactions", "print_pipeline", "pipeline"),
    ("prep interactions", "print_sql", "printed-query"),
    ("prep interactions", "print_pyspark", "printed-query"),
    ("prep interactions", "", "manifest"),
    ("prep items", "dry_run", "prep-plan"),
    ("prep items", "print_pipeline", "pipeline"),
    ("prep items", "print_sql", "printed-query"),
    ("prep items", "print_pyspark", "printed-query"),
    ("prep items", "", "manifest"),
    ("prep users", "dry_run", "prep-plan"),
    ("prep users", "print_pipeline", "pipeline"),
    ("prep users", "print_sql", "printed-query"),
    ("prep users", "print_pyspark", "printed-query"),
    ("prep users", "", "manifest"),
    ("prep all", "dry_run", "prep-plans"),
    ("prep all", "", "manifests"),
    ("prep run", "dry_run", "prep-plan"),
    ("prep run", "print_sql", "printed-query"),
    ("prep run", "print_pyspark", "printed-query"),
    ("prep run", "", "manifest"),
    ("validate", "explain", "rule"),
    ("validate", "list_rules", "rules"),
    ("validate", "", "validation"),
    ("validate schema", "fix", "mended"),
    ("validate schema", "", "validation"),
    ("validate dataset", "", "validation"),
    ("validate filter", "", "filters"),
    ("recipes", "", "recipes"),
    ("schema list", "", "schemas"),
    ("schema show", "", "avro-schema"),
    ("schema infer", "", "avro-schema"),
    ("schema diff", "", "schema-diff"),
    ("stats", "against", "stats-against"),
    ("stats", "", "stats"),
    ("split", "", "split"),
    ("eval baselines", "explain_metrics", "metrics"),
    ("eval baselines", "", "eval"),
    ("eval lists", "print_sql", "printed-query"),
    ("eval lists", "", "lists"),
    ("eval recommendations", "explain_metrics", "metrics"),
    ("eval recommendations", "", "eval"),
    ("eval tune", "", "tune"),
    ("compare", "list_published", "published"),
    ("compare", "", "compare"),
    ("recommend", "examples", "examples"),
    ("recommend", "", "recommendations"),
    ("similar", "", "recommendations"),
    ("models", "", "models"),
    ("cost", "print_prices", "prices"),
    ("cost", "", "cost"),
    ("upload", "", "upload"),
    ("personalize plan", "", "workflow"),
    ("personalize apply", "dry_run", "apply-plan"),
    ("personalize apply", "", "service-journal"),
    ("personalize status", "", "status"),
    ("personalize metrics", "", "service-metrics"),
    ("personalize recommend", "", "live-list"),
    ("personalize delete", "", "deleted"),
    ("personalize deletion-file", "", "deletion-file"),
    ("policy bucket", "", "policy"),
    ("policy role", "", "policy"),
    ("policy trust", "", "policy"),
    ("policy kms", "", "policy"),
    ("history add", "", "past-run"),
    ("history", "", "history"),
    ("report", "markdown=-", "report-markdown"),
    ("report", "", "written"),
    ("completions", "", "completions"),
    ("man", "", "written"),
];

/// The document that the command `words` prints with the options of `matches`.
pub(super) fn of(words: &str, matches: &ArgMatches) -> Option<&'static str> {
    let mut own = PRINTED.iter().filter(|(command, ..)| *command == words);
    own.find(|(_, option, _)| is_typed(option, matches)).map(|(.., document)| *document)
}

fn is_typed(option: &str, matches: &ArgMatches) -> bool {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    if name.is_empty() {
        return true;
    }
    let is_there = matches.try_contains_id(name).is_ok()
        && matches.value_source(name) == Some(ValueSource::CommandLine);
    let mut values = matches.try_get_raw(name).ok().flatten().into_iter().flatten();
    is_there && (value.is_empty() || values.any(|typed| typed == OsStr::new(value)))
}
