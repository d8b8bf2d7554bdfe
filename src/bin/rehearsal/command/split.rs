//! `split`: a cut as files, to ask Personalize and our baselines the same.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, Reading, RowFilter};
use rehearsal::export::digest::{FileRecord, HashingWriter};
use rehearsal::export::{AtomicFile, OutputFolder, Replace, finish_all};
use rehearsal::param::within;
use rehearsal::report::{held_out_line, leak_lines, order_line, protocol_words};
use rehearsal::source::door::Origin;
use rehearsal::split::{
    Cut, CutFiles, Fold, HoldOut, Protocol, RowOrder, SplitManifest, manifest, write_cut,
};

use super::view::Said;
use super::{cut, table_text};
use crate::args::{Split, ViewName};
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::readable::{count, table, wrap};
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::verdict::Verdict;
use rehearsal::text::shell_word;

const NAMES: [&str; 5] =
    ["train.csv", "history.csv", "held-out.csv", "import.csv", "batch-input.jsonl"];
/// The file of the window, only of a cut in time.
const WINDOW: &str = "window.csv";
const MANIFEST: &str = "split.manifest.json";
/// The default number of folds, as the service cuts.
const FOLDS: usize = 1;
/// The most folds: all files of all folds are open at once, so that all appear or none.
const FOLDS_MAX: usize = 100;

/// Checks what can be told of the options before any data is read.
pub(super) fn expect_sound(args: &Split) -> anyhow::Result<()> {
    let folds = cut::folds(&args.cut, FOLDS);
    cut::check(&args.cut, folds)?;
    cut::only(&args.cut)?;
    within("folds", folds, &1, &FOLDS_MAX)?;
    cut::filter(&args.cut).map(drop)
}

pub(super) fn run(args: &Split, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    expect_sound(args)?;
    let folds = cut::folds(&args.cut, FOLDS);
    let said = Said::new(&args.cut, None)?;
    let path = folder.interactions(args.file.as_deref())?;
    let filter = cut::filter(&args.cut)?;
    let into = args.output.clone().unwrap_or_else(|| folder.file("split"));
    let text_options = table_text::text(&args.text)?;
    let dataset = read(Origin::new(&path, &text_options), &filter, output)?;
    cut::expect_time(&args.cut, &dataset, &path, output)?;
    let protocol = cut::protocol(&args.cut, cut::only(&args.cut)?, folds, &dataset)?;
    let split = protocol.split(&dataset, said.cut(ViewName::Service))?;
    let input =
        FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut manifests = Vec::new();
    let mut pending = Vec::new();
    for index in 0..split.n_folds() {
        let fold = split.fold(index)?;
        if fold.test_users.is_empty() {
            output.warn(&format!("fold {} tests nobody and is not written", index + 1));
            continue;
        }
        let place = if split.n_folds() == 1 { into.clone() } else { fold_folder(&into, index + 1) };
        let mut record = manifest(&split, index, &fold, input.clone(), &filter);
        let mut files = Files::create(&place, protocol, folder.replace(), &path)?;
        let origin = Origin::new(&path, &text_options);
        files.write(origin, &filter, &split, &fold, &mut record)?;
        pending.push(files);
        manifests.push(record);
    }
    let (files, folders): (Vec<_>, Vec<_>) =
        pending.into_iter().flat_map(|files| files.all).unzip();
    finish_all(files)?;
    drop(folders);
    let bytes = if let [one] = &manifests[..] { json(one)? } else { json(&manifests)? };
    output.prose(&text(&manifests, &into), &bytes)?;
    Ok(Verdict::Done)
}

/// Reads the rows that are cut.
fn read(origin: Origin<'_>, filter: &RowFilter, output: &Output) -> anyhow::Result<Dataset> {
    let reading = Reading {
        interactions: vec![origin.path],
        filter: filter.clone(),
        text: origin.options.clone(),
        ..Reading::default()
    };
    // Of rows that are left out nothing is held.
    if *filter == RowFilter::default() {
        guard::expect_fits(Holder::Split, origin, output)?;
    }
    let dataset = reading.read()?;
    if !dataset.ended() {
        output.warn(&super::stats::cut_off(origin.path));
    }
    Ok(dataset)
}

/// The folder of fold `number`, from 1.
fn fold_folder(into: &Path, number: usize) -> PathBuf {
    into.join(format!("fold-{number:02}"))
}

/// The open files of one fold.
struct Files {
    /// The files, each before its folder, which is removed behind it if nothing comes of them.
    all: Vec<(AtomicFile, OutputFolder)>,
    paths: Vec<PathBuf>,
}

impl Files {
    fn create(
        place: &Path,
        protocol: Protocol,
        replace: &Replace,
        input: &Path,
    ) -> anyhow::Result<Self> {
        let mut paths: Vec<PathBuf> = NAMES.iter().map(|name| place.join(name)).collect();
        if matches!(protocol, Protocol::GlobalTime { .. }) {
            paths.push(place.join(WINDOW));
        }
        paths.push(place.join(MANIFEST));
        for path in &paths {
            expect_not_read(path, &[input.to_owned()])?;
        }
        let all =
            paths.iter().map(|path| create(path, replace).map(|(folder, file)| (file, folder)));
        let all = all.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { all, paths })
    }

    fn write(
        &mut self,
        origin: Origin<'_>,
        filter: &RowFilter,
        split: &rehearsal::split::Split<'_>,
        fold: &Fold,
        record: &mut SplitManifest,
    ) -> anyhow::Result<()> {
        let Some(((manifest, _), files)) = self.all.split_last_mut() else {
            bail!("a cut has files");
        };
        let mut writers: Vec<_> = files
            .iter_mut()
            .map(|(file, _)| BufWriter::with_capacity(1 << 18, HashingWriter::new(file)))
            .collect();
        let [train, history, held_out, import, batch_input, window @ ..] = &mut writers[..] else {
            bail!("a cut has five files of rows");
        };
        let window = window.first_mut().map(|window| window as &mut dyn std::io::Write);
        let mut files = CutFiles { train, history, held_out, import, batch_input, window };
        write_cut(origin, filter, split, fold, &mut files)?;
        for (writer, path) in writers.into_iter().zip(&self.paths) {
            let digested = writer.into_inner().map_err(std::io::IntoInnerError::into_error);
            let digested =
                digested.with_context(|| format!("cannot write `{}`", path.display()))?;
            // By its name: it lies beside the manifest, wherever the folder is moved.
            let name = path.file_name().map_or(path.as_path(), Path::new);
            record.outputs.push(digested.record(name));
        }
        manifest.write_all(&json(record)?)?;
        Ok(())
    }
}

/// Counts of rows and users of each fold, under a heading.
fn counts(manifests: &[SplitManifest]) -> Vec<Vec<String>> {
    let heading = [
        "",
        "training rows",
        "training users",
        "test users",
        "history rows",
        "held-out rows",
        "held-out items",
    ];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for one in manifests {
        let counts = [
            one.training_rows,
            one.training_users.users,
            one.test_users.users,
            one.history_rows,
            one.held_out_rows,
            one.held_out_items,
        ];
        let mut row = vec![format!("fold {}", one.fold)];
        row.extend(counts.map(count));
        rows.push(row);
    }
    rows
}

fn text(manifests: &[SplitManifest], into: &Path) -> String {
    let mut out = String::new();
    let Some(first) = manifests.first() else { return out };
    let said = [
        Some(format!("protocol: {}", protocol_words(first.protocol))),
        held_out_line(&first.cut, first.protocol),
        order_line(&first.cut, &first.leaks, first.users_of_one_second),
    ];
    for line in said.into_iter().flatten() {
        let _ = writeln!(out, "{}", wrap(&line, "  "));
    }
    if first.rows_filtered_out > 0 {
        let _ =
            writeln!(out, "filter: {} rows left out of every file", count(first.rows_filtered_out));
    }
    let rows = counts(manifests);
    let _ = write!(out, "\n{}\n", table(&rows));
    if first.users_not_tested > 0 {
        let known = match first.users_with_nothing_new {
            0 => String::new(),
            users => format!(", or of whose items the history has all ({})", count(users)),
        };
        let left = count(first.users_not_tested);
        let _ = writeln!(out, "not tested: {left} users, who cannot be cut{known}");
    }
    for one in manifests.iter().filter(|one| one.window_only_rows > 0) {
        let _ = writeln!(
            out,
            "in window.csv only: {} rows from the cut on, of users who had none before",
            count(one.window_only_rows)
        );
    }
    for one in manifests {
        let lines = leak_lines(
            &one.leaks,
            one.test_users.users,
            one.held_out_items,
            &one.cut,
            one.protocol,
        );
        for line in lines {
            let fold =
                if manifests.len() > 1 { format!("fold {}: ", one.fold) } else { String::new() };
            let _ = writeln!(out, "{}", wrap(&format!("{fold}{line}"), "  "));
        }
    }
    out.push_str(&next_steps(manifests.len(), first, into));
    out
}

/// Options of `eval baselines` and of `eval recommendations` that score the cut as it was made.
fn told(cut: &Cut) -> (&'static str, &'static str) {
    match (cut.order, cut.hold_out) {
        (RowOrder::Drawn(_), _) => (" --view clean", " --convention standard"),
        (RowOrder::File, HoldOut::Rows | HoldOut::NewTargetItems) => ("", ""),
        (RowOrder::File, _) => (" --seen exclude", ""),
    }
}

/// The use of the files; of several folds the commands are those of the first.
fn next_steps(n_folds: usize, first: &SplitManifest, into: &Path) -> String {
    let (of_baselines, of_lists) = told(&first.cut);
    let place = if n_folds == 1 { into.to_owned() } else { fold_folder(into, first.fold) };
    let file = |name: &str| shell_word(&place.join(name).display().to_string());
    let (import, held_out) = (file("import.csv"), file("held-out.csv"));
    let (shown, of_each) = match n_folds {
        1 => (place.display().to_string(), String::new()),
        n => (into.join("fold-…").display().to_string(), format!("; so for each of {n} folds")),
    };
    let is_timed = matches!(first.protocol, Protocol::GlobalTime { .. });
    let window_file = if is_timed {
        "  window.csv         everything from the cut on, for trend accuracy\n".to_owned()
    } else {
        String::new()
    };
    let window = if is_timed { format!(" --window {}", file(WINDOW)) } else { String::new() };
    format!(
        "\nwritten to {shown}:\n\
         \x20 import.csv         for Personalize to import: training and history together\n\
         \x20 batch-input.jsonl  for a batch inference job on the test users\n{window_file}\
         \x20 held-out.csv       the answers; then{of_each}\n\
         \x20   rehearsal eval recommendations --recommendations batch-input.jsonl.out --held-out \
         {held_out} --train {import}{window}{of_lists}\n\
         \x20   rehearsal eval baselines --train {import} --held-out {held_out} --run cut{of_baselines}\n"
    )
}
