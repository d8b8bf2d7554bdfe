//! The layout in the bucket: which file of a run folder goes under which key.

use std::io;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use crate::schema::DatasetType;
use crate::source::files::{self, TwoForms};
use crate::store::Location;

/// The use of a file for Personalize.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Rows that an import job reads by the file's own address.
    Data,
    /// Rows that an import job reads by the address of their folder, with every other file of it.
    Part,
    /// An Avro schema.
    Schema,
    /// A manifest: how the data was made.
    Manifest,
    /// The input of a batch inference job.
    BatchInput,
}

/// A file and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UploadItem {
    /// The file; one whose name is no UTF-8 is written with replacement characters.
    #[serde(serialize_with = "shown")]
    pub path: PathBuf,
    /// Its key in the bucket.
    pub key: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its use.
    pub content: Content,
}

fn shown<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

/// Whether the files of `split` go too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitUse {
    /// The prepared datasets alone.
    Without,
    /// The cut's import file and batch input too.
    With,
}

/// The reason that a run folder cannot be uploaded.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// A folder with nothing to upload.
    #[error("`{}` holds no prepared file; `rehearsal prep interactions` makes one", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
    },
    /// A dataset in a form that no import job reads.
    #[error(
        "`{}`: an import job reads plain CSV alone, and a folder of `.csv` files without folders in it; \
         write it anew as CSV: the same `prep` with `--output-format csv`, into a folder of its own",
        path.display()
    )]
    NotImportable {
        /// The file.
        path: PathBuf,
    },
    /// A dataset without its schema.
    #[error("`{}` is not there: no dataset can be made for `{}` without its schema", schema.display(), data.display())]
    NoSchema {
        /// The schema that is missing.
        schema: PathBuf,
        /// The data.
        data: PathBuf,
    },
    /// A dataset in two forms.
    #[error(transparent)]
    TwoForms(#[from] TwoForms),
    /// A cut that was asked for and is not there.
    #[error("`{}` is not there; `rehearsal split --view clean` makes it", path.display())]
    NoSplit {
        /// The file.
        path: PathBuf,
    },
    /// A file that cannot be looked at.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
}

/// The files of a cut that the service reads, in the folder that `split` writes.
const SPLIT_FOLDER: &str = "split";
const SPLIT_FILES: [(&str, Content); 3] = [
    ("import.csv", Content::Data),
    ("batch-input.jsonl", Content::BatchInput),
    ("split.manifest.json", Content::Manifest),
];

/// The prepared files of `folder` with their keys under `at`: of each dataset its data, its schema and its
/// manifest, in this order.
///
/// Data in one file is imported by its own address, parts by the address of their folder; schema and manifest
/// never lie in that folder, since an import job takes every file of it.
///
/// # Errors
/// When there is nothing, when a dataset has a form that cannot be imported or no schema, or when a file cannot be
/// looked at.
pub fn layout(
    folder: &Path,
    at: &Location,
    split: SplitUse,
) -> Result<Vec<UploadItem>, LayoutError> {
    let mut layout = Layout { folder, at, items: Vec::new() };
    for dataset in DatasetType::ALL {
        layout.push_dataset(dataset.stem())?;
    }
    if layout.items.is_empty() {
        return Err(LayoutError::Nothing { folder: folder.to_owned() });
    }
    if split == SplitUse::With {
        layout.push_split()?;
    }
    Ok(layout.items)
}

/// The items of a folder so far.
struct Layout<'l> {
    folder: &'l Path,
    at: &'l Location,
    items: Vec<UploadItem>,
}

impl Layout<'_> {
    fn push_dataset(&mut self, stem: &str) -> Result<(), LayoutError> {
        let Some(data) = files::prepared(self.folder, stem)? else { return Ok(()) };
        if data.is_dir() {
            for name in part_names(&data)? {
                self.push(&format!("{stem}/{name}"), Content::Part)?;
            }
        } else if is_csv(&data) {
            self.push(&format!("{stem}.csv"), Content::Data)?;
        } else {
            return Err(LayoutError::NotImportable { path: data });
        }
        let schema = format!("{stem}.avsc");
        if !self.folder.join(&schema).is_file() {
            return Err(LayoutError::NoSchema { schema: self.folder.join(schema), data });
        }
        self.push(&schema, Content::Schema)?;
        let manifest = format!("{stem}.manifest.json");
        if self.folder.join(&manifest).is_file() {
            self.push(&manifest, Content::Manifest)?;
        }
        Ok(())
    }

    fn push_split(&mut self) -> Result<(), LayoutError> {
        for (name, content) in SPLIT_FILES {
            let name = format!("{SPLIT_FOLDER}/{name}");
            let path = self.folder.join(&name);
            if path.is_file() {
                self.push(&name, content)?;
            } else if content != Content::Manifest {
                return Err(LayoutError::NoSplit { path });
            }
        }
        Ok(())
    }

    fn push(&mut self, name: &str, content: Content) -> Result<(), LayoutError> {
        let path = self.folder.join(name);
        let metadata = path.metadata();
        let bytes =
            metadata.map_err(|source| LayoutError::Io { path: path.clone(), source })?.len();
        self.items.push(UploadItem { path, key: self.at.key(name), bytes, content });
        Ok(())
    }
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "csv")
}

/// The names of the parts in a folder, sorted. Whatever else lies there would be read, or left out, by an import
/// job, and is refused.
fn part_names(folder: &Path) -> Result<Vec<String>, LayoutError> {
    let failed = |source| LayoutError::Io { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in folder.read_dir().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if files::is_hidden(&name) {
            continue;
        }
        let path = entry.path();
        if !is_csv(&path) || !path.is_file() {
            return Err(LayoutError::NotImportable { path });
        }
        names.push(name);
    }
    names.sort();
    if names.is_empty() {
        Err(LayoutError::Nothing { folder: folder.to_owned() })
    } else {
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(folder: &Path) -> Result<Vec<String>, LayoutError> {
        let at = Location::parse("s3://films/one").expect("a place");
        let items = layout(folder, &at, SplitUse::Without)?;
        Ok(items.into_iter().map(|item| item.key).collect())
    }

    #[test]
    fn parts_schema_and_manifest_go_where_an_import_finds_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "x").expect("written");
        };
        for name in ["interactions/part-1.csv", "interactions/part-0.csv", "interactions/.crc"] {
            write(name);
        }
        let missing = keys(folder.path()).expect_err("no schema").to_string();
        assert!(missing.contains("interactions.avsc` is not there"), "{missing}");
        write("interactions.avsc");
        write("interactions.manifest.json");
        let found = keys(folder.path()).expect("all there");
        assert_eq!(
            found,
            [
                "one/interactions/part-0.csv",
                "one/interactions/part-1.csv",
                "one/interactions.avsc",
                "one/interactions.manifest.json"
            ]
        );
        let refused = |odd: &str| {
            write(odd);
            let refused = keys(folder.path()).expect_err(odd).to_string();
            assert!(refused.contains("reads plain CSV alone"), "{refused}");
        };
        refused("items.csv.gz");
        std::fs::remove_file(folder.path().join("items.csv.gz")).expect("removed");
        refused("interactions/part-2.parquet");
        std::fs::remove_file(folder.path().join("interactions/part-2.parquet")).expect("removed");
        refused("interactions/dt=1/part-0.csv");
    }
}
