//! Names of resources.

/// A name that the service allows: `^[a-zA-Z0-9][a-zA-Z0-9\-_]*`, at most 63 signs. (Service model, shape `Name`.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceName(String);

/// A name that the service does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` cannot be the name of a resource: expected 1 to {NAME_MAX} letters, digits, `-` and `_`, the first a letter or a \
     digit"
)]
pub struct NameError {
    name: String,
}

const NAME_MAX: usize = 63;

impl ResourceName {
    /// Checks a name.
    ///
    /// # Errors
    /// When the service does not allow it.
    pub fn parse(name: &str) -> Result<Self, NameError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_right = (1..=NAME_MAX).contains(&name.len())
            && name.bytes().all(allowed)
            && name.as_bytes()[0].is_ascii_alphanumeric();
        if is_right { Ok(Self(name.to_owned())) } else { Err(NameError { name: name.to_owned() }) }
    }

    /// The name with `-part` behind it, which must still be one.
    ///
    /// # Errors
    /// When it becomes too long.
    pub fn with(&self, part: &str) -> Result<Self, NameError> {
        Self::parse(&format!("{}-{part}", self.0))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_held_against_the_services_pattern() {
        for right in ["a", "Movies_2026-11", "9lives"] {
            assert!(ResourceName::parse(right).is_ok(), "{right}");
        }
        for wrong in ["", "-a", "_a", "a b", "a.b", "ä", &"x".repeat(64)] {
            assert!(ResourceName::parse(wrong).is_err(), "{wrong}");
        }
        let long = ResourceName::parse(&"x".repeat(60)).expect("60 signs");
        assert!(long.with("abc").is_err());
    }
}
