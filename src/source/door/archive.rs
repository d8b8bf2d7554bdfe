//! A zip archive with one table.

use std::fs::File;
use std::io;

use zip::ZipArchive;

use crate::caught::caught;
use crate::source::ahead::ReadAhead;
use crate::source::error::list;
use crate::source::input::Input;

/// The one table of an archive.
pub(super) fn entry(file: File) -> io::Result<Input> {
    let archive = caught("zip", || ZipArchive::new(file)).map_err(io::Error::from)?;
    let name = table(&archive)?;
    Ok(Input::new(ReadAhead::of_entry(archive, name)))
}

/// The bytes that the one table of an archive unpacks to, as the archive says.
pub(super) fn unpacked_bytes(file: File) -> io::Result<u64> {
    let mut archive = caught("zip", || ZipArchive::new(file)).map_err(io::Error::from)?;
    let name = table(&archive)?;
    Ok(archive.by_name(&name).map_err(io::Error::from)?.size())
}

/// The name of the one table.
fn table(archive: &ZipArchive<File>) -> io::Result<String> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let is_table = |name: &String| {
        let last = name.rsplit('/').next().unwrap_or(name);
        !name.ends_with('/') && !name.starts_with("__MACOSX/") && !last.starts_with(['.', '_'])
    };
    let mut names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(std::borrow::Cow::into_owned)
        .filter(is_table)
        .collect();
    names.sort_unstable();
    match &names[..] {
        [one] => Ok(one.clone()),
        [] => Err(invalid("the archive holds no file".to_owned())),
        more => Err(invalid(format!(
            "the archive holds {} files ({}): unpack it and name the table",
            more.len(),
            list(more)
        ))),
    }
}
