//! The words of column names, and what they speak for.

use super::vocabulary::{
    AMOUNTS, CATEGORIES, CREATED, DESCRIPTIONS, EVENTS, ITEMS, NAMES, OF_IDS, OF_SYSTEMS, PRICES,
    RATINGS, STRENGTHS, TIMES, TITLES, USERS, VISITS,
};
use crate::column::{EVENT_TYPE, ITEM_ID};
use crate::source::mapped::{is_usual, meant};

/// The meanings that a column may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    User,
    Item,
    Time,
    EventType,
    Rating,
    Strength,
    Title,
    Genres,
    Category,
    Price,
    Description,
    Created,
    Year,
}

/// The words of a name: between signs, and where a capital begins one.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in meant(name).chars() {
        let begins = letter.is_uppercase() && !before.is_uppercase();
        let is_part = letter.is_alphanumeric();
        if !is_part || begins || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_part) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Rates how far a name speaks for a meaning: 0 not at all, 3 as clearly as a name can.
///
/// Of a nested name the last part counts, or the last two: `detail.user_id` and `detail.user.id` alike.
pub(super) fn strength(meaning: Meaning, name: &str) -> u8 {
    let parts: Vec<&str> = meant(name).split('.').collect();
    let ends = [1, 2].map(|n| parts[parts.len().saturating_sub(n)..].join("."));
    ends.iter().map(|end| strength_of(meaning, end)).max().unwrap_or(0)
}

/// Rates how far a name that is not nested speaks for a meaning.
fn strength_of(meaning: Meaning, name: &str) -> u8 {
    let all = words(name);
    let is = |word: &String, of: &[&str]| of.contains(&word.as_str()) || is_compound(word, of);
    let has = |of: &[&str]| all.iter().any(|word| is(word, of));
    let is_id_of = |of: &[&str]| has(of) && all.iter().all(|word| is(word, of) || is(word, OF_IDS));
    let last = all.last().map(String::as_str).unwrap_or_default();
    match meaning {
        Meaning::User if is_id_of(USERS) => 3,
        Meaning::User if is_id_of(VISITS) => 1,
        Meaning::Item if is_id_of(ITEMS) => 3,
        Meaning::Item if is_usual(ITEM_ID, last) => 2,
        Meaning::Time if has(TIMES) && has(OF_SYSTEMS) => 1,
        Meaning::Time if has(TIMES) && (has(EVENTS) || all.len() == 1) => 3,
        Meaning::Time if has(TIMES) => 2,
        Meaning::EventType if is_usual(EVENT_TYPE, name) => 3,
        Meaning::EventType if has(EVENTS) && !has(OF_IDS) && !has(TIMES) => 2,
        Meaning::EventType if matches!(last, "type" | "kind" | "typ" | "tipo") => 1,
        Meaning::Rating if has(RATINGS) => 3,
        Meaning::Strength if has(STRENGTHS) => 2,
        Meaning::Strength if has(AMOUNTS) => 1,
        Meaning::Title if has(TITLES) => 3,
        Meaning::Title if has(NAMES) => 2,
        Meaning::Genres if has(&["genre", "genres"]) => 3,
        Meaning::Category if has(CATEGORIES) => 3,
        Meaning::Price if has(PRICES) => 3,
        Meaning::Description if has(DESCRIPTIONS) => 3,
        Meaning::Created if has(CREATED) => 3,
        Meaning::Year if has(&["year", "jahr", "annee", "ano"]) => 3,
        _ => 0,
    }
}

/// Tells whether a word is one of `of` with a word of ids behind it, as `userid` and `kundennr`.
fn is_compound(word: &str, of: &[&str]) -> bool {
    OF_IDS.iter().any(|end| {
        let begin = word.strip_suffix(end).filter(|begin| begin.len() >= 3);
        begin.is_some_and(|begin| of.contains(&begin) || of.contains(&begin.trim_end_matches('n')))
    })
}

/// Event types that a table may have, whatever it calls the column.
pub(super) fn is_event(value: &str) -> bool {
    const KNOWN: &[&str] = &[
        "view",
        "viewed",
        "click",
        "clicked",
        "purchase",
        "purchased",
        "buy",
        "bought",
        "cart",
        "watch",
        "watched",
        "play",
        "played",
        "like",
        "liked",
        "order",
        "ordered",
        "impression",
        "favorite",
        "favourite",
        "share",
        "download",
        "listen",
        "rent",
        "subscribe",
        "fav",
        "pageview",
        "detail",
        "checkout",
        "addtocart",
        "wishlist",
        "pv",
        "ansicht",
        "kauf",
    ];
    words(value).iter().any(|word| KNOWN.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_divided_into_words() {
        assert_eq!(words("userId"), ["user", "id"]);
        assert_eq!(words("user_id:token"), ["user", "id"]);
        assert_eq!(words("Kunden-Nr."), ["kunden", "nr"]);
        assert_eq!(words("eventTimeUTC"), ["event", "time", "utc"]);
    }

    #[test]
    fn a_name_speaks_for_an_id_where_nothing_else_stands_in_it() {
        for name in [
            "userId",
            "user_id:token",
            "visitor",
            "Kundennr",
            "KundenNr",
            "detail.user.id",
            "customer_key",
            "detail.user_id",
        ] {
            assert_eq!(strength(Meaning::User, name), 3, "{name}");
        }
        assert_eq!(strength(Meaning::User, "session_id"), 1);
        for name in ["user_age", "user_country", "username_hash_salt", "event_time"] {
            assert_eq!(strength(Meaning::User, name), 0, "{name}");
        }
        for name in ["movieId", "product_id", "artistID", "ArtikelNr", "detail.product.sku"] {
            assert!(strength(Meaning::Item, name) >= 2, "{name}");
        }
        for name in ["product_name", "item_price", "product_category"] {
            assert_eq!(strength(Meaning::Item, name), 0, "{name}");
        }
    }

    #[test]
    fn the_instant_of_the_event_goes_before_those_of_the_system() {
        let strength = |name| strength(Meaning::Time, name);
        assert!(strength("event_time") > strength("created_at"));
        assert!(strength("created_at") > strength("ingested_at"));
        assert_eq!(strength("dt"), 1);
        assert_eq!(strength("price"), 0);
    }
}
