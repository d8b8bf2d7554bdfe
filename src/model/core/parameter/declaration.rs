//! One declaration that makes the struct that a model reads and the table of everybody else.

/// The name of a parameter, from that of its field: `half_life` is `half-life`.
pub(in crate::model) const fn key_of<const N: usize>(field: &str) -> [u8; N] {
    let mut key = [b'-'; N];
    let mut at = 0;
    while at < N {
        if field.as_bytes()[at] != b'_' {
            key[at] = field.as_bytes()[at];
        }
        at += 1;
    }
    key
}

/// The text of such a name.
pub(in crate::model) const fn text_of(key: &'static [u8]) -> &'static str {
    match std::str::from_utf8(key) {
        Ok(text) => text,
        Err(_) => panic!("the name of a field is not ASCII"),
    }
}

/// Makes the parameters of a model.
///
/// An `enum` is a choice between words, the first of which is the default; its `parameter` defines a parameter. A
/// `struct` has a typed field for each parameter, with its [`Definition`](super::Definition) behind it; the name of the parameter is that
/// of the field. The macro makes the struct, with its defaults, and the table of [`Parameters`](super::Parameters).
///
/// ```ignore
/// parameters! {
///     /// Ways to draw.
///     enum Negatives { Uniform = "uniform", Popular = "popular" }
///
///     /// Parameters of the model.
///     struct BprParameters {
///         factors: usize = whole(1..=4_096, 64, Search::LogInteger(8, 256), "length of the vectors");
///         negatives: Negatives = Negatives::parameter(Searched::Yes, "how items are drawn");
///         seed: u64 = SEED;
///     }
/// }
/// ```
macro_rules! parameters {
    () => {};
    (
        $(#[$meta:meta])*
        $visibility:vis enum $Choice:ident {
            $(#[$default_meta:meta])* $Default:ident = $default_word:literal
            $(, $(#[$variant_meta:meta])* $Variant:ident = $word:literal)* $(,)?
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        $visibility enum $Choice {
            $(#[$default_meta])*
            #[default]
            $Default,
            $($(#[$variant_meta])* $Variant,)*
        }

        impl $Choice {
            const WORDS: &'static [&'static str] = &[$default_word $(, $word)*];

            /// A parameter of this choice; the first word is the default.
            $visibility const fn parameter(
                searched: $crate::model::core::parameter::Searched,
                purpose: &'static str,
            ) -> $crate::model::core::parameter::Definition<Self> {
                $crate::model::core::parameter::Definition {
                    domain: $crate::model::core::parameter::ParameterDomain::Choice(Self::WORDS),
                    value: $crate::model::core::parameter::Value::Word($default_word),
                    default: Self::$Default,
                    search: searched.among(Self::WORDS),
                    purpose,
                }
            }
        }

        impl $crate::model::core::parameter::Field for $Choice {
            fn of(value: $crate::model::core::parameter::Value) -> Option<Self> {
                match value {
                    $crate::model::core::parameter::Value::Word($default_word) => Some(Self::$Default),
                    $($crate::model::core::parameter::Value::Word($word) => Some(Self::$Variant),)*
                    // A word of no variant, or a number.
                    _ => None,
                }
            }
        }

        parameters! { $($rest)* }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis struct $Parameters:ident {
            $($field:ident: $Type:ty = $definition:expr;)*
        }
        $($rest:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $visibility struct $Parameters {
            $($visibility $field: $Type,)*
        }

        impl Default for $Parameters {
            fn default() -> Self {
                Self {
                    $($field: {
                        const DEFINITION: $crate::model::core::parameter::Definition<$Type> = $definition;
                        DEFINITION.default
                    },)*
                }
            }
        }

        impl $crate::model::core::parameter::Parameters for $Parameters {
            const TABLE: &'static [$crate::model::core::parameter::Parameter] = &[
                $({
                    const DEFINITION: $crate::model::core::parameter::Definition<$Type> = $definition;
                    const KEY: &[u8] = &$crate::model::core::parameter::key_of::<
                        { stringify!($field).len() },
                    >(stringify!($field));
                    DEFINITION.named($crate::model::core::parameter::text_of(KEY))
                },)*
            ];

            fn read(values: &[$crate::model::core::parameter::Value]) -> Option<Self> {
                let mut values = values.iter().copied();
                let read = Self {
                    $($field: $crate::model::core::parameter::Field::of(values.next()?)?,)*
                };
                values.next().is_none().then_some(read)
            }
        }

        parameters! { $($rest)* }
    };
}

pub(in crate::model) use parameters;

#[cfg(test)]
mod tests {
    use super::super::definition::{
        HEAD, SEED, Searched, half_life_of, real_f32, real_or, true_flag, whole,
    };
    use super::super::domain::{ParameterDomain, Search, Value};
    use super::super::field::Parameters as _;

    parameters! {
        enum Colour {
            Red = "red",
            DarkBlue = "dark-blue",
        }

        struct Paint {
            coats_of_it: usize = whole(1..=3, 2, Search::Fixed, "how many");
            share: f32 = real_f32(0.0..=1.0, 0.1, Search::Real(0.2, 0.3), "how much");
            colour: Colour = Colour::parameter(Searched::Yes, "which");
            dries: bool = true_flag(Searched::No, "whether");
            hours: Option<f64> = real_or("none", 0.0..=9.0, Search::Fixed, "how long");
            most: Option<usize> = HEAD;
            half_life: Option<f32> = half_life_of(3.0);
            seed: u64 = SEED;
        }
    }

    #[test]
    fn one_declaration_makes_the_table_and_the_fields() {
        let keys: Vec<&str> = Paint::TABLE.iter().map(|parameter| parameter.key).collect();
        let expected =
            ["coats-of-it", "share", "colour", "dries", "hours", "most", "half-life", "seed"];
        assert_eq!(keys, expected);
        let [coats, share, colour, ..] = Paint::TABLE else { panic!("three and more") };
        assert_eq!(coats.domain, ParameterDomain::Integer(1, 3));
        assert_eq!((share.default, share.search), (Value::Real(0.1), Search::Real(0.2, 0.3)));
        assert_eq!(colour.domain, ParameterDomain::Choice(&["red", "dark-blue"]));
        assert_eq!(colour.search, Search::Word(&["red", "dark-blue"]));
        let defaults: Vec<Value> = Paint::TABLE.iter().map(|one| one.default).collect();
        assert_eq!(Paint::read(&defaults), Some(Paint::default()));
        let paint = Paint {
            coats_of_it: 3,
            share: 0.25,
            colour: Colour::DarkBlue,
            dries: false,
            hours: Some(1.5),
            most: Some(7),
            half_life: None,
            seed: 1,
        };
        let values = [
            Value::Integer(3),
            Value::Real(0.25),
            Value::Word("dark-blue"),
            Value::Word("false"),
            Value::Real(1.5),
            Value::Integer(7),
            Value::Word("none"),
            Value::Integer(1),
        ];
        assert_eq!(Paint::read(&values), Some(paint));
    }

    #[test]
    fn values_of_another_type_or_number_make_no_parameters() {
        let defaults: Vec<Value> = Paint::TABLE.iter().map(|one| one.default).collect();
        for at in 0..defaults.len() {
            let mut values = defaults.clone();
            values[at] = match values[at] {
                Value::Integer(_) => Value::Real(1.0),
                Value::Real(_) => Value::Integer(1),
                // The word of an option is its `None`.
                Value::Word("none" | "all") => continue,
                Value::Word(_) => Value::Word("odd"),
            };
            assert_eq!(Paint::read(&values), None, "{at}");
        }
        assert_eq!(Paint::read(&defaults[1..]), None);
        assert_eq!(Paint::read(&[&defaults[..], &[Value::Integer(1)]].concat()), None);
    }
}
