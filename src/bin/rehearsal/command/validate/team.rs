//! A team's own settings, as files and options name them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::number::thousands;
use rehearsal::schema::Schema;
use rehearsal::source::opening;
use rehearsal::text::shorten;
use rehearsal::validate::Report;
use rehearsal::validate::team::{Baseline, BaselineOutcome, CheckedFiles, StaleFinding, TeamRules};

use crate::args::Checks;
use crate::output::Output;

/// The settings of a team.
pub(super) struct Team {
    pub(super) rules: TeamRules,
    /// The findings that it knows, and their file.
    baseline: Option<(PathBuf, Baseline)>,
    /// The files that are read for it.
    pub(super) inputs: Vec<PathBuf>,
}

/// The stale findings that are named one by one.
const STALE_MAX: usize = 8;

impl Team {
    /// Reads the files that the options name.
    pub(super) fn read(checks: &Checks) -> anyhow::Result<Self> {
        let (mut rules, mut inputs) = (TeamRules::default(), Vec::new());
        if let Some(path) = &checks.rules {
            rules = TeamRules::parse(&text(path)?, &path.display().to_string())?;
            inputs.push(path.clone());
        }
        // A file names its neighbours from where it lies.
        let beside = |name: &PathBuf| match &checks.rules {
            Some(rules) => rules.with_file_name(name),
            None => name.clone(),
        };
        let named = checks.baseline.clone().or_else(|| rules.baseline.as_ref().map(beside));
        let mut baseline = None;
        // What is about to be written anew need not be there.
        if let (Some(path), None) = (named, &checks.write_baseline) {
            let text = text(&path)
                .context("`--write-baseline FILE` writes such a file of known findings")?;
            let read = Baseline::parse(&text);
            let read = read.with_context(|| format!("cannot use `{}`", path.display()))?;
            inputs.push(path.clone());
            baseline = Some((path, read));
        }
        Ok(Self { rules, baseline, inputs })
    }

    /// The codes of its own rules.
    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.rules.own.iter().map(|own| own.rule.code).collect()
    }

    /// Checks that its own rules fit a schema.
    pub(super) fn expect_fit(&self, schema: &Schema) -> anyhow::Result<()> {
        Ok(self.rules.own.iter().try_for_each(|own| own.check(schema))?)
    }

    /// The report after tolerances, and without the findings that are known.
    pub(super) fn settle(
        &self,
        mut report: Report,
        selection: &rehearsal::rule::Selection,
        checked: CheckedFiles,
    ) -> Report {
        self.rules.tolerate(&mut report);
        if let Some((_, baseline)) = &self.baseline {
            baseline.leave_out(&mut report, selection, checked);
        }
        report
    }

    /// Says what a baseline left out, and what of it is gone.
    pub(super) fn say(&self, report: &Report, output: &Output) {
        let (Some((path, _)), Some(outcome)) = (&self.baseline, &report.baseline) else { return };
        let BaselineOutcome { known, stale } = outcome;
        let findings = if *known == 1 { "finding" } else { "findings" };
        let path = path.display();
        output.note(&format!("{path}: {} known {findings} left out", thousands(*known as u64)));
        if stale.is_empty() {
            return;
        }
        let mut text =
            format!("{path}: fewer are left of these; `--write-baseline {path}` writes it anew");
        for one in stale.iter().take(STALE_MAX) {
            let _ = write!(text, "\n  {}", gone(one));
        }
        if stale.len() > STALE_MAX {
            let _ = write!(text, "\n  and {} more", thousands((stale.len() - STALE_MAX) as u64));
        }
        output.note(&text);
    }
}

fn gone(stale: &StaleFinding) -> String {
    let StaleFinding { known, left } = stale;
    let column = known.column.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let place = shorten(&format!("{}{column} of {}", known.code, known.table), 100);
    format!("{place}: {} known, {} left", thousands(known.count), thousands(*left))
}

fn text(path: &Path) -> anyhow::Result<String> {
    if path.is_dir() {
        bail!("cannot read `{}`: it is a folder", path.display());
    }
    opening::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}
