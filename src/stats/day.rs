//! Instants as days.

/// The day of an instant in UTC, `YYYY-MM-DD`; the number itself where the calendar ends.
pub(crate) fn day(instant_s: i64) -> String {
    jiff::Timestamp::from_second(instant_s)
        .map_or_else(|_| instant_s.to_string(), |instant| instant.strftime("%Y-%m-%d").to_string())
}
