//! `prep`: a release becomes files that Personalize imports.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use polars::prelude::DataFrame;
use rehearsal::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES, TITLE, YEAR};
use rehearsal::export::csv::{n_null, value_counts};
use rehearsal::export::digest::{FileRecord, HashingWriter};
use rehearsal::export::{AtomicFile, Manifest, csv, finish_all};
use rehearsal::schema::{Dataset, builtin};
use rehearsal::source::movielens::Release;
use rehearsal::transform::{
    EventType, ItemMetadata, SortInteractions, SortItems, Step, StepRecord, first_rated,
    run as apply,
};

use crate::Verdict;
use crate::args::{Prep, PrepInteractions, PrepItems};
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::text;

pub(super) fn run(prep: &Prep, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match prep {
        Prep::Interactions(args) => interactions(args, folder, output),
        Prep::Items(args) => items(args, folder, output),
    }
}

fn interactions(
    args: &PrepInteractions,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let release = release(args.input.input.as_deref())?;
    let inputs = [release.ratings_path()];
    let target =
        Target::open(Dataset::Interactions, args.output.as_deref(), folder, &release, &inputs)?;
    let event_type = EventType {
        clicked_threshold: args.clicked_threshold,
        watched_threshold: args.watched_threshold,
    };
    let steps = [Step::EventType(event_type), Step::SortInteractions(SortInteractions {})];
    let (frame, records) = apply(&steps, release.ratings()?)?;
    if frame.height() == 0 {
        bail!(
            "no rating is above the clicked threshold {} or the watched threshold {}, so that no row \
             is left",
            args.clicked_threshold,
            args.watched_threshold
        );
    }
    let counts = value_counts(&frame, EVENT_TYPE);
    let named = counts.iter().map(|(name, rows)| format!("{} {name}", text::count(*rows)));
    let mut notes = vec![format!("events: {}", named.collect::<Vec<_>>().join(", "))];
    // Thresholds nest: whatever is above the higher one is above the lower one too.
    let n_kept = counts.iter().map(|(_, rows)| *rows).max().unwrap_or(0);
    let dropped = records[0].rows_in - n_kept;
    if dropped > 0 {
        notes.push(format!(
            "{} ratings are above neither threshold and give no row",
            text::count(dropped)
        ));
    }
    target.write(&frame, records, &inputs, notes, output)
}

fn items(args: &PrepItems, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let release = release(args.input.input.as_deref())?;
    let inputs = [release.movies_path(), release.ratings_path()];
    let target = Target::open(Dataset::Items, args.output.as_deref(), folder, &release, &inputs)?;
    let films = first_rated(release.movies()?, &release.ratings()?)?;
    let steps = [Step::ItemMetadata(ItemMetadata {}), Step::SortItems(SortItems {})];
    let (frame, records) = apply(&steps, films)?;
    let empty = |column, what: &str| {
        let count = n_null(&frame, column);
        (count > 0)
            .then(|| format!("films without a {what}, {column} empty: {}", text::count(count)))
    };
    let notes = [
        empty(GENRES, "genre"),
        empty(YEAR, "year in their title"),
        empty(CREATION_TIMESTAMP, "rating"),
    ];
    let mut notes: Vec<String> = notes.into_iter().flatten().collect();
    let untitled = value_counts(&frame, TITLE).into_iter().find(|(title, _)| title.is_empty());
    if let Some((_, count)) = untitled {
        notes.push(format!(
            "films without a title, which the schema does not allow: {}",
            text::count(count)
        ));
    }
    target.write(&frame, records, &inputs, notes, output)
}

/// The three files of one dataset, opened before any work begins.
struct Target {
    dataset: Dataset,
    synthetic: bool,
    data: AtomicFile,
    schema: AtomicFile,
    manifest: AtomicFile,
    _folder: rehearsal::export::OutputFolder,
}

impl Target {
    fn open(
        dataset: Dataset,
        given: Option<&Path>,
        folder: &RunFolder,
        release: &Release,
        inputs: &[PathBuf],
    ) -> anyhow::Result<Self> {
        let default = || folder.file(&format!("{}.csv", dataset.stem()));
        let path = given.map_or_else(default, Path::to_owned);
        if path.extension().is_none_or(|extension| extension != "csv") {
            bail!(
                "`--output {}`: expected a name that ends in .csv; schema and manifest go beside it",
                path.display()
            );
        }
        expect_not_read(&path, inputs)?;
        let (made, data) = create(&path, folder.force())?;
        let beside =
            |extension: &str| AtomicFile::create(&path.with_extension(extension), folder.force());
        Ok(Self {
            dataset,
            synthetic: release.is_synthetic(),
            data,
            schema: beside("avsc")?,
            manifest: beside("manifest.json")?,
            _folder: made,
        })
    }

    fn write(
        self,
        frame: &DataFrame,
        records: Vec<StepRecord>,
        inputs: &[PathBuf],
        notes: Vec<String>,
        output: &Output,
    ) -> anyhow::Result<Verdict> {
        let path = self.data.path().to_owned();
        let failed = || format!("cannot write `{}`", path.display());
        let mut data = HashingWriter::new(self.data);
        csv::write(frame, &mut data).with_context(failed)?;
        data.flush().with_context(failed)?;
        let mut schema = HashingWriter::new(self.schema);
        schema.write_all(builtin::text(self.dataset).as_bytes()).with_context(failed)?;
        let schema_path = path.with_extension("avsc");
        let outputs = vec![data.record(&path), schema.record(&schema_path)];
        let read = |input: &PathBuf| {
            FileRecord::of(input).with_context(|| format!("cannot read `{}`", input.display()))
        };
        let inputs = inputs.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        let manifest = Manifest::new(inputs, records, outputs, self.synthetic, notes);
        let bytes = json(&manifest)?;
        let mut file = self.manifest;
        file.write_all(&bytes).with_context(failed)?;
        finish_all(vec![data.into_inner(), schema.into_inner(), file])?;
        let heading = format!("{}: {} rows", path.display(), text::count(frame.height()));
        let lines: Vec<String> = std::iter::once(heading)
            .chain(manifest.notes.iter().map(|note| format!("  {note}")))
            .collect();
        output.data(&(lines.join("\n") + "\n"), &bytes)?;
        Ok(Verdict::Done)
    }
}

/// The release in the folder given, or the only one found nearby.
fn release(given: Option<&Path>) -> anyhow::Result<Release> {
    if let Some(folder) = given {
        return Ok(Release::find(folder)?);
    }
    let mut seen = vec![PathBuf::from("."), PathBuf::from("data")];
    let mut named: Vec<PathBuf> = std::fs::read_dir(".")
        .context("cannot list the current folder")?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("ml-"))
        .map(|entry| Path::new(".").join(entry.file_name()))
        .filter(|path| path.is_dir())
        .collect();
    named.sort();
    seen.extend(named);
    let mut found: Vec<Release> =
        seen.iter().filter_map(|folder| Release::find(folder).ok()).collect();
    let looked =
        seen.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => bail!(
            "no MovieLens release found: looked into {looked}; name one with `--input DIR`, or make \
             one with `rehearsal data generate --output ml-synthetic`"
        ),
        _ => {
            let paths: Vec<String> =
                found.iter().map(|release| format!("`{}`", release.folder().display())).collect();
            bail!(
                "more than one MovieLens release found: {}; choose with `--input DIR`",
                paths.join(", ")
            )
        }
    }
}
