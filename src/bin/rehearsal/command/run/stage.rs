//! The stages of a project: a command each, the stages that it needs, and the files that it writes.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::source::files;
use rehearsal::stage::STATE;

use crate::args::PROJECT_FILE;
use crate::command::compare::PER_USER;
use crate::command::prep;
use crate::run_folder::RunFolder;
use crate::settings::{Effective, Kind, Origin, Setting, Settings, has_option};

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    PrepAll,
    PrepInteractions,
    PrepItems,
    PrepUsers,
    Validate,
    Stats,
    Split,
    Eval,
    Compare,
    Recommend,
    Cost,
    Report,
}

/// The option of `validate` for a file with rules, and the table of the project file.
pub(super) const RULES: &str = "rules";

/// The stages that prepare data.
pub(super) const PREPARING: [Stage; 4] =
    [Stage::PrepAll, Stage::PrepInteractions, Stage::PrepItems, Stage::PrepUsers];

/// The stages of the project, in the order in which they are done.
///
/// # Errors
/// When nothing says which data it is about.
pub(super) fn all(settings: &Settings) -> anyhow::Result<Vec<Stage>> {
    let is_asked = |stage: &Stage| settings.mentions(stage.path());
    let mut stages: Vec<Stage> = PREPARING.into_iter().filter(is_asked).collect();
    if stages.is_empty() {
        match settings.file() {
            None => bail!(
                "no `{PROJECT_FILE}` is here: `rehearsal init` looks at the data of this folder and writes it; `--config FILE` \
                 names another"
            ),
            Some(file) => bail!(
                "`{}` names no data: expected a table `[prep.all]` for a MovieLens release, or `[prep.interactions]` \
                 for any other; `rehearsal init` writes them",
                file.display()
            ),
        }
    }
    stages.extend([Stage::Validate, Stage::Stats]);
    stages.extend(Some(Stage::Split).filter(is_asked));
    stages.push(Stage::Eval);
    let optional = [Stage::Compare, Stage::Recommend, Stage::Cost];
    stages.extend(optional.into_iter().filter(is_asked));
    stages.push(Stage::Report);
    Ok(stages)
}

impl Stage {
    /// All stages that there are.
    pub(super) const ALL: [Self; 12] = [
        Self::PrepAll,
        Self::PrepInteractions,
        Self::PrepItems,
        Self::PrepUsers,
        Self::Validate,
        Self::Stats,
        Self::Split,
        Self::Eval,
        Self::Compare,
        Self::Recommend,
        Self::Cost,
        Self::Report,
    ];

    /// The words of its command.
    pub(super) const fn path(self) -> &'static [&'static str] {
        match self {
            Self::PrepAll => &["prep", "all"],
            Self::PrepInteractions => &["prep", "interactions"],
            Self::PrepItems => &["prep", "items"],
            Self::PrepUsers => &["prep", "users"],
            Self::Validate => &["validate", "dataset"],
            Self::Stats => &["stats"],
            Self::Split => &["split"],
            Self::Eval => &["eval", "baselines"],
            Self::Compare => &["compare"],
            Self::Recommend => &["recommend"],
            Self::Cost => &["cost"],
            Self::Report => &["report"],
        }
    }

    /// Its name: the words of its command.
    pub(super) fn name(self) -> String {
        self.path().join(" ")
    }

    /// Tells whether it prepares data.
    pub(super) fn prepares(self) -> bool {
        PREPARING.contains(&self)
    }

    /// Tells whether it reads what `other` writes.
    pub(super) fn needs(self, other: Self) -> bool {
        let prepares = |stage: Self| PREPARING.contains(&stage);
        match self {
            Self::Compare => other == Self::Eval,
            Self::Recommend => prepares(other) || other == Self::Eval,
            Self::Report => self != other,
            stage => !prepares(stage) && prepares(other),
        }
    }

    /// The options that name files which it writes.
    pub(super) const fn writes(self) -> &'static [&'static str] {
        match self {
            Self::Validate => &["sarif", "junit", "html", "write-baseline"],
            Self::Stats => &["html"],
            Self::PrepInteractions
            | Self::PrepItems
            | Self::PrepUsers
            | Self::Split
            | Self::Recommend => &["output"],
            Self::Eval => &["per-user", "save"],
            Self::PrepAll | Self::Compare | Self::Cost => &[],
            Self::Report => &["markdown", "csv"],
        }
    }

    /// The options with which its results would not be where the stages behind it look for them.
    const fn refused(self) -> &'static [&'static str] {
        match self {
            Self::PrepAll => &["dry-run"],
            Self::PrepInteractions | Self::PrepItems | Self::PrepUsers => {
                &["output", "dry-run", "print-pipeline", "print-sql", "print-pyspark"]
            }
            Self::Eval => &["explain-metrics"],
            Self::Compare => &["list-published"],
            Self::Cost => &["print-prices"],
            _ => &[],
        }
    }

    /// Checks that its options leave its results in the run folder.
    pub(super) fn expect_in_run_folder(self, command: &Effective) -> anyhow::Result<()> {
        for value in &command.values {
            let is_set = value.origin != Origin::Default && value.values != ["false"];
            if is_set && self.refused().contains(&value.option.as_str()) {
                bail!(
                    "`{}` of `[{}]` ({}): the stages behind it read its results from the run folder; take it out, or run \
                     `rehearsal {}` by itself",
                    value.option,
                    self.path().join("."),
                    value.origin,
                    self.name()
                );
            }
        }
        Ok(())
    }

    /// The names, or their beginnings, of files in the run folder that it writes.
    const fn results(self) -> &'static [&'static str] {
        match self {
            Self::PrepAll => &["interactions.", "items.", "users."],
            Self::PrepInteractions => &["interactions."],
            Self::PrepItems => &["items."],
            Self::PrepUsers => &["users."],
            Self::Validate => &["validation.json", "validation.html"],
            Self::Stats => &["stats."],
            Self::Split => &["split/"],
            Self::Eval => &["eval.json"],
            Self::Compare => &["compare.json"],
            Self::Recommend => &["examples.json"],
            Self::Cost => &["cost.json"],
            Self::Report => &["report.html"],
        }
    }

    /// The options that `run` sets where nothing else does.
    pub(super) fn supplied(
        self,
        stages: &[Self],
        settings: &Settings,
        folder: &RunFolder,
    ) -> anyhow::Result<Vec<Setting>> {
        match self {
            Self::Validate => Ok(checks(stages, settings)),
            Self::Eval if stages.contains(&Self::Compare) => {
                let path = folder.file(PER_USER);
                let path = path.to_str().context("the run folder's name is not UTF-8")?;
                Ok(vec![Setting::supplied("per-user", path)])
            }
            Self::Recommend => Ok(vec![Setting::supplied_switch("examples")]),
            _ => Ok(Vec::new()),
        }
    }

    /// The files and folders that it reads from outside of the run folder.
    pub(super) fn reads(self, command: &Effective) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for value in &command.values {
            let is_path = matches!(value.kind, Kind::Path | Kind::PathOrText);
            let is_global = ["run", "temp-dir"].contains(&value.option.as_str());
            // Of the project file its rules count, and no other table.
            let is_own = value.option == RULES && value.origin == Origin::Supplied;
            if !is_path || is_global || is_own || self.writes().contains(&value.option.as_str()) {
                continue;
            }
            for text in &value.values {
                let behind = text.split_once('=').map(|(_, path)| path);
                let is_there = |path: &&str| files::find(Path::new(path)).is_ok();
                let found = [Some(text.as_str()), behind].into_iter().flatten().find(is_there);
                paths.extend(found.map(PathBuf::from));
            }
        }
        let has_input =
            command.values.iter().any(|one| one.option == "input" && !one.values.is_empty());
        if PREPARING.contains(&self) && !has_input {
            paths.push(prep::nearby_input()?);
        }
        Ok(sorted(paths))
    }

    /// The files that it wrote.
    pub(super) fn outputs(
        self,
        folder: &RunFolder,
        command: &Effective,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        let named =
            command.values.iter().filter(|one| self.writes().contains(&one.option.as_str()));
        for text in named.flat_map(|value| &value.values) {
            if let Ok(found) = files::find(Path::new(text)) {
                paths.extend(found.parts.into_iter().map(|part| part.path));
            }
        }
        let entries = std::fs::read_dir(folder.path());
        let entries =
            entries.with_context(|| format!("cannot list `{}`", folder.path().display()))?;
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.path().is_dir();
            let name = if is_folder { format!("{name}/") } else { name };
            let is_result = |result: &str| name.starts_with(result) || is_parts(&name, result);
            if name == STATE || !self.results().iter().any(|result| is_result(result)) {
                continue;
            }
            if is_folder {
                let parts = files::find(&entry.path())?.parts;
                paths.extend(parts.into_iter().map(|part| part.path));
            } else {
                paths.push(entry.path());
            }
        }
        Ok(sorted(paths))
    }
}

/// The options of `validate` that follow from the project: the domain that the data is prepared for, and the file's
/// own table of rules.
fn checks(stages: &[Stage], settings: &Settings) -> Vec<Setting> {
    let prepares = stages.iter().find(|stage| PREPARING.contains(stage));
    let prepared = prepares.map(|stage| settings.values(stage.path())).unwrap_or_default();
    let domain = prepared.iter().find(|value| value.option == "domain");
    let domain = domain.and_then(|value| value.values.first());
    let mut supplied: Vec<Setting> =
        domain.map(|name| Setting::supplied("domain", name)).into_iter().collect();
    let file = settings.file().and_then(Path::to_str).filter(|_| settings.rules().is_some());
    if let Some(file) = file.filter(|_| has_option(Stage::Validate.path(), RULES)) {
        supplied.push(Setting::supplied(RULES, file));
    }
    supplied
}

/// Tells whether a folder holds the parts of a result: `items/` those of `items.`.
fn is_parts(name: &str, result: &str) -> bool {
    result.strip_suffix('.').is_some_and(|stem| name.strip_suffix('/') == Some(stem))
}

/// The stages that a word such as `eval` names: that one, or all of `prep`.
pub(super) fn named(stages: &[Stage], word: &str) -> anyhow::Result<std::ops::Range<usize>> {
    let is_it = |stage: &Stage| {
        let name = stage.name();
        name == word || name.split(' ').next() == Some(word)
    };
    let first = stages.iter().position(is_it);
    let last = stages.iter().rposition(is_it);
    let Some((first, last)) = first.zip(last) else {
        let names: Vec<String> = stages.iter().map(|stage| stage.name()).collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = rehearsal::param::hint(word, &known);
        bail!("no stage `{word}`{hint}; this project has {}", names.join(", "));
    };
    Ok(first..last + 1)
}

/// Paths in the order of their names, each once.
fn sorted(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort();
    paths.dedup();
    paths
}
