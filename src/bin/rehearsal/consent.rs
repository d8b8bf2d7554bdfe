//! The consent to something that costs or cannot be undone.

/// The consent to something that costs or cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// The command line says `--yes`.
    Given,
    /// Somebody has to be asked.
    ToAsk,
}

impl From<bool> for Consent {
    fn from(yes: bool) -> Self {
        if yes { Self::Given } else { Self::ToAsk }
    }
}
