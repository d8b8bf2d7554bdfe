//! The prepared files to S3: what goes where, and the policy that lets Personalize read it.

pub mod policy;
#[cfg(feature = "s3")]
pub mod s3;

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::schema::DatasetType;

/// The place that files go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTarget {
    /// The bucket.
    pub bucket: String,
    /// The folder in it, without slashes at its ends; empty for the top.
    pub prefix: String,
}

/// A file and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UploadItem {
    /// The file; one whose name is no UTF-8 is written with replacement characters.
    #[serde(serialize_with = "shown")]
    pub path: PathBuf,
    /// Its key in the bucket.
    pub key: String,
    /// Its size in bytes.
    pub bytes: u64,
}

fn shown<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

/// The reason that nothing can be uploaded.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A text that is not an S3 location.
    #[error("`{text}`: expected s3://BUCKET or s3://BUCKET/PREFIX")]
    NotS3 {
        /// The text as typed.
        text: String,
    },
    /// A name that cannot be a bucket's.
    #[error(
        "`{name}` cannot be a bucket: expected 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit"
    )]
    BucketName {
        /// The name as typed.
        name: String,
    },
    /// A folder with nothing to upload.
    #[error("`{}` holds no prepared file; `rehearsal prep interactions` makes one", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
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

impl UploadTarget {
    /// Reads `s3://BUCKET/PREFIX`; slashes at the prefix's ends do not matter.
    ///
    /// # Errors
    /// When it is not of that form, or the bucket's name is not allowed.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let not_s3 = || PlanError::NotS3 { text: text.to_owned() };
        let rest = text.strip_prefix("s3://").ok_or_else(not_s3)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        check_bucket(bucket)?;
        let prefix = prefix.trim_matches('/').to_owned();
        Ok(Self { bucket: bucket.to_owned(), prefix })
    }

    /// The location of `name` under the prefix.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) }
    }
}

/// Checks a bucket's name by S3's rules for general purpose buckets.
pub(crate) fn check_bucket(name: &str) -> Result<(), PlanError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = bytes.first().is_some_and(|&byte| plain(byte))
        && bytes.last().is_some_and(|&byte| plain(byte));
    let inside = bytes.iter().all(|&byte| plain(byte) || byte == b'.' || byte == b'-');
    if (3..=63).contains(&bytes.len())
        && ends
        && inside
        && !name.contains("..")
        && !is_address(name)
    {
        Ok(())
    } else {
        Err(PlanError::BucketName { name: name.to_owned() })
    }
}

/// Tells whether a name looks like an IPv4 address, which S3 refuses.
fn is_address(name: &str) -> bool {
    name.parse::<std::net::Ipv4Addr>().is_ok()
}

/// The CSV parts in the folder `stem`, if there is one, as `stem/NAME` in the order of their names.
fn parts(folder: &Path, stem: &str) -> Result<Vec<String>, PlanError> {
    let path = folder.join(stem);
    let failed = |source| PlanError::Io { path: path.clone(), source };
    let mut names = Vec::new();
    if path.is_dir() {
        for entry in path.read_dir().map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            let is_csv = Path::new(&name).extension().is_some_and(|extension| extension == "csv");
            if name.starts_with("part-") && is_csv {
                names.push(format!("{stem}/{name}"));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// The prepared files of `folder` (data and schema of each dataset that is there) with their keys.
///
/// # Errors
/// When there is none, or one cannot be looked at.
pub fn plan(folder: &Path, destination: &UploadTarget) -> Result<Vec<UploadItem>, PlanError> {
    let mut items = Vec::new();
    for dataset in DatasetType::ALL {
        let mut names = vec![format!("{}.csv", dataset.stem())];
        names.extend(parts(folder, dataset.stem())?);
        names.push(format!("{}.avsc", dataset.stem()));
        for name in names {
            let path = folder.join(&name);
            if !path.is_file() {
                continue;
            }
            let metadata = path.metadata();
            let bytes =
                metadata.map_err(|source| PlanError::Io { path: path.clone(), source })?.len();
            items.push(UploadItem { path, key: destination.key(&name), bytes });
        }
    }
    if items.is_empty() { Err(PlanError::Nothing { folder: folder.to_owned() }) } else { Ok(items) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_read_with_and_without_a_prefix() {
        let read = |text| UploadTarget::parse(text).map(|at| at.key("items.csv")).ok();
        assert_eq!(read("s3://bucket"), Some("items.csv".into()));
        assert_eq!(read("s3://bucket/"), Some("items.csv".into()));
        assert_eq!(read("s3://bucket/a/b/"), Some("a/b/items.csv".into()));
        assert_eq!(read("https://bucket"), None);
        for bad in [
            "s3://",
            "s3://ab",
            "s3://Bucket",
            "s3://-ab",
            "s3://a..b",
            "s3://a_b",
            "s3://192.168.1.1",
        ] {
            assert!(matches!(UploadTarget::parse(bad), Err(PlanError::BucketName { .. })), "{bad}");
        }
    }
}
