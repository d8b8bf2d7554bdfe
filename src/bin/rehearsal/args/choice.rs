//! The library's choices as values of options.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rehearsal::choice::{Choice, named};

/// Reads a choice by its name.
pub(super) fn choice<C: Choice>() -> impl TypedValueParser<Value = C> {
    let values = C::CHOICES.iter().map(|one| {
        let value = PossibleValue::new(one.name).aliases(one.aliases);
        if one.meaning.is_empty() { value } else { value.help(one.meaning) }
    });
    PossibleValuesParser::new(values)
        .try_map(|name| named(&name).ok_or_else(|| format!("`{name}` is no value of it")))
}
