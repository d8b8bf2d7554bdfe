//! Names of columns: ours, and those that tables give them.

use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, TIMESTAMP, TITLE, USER_ID};
use crate::source::table::plain_name;

/// Other names by which tables call our columns, without case, `_`, `-`, `.` and blanks.
pub(super) const SYNONYMS: [(&str, &[&str]); 7] = [
    (
        USER_ID,
        &[
            "user",
            "userid",
            "uid",
            "customer",
            "customerid",
            "visitor",
            "visitorid",
            "member",
            "memberid",
            "reviewerid",
            "accountid",
            "account",
            "client",
            "clientid",
            "sessionid",
            "session",
        ],
    ),
    (
        ITEM_ID,
        &[
            "item",
            "itemid",
            "iid",
            "movieid",
            "movie",
            "product",
            "productid",
            "sku",
            "asin",
            "parentasin",
            "article",
            "articleid",
            "video",
            "videoid",
            "song",
            "songid",
            "track",
            "trackid",
            "artistid",
            "book",
            "bookid",
            "isbn",
            "business",
            "businessid",
            "venueid",
            "locationid",
            "hotelid",
            "poi",
            "poiid",
            "gameid",
            "recipeid",
            "offerid",
            "newsid",
        ],
    ),
    (
        TIMESTAMP,
        &[
            "timestamp",
            "time",
            "ts",
            "datetime",
            "date",
            "eventtime",
            "eventtimestamp",
            "createdat",
            "occurredat",
            "unixtime",
            "unixtimestamp",
            "unixreviewtime",
            "reviewtime",
            "ratedat",
            "viewedat",
        ],
    ),
    (
        EVENT_TYPE,
        &["event", "eventtype", "eventname", "action", "behavior", "behaviour", "behaviortype"],
    ),
    (EVENT_VALUE, &["eventvalue"]),
    (RATING, &["rating", "ratings", "stars", "overall"]),
    (TITLE, &["title", "name", "movietitle", "producttitle", "itemname", "productname"]),
];

/// A name without case and without the signs that people put between words.
pub(super) fn bare(name: &str) -> String {
    let is_part = |letter: &char| letter.is_alphanumeric();
    name.chars().filter(is_part).flat_map(char::to_lowercase).collect()
}

/// A name as a table means it: without blanks at its ends, and without a type behind a colon as `RecBole`'s
/// files have it.
pub(crate) fn meant(name: &str) -> &str {
    const TYPES: [&str; 4] = [":token", ":token_seq", ":float", ":float_seq"];
    let name = plain_name(name);
    TYPES.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Tells whether tables usually call our column `target` so.
pub(crate) fn is_usual(target: &str, name: &str) -> bool {
    let name = bare(meant(name));
    let of = SYNONYMS.iter().find(|(known, _)| *known == target);
    name == bare(target) || of.is_some_and(|(_, names)| names.contains(&name.as_str()))
}

/// Tells whether a table that calls `target` so speaks as MovieLens does, which needs no word.
pub(super) fn is_movielens(target: &str, name: &str) -> bool {
    movielens_name(target) == name
}

/// A name of the service's form: capital letters, digits and underscores, not beginning with a digit.
pub(crate) fn service_name(name: &str) -> String {
    let mut service = String::new();
    for letter in meant(name).chars().flat_map(char::to_uppercase) {
        if letter.is_ascii_uppercase() || (letter.is_ascii_digit() && !service.is_empty()) {
            service.push(letter);
        } else if !service.is_empty() && !service.ends_with('_') {
            service.push('_');
        }
    }
    service.trim_end_matches('_').to_owned()
}

/// The MovieLens name of our column.
const fn movielens_name(target: &str) -> &str {
    match target.as_bytes() {
        b"USER_ID" => "userId",
        b"ITEM_ID" => "movieId",
        b"RATING" => "rating",
        b"TIMESTAMP" => "timestamp",
        b"TITLE" => "title",
        b"GENRES" => "genres",
        _ => target,
    }
}
