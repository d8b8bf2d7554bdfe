//! Foreign layouts of one history, as other programs write them: the same events in each.

use std::fmt::Write as _;

use crate::place::Place;

/// An event before it is written in anybody's layout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) user: u32,
    pub(crate) item: u32,
    pub(crate) seconds: i64,
    /// 0 a view, 1 a cart, 2 a purchase.
    pub(crate) kind: usize,
}

const USERS: u32 = 40;
const ITEMS: u32 = 60;
const KINDS: [&str; 3] = ["view", "addtocart", "transaction"];
const GROUPS: [&str; 4] = ["Bath", "Garden", "Kitchen", "Office"];

/// The numbers of a linear congruential generator, the upper half of each.
fn numbers() -> impl Iterator<Item = u32> {
    let next = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(42_u64), next)
        .map(|state| u32::try_from(state >> 33).expect("31 bits"))
}

/// Events of all users in the order of time, each item once for a user.
pub(crate) fn events() -> Vec<Event> {
    let mut seen = std::collections::BTreeSet::new();
    let mut drawn = numbers();
    let mut draw = move |below: u32| drawn.next().expect("endless") % below;
    let mut events = Vec::new();
    for at in 0..1_200_i64 {
        let (user, kind) = (draw(USERS), draw(10));
        // Low numbers are popular.
        let mut item = draw(ITEMS).min(draw(ITEMS));
        while !seen.insert((user, item)) {
            item = (item + 1) % ITEMS;
        }
        let kind = if kind < 7 {
            0
        } else if kind < 9 {
            1
        } else {
            2
        };
        let event = Event {
            user: 1_000 + user,
            item: 500 + item,
            seconds: 1_709_251_200 + at * 6_000 + i64::from(draw(5_000)),
            kind,
        };
        events.push(event);
    }
    events
}

fn lines(header: &str, line: impl Fn(&Event) -> String) -> String {
    let mut text = String::from(header);
    for event in events() {
        let _ = writeln!(text, "{}", line(&event));
    }
    text
}

fn items(header: &str, line: impl Fn(u32) -> String) -> String {
    let mut text = String::from(header);
    for item in 500..500 + ITEMS {
        let _ = writeln!(text, "{}", line(item));
    }
    text
}

fn group(item: u32) -> &'static str {
    GROUPS[item as usize % GROUPS.len()]
}

fn stars(event: &Event) -> u32 {
    1 + (event.user + event.item) % 5
}

/// An instant as `2024-03-01 00:00:00`.
fn plain_time(seconds: i64) -> String {
    rehearsal::instant::to_iso(seconds).replace('T', " ").replace('Z', "")
}

/// A release of MovieLens.
pub(crate) fn movielens() -> Place {
    let place = Place::empty();
    let row = |e: &Event| format!("{},{},{}.0,{}", e.user, e.item, stars(e), e.seconds);
    place.write("ml-mini/ratings.csv", lines("userId,movieId,rating,timestamp\n", row));
    let film = |item| format!("{item},Film {item} (19{}),Comedy|{}", 40 + item % 60, group(item));
    place.write("ml-mini/movies.csv", items("movieId,title,genres\n", film));
    place
}

/// A click stream in milliseconds, as `RetailRocket` published one.
pub(crate) fn clicks() -> Place {
    let place = Place::empty();
    let row = |e: &Event| {
        let sale = if e.kind == 2 { e.seconds.to_string() } else { String::new() };
        format!("{},{},{},{},{sale}", e.seconds * 1_000 + 7, e.user, KINDS[e.kind], e.item)
    };
    let header = "timestamp,visitorid,event,itemid,transactionid\n";
    place.write("events.csv", lines(header, row));
    place.write("category_tree.csv", "categoryid,parentid\n1016,213\n809,169\n570,9\n");
    place
}

/// Counts of plays without a time, as Last.fm's data of 2011 has them.
pub(crate) fn counts() -> Place {
    let place = Place::empty();
    let row = |e: &Event| format!("{}\t{}\t{}", e.user, e.item, 1 + (e.user * e.item) % 900);
    place.write("user_artists.dat", lines("userID\tartistID\tweight\n", row));
    let artist = |item| {
        format!("{item}\tArtist {item}\thttp://www.last.fm/music/{item}\thttp://pic/{item}.jpg")
    };
    place.write("artists.dat", items("id\tname\turl\tpictureURL\n", artist));
    place.write("user_friends.dat", "userID\tfriendID\n1000\t1001\n1001\t1000\n1002\t1005\n");
    place
}

/// The atomic files of `RecBole`, with a type behind each name.
pub(crate) fn atomic() -> Place {
    let place = Place::empty();
    let row = |e: &Event| format!("{}\t{}\t{}\t{}", e.user, e.item, stars(e), e.seconds);
    let header = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n";
    place.write("ml-mini.inter", lines(header, row));
    let film = |item| format!("{item}\tFilm {item}\t19{}\t{} Comedy", 40 + item % 60, group(item));
    let header = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n";
    place.write("ml-mini.item", items(header, film));
    let mut users = String::from("user_id:token\tage:token\tgender:token\toccupation:token\n");
    for user in 1_000..1_000 + USERS {
        let gender = if user % 2 == 0 { "F" } else { "M" };
        let _ = writeln!(
            users,
            "{user}\t{}\t{gender}\t{}",
            18 + user % 50,
            ["writer", "nurse"][user as usize % 2]
        );
    }
    place.write("ml-mini.user", users);
    place
}

/// A German shop's export: semicolons, days first, decimal commas.
pub(crate) fn european() -> Place {
    let place = Place::empty();
    let row = |e: &Event| {
        let time = plain_time(e.seconds);
        let (day, clock) = time.split_once(' ').expect("a day and a time");
        let parts: Vec<&str> = day.split('-').collect();
        let date = format!("{}.{}.{} {}", parts[2], parts[1], parts[0], &clock[..5]);
        format!(
            "K{:05};{};{date};{};{},{:02}",
            e.user,
            e.item,
            1 + e.kind,
            e.item / 10,
            e.item % 100
        )
    };
    place.write("Bestellungen.csv", lines("Kundennr;Artikelnr;Bestelldatum;Menge;Betrag\n", row));
    let row =
        |item| format!("{item};Artikel {item};{};{},{:02}", group(item), item / 10, item % 100);
    place.write("Artikel.csv", items("Artikelnr;Bezeichnung;Warengruppe;Preis\n", row));
    place
}

/// Folders of days, as Hive and Spark write them.
pub(crate) fn hive() -> Place {
    let place = Place::empty();
    let mut days: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for e in events() {
        let day = plain_time(e.seconds)[..7].to_owned();
        let text =
            days.entry(day).or_insert_with(|| "user_id,item_id,event_type,event_time\n".to_owned());
        let time = rehearsal::instant::to_iso(e.seconds);
        let _ = writeln!(text, "{},{},{},{time}", e.user, e.item, KINDS[e.kind]);
    }
    for (day, text) in days {
        place.write(&format!("warehouse/events/month={day}/part-00000.csv"), text);
    }
    place.write("warehouse/events/_SUCCESS", "");
    let row = |item| format!("{item},Thing {item},{}", group(item));
    place.write("warehouse/products/part-00000.csv", items("item_id,product_name,category\n", row));
    place
}

/// Objects of an event bus, one a line, with a nested one.
pub(crate) fn bus() -> Place {
    let place = Place::empty();
    let names = ["product_viewed", "product_added_to_cart", "order_completed"];
    let row = |e: &Event| {
        let time = rehearsal::instant::to_iso(e.seconds).replace('Z', ".250Z");
        let head = format!("\"id\":\"evt-{}-{}\",\"type\":\"{}\"", e.user, e.item, names[e.kind]);
        let times = format!("\"time\":\"{time}\",\"ingested_at\":{}", e.seconds + 90);
        let detail = format!(
            "{{\"user_id\":\"u{}\",\"sku\":\"p{}\",\"price\":{}.5}}",
            e.user,
            e.item,
            e.item / 10
        );
        format!("{{{head},\"source\":\"web\",{times},\"detail\":{detail}}}")
    };
    place.write("bus.jsonl", lines("", row));
    place
}

/// Rows of a warehouse, with `UTC` behind each time.
pub(crate) fn warehouse() -> Place {
    let place = Place::empty();
    let row = |e: &Event| {
        format!("{},{},{}.5 UTC,{}", e.user, KINDS[e.kind], plain_time(e.seconds), e.item)
    };
    let header = "user_pseudo_id,event_name,event_timestamp,item_id\n";
    place.write("bq-results-20240601.csv", lines(header, row));
    place
}
