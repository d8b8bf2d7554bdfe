//! The run folder: where commands find and leave their files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::export::atomic::clear_leftovers;
use rehearsal::export::replace::take_replaced;
use rehearsal::export::{AtomicFile, OutputFolder, Replace, ReplaceRule, finish_all};
use rehearsal::source::{files, opening, remote};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::args::Global;
use crate::version::Versioned;

#[derive(Debug, Clone)]
pub(crate) struct RunFolder {
    path: PathBuf,
    /// True if it was named on the command line.
    named: bool,
    replace: Replace,
}

/// The folder of pictures in the run folder.
pub(crate) const CHARTS: &str = "charts/";

/// The folder where none is named.
pub(crate) const DEFAULT: &str = "rehearsal-run";

impl RunFolder {
    /// The folder that was named, for the outputs of the command `by`.
    pub(crate) fn new(global: &Global, by: &str) -> Self {
        let path = global.run.clone().unwrap_or_else(|| DEFAULT.into());
        let rule = match (global.force, global.no_clobber) {
            (true, _) => ReplaceRule::Anything,
            (false, true) => ReplaceRule::Nothing,
            (false, false) => ReplaceRule::Own,
        };
        Self { path, named: global.run.is_some(), replace: Replace::new(rule, by) }
    }

    /// The folder that an argument names, or this one where it names none.
    pub(crate) fn or_named(&self, argument: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = argument else { return Ok(self.clone()) };
        if self.named {
            bail!("the run folder is named twice: once by `--run`, once as an argument");
        }
        if remote::url(path).is_some() {
            bail!("`{}`: expected a run folder on the disk", path.display());
        }
        Ok(self.at(path))
    }

    /// This folder's rules for another folder.
    pub(crate) fn at(&self, path: &Path) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whether it was named on the command line: then results on files from elsewhere go there too.
    pub(crate) fn is_named(&self) -> bool {
        self.named
    }

    /// The rule on what may be replaced, in this folder and elsewhere.
    pub(crate) fn replace(&self) -> &Replace {
        &self.replace
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// `given`, or the file `name` of this folder, which must then be there; `made_by` says how.
    pub(crate) fn input(
        &self,
        given: Option<&Path>,
        name: &str,
        made_by: &str,
    ) -> anyhow::Result<PathBuf> {
        let path = given.map_or_else(|| self.file(name), ToOwned::to_owned);
        if given.is_none() && !remote::is_file(&path) {
            bail!("`{}` is not there; `rehearsal {made_by}` makes it", path.display());
        }
        Ok(path)
    }

    /// `given`, or the interactions of this folder, in any format or in parts, which must then be there.
    pub(crate) fn interactions(&self, given: Option<&Path>) -> anyhow::Result<PathBuf> {
        if let Some(path) = given {
            return Ok(path.to_owned());
        }
        self.prepared("interactions")?.with_context(|| {
            let path = self.file("interactions.csv");
            format!("`{}` is not there; `rehearsal prep interactions` makes it", path.display())
        })
    }

    /// The file or the folder of parts of the dataset `stem`, if there is one.
    pub(crate) fn prepared(&self, stem: &str) -> anyhow::Result<Option<PathBuf>> {
        Ok(files::prepared(&self.path, stem)?)
    }

    /// Opens the file `name` for writing; the folder is made, and removed again if nothing comes of
    /// it.
    pub(crate) fn create(&self, name: &str) -> anyhow::Result<(OutputFolder, AtomicFile)> {
        create(&self.file(name), &self.replace_of(name))
    }

    /// Checks that the file `name` may be written.
    pub(crate) fn expect_free(&self, name: &str) -> anyhow::Result<()> {
        Ok(self.replace_of(name).expect_file(&self.file(name))?)
    }

    /// The rule on replacing `name`: two commands draw the same charts, and each may replace what the other drew.
    fn replace_of(&self, name: &str) -> Replace {
        if name.starts_with(CHARTS) {
            self.replace.for_command("report")
        } else {
            self.replace.clone()
        }
    }

    /// Writes a small result. One that is there with the same bytes is left as it is.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.write_all(&[(name, bytes)])
    }

    /// Writes several small results, all or none.
    pub(crate) fn write_all(&self, results: &[(&str, &[u8])]) -> anyhow::Result<()> {
        let mut folders = Vec::new();
        let mut files = Vec::new();
        for &(name, bytes) in results {
            let Some((folder, file)) = self.written(name, bytes)? else { continue };
            folders.push(folder);
            files.push(file);
        }
        Ok(finish_all(files)?)
    }

    /// A small result that is written and not yet named; `None` where the same bytes are there.
    pub(crate) fn written(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> anyhow::Result<Option<(OutputFolder, AtomicFile)>> {
        let path = self.file(name);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            // A run that was killed may have left it unnamed.
            clear_leftovers(path.parent().unwrap_or(Path::new(".")));
            return Ok(None);
        }
        let (folder, mut file) = self.create(name)?;
        file.write_all(bytes).map_err(|source| file.failed(source))?;
        Ok(Some((folder, file)))
    }

    /// Reads the JSON result `name`, if it is there.
    pub(crate) fn read_json<T: DeserializeOwned + Versioned>(
        &self,
        name: &str,
    ) -> anyhow::Result<Option<T>> {
        let path = self.file(name);
        if path.exists() { read_json(&path).map(Some) } else { Ok(None) }
    }
}

/// Refuses to write onto a file that is being read, whatever `--force` says.
pub(crate) fn expect_not_read(output: &Path, inputs: &[PathBuf]) -> anyhow::Result<()> {
    let Ok(there) = output.canonicalize() else { return Ok(()) };
    if inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == there)) {
        bail!("`{}` is an input of this very command; choose another output", output.display());
    }
    Ok(())
}

/// Refuses two outputs that are one file, however it is written.
pub(crate) fn expect_different(outputs: &[&Path]) -> anyhow::Result<()> {
    let plain = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        // A folder that is not there yet has no other name than the one given.
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        folder.join(path.file_name().unwrap_or_default())
    };
    for (at, output) in outputs.iter().enumerate() {
        if outputs[..at].iter().any(|other| plain(other) == plain(output)) {
            bail!(
                "`{}` would be written twice: each output needs a file of its own",
                output.display()
            );
        }
    }
    Ok(())
}

/// Opens `path` for writing and makes the folder it lies in.
pub(crate) fn create(path: &Path, replace: &Replace) -> anyhow::Result<(OutputFolder, AtomicFile)> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let made = OutputFolder::create(folder.unwrap_or(Path::new(".")))?;
    let file = AtomicFile::create(path, replace)?;
    Ok((made, file))
}

/// The most names that stand in one line.
const NAMES_MAX: usize = 8;

/// One line on what the program has replaced so far; `None` where it was nothing.
pub(crate) fn replaced() -> Option<String> {
    let all = take_replaced();
    let [other, same] = [false, true].map(|wanted| {
        let is_wanted =
            |&(_, is_same): &(&PathBuf, &Option<bool>)| is_same.unwrap_or(false) == wanted;
        let names = all.iter().filter(is_wanted).map(|(path, _)| path.display().to_string());
        listed(&names.collect::<Vec<_>>())
    });
    let parts = [("replaced", other), ("the same bytes again", same)];
    let said = parts.into_iter().filter_map(|(what, names)| Some(format!("{what}: {}", names?)));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn listed(names: &[String]) -> Option<String> {
    let shown = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        count if count > NAMES_MAX => Some(format!("{shown} and {} more", count - NAMES_MAX)),
        _ => Some(shown),
    }
}

/// The version that a result says.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<u32>,
}

/// Reads a JSON file that this program wrote, of this version or an older one.
pub(crate) fn read_json<T: DeserializeOwned + Versioned>(path: &Path) -> anyhow::Result<T> {
    let shown = path.display();
    let text = opening::read_to_string(path).with_context(|| format!("cannot read `{shown}`"))?;
    let foreign = || format!("`{shown}` is not a result of this program");
    let Head { schema_version: found } = serde_json::from_str(&text).with_context(foreign)?;
    if let Some(found) = found.filter(|found| *found > T::VERSION) {
        bail!(
            "`{shown}` has schema_version {found}, and this program reads up to {}: a newer version of it wrote the file; \
             use that one, or make the result anew with this one",
            T::VERSION
        );
    }
    let read = serde_json::from_str(&text);
    if let (Err(_), Some(found)) = (&read, found.filter(|found| *found < T::OLDEST)) {
        bail!(
            "`{shown}` has schema_version {found}, and this program reads from {} on: make the result anew",
            T::OLDEST
        );
    }
    read.with_context(foreign)
}

/// Pretty JSON with a line break at its end: what is written and what `--format json` prints.
pub(crate) fn json<T: Serialize>(value: &T) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
