//! The use of colour: by `--color`, by what the environment asks for, or else on a terminal.
//!
//! `NO_COLOR` and `CLICOLOR_FORCE` are conventions of many programs (<https://no-color.org>, <https://bixense.com/clicolors>);
//! clap follows them by itself where nothing else is said.

use std::ffi::OsString;

use crate::args::Color;

/// The wish of the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Always,
    Never,
    Nothing,
}

/// Tells whether a stream takes colour.
pub(crate) fn is_used(typed: Color, on_terminal: bool) -> bool {
    decide(typed, wish(|name| std::env::var_os(name)), on_terminal)
}

fn decide(typed: Color, wish: Wish, on_terminal: bool) -> bool {
    match (typed, wish) {
        (Color::Always, _) | (Color::Auto, Wish::Always) => true,
        (Color::Never, _) | (Color::Auto, Wish::Never) => false,
        (Color::Auto, Wish::Nothing) => on_terminal,
    }
}

fn wish(variable: impl Fn(&str) -> Option<OsString>) -> Wish {
    let is = |name: &str, value: &str| variable(name).is_some_and(|found| found == value);
    let is_set = |name: &str| variable(name).is_some_and(|found| !found.is_empty());
    if is_set("NO_COLOR") {
        Wish::Never
    } else if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
        Wish::Always
    } else if is("CLICOLOR", "0") {
        Wish::Never
    } else {
        Wish::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(variables: &[(&str, &str)]) -> Wish {
        wish(|name| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_environment_is_asked_in_the_usual_order() {
        assert_eq!(asked(&[]), Wish::Nothing);
        assert_eq!(asked(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), Wish::Never);
        assert_eq!(asked(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")]), Wish::Always);
        assert_eq!(asked(&[("CLICOLOR_FORCE", "0")]), Wish::Nothing);
        assert_eq!(asked(&[("CLICOLOR", "0")]), Wish::Never);
    }

    #[test]
    fn what_is_typed_goes_before_the_environment() {
        assert!(decide(Color::Always, Wish::Never, false));
        assert!(!decide(Color::Never, Wish::Always, true));
        assert!(decide(Color::Auto, Wish::Always, false));
        assert!(!decide(Color::Auto, Wish::Never, true));
        assert!(decide(Color::Auto, Wish::Nothing, true));
    }
}
