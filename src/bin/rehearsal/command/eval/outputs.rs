//! The files that an evaluation writes.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rehearsal::experiment::PerUser;
use rehearsal::export::{AtomicFile, OutputFolder, Replace, finish_all};

use super::per_user::{per_user_file, write_per_user};
use crate::args::ScoringArgs;
use crate::run_folder::create;

/// The open files of results and of per-user values: all of them get their names, or none.
pub(super) struct Outputs<'a> {
    results: Vec<AtomicFile>,
    per_user: Option<AtomicFile>,
    per_user_path: Option<&'a Path>,
    /// The folders of the files, the last one first: one that was made is removed behind its file, if nothing comes of it.
    _folders: Vec<OutputFolder>,
}

impl<'a> Outputs<'a> {
    /// Opens a file at each of `paths`, and the one that `scoring` names for per-user values. Done first, so that a long
    /// run does not end at a file it may not write.
    pub(super) fn open(
        paths: &[PathBuf],
        scoring: &'a ScoringArgs,
        replace: &Replace,
        inputs: &[PathBuf],
    ) -> anyhow::Result<Self> {
        let opened =
            paths.iter().map(|path| create(path, replace).map(|(made, file)| (file, made)));
        let opened = opened.collect::<anyhow::Result<Vec<_>>>()?;
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let per_user = per_user_file(scoring, replace, inputs, &paths)?;
        let (results, mut folders): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
        let (per_user, folder) = per_user.unzip();
        folders.extend(folder);
        folders.reverse();
        let per_user_path = scoring.per_user.as_deref();
        Ok(Self { results, per_user, per_user_path, _folders: folders })
    }

    /// Writes the bytes of each result, in the order of the paths, and the per-user values.
    pub(super) fn write(&mut self, results: &[&[u8]], per_user: &PerUser) -> anyhow::Result<()> {
        self.write_results(results)?;
        self.write_per_user(per_user)
    }

    /// Writes the bytes of each result alone.
    pub(super) fn write_results(&mut self, results: &[&[u8]]) -> anyhow::Result<()> {
        for (file, bytes) in self.results.iter_mut().zip(results) {
            file.write_all(bytes)?;
        }
        Ok(())
    }

    /// Writes the per-user values alone, where a file is open for them.
    pub(super) fn write_per_user(&mut self, per_user: &PerUser) -> anyhow::Result<()> {
        let Some(file) = &mut self.per_user else { return Ok(()) };
        write_per_user(per_user, self.per_user_path, file)
    }

    /// Gives the files their names, together with those of saved models.
    pub(super) fn finish(self, saved: Vec<AtomicFile>) -> anyhow::Result<()> {
        let files = self.results.into_iter().chain(self.per_user).chain(saved);
        Ok(finish_all(files.collect())?)
    }
}
