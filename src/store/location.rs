//! Places in S3.

/// A bucket and a folder in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The bucket.
    pub bucket: String,
    /// The folder in it, without slashes at its ends; empty for the top.
    pub prefix: String,
}

/// The reason that a text is no place in S3.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// A text of another form.
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
    /// A key that is longer than S3 allows, or holds a control character.
    #[error(
        "`{text}`: expected a prefix of at most {} bytes without control characters",
        PREFIX_BYTES_MAX
    )]
    Prefix {
        /// The text as typed.
        text: String,
    },
}

/// The most bytes of a prefix: a key has 1,024 at most, and names of files come behind it.
const PREFIX_BYTES_MAX: usize = 900;

impl Location {
    /// Reads `s3://BUCKET/PREFIX`; slashes at the prefix's ends do not matter.
    ///
    /// # Errors
    /// When it is not of that form, or the bucket's name is not allowed.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let not_s3 = || LocationError::NotS3 { text: text.to_owned() };
        let rest = text.strip_prefix("s3://").ok_or_else(not_s3)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        check_bucket(bucket)?;
        let prefix = prefix.trim_matches('/');
        if prefix.len() > PREFIX_BYTES_MAX || prefix.contains(char::is_control) {
            return Err(LocationError::Prefix { text: text.to_owned() });
        }
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    /// The key of `name` under the prefix.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) }
    }

    /// The address of `name` under the prefix, as `s3://BUCKET/KEY`.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        format!("s3://{}/{}", self.bucket, self.key(name))
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bucket, prefix } = self;
        let slash = if prefix.is_empty() { "" } else { "/" };
        write!(formatter, "s3://{bucket}/{prefix}{slash}")
    }
}

/// Checks a bucket's name by S3's rules for general purpose buckets.
pub(crate) fn check_bucket(name: &str) -> Result<(), LocationError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = bytes.first().is_some_and(|&byte| plain(byte))
        && bytes.last().is_some_and(|&byte| plain(byte));
    let inside = bytes.iter().all(|&byte| plain(byte) || byte == b'.' || byte == b'-');
    let is_right = (3..=63).contains(&bytes.len())
        && ends
        && inside
        && !name.contains("..")
        && !is_address(name);
    if is_right { Ok(()) } else { Err(LocationError::BucketName { name: name.to_owned() }) }
}

/// Tells whether a name looks like an IPv4 address, which S3 refuses.
fn is_address(name: &str) -> bool {
    name.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_read_with_and_without_a_prefix() {
        let read = |text| Location::parse(text).map(|at| at.key("items.csv")).ok();
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
            let found = Location::parse(bad);
            assert!(matches!(found, Err(LocationError::BucketName { .. })), "{bad}");
        }
        assert!(Location::parse("s3://bucket/a\nb").is_err());
        assert!(Location::parse(&format!("s3://bucket/{}", "x".repeat(901))).is_err());
    }

    #[test]
    fn a_location_is_shown_as_it_is_typed() {
        let shown = |text| Location::parse(text).expect("a place").to_string();
        assert_eq!(shown("s3://bucket"), "s3://bucket/");
        assert_eq!(shown("s3://bucket/a/b"), "s3://bucket/a/b/");
    }
}
