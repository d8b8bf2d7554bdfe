//! Drops results that do not belong together, so that they never stand on one page.

use super::inputs::Inputs;
use crate::export::Manifest;
use crate::export::digest::FileRecord;

impl Inputs {
    /// Takes out every result that rests on other interactions than the newest prepared file, or on
    /// another evaluation, and says which in sentences. The commands that led here are kept only
    /// when nothing is taken out.
    ///
    /// The newest file is the one of the manifest; without a manifest, the one that was evaluated.
    pub fn drop_stale(&mut self) -> Vec<String> {
        let mut dropped = Vec::new();
        let prepared = self.manifests.iter().flatten().find_map(interactions_file);
        let evaluated = || self.eval.as_ref().and_then(|eval| eval.data.source().cloned());
        if let Some(current) = prepared.or_else(evaluated) {
            self.drop_older(&current, &mut dropped);
        }
        let evaluated = self.eval.is_some().then_some(self.eval_sha256.as_str());
        take_if(&mut self.comparison, "compare", &mut dropped, |comparison| {
            evaluated.is_none_or(|digest| !comparison.rests_on(digest))
        });
        if let Some(stats) = &self.stats {
            let (bytes, rows) = (stats.file.bytes, stats.interactions as u64);
            take_if(&mut self.validation, "validate schema", &mut dropped, |validation| {
                let mut files = validation.files.iter();
                files.any(|file| {
                    let data = file.dataset == "interactions" && file.rows > 0;
                    data && (file.bytes, file.rows) != (bytes, rows)
                })
            });
        }
        if !dropped.is_empty() {
            self.commands.clear();
        }
        self.left_out.clone_from(&dropped);
        dropped
    }

    /// Takes out what rests on other interactions than `current`.
    fn drop_older(&mut self, current: &FileRecord, dropped: &mut Vec<String>) {
        let is = |found: &str| found == current.sha256;
        take_if(&mut self.stats, "stats", dropped, |stats| !is(&stats.file.sha256));
        take_if(&mut self.eval, "eval baselines", dropped, |eval| {
            eval.data.source().is_none_or(|file| !is(&file.sha256))
        });
        take_if(&mut self.cost, "cost", dropped, |cost| {
            !cost.interactions_sha256.is_empty() && !is(&cost.interactions_sha256)
        });
        // Of a cut that is current, what was learnt from is current too.
        let learnt = self.eval.as_ref().and_then(|eval| eval.data.interactions.clone());
        take_if(&mut self.tuned, "eval tune", dropped, |tuned| {
            let is_learnt =
                learnt.as_ref().is_some_and(|file| file.sha256 == tuned.interactions_sha256);
            !is(&tuned.interactions_sha256) && !is_learnt
        });
        take_if(&mut self.recommendations, "recommend", dropped, |list| {
            !is(&list.interactions_sha256)
        });
        take_if(&mut self.examples, "recommend --examples", dropped, |examples| {
            !is(&examples.interactions_sha256)
        });
        // It keeps no digest.
        take_if(&mut self.validation, "validate schema", dropped, |validation| {
            let data = validation
                .files
                .iter()
                .filter(|file| file.dataset == "interactions" && file.rows > 0);
            data.into_iter().any(|file| file.bytes != current.bytes)
        });
    }
}

/// The interactions file that a manifest says was written.
fn interactions_file(manifest: &Manifest) -> Option<FileRecord> {
    let is_data = |path: &str| path.ends_with("interactions.csv");
    manifest.outputs.iter().find(|file| is_data(&file.path)).cloned()
}

fn take_if<T>(
    part: &mut Option<T>,
    command: &str,
    dropped: &mut Vec<String>,
    is_stale: impl FnOnce(&T) -> bool,
) {
    if part.as_ref().is_some_and(is_stale) {
        *part = None;
        dropped.push(format!(
            "the result of `{command}` rests on an older file and is left out; run it again"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::export::digest::FileRecord;
    use crate::stats::describe;

    fn file(path: &str, digest: &str) -> FileRecord {
        FileRecord { path: path.into(), bytes: 1, sha256: digest.into() }
    }

    fn inputs(prepared: &str, described: &str) -> Inputs {
        let dataset = Dataset::from_rows(&[("1", "a", "", 1)]);
        let written = vec![file("run/interactions.csv", prepared)];
        Inputs {
            stats: Some(describe(&dataset, file("run/interactions.csv", described), 1_800)),
            manifests: vec![Some(Manifest::new(Vec::new(), Vec::new(), written, Vec::new()))],
            commands: vec!["rehearsal stats".into()],
            ..Inputs::default()
        }
    }

    #[test]
    fn results_of_the_same_file_stay() {
        let mut inputs = inputs("one", "one");
        assert_eq!(inputs.drop_stale(), [] as [String; 0]);
        assert!(inputs.stats.is_some() && inputs.commands.len() == 1);
    }

    #[test]
    fn results_of_an_older_file_go_and_the_commands_with_them() {
        let mut inputs = inputs("two", "one");
        assert_eq!(inputs.drop_stale().len(), 1);
        assert!(inputs.stats.is_none() && inputs.commands.is_empty());
    }
}
