//! The rows of a table, told before it is read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::archive;
use super::compression::Compression;
use super::look::Look;
use super::origin::Origin;
use crate::source::{files, opening};

/// The bytes from which the length of a row is told: of what is packed, those of its beginning; else as many from
/// all over the file, where rows may be longer.
const SAMPLE_BYTES: u64 = 1 << 20;
/// The stretches that they are taken in.
const SAMPLES: u64 = 16;

/// About how many rows the table at a place has, or all files of it: as it says itself, or by its bytes and
/// the length of some rows. `None` where nothing tells, as of what is compressed without its size.
///
/// A guess: what is read decides.
#[must_use]
pub fn n_rows<'o>(origin: impl Into<Origin<'o>>) -> Option<u64> {
    let origin = origin.into();
    let parts = files::find(origin.path).ok()?.parts;
    let all = parts.iter().map(|part| of_file(Origin::new(&part.path, origin.options)));
    all.sum::<Option<u64>>().filter(|&n_rows| n_rows > 0)
}

fn of_file(origin: Origin<'_>) -> Option<u64> {
    let look = Look::without_keys(origin).ok()?;
    if look.structure.is_typed() {
        return told(&look);
    }
    let n_bytes = unpacked_bytes(origin, look.compression).ok()??;
    let (sample, n_lines) = sample(&look).ok()?;
    let n_rows = u128::from(n_bytes) * u128::from(n_lines) / u128::from(sample.max(1));
    u64::try_from(n_rows).ok()
}

/// The bytes of a sample and its lines.
fn sample(look: &Look) -> io::Result<(u64, u64)> {
    let mut sample = Vec::new();
    if look.compression.is_some() {
        look.unpacked()?.take(SAMPLE_BYTES).read_to_end(&mut sample)?;
    } else {
        let mut file = opening::open(look.path())?;
        let beyond = file.metadata()?.len().saturating_sub(SAMPLE_BYTES);
        for number in 0..SAMPLES {
            let start = beyond / SAMPLES * number + SAMPLE_BYTES / SAMPLES * number;
            file.seek(SeekFrom::Start(start))?;
            (&mut file).take(SAMPLE_BYTES / SAMPLES).read_to_end(&mut sample)?;
        }
    }
    let end = if look.dialect.returns_alone { b'\r' } else { b'\n' };
    Ok((sample.len() as u64, memchr::memchr_iter(end, &sample).count() as u64))
}

/// The bytes that the file unpacks to, where it says so.
fn unpacked_bytes(origin: Origin<'_>, compression: Option<Compression>) -> io::Result<Option<u64>> {
    let mut file = opening::open(origin.path)?;
    Ok(match compression {
        None => Some(file.metadata()?.len()),
        Some(Compression::Gzip) => Some(of_gzip(&mut file)?),
        Some(Compression::Zstandard) => of_zstandard(&mut file)?,
        Some(Compression::Zip) => Some(archive::unpacked_bytes(file)?),
        Some(Compression::Bzip2) => None,
    })
}

/// The unpacked size in the last four bytes: the size of the last member, without what is beyond 4 GiB, so that the
/// whole is no smaller.
fn of_gzip(file: &mut File) -> io::Result<u64> {
    let mut size = [0; 4];
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut size)?;
    Ok(u32::from_le_bytes(size).into())
}

/// The unpacked size in the header of the first frame, if it stands there.
fn of_zstandard(file: &mut File) -> io::Result<Option<u64>> {
    let mut header = [0; 18];
    let n = file.take(18).read(&mut header)?;
    let flags = header[4];
    let is_single = flags & 0x20 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(flags & 3)];
    let start = 5 + usize::from(!is_single) + dictionary;
    let (length, more) = match (flags >> 6, is_single) {
        (0, false) => return Ok(None),
        (0, true) => (1, 0),
        (1, _) => (2, 256),
        (2, _) => (4, 0),
        _ => (8, 0),
    };
    if start + length > n {
        return Ok(None);
    }
    let mut size = [0; 8];
    size[..length].copy_from_slice(&header[start..start + length]);
    Ok(Some(u64::from_le_bytes(size).saturating_add(more)))
}

/// The rows that a typed file says it has.
#[cfg(feature = "frames")]
fn told(look: &Look) -> Option<u64> {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use crate::caught::caught;
    use crate::source::door::column::Structure;
    use crate::source::door::pages::expect_honest_metadata;

    if look.structure != Structure::Parquet || look.compression.is_some() {
        return None;
    }
    let file = opening::open(look.path()).ok()?;
    expect_honest_metadata(&file).ok()?;
    let reader = caught(look.structure.name(), || {
        SerializedFileReader::new(file).map_err(std::io::Error::other)
    });
    u64::try_from(reader.ok()?.metadata().file_metadata().num_rows()).ok()
}

#[cfg(not(feature = "frames"))]
const fn told(_: &Look) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn text() -> Vec<u8> {
        (0..20_000).fold(b"USER_ID,ITEM_ID\n".to_vec(), |mut text, row| {
            text.extend_from_slice(format!("u{:05},i{:05}\n", row, row % 700).as_bytes());
            text
        })
    }

    fn rows_of(bytes: &[u8]) -> Option<u64> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("room");
        n_rows(file.path())
    }

    #[test]
    fn rows_are_told_by_the_bytes_and_the_first_lines() {
        assert!(rows_of(&text()).is_some_and(|n| n.abs_diff(20_000) < 20));
        assert_eq!(rows_of(b"no line break"), None);
        // Half a file of short rows, then half of one long row.
        let text = text().repeat(20);
        let one = vec![b'x'; text.len()];
        assert!(rows_of(&[text, one].concat()).is_some_and(|n| n.abs_diff(400_000) < 20_000));
        assert_eq!(n_rows(std::path::Path::new("nowhere")), None);
    }

    #[test]
    fn what_is_packed_says_its_size_or_nothing_is_told() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&text()).expect("room");
        let gzip = packed.finish().expect("room");
        assert!(rows_of(&gzip).is_some_and(|n| n.abs_diff(20_000) < 20));
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("a.csv", zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(&text()).expect("room");
        let zip = archive.finish().expect("room").into_inner();
        assert!(rows_of(&zip).is_some_and(|n| n.abs_diff(20_000) < 20));
    }

    #[cfg(feature = "frames")]
    #[test]
    fn a_frame_of_zstandard_may_say_its_size() {
        let told = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(bytes).expect("room");
            file.rewind().expect("a file");
            of_zstandard(&mut file).expect("read")
        };
        let text = text();
        assert_eq!(told(&zstd::bulk::compress(&text, 1).expect("room")), Some(text.len() as u64));
        assert_eq!(told(&zstd::bulk::compress(&text[..300], 1).expect("room")), Some(300));
        assert_eq!(told(&zstd::stream::encode_all(&text[..], 1).expect("room")), None);
        assert_eq!(told(&[0x28, 0xB5, 0x2F, 0xFD, 0xC0]), None, "cut off");
    }
}
