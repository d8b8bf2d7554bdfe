//! The outputs of a report.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rehearsal::export::{AtomicFile, OutputFolder, finish_all};
use rehearsal::number::thousands;
use rehearsal::report::Inputs;
use rehearsal::rule::Severity;
use rehearsal::validate::team::Baseline;
use rehearsal::validate::{Report, junit, sarif};

use super::files::Place;
use super::printed;
use crate::args::{Checks, Deny, PageFile};
use crate::command::report::{expect_page, write_page};
use crate::output::{Output, Paint};
use crate::run_folder::{RunFolder, create, expect_different, expect_not_read, json};
use crate::verdict::Verdict;

const RESULT: &str = "validation.json";
/// The page of `--html` in the run folder.
const PAGE: &str = "validation.html";

/// The outputs that the report goes to. All files are opened before the data is read, so that none is
/// refused after a long check.
pub(super) struct Outputs<'a> {
    fails: Severity,
    sarif: Option<(OutputFolder, AtomicFile)>,
    junit: Option<(OutputFolder, AtomicFile)>,
    /// The file of the findings that are known from now on.
    baseline: Option<(OutputFolder, AtomicFile)>,
    /// The page for the browser, as it was named.
    page: Option<PageFile>,
    folder: &'a RunFolder,
    /// The run folder, if the report is a result of it.
    result: Option<&'a RunFolder>,
}

impl<'a> Outputs<'a> {
    /// Opens the files of the report on data in `place`; `rows` are the files of rows that are written beside it.
    pub(super) fn open(
        checks: &Checks,
        inputs: &[PathBuf],
        rows: &[&Path],
        place: Place,
        folder: &'a RunFolder,
    ) -> anyhow::Result<Self> {
        let open = |path: &Option<PathBuf>| {
            let Some(path) = path else { return Ok(None) };
            expect_not_read(path, inputs)?;
            create(path, folder.replace()).map(Some)
        };
        let is_result = place == Place::RunFolder || folder.is_named();
        let result = is_result.then(|| folder.file(RESULT));
        if let Some(page) = &checks.html {
            expect_page((page.named(), PAGE), inputs, folder)?;
        }
        let page = checks.html.as_ref().and_then(PageFile::named);
        let [sarif, junit, baseline] =
            [&checks.sarif, &checks.junit, &checks.write_baseline].map(Option::as_deref);
        let reports = [sarif, junit, baseline, page, result.as_deref()];
        let outputs = rows.iter().copied().chain(reports.into_iter().flatten());
        expect_different(&outputs.collect::<Vec<_>>())?;
        if is_result {
            folder.expect_free(RESULT)?;
        }
        Ok(Self {
            fails: denied(checks.deny),
            sarif: open(&checks.sarif)?,
            junit: open(&checks.junit)?,
            baseline: open(&checks.write_baseline)?,
            page: checks.html.clone(),
            folder,
            result: is_result.then_some(folder),
        })
    }

    /// Writes and prints a report, and gives the answer.
    pub(super) fn finish(self, report: &Report, output: &Output) -> anyhow::Result<Verdict> {
        let bytes = json(report)?;
        self.finish_as(report, &printed::describe(report), &bytes, output)
    }

    /// Does the same where more than the report is printed.
    pub(super) fn finish_as(
        self,
        report: &Report,
        text: &[(Paint, String)],
        printed: &[u8],
        output: &Output,
    ) -> anyhow::Result<Verdict> {
        output.findings(text, printed, report)?;
        let result =
            self.result.map(|folder| folder.written(RESULT, &json(report)?)).transpose()?;
        let mut files: Vec<_> = result.flatten().into_iter().collect();
        let sarif = self.sarif.map(|open| (open, json(&sarif(report))));
        let junit = self.junit.map(|open| (open, Ok(junit(report, self.fails).into_bytes())));
        let all_are_known = self.baseline.is_some();
        let known = Baseline::of(report);
        if let Some((_, file)) = &self.baseline {
            let n = thousands(known.findings.len() as u64);
            let path = file.path().display();
            output.note(&format!(
                "{path}: what is known from now on, by rule, table and column: {n}"
            ));
        }
        let baseline = self.baseline.map(|open| (open, json(&known)));
        for ((folder, mut file), bytes) in sarif.into_iter().chain(junit).chain(baseline) {
            file.write_all(&bytes?).map_err(|source| file.failed(source))?;
            files.push((folder, file));
        }
        let (_folders, files): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        finish_all(files)?;
        if let Some(page) = &self.page {
            let title = "What an import would meet".to_owned();
            let inputs = Inputs { title, validation: Some(report.clone()), ..Inputs::default() };
            write_page((page.named(), PAGE), &inputs, self.folder, output)?;
        }
        let denied = report.violations.iter().any(|found| found.severity <= self.fails);
        Ok(if denied && !all_are_known { Verdict::No } else { Verdict::Done })
    }
}

/// The least grave severity that makes the answer no.
pub(super) const fn denied(deny: Option<Deny>) -> Severity {
    match deny {
        None => Severity::Error,
        Some(Deny::Warnings) => Severity::Warning,
        Some(Deny::Advice) => Severity::Advice,
    }
}
