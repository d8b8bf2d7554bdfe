//! Checksums: the one that is published, and those of what came.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use md5::{Digest, Md5};
use sha2::Sha256;

use super::error::FetchError;
use crate::export::digest::hex;

const MD5_DIGITS: usize = 32;

/// The checksums and the size of what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checksum {
    pub(super) md5: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

impl Checksum {
    /// Reads the file from its beginning.
    pub(super) fn of(file: &mut File) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let (mut md5, mut sha256, mut bytes) = (Md5::new(), Sha256::new(), 0);
        let mut chunk = vec![0; 1 << 17];
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            md5.update(&chunk[..read]);
            sha256.update(&chunk[..read]);
            bytes += read as u64;
        }
        Ok(Self { md5: hex(&md5.finalize()), sha256: hex(&sha256.finalize()), bytes })
    }
}

/// The MD5 in `text`, which is `MD5 (x.zip) = HEX` or `HEX  x.zip`, in lower case.
pub(super) fn published(text: &str, url: &str) -> Result<String, FetchError> {
    let is_digest =
        |word: &&str| word.len() == MD5_DIGITS && word.bytes().all(|b| b.is_ascii_hexdigit());
    let found = text.split_whitespace().find(is_digest);
    found.map(str::to_lowercase).ok_or_else(|| FetchError::NoChecksum { url: format!("{url}.md5") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn both_forms_of_a_published_checksum_are_read() {
        let digest = "9E107D9D372BB6826BD81D3542A419D6";
        for text in [format!("MD5 (ml-100k.zip) = {digest}\n"), format!("{digest}  ml-100k.zip\n")]
        {
            assert_eq!(published(&text, "u").ok(), Some(digest.to_lowercase()));
        }
        assert!(published("<html>not found</html>", "u").is_err());
    }

    #[test]
    fn known_texts_have_their_known_checksums() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"The quick brown fox jumps over the lazy dog").expect("room");
        let found = Checksum::of(&mut file).expect("readable");
        assert_eq!(found.md5, "9e107d9d372bb6826bd81d3542a419d6");
        assert!(found.sha256.starts_with("d7a8fbb307d7809469ca9abcb0082e4f"));
        assert_eq!(found.bytes, 43);
    }
}
