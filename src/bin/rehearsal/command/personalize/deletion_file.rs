//! `personalize deletion-file USERS`.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::deletion::{
    BYTES_MAX, DeletionError, PENDING_JOBS_MAX, RULES, UnknownUsers, UserList, parts, unknown,
};
use rehearsal::export::finish_all;
use rehearsal::number::thousands;
use rehearsal::schema::DatasetType;
use rehearsal::text::shorten;
use serde::Serialize;

use crate::args::DeletionFile;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;

/// The file in the run folder.
const FILE: &str = "deletion/users.csv";
/// The ids of a kind that are shown.
const SHOWN: usize = 5;

/// The document of `--format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What `personalize deletion-file` prints")]
pub(in crate::command) struct Document {
    /// The version of this document.
    schema_version: u32,
    /// The users in all files.
    users: usize,
    /// The files that were written.
    files: Vec<File>,
    /// Ids that stand more than once in the list.
    repeated: Vec<String>,
    /// The tables in which the users were looked for.
    looked_in: Vec<String>,
    /// Users whom none of these has; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<Vec<Unknown>>,
    /// The rules of the service.
    rules: [&'static str; RULES.len()],
}

/// A file for a deletion job.
#[derive(Serialize, JsonSchema)]
struct File {
    path: String,
    users: usize,
    bytes: usize,
}

/// A user whom the data does not have.
#[derive(Serialize, JsonSchema)]
struct Unknown {
    id: String,
    /// An id of the data that looks alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    alike: Option<String>,
}

pub(super) fn run(
    args: &DeletionFile,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let list = read(args)?;
    let path = args.output.clone().unwrap_or_else(|| folder.file(FILE));
    let parts = parts(list.ids(), BYTES_MAX);
    let paths = paths(&path, parts.len());
    expect_fresh(&path, &paths)?;
    let inputs: Vec<PathBuf> = args.users.iter().cloned().collect();
    let tables = tables(folder)?;
    for path in &paths {
        expect_not_read(path, &[&inputs[..], &tables].concat())?;
        folder.replace().expect_file(path)?;
    }
    let missing = if tables.is_empty() {
        None
    } else {
        Some(unknown(list.ids(), &tables).context("cannot look for the users in the data")?)
    };
    let written = write(&paths, &parts, folder)?;
    let document = Document {
        schema_version: 1,
        users: list.ids().len(),
        files: written,
        repeated: list.repeated().to_vec(),
        looked_in: tables.iter().map(|path| path.display().to_string()).collect(),
        unknown: missing.map(described),
        rules: RULES,
    };
    output.prose(&text(&document), &json(&document)?)?;
    Ok(Verdict::Done)
}

/// The users of the file and of the command line.
fn read(args: &DeletionFile) -> anyhow::Result<UserList> {
    let mut list = UserList::default();
    let mut place = "`--user`".to_owned();
    if let Some(path) = &args.users {
        list.read(path)?;
        place = format!("`{}`", path.display());
    }
    for id in &args.user {
        list.add(id, || format!("`--user {}`", shorten(id, 40)))?;
    }
    if list.ids().is_empty() {
        return Err(DeletionError::Nobody { place }.into());
    }
    Ok(list)
}

/// The paths of so many files: the one named, or numbered ones beside it.
fn paths(path: &Path, count: usize) -> Vec<PathBuf> {
    if count == 1 {
        return vec![path.to_owned()];
    }
    let stem = path.file_stem().unwrap_or_default();
    let ending = path.extension().unwrap_or(OsStr::new("csv"));
    let numbered = (1..=count).map(|number| {
        let mut name = stem.to_owned();
        name.push(format!("-{number}."));
        name.push(ending);
        path.with_file_name(name)
    });
    numbered.collect()
}

/// Checks that no file of a longer or shorter list stays beside the new ones: a job would take it too.
fn expect_fresh(path: &Path, paths: &[PathBuf]) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    for entry in fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten().flatten() {
        let there = entry.path();
        let name = there.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_part = name.strip_prefix(&format!("{stem}-")).is_some_and(is_number);
        let is_ours = (is_part || name == stem) && there.extension() == path.extension();
        if is_ours && !paths.iter().any(|path| path.file_name() == there.file_name()) {
            bail!(
                "`{}` is there from another list and would be stale beside the new one; remove it",
                there.display()
            );
        }
    }
    Ok(())
}

/// The tables of the run folder that name users.
fn tables(folder: &RunFolder) -> anyhow::Result<Vec<PathBuf>> {
    let stems = [DatasetType::Interactions, DatasetType::Users].map(DatasetType::stem);
    let there = stems.into_iter().map(|stem| folder.prepared(stem));
    Ok(there.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn write(
    paths: &[PathBuf],
    parts: &[(Vec<u8>, usize)],
    folder: &RunFolder,
) -> anyhow::Result<Vec<File>> {
    let (mut folders, mut files, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for (path, (bytes, users)) in paths.iter().zip(parts) {
        let (made, mut file) = create(path, folder.replace())?;
        file.write_all(bytes).map_err(|source| file.failed(source))?;
        folders.push(made);
        files.push(file);
        written.push(File { path: path.display().to_string(), users: *users, bytes: bytes.len() });
    }
    finish_all(files)?;
    Ok(written)
}

fn described(mut missing: UnknownUsers) -> Vec<Unknown> {
    let ids = missing.ids.into_iter();
    ids.map(|id| Unknown { alike: missing.alike.remove(&id), id }).collect()
}

fn text(document: &Document) -> String {
    let mut out = String::new();
    for File { path, users, bytes } in &document.files {
        let noun = if *users == 1 { "user" } else { "users" };
        let (users, bytes) = (count(*users), thousands(*bytes as u64));
        let _ = writeln!(out, "{path}: {users} {noun}, {bytes} bytes");
    }
    let files = document.files.len();
    if files > 1 {
        let _ = writeln!(
            out,
            "  a job for each file, at most {PENDING_JOBS_MAX} of them pending at a time"
        );
    }
    if !document.repeated.is_empty() {
        let all = document.repeated.iter().map(|id| format!("`{}`", shorten(id, 40)));
        let _ = writeln!(
            out,
            "  more than once in the list, written once: {} ({})",
            count(document.repeated.len()),
            first(all)
        );
    }
    out.push_str(&looked(document));
    out.push_str("the rules of the service:\n");
    for rule in document.rules {
        let _ = writeln!(out, "  - {rule}");
    }
    out
}

/// The lines on users whom the data does not have.
fn looked(document: &Document) -> String {
    let tables = document.looked_in.join(" and ");
    let Some(unknown) = &document.unknown else {
        return "  not held against data: the run folder has neither interactions nor users\n"
            .to_owned();
    };
    if unknown.is_empty() {
        return format!("  all of them are in {tables}\n");
    }
    let shown = unknown.iter().map(|Unknown { id, alike }| {
        let near =
            alike.as_ref().map(|near| format!(", where the data has `{}`", shorten(near, 40)));
        format!("`{}`{}", shorten(id, 40), near.unwrap_or_default())
    });
    format!(
        "  not in {tables}: {} of {} ({}); the service deletes nothing for an id that it does not have, so \
         that the ids may have another form there\n",
        count(unknown.len()),
        count(document.users),
        first(shown)
    )
}

/// The first few of some texts.
fn first(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(SHOWN);
    let shown = all.take(SHOWN).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{shown}; and {} more", count(more)) } else { shown }
}

fn count(number: usize) -> String {
    thousands(number as u64)
}
