//! Types with few values, each of which has a name.

/// A type with few values, each of which has one name, in options as in pipeline files.
pub trait Choice: Copy + Send + Sync + 'static {
    /// The values with their names, in the order in which they are listed.
    const CHOICES: &'static [NamedValue<Self>];
}

/// A value with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedValue<T> {
    /// The value.
    pub value: T,
    /// The name: lower case, words between hyphens.
    pub name: &'static str,
    /// Other names that are read too, such as `ms`; mostly none.
    pub aliases: &'static [&'static str],
    /// The meaning in a few words; empty where the name says it.
    pub meaning: &'static str,
}

/// The value of this name or alias; `None` where no value has it.
#[must_use]
pub fn named<C: Choice>(name: &str) -> Option<C> {
    let is_called = |one: &&NamedValue<C>| one.name == name || one.aliases.contains(&name);
    C::CHOICES.iter().find(is_called).map(|one| one.value)
}

/// Makes a type of unit values a [`Choice`], with the values in `ALL` and the name in `name`.
///
/// A value is followed by its name, its aliases in brackets and its meaning, of which the last two may be absent:
/// `Milliseconds = "milliseconds" ["ms"], Rows = "rows": "Rows, as the service does"`.
macro_rules! choices {
    ($type:ident { $($value:ident = $name:literal $([$($alias:literal),+])? $(: $meaning:literal)?),+ $(,)? }) => {
        impl $type {
            /// All values.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$value),+];

            /// The name, in options and in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name),+
                }
            }
        }

        impl $crate::choice::Choice for $type {
            const CHOICES: &'static [$crate::choice::NamedValue<Self>] = &[$(
                $crate::choice::NamedValue {
                    value: Self::$value,
                    name: $name,
                    aliases: &[$($($alias),+)?],
                    meaning: concat!($($meaning)?),
                }
            ),+];
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Speed {
        Slow,
        VeryFast,
    }

    #[expect(unreachable_pub, reason = "the macro is for public types")]
    mod speed {
        use super::Speed;

        choices! { Speed { Slow = "slow": "No hurry", VeryFast = "very-fast" ["fast", "vf"] } }
    }

    #[test]
    fn values_are_found_by_name_and_alias() {
        assert_eq!(named("slow"), Some(Speed::Slow));
        assert_eq!(["very-fast", "fast", "vf"].map(named), [Some(Speed::VeryFast); 3]);
        assert_eq!(["Slow", "", "very"].map(named::<Speed>), [None; 3]);
        assert_eq!(Speed::ALL.map(Speed::name), ["slow", "very-fast"]);
        assert_eq!(
            Speed::CHOICES.iter().map(|one| one.meaning).collect::<Vec<_>>(),
            ["No hurry", ""]
        );
    }
}
