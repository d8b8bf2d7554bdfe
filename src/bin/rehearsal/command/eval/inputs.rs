//! The files that `eval baselines` reads.

use std::path::{Path, PathBuf};

use rehearsal::dataset::{Dataset, Reading, RowFilter};
use rehearsal::experiment::DataRecord;
use rehearsal::export::digest::FileRecord;
use rehearsal::source::door::Origin;
use rehearsal::split::SplitManifest;

use super::data::{check_catalogue, data_files, file_record};
use crate::args::EvalBaselines;
use crate::command::{cut, stats, table_text};
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::run_folder::{RunFolder, read_json};

/// The manifest that `split` writes beside its files.
const MANIFEST: &str = "split.manifest.json";

/// The files to read.
pub(super) struct Inputs {
    pub(super) interactions: PathBuf,
    pub(super) items: Option<PathBuf>,
    /// The files of a cut made elsewhere: held-out rows, and histories if they have a file.
    pub(super) cut: Option<(PathBuf, Option<PathBuf>)>,
}

impl Inputs {
    /// The files that were named, or those of the run folder.
    pub(super) fn of(args: &EvalBaselines, folder: &RunFolder) -> anyhow::Result<Self> {
        if let (Some(train), Some(held_out)) = (&args.train, &args.held_out) {
            return Ok(Self {
                interactions: train.clone(),
                items: args.files.items.clone(),
                cut: Some((held_out.clone(), args.history.clone())),
            });
        }
        let (interactions, items) = data_files(&args.files, folder)?;
        Ok(Self { interactions, items, cut: None })
    }

    /// The paths of all that is read.
    pub(super) fn all(&self) -> Vec<PathBuf> {
        let mut all = vec![self.interactions.clone()];
        all.extend(self.items.clone());
        if let Some((held_out, history)) = &self.cut {
            all.push(held_out.clone());
            all.extend(history.clone());
        }
        all
    }

    /// Reads the data, with a word on what is odd about it.
    pub(super) fn read(&self, args: &EvalBaselines, output: &Output) -> anyhow::Result<Dataset> {
        let mut interactions = vec![self.interactions.as_path()];
        if let Some((held_out, history)) = &self.cut {
            interactions.push(held_out);
            interactions.extend(history.as_deref());
        }
        let filter =
            if self.cut.is_none() { cut::filter(&args.cut)? } else { RowFilter::default() };
        let items = self.items.as_deref();
        let reward = args.scoring.reward.as_deref();
        let text = table_text::text(&args.text)?;
        // Of rows that are left out nothing is held.
        if filter == RowFilter::default() {
            let origin = Origin::new(&self.interactions, &text);
            guard::expect_fits(Holder::Eval, origin, output)?;
        }
        let dataset = Reading { interactions, items, filter, text, reward }.read()?;
        if !dataset.ended() {
            output.warn(&stats::cut_off(&self.interactions));
        }
        check_catalogue(&dataset, items, output)?;
        Ok(dataset)
    }

    /// The record of the data for the result.
    pub(super) fn record(
        &self,
        dataset: &Dataset,
        args: &EvalBaselines,
    ) -> anyhow::Result<DataRecord> {
        let cut = self.cut.as_ref();
        let items = self.items.as_deref().map(file_record).transpose()?;
        let held_out = cut.map(|(held_out, _)| file_record(held_out)).transpose()?;
        let history = cut.and_then(|(_, history)| history.as_deref());
        let interactions = file_record(&self.interactions)?;
        Ok(DataRecord {
            cut_from: cut.and_then(|(path, _)| cut_from(path, [held_out.as_ref()?, &interactions])),
            interactions: Some(interactions),
            items_file: items,
            held_out_file: held_out,
            history_file: history.map(file_record).transpose()?,
            event_type: args.cut.event_type.clone(),
            event_value_threshold: args.cut.event_value_threshold,
            ..DataRecord::new(dataset)
        })
    }
}

/// The file that `split` cut, where its manifest lies beside the held-out rows and names these very files.
fn cut_from(path: &Path, files: [&FileRecord; 2]) -> Option<FileRecord> {
    let manifest: SplitManifest = read_json(&path.with_file_name(MANIFEST)).ok()?;
    let is_of_it = |file: &FileRecord| manifest.outputs.iter().any(|one| one.sha256 == file.sha256);
    files.into_iter().all(is_of_it).then_some(manifest.input)
}
