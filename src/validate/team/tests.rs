use std::sync::Arc;

use super::*;
use crate::rule::{self, Example, Findings, Rule, Selection, Severity};
use crate::validate::report::{FileFindings, FileSummary, Report};

/// The findings on a file of interactions: rules with a column and a count.
fn file(path: &str, rows: u64, found: &[(&'static Rule, Option<&str>, u64)]) -> FileFindings {
    let mut findings = Findings::new(path, 5, &Arc::new(Selection::default()));
    for &(rule, column, count) in found {
        let example = Example { line: 2, value: "x".to_owned(), position: None, excerpt: None };
        findings.add_counted(rule, column, count, vec![example], || "what is wrong".to_owned());
    }
    let dataset = "interactions".to_owned();
    let summary = FileSummary { path: path.to_owned(), dataset, rows, bytes: 1 };
    FileFindings { summary, violations: findings.into_violations() }
}

fn rules(tolerance: &str) -> TeamRules {
    TeamRules::parse(&format!("[rules.tolerance]\n{tolerance}\n"), "r").expect("rules")
}

#[test]
fn a_finding_at_its_bound_is_a_note_and_one_more_is_an_error() {
    let of = |count: u64, bound: &str| {
        let found = [(&rule::VALUE_TYPE, Some("A"), count), (&rule::VALUE_TOO_OLD, None, 1)];
        let mut report = Report::new(vec![file("f.csv", 158_371, &found)]);
        rules(bound).tolerate(&mut report);
        report
    };
    let within = of(158, "V301 = \"0.1%\"");
    let severities: Vec<_> = within.violations.iter().map(|found| found.severity).collect();
    assert_eq!(severities, [Severity::Warning, Severity::Note]);
    assert_eq!(
        within.violations[1].message,
        "what is wrong; within the tolerance of 0.1 %: 158 of 158,371 rows"
    );
    let summary = within.summary;
    assert_eq!((summary.errors, summary.warnings, summary.notes), (0, 1, 1));
    let over = of(159, "V301 = \"0.1%\"");
    assert_eq!((over.summary.errors, over.summary.notes), (1, 0));
    assert_eq!(
        over.violations[0].message,
        "what is wrong; over the tolerance of 0.1 %: 159 of 158,371 rows"
    );
    assert_eq!(of(100, "V301 = 100").summary.errors, 0);
    assert_eq!(of(101, "V301 = 100").summary.errors, 1);
    assert_eq!(of(158, "V302 = \"100%\"").summary.errors, 1, "another rule's bound");
}

#[test]
fn each_file_and_column_has_its_own_bound() {
    let parts = vec![
        file(
            "a.csv",
            1_000,
            &[(&rule::VALUE_TYPE, Some("A"), 10), (&rule::VALUE_TYPE, Some("B"), 10)],
        ),
        file("b.csv", 999, &[(&rule::VALUE_TYPE, Some("A"), 10)]),
    ];
    let mut report = Report::new(parts);
    rules("V301 = \"1%\"").tolerate(&mut report);
    assert_eq!((report.summary.errors, report.summary.notes), (1, 2));
    // Ids are no rows.
    let mut report = Report::new(vec![file("a.csv", 9, &[(&rule::CROSS_UNKNOWN_ITEM, None, 3)])]);
    rules("X601 = 3").tolerate(&mut report);
    assert!(
        report.violations[0].message.ends_with("within the tolerance of 3: found 3"),
        "{report:?}"
    );
}

fn leave_out(baseline: &Baseline, found: FileFindings, selection: &Selection) -> Report {
    let mut report = Report::new(vec![found]);
    baseline.leave_out(&mut report, selection, CheckedFiles::Alone);
    report
}

#[test]
fn what_is_known_is_left_out_and_what_grew_says_from_what() {
    let before = [
        file("day=1/a.csv", 9, &[(&rule::VALUE_TYPE, Some("A"), 3)]),
        file(
            "day=1/b.csv",
            9,
            &[(&rule::VALUE_TYPE, Some("A"), 2), (&rule::REPEATED_ROW, None, 4)],
        ),
    ];
    let baseline = Baseline::of(&Report::new(before.into()));
    let written = serde_json::to_string(&baseline).expect("JSON");
    assert_eq!(Baseline::parse(&written).expect("what was written"), baseline);
    assert_eq!(baseline.findings.len(), 2, "{baseline:?}");
    let all = Selection::default();
    let now = |count| {
        let found = [(&rule::VALUE_TYPE, Some("A"), count), (&rule::REPEATED_ROW, None, 4)];
        leave_out(&baseline, file("day=2/c.csv", 9, &found), &all)
    };
    // Other files and lines, and no more of it.
    let same = now(5);
    assert!(same.violations.is_empty() && same.summary.errors == 0, "{same:?}");
    assert_eq!(same.baseline, Some(BaselineOutcome { known: 2, stale: Vec::new() }));
    let grown = now(6);
    assert_eq!(grown.summary.errors, 1);
    assert_eq!(grown.violations[0].message, "what is wrong; 5 known, 6 now");
    let fewer = now(4).baseline.expect("an outcome");
    assert_eq!((fewer.known, fewer.stale[0].left, fewer.stale[0].known.count), (2, 4, 5));
    let new = leave_out(&baseline, file("c.csv", 9, &[(&rule::VALUE_TYPE, Some("B"), 1)]), &all);
    assert_eq!((new.summary.errors, new.baseline.expect("an outcome").stale.len()), (1, 2));
}

#[test]
fn nothing_is_gone_that_was_not_looked_for() {
    let found = [(&rule::CROSS_UNKNOWN_ITEM, None, 3), (&rule::VALUE_TYPE, Some("A"), 1)];
    let baseline = Baseline::of(&Report::new(vec![file("a.csv", 9, &found)]));
    let selection = Selection::new(&[], &["V3".to_owned()]).expect("known");
    let report = leave_out(&baseline, file("a.csv", 9, &[]), &selection);
    assert_eq!(report.baseline, Some(BaselineOutcome::default()));
    let mut together = Report::new(vec![file("a.csv", 9, &[])]);
    baseline.leave_out(&mut together, &selection, CheckedFiles::Together);
    let stale = together.baseline.expect("an outcome").stale;
    assert_eq!(stale.iter().map(|one| one.known.code.as_str()).collect::<Vec<_>>(), ["X601"]);
    let mut items = file("items.csv", 9, &[]);
    items.summary.dataset = "items".to_owned();
    let mut items = Report::new(vec![items]);
    baseline.leave_out(&mut items, &Selection::default(), CheckedFiles::Together);
    assert_eq!(items.baseline, Some(BaselineOutcome::default()), "another table");
}

#[test]
fn a_note_is_neither_written_nor_left_out() {
    let mut report = Report::new(vec![file("a.csv", 9, &[(&rule::VALUE_TYPE, Some("A"), 1)])]);
    rules("V301 = 1").tolerate(&mut report);
    assert_eq!(Baseline::of(&report).findings, []);
    let known =
        Baseline::of(&Report::new(vec![file("a.csv", 9, &[(&rule::VALUE_TYPE, Some("A"), 1)])]));
    known.leave_out(&mut report, &Selection::default(), CheckedFiles::Alone);
    assert_eq!(report.summary.notes, 1);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let refused = |text: &str| Baseline::parse(text).expect_err("refused").to_string();
    assert!(refused("[]").starts_with("it is no baseline: "));
    assert!(refused(r#"{"schema_version": 2, "findings": []}"#).contains("the form 2"));
    assert!(
        refused(r#"{"schema_version": 1, "findings": [{"code": "V301"}]}"#)
            .contains("missing field")
    );
}
