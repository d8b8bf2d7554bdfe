//! Every column name, raw and Personalize, in one place. Constants only.

/// The user of an interaction or of a metadata row.
pub const USER_ID: &str = "USER_ID";
/// The item of an interaction or of a metadata row.
pub const ITEM_ID: &str = "ITEM_ID";
/// What the user did: `click`, `watch`, …
pub const EVENT_TYPE: &str = "EVENT_TYPE";
/// When, in seconds since 1970-01-01 UTC.
pub const TIMESTAMP: &str = "TIMESTAMP";
/// The strength of an event, for instance a rating.
pub const EVENT_VALUE: &str = "EVENT_VALUE";
/// An item's title.
pub const TITLE: &str = "TITLE";
/// An item's genres, joined by `|`.
pub const GENRES: &str = "GENRES";
/// The year an item was released.
pub const YEAR: &str = "YEAR";
/// When an item came into the catalogue, in seconds since 1970-01-01 UTC.
pub const CREATION_TIMESTAMP: &str = "CREATION_TIMESTAMP";

/// The first instant, in seconds, that must be milliseconds or finer: in seconds it is the year 5138.
pub const SECONDS_END: i64 = 100_000_000_000;

/// Column names of a raw release, as the frames of [`crate::source`] carry them.
pub mod raw {
    /// The user who rated.
    pub const USER: &str = "user";
    /// The rated item.
    pub const ITEM: &str = "item";
    /// Stars, 0.5 to 5.
    pub const RATING: &str = "rating";
    /// When, in seconds since 1970-01-01 UTC.
    pub const TIMESTAMP: &str = "timestamp";
    /// The title with its year in parentheses.
    pub const TITLE: &str = "title";
    /// Genres joined by `|`, or `(no genres listed)`.
    pub const GENRES: &str = "genres";
    /// The item's first rating in the raw data, in seconds; null without one.
    pub const FIRST_RATED: &str = "first_rated";
}
