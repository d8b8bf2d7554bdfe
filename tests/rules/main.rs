//! The linter's rules: each provoked alone, and random mutations of clean data found at their place.

mod apart;
mod clean;
mod each;
mod filter;
mod mutation;
mod own;
mod raw;
mod schema_mutation;
mod threads;

use std::path::Path;

use rehearsal::rule::Selection;
use rehearsal::schema::Domain;
use rehearsal::schema::check::check;
use rehearsal::validate::{Checked, Options, Report, check_group, check_table};

/// 2026-01-01.
pub(crate) const AS_OF: i64 = 1_767_225_600;

/// A finding as tests compare it: code, column and the line of the first example.
pub(crate) type Found = (String, Option<String>, Option<u64>);

/// All rules but the advice to have 50,000 interactions of 1,000 users, which small data breaks.
pub(crate) fn options() -> Options {
    let mut options = Options::new(AS_OF);
    options.selection =
        Selection::new(&[], &["Q505".to_owned(), "Q506".to_owned()]).expect("known").into();
    options.n_threads = 2;
    options
}

/// Files by name, each with the text of its schema.
pub(crate) struct Group<'a>(pub(crate) &'a [(&'a str, &'a str, &'a [u8])]);

impl Group<'_> {
    /// Everything that is found, file by file.
    pub(crate) fn report(&self, options: &Options) -> Report {
        let folder = tempfile::tempdir().expect("a folder");
        let mut found = Vec::new();
        let mut tables: Vec<Checked> = Vec::new();
        for (name, schema, bytes) in self.0 {
            let (read, violations) = check(schema, name, options.domain);
            assert!(
                violations
                    .iter()
                    .all(|found| !found.code.starts_with("S1") || options.domain != Domain::Custom),
                "{violations:?}"
            );
            let path = folder.path().join(name);
            write(&path, bytes);
            let schema = read.expect("the schema can be used");
            tables.push(check_table(&path, &schema, options).expect("the file can be read"));
        }
        check_group(&mut tables, options).expect("the files can be read again");
        found.extend(tables.into_iter().flat_map(Checked::into_found));
        Report::new(found)
    }

    pub(crate) fn found(&self, options: &Options) -> Vec<Found> {
        let report = self.report(options);
        let place = |found: &rehearsal::rule::Violation| {
            let line = found.examples.first().map(|example| example.line);
            (found.code.clone(), found.column.clone(), line)
        };
        report.violations.iter().map(place).collect()
    }
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("the file can be written");
}

/// What is found in one file.
pub(crate) fn found(name: &str, schema: &str, bytes: &[u8], options: &Options) -> Vec<Found> {
    Group(&[(name, schema, bytes)]).found(options)
}

/// A finding to compare with.
pub(crate) fn one(code: &str, column: Option<&str>, line: Option<u64>) -> Vec<Found> {
    vec![(code.to_owned(), column.map(str::to_owned), line)]
}
