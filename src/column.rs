//! Every column name, raw and Personalize, in one place. Constants only.

/// The user of an interaction or of a metadata row.
pub const USER_ID: &str = "USER_ID";
/// The item of an interaction or of a metadata row.
pub const ITEM_ID: &str = "ITEM_ID";
/// The type of the event: `click`, `watch`, …
pub const EVENT_TYPE: &str = "EVENT_TYPE";
/// The instant of an interaction, in seconds since 1970-01-01 UTC.
pub const TIMESTAMP: &str = "TIMESTAMP";
/// The strength of an event, for instance a rating.
pub const EVENT_VALUE: &str = "EVENT_VALUE";
/// An item's title.
pub const TITLE: &str = "TITLE";
/// An item's genres, joined by `|`.
pub const GENRES: &str = "GENRES";
/// The year an item was released.
pub const YEAR: &str = "YEAR";
/// The instant at which an item came into the catalogue, in seconds since 1970-01-01 UTC.
pub const CREATION_TIMESTAMP: &str = "CREATION_TIMESTAMP";

/// The first instant, in seconds, that must be milliseconds or finer: in seconds it is the year 5138.
pub const SECONDS_END: i64 = 100_000_000_000;

/// Stars of a MovieLens rating, 0.5 to 5, or the rating of a mapped table.
pub const RATING: &str = "RATING";
/// A description of an item as one text, made of what people wrote about it.
pub const DESCRIPTION: &str = "DESCRIPTION";
/// A user's age in years, or the lower end of the band that the release gives.
pub const AGE: &str = "AGE";
/// A user's gender, as the release spells it.
pub const GENDER: &str = "GENDER";
/// A user's occupation.
pub const OCCUPATION: &str = "OCCUPATION";
/// A user's postal code; read, but not written by the preparation.
pub const ZIP_CODE: &str = "ZIP_CODE";
/// A user's first rating, in seconds since 1970-01-01 UTC.
pub const FIRST_SEEN: &str = "FIRST_SEEN";
/// The activity of a user, in bands.
pub const ACTIVITY: &str = "ACTIVITY";

/// Nanoseconds beyond the second of `TIMESTAMP`: they order rows of one second and are never written. No
/// table can have a column of this name.
pub const FRACTION: &str = "nanoseconds of TIMESTAMP";

/// Columns that a source adds where a step asks for them; none of them is written.
pub mod derived {
    /// All of them.
    pub const ALL: [&str; 4] = [FIRST_RATED, NEWEST_RATED, TAGS, N_RATINGS];
    /// The item's first rating in the raw data, in seconds; null without one.
    pub const FIRST_RATED: &str = "FIRST_RATED";
    /// The newest rating of the whole raw data, in seconds, the same in every row.
    pub const NEWEST_RATED: &str = "NEWEST_RATED";
    /// The item's tags in the order of their first use, each once, joined by line feeds; null
    /// without one.
    pub const TAGS: &str = "TAGS";
    /// The number of ratings that the user gave.
    pub const N_RATINGS: &str = "N_RATINGS";
}
