//! Checksums of parts and objects, as S3 writes them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The SHA-256 of a part.
pub(super) type PartDigest = [u8; 32];

/// The SHA-256 of `bytes`.
pub(super) fn part_digest(bytes: &[u8]) -> PartDigest {
    Sha256::digest(bytes).into()
}

/// The checksum of a part, as a request names it.
pub(super) fn part_checksum(digest: &PartDigest) -> String {
    BASE64_STANDARD.encode(digest)
}

/// The checksum of an object of these parts, as S3 gives it back: that of the one part, or that of the parts'
/// digests with their number. (S3 user guide, "checking object integrity": composite checksums.)
pub(super) fn object_checksum(parts: &[PartDigest]) -> String {
    match parts {
        [one] => part_checksum(one),
        many => {
            let mut text = part_checksum(&part_digest(&many.concat()));
            let _ = write!(text, "-{}", many.len());
            text
        }
    }
}

/// Tells whether two checksums of objects are one; some stores leave the number of parts out.
pub(super) fn is_same_checksum(left: &str, right: &str) -> bool {
    let digest = |text: &'_ str| text.split('-').next().unwrap_or_default().to_owned();
    digest(left) == digest(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_written_as_s3_writes_them() {
        let empty = part_digest(b"");
        assert_eq!(part_checksum(&empty), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(object_checksum(&[empty]), part_checksum(&empty));
        assert!(is_same_checksum("a=-2", "a=") && !is_same_checksum("a=-2", "b=-2"));
        // The SHA-256 of the digest of nothing, written twice.
        let two = object_checksum(&[empty, empty]);
        assert_eq!(two, format!("{}-2", part_checksum(&part_digest(&[empty, empty].concat()))));
    }
}
