//! Every rule that the mutations do not reach, provoked alone; and a check that none is left out.

use std::collections::BTreeSet;
use std::fmt::Write;

use rehearsal::rule;
use rehearsal::schema::Domain;
use rehearsal::schema::check::check;
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{EventFilter, ImportMode, Options};

use crate::clean::{
    ACTION_EVENTS_SCHEMA, ACTIONS_SCHEMA, EVENTS_SCHEMA, ITEMS_SCHEMA, Rows, USERS_SCHEMA, csv,
    events, items, users,
};
use crate::{Found, Group, filter, found, mutation, one, options, schema_mutation};

/// The codes that this module provokes.
const CODES: [&str; 48] = [
    "F225", "Q517", "Q518", "F223", "F224", "S109", "S113", "S116", "S117", "S122", "F201", "F203",
    "F204", "F211", "F212", "F215", "F218", "F220", "F222", "V306", "V318", "E402", "E403", "E404",
    "E405", "E406", "E408", "Q501", "Q502", "Q503", "Q504", "Q505", "Q506", "Q507", "Q508", "Q510",
    "Q511", "Q512", "Q513", "Q514", "Q515", "Q516", "X601", "X602", "X603", "X604", "X605", "X606",
];
/// And those about the quality of data.
const QUALITY: [&str; 7] = ["A703", "A704", "A705", "A706", "A707", "A708", "A709"];
/// Provoked where no file could be large enough, beside the code.
const IN_UNIT_TESTS: [&str; 1] = ["Q509"];

#[test]
fn no_rule_is_without_a_test_that_provokes_it() {
    let provoked: BTreeSet<&str> = CODES
        .into_iter()
        .chain(QUALITY)
        .chain(IN_UNIT_TESTS)
        .chain(mutation::codes())
        .chain(schema_mutation::codes())
        .chain(filter::codes())
        .collect();
    let all: BTreeSet<&str> = rule::all().map(|rule| rule.code).collect();
    assert_eq!(provoked, all);
}

fn events_with(change: impl FnOnce(&mut Rows)) -> Vec<Found> {
    events_by(&options(), change)
}

fn events_by(options: &Options, change: impl FnOnce(&mut Rows)) -> Vec<Found> {
    let mut rows = events();
    change(&mut rows);
    found("interactions.csv", EVENTS_SCHEMA, &csv(&rows), options)
}

fn items_with(change: impl FnOnce(&mut Rows)) -> Vec<Found> {
    let mut rows = items();
    change(&mut rows);
    found("items.csv", ITEMS_SCHEMA, &csv(&rows), &options())
}

fn of_rows(rows: &mut Rows, column: &str, value: impl Fn(usize, &str) -> String) {
    let at = rows[0].iter().position(|name| name == column).expect("a column");
    for (n, row) in rows.iter_mut().enumerate().skip(1) {
        row[at] = value(n, &row[at]);
    }
}

fn remove(rows: &mut Rows, column: &str) {
    let at = rows[0].iter().position(|name| name == column).expect("a column");
    for row in rows {
        row.remove(at);
    }
}

#[test]
fn schema_rules_of_whole_schemas() {
    let codes = |text: &str, domain| {
        let (_, violations) = check(text, "s.avsc", domain);
        violations.into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    let (age, custom) = (",\n{\"name\":\"AGE\",\"type\":\"int\"}", Domain::Custom);
    assert_eq!(codes(USERS_SCHEMA, custom), [""; 0]);
    assert_eq!(codes(&USERS_SCHEMA.replace(age, ""), custom), ["S109"]);
    assert_eq!(codes(&USERS_SCHEMA.replace("\"int\"", "\"boolean\""), custom), ["S109", "S119"]);
    let model = USERS_SCHEMA
        .replace("\"AGE\",\"type\":\"int\"", "\"SUBSCRIPTION_MODEL\",\"type\":\"string\"");
    assert_eq!(codes(&model, Domain::VideoOnDemand), ["S109", "S113"]);
    let many: String = (0..25)
        .map(|n| format!(",\n{{\"name\":\"F{n}\",\"type\":\"int\"}}"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(codes(&USERS_SCHEMA.replace(age, &format!("{age}{many}")), custom), ["S116"]);
    assert_eq!(codes(&format!("{USERS_SCHEMA}{}", " ".repeat(20_000)), custom), ["S117"]);
    assert_eq!(codes(ACTIONS_SCHEMA, Domain::Ecommerce), ["S122"]);
}

#[test]
fn rules_of_headers_and_files() {
    assert_eq!(
        found("interactions.csv", EVENTS_SCHEMA, b"", &options()),
        one("F201", None, Some(1))
    );
    let returns = csv(&events()).into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte });
    let returns: Vec<u8> = returns.collect();
    let seen = found("interactions.csv", EVENTS_SCHEMA, &returns, &options());
    assert_eq!(seen, one("F223", None, Some(1)));
    let rows_alone = csv(&events()[1..].to_vec());
    let seen = found("interactions.csv", EVENTS_SCHEMA, &rows_alone, &options());
    assert_eq!(seen, one("F201", None, Some(1)), "the first row is no header");
    let semicolons = String::from_utf8_lossy(&csv(&events())).replace(',', ";");
    let seen = found("interactions.csv", EVENTS_SCHEMA, semicolons.as_bytes(), &options());
    assert_eq!(seen, one("F219", None, Some(1)));
    assert_eq!(events_with(|rows| rows.truncate(1)).first(), one("F211", None, Some(1)).first());
    assert_eq!(events_with(|rows| remove(rows, "VISIT")), one("F203", Some("VISIT"), Some(1)));
    let double = |rows: &mut Rows| rows.iter_mut().for_each(|row| row.push(row[5].clone()));
    assert_eq!(events_with(double), one("F204", Some("VISIT"), Some(1)));
    let swap = |rows: &mut Rows| rows.iter_mut().for_each(|row| row.swap(1, 2));
    assert_eq!(events_with(swap), one("F215", None, Some(1)));
    let mut bytes = csv(&events());
    bytes.pop();
    let cut = found("interactions.csv", EVENTS_SCHEMA, &bytes, &options());
    assert_eq!(cut, one("F212", None, Some(1201)));
}

#[test]
fn rules_of_folders_and_compressed_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let (schema, _) = check(EVENTS_SCHEMA, "s", Domain::Custom);
    let schema = schema.expect("a schema");
    let rows = events();
    let part = |range: std::ops::Range<usize>| {
        let mut part = vec![rows[0].clone()];
        part.extend_from_slice(&rows[range]);
        part
    };
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    };
    let codes = |path: &std::path::Path| {
        let found =
            rehearsal::validate::check_table(path, &schema, &options()).expect("read").into_found();
        found
            .into_iter()
            .flat_map(|found| found.violations)
            .map(|found| found.code)
            .collect::<Vec<_>>()
    };
    write("part-0.csv", &csv(&part(1..601)));
    write("part-1.csv", &csv(&part(601..1201)));
    assert_eq!(codes(folder.path()), [""; 0]);
    let mut other = part(601..1201);
    for row in &mut other {
        row.swap(0, 1);
    }
    write("part-1.csv", &csv(&other));
    assert_eq!(codes(folder.path()), ["F220", "F215"]);
    write("part-1.csv", &csv(&part(601..1201)));
    std::fs::create_dir(folder.path().join("more")).expect("a folder");
    write("more/part-2.csv", b"");
    assert_eq!(codes(folder.path()), ["F222"]);
    std::fs::remove_dir_all(folder.path().join("more")).expect("removed");
    write("_SUCCESS", b"");
    assert_eq!(codes(folder.path()), ["F224"]);
    std::fs::remove_file(folder.path().join("_SUCCESS")).expect("removed");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &csv(&rows)).expect("memory");
    write("all.csv.gz", &encoder.finish().expect("memory"));
    assert_eq!(codes(&folder.path().join("all.csv.gz")), ["F218"]);
    write("damaged.csv.gz", &[0x1F, 0x8B, 8, 0, 0]);
    assert!(codes(&folder.path().join("damaged.csv.gz")).iter().any(|code| code == "F225"));
}

#[test]
fn rules_of_columns_as_a_whole() {
    let same = |rows: &mut Rows| of_rows(rows, "TIMESTAMP", |_, _| "1500000000".into());
    assert_eq!(events_with(same), one("V306", Some("TIMESTAMP"), Some(2)));
    let mut segments = options();
    segments.recipe = Some(Recipe::find("aws-item-affinity").expect("known"));
    assert_eq!(events_by(&segments, same), one("Q516", Some("TIMESTAMP"), Some(2)));
    let many = |n: usize| {
        move |rows: &mut Rows| of_rows(rows, "EVENT_TYPE", |at, _| format!("type{}", at % n))
    };
    let nothing =
        |rows: &mut Rows| of_rows(rows, "EVENT_TYPE", |at, _| ["null", ""][at % 2].into());
    let empty = events_with(nothing);
    assert!(empty.contains(&one("E408", Some("EVENT_TYPE"), Some(2))[0]), "{empty:?}");
    assert_eq!(events_with(many(11)), one("E403", Some("EVENT_TYPE"), Some(10)));
    // EVENT_TYPE, EVENT_VALUE, DEVICE, VISIT and IMPRESSION are optional columns: 5 and 6 types.
    assert_eq!(events_with(many(6)), one("E404", None, None));
    assert_eq!(events_with(many(5)), []);
    let seldom = |column: &'static str, n: usize| {
        move |rows: &mut Rows| {
            of_rows(
                rows,
                column,
                |at, cell| if at % 100 < n { String::new() } else { cell.into() },
            );
        }
    };
    assert_eq!(events_with(seldom("DEVICE", 30)), []);
    let incomplete = events_with(seldom("DEVICE", 31));
    assert_eq!(incomplete, [one("A704", Some("DEVICE"), None), one("A706", None, None)].concat());
    let both = |rows: &mut Rows| {
        of_rows(rows, "DEVICE", |at, cell| if at % 100 < 20 { String::new() } else { cell.into() });
        of_rows(rows, "VISIT", |at, cell| if at % 100 > 80 { String::new() } else { cell.into() });
    };
    assert_eq!(events_with(both), one("A706", None, None));
    assert_eq!(items_with(seldom("TEXT", 6)), one("A705", Some("TEXT"), None), "5 of 30");
    assert_eq!(items_with(seldom("TEXT", 5)), [], "4 of 30");
    let alike = |rows: &mut Rows| of_rows(rows, "GENRES", |_, _| "Drama".into());
    assert_eq!(items_with(alike), one("A709", Some("GENRES"), None));
    let distinct = |n: usize| {
        move |rows: &mut Rows| of_rows(rows, "DEVICE", |at, _| format!("device {}", at % n))
    };
    assert_eq!(events_with(distinct(1000)), []);
    assert_eq!(events_with(distinct(1001)), one("A707", Some("DEVICE"), None));
    let again = |rows: &mut Rows| {
        let mut row = rows[3].clone();
        row[1] = "Another title".into();
        rows.push(row);
    };
    assert_eq!(items_with(again), one("A703", Some("ITEM_ID"), Some(32)));
}

#[test]
fn rules_of_domains() {
    let mut options = options();
    options.domain = Domain::VideoOnDemand;
    let schema = include_str!("../../schemas/video-on-demand/interactions.avsc");
    let reduced = |event: [&'static str; 2]| {
        let mut rows = events();
        for column in ["EVENT_VALUE", "DEVICE", "VISIT", "IMPRESSION"] {
            remove(&mut rows, column);
        }
        of_rows(&mut rows, "EVENT_TYPE", |at, _| event[(at + (at - 1) / 40) % 2].into());
        csv(&rows)
    };
    let name = "interactions.csv";
    assert_eq!(found(name, schema, &reduced(["Click", "Watch"]), &options), []);
    let spelled = found(name, schema, &reduced(["Click", "watch"]), &options);
    assert_eq!(spelled, one("E402", Some("EVENT_TYPE"), Some(2)));
    let titled =
        |rows: &mut Rows| of_rows(rows, "EVENT_TYPE", |at, _| ["Click", "Watch"][at % 2].into());
    assert_eq!(events_by(&options, titled), one("E406", Some("EVENT_VALUE"), None));
    options.recipe = Some(Recipe::find("aws-vod-because-you-watched-x").expect("known"));
    let few = found(name, schema, &reduced(["Click", "Watch"]), &options);
    assert_eq!(few, one("Q502", None, None), "600 are watched");
    assert_eq!(found(name, schema, &reduced(["Watch", "Watch"]), &options), []);
    options.recipe = Some(Recipe::find("aws-vod-more-like-x").expect("known"));
    options.selection =
        rehearsal::rule::Selection::new(&[], &["Q505".into(), "Q506".into(), "Q511".into()])
            .expect("known")
            .into();
    let advised = found(name, schema, &reduced(["Watch", "Watch"]), &options);
    assert_eq!(advised, one("Q515", Some("EVENT_TYPE"), None));
}

#[test]
fn rules_of_quotas() {
    let few = events_with(|rows| rows.truncate(1000));
    assert_eq!(few, one("Q501", None, None), "999");
    assert_eq!(events_with(|rows| rows.truncate(1001)), []);
    // With a repeat, 1,000 rows are 999 interactions.
    let repeated = events_with(|rows| {
        rows.truncate(1000);
        rows.push(rows[7].clone());
    });
    assert_eq!(repeated, [one("Q501", None, None), one("A701", None, Some(1001))].concat());
    let users = |n: usize| {
        move |rows: &mut Rows| {
            of_rows(rows, "USER_ID", |at, _| {
                format!("u{}", if at <= 2 * n { at % n } else { 1000 + at })
            });
        }
    };
    assert_eq!(events_with(users(24)), one("Q503", Some("USER_ID").filter(|_| false), None));
    assert_eq!(events_with(users(25)), [], "25 of 1,175");
    let mut share = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n".to_owned();
    for n in 0..2601 {
        let user = if n < 50 { n % 25 } else { n };
        let _ = writeln!(share, "{user},{},click,{}", n % 9, 1_500_000_000 + n);
    }
    let schema = include_str!("../../schemas/interactions.avsc");
    let seen = found("interactions.csv", schema, share.as_bytes(), &options());
    assert_eq!(seen, one("Q504", None, None), "25 of 2,576 users are less than one in a hundred");
    let mut all = options();
    all.selection = rehearsal::rule::Selection::default().into();
    assert_eq!(
        events_by(&all, |_| ()),
        [one("Q505", None, None), one("Q506", None, None)].concat()
    );
    let mut filtered = options();
    filtered.filter = EventFilter { event_type: Some("watch".into()), value_min: None };
    assert_eq!(events_by(&filtered, |_| ()), one("Q502", None, None), "600 are watched");
    filtered.filter = EventFilter { event_type: None, value_min: Some(1.0) };
    assert_eq!(events_by(&filtered, |_| ()), one("Q502", None, None), "960 have 1.5 or more");
    filtered.filter.value_min = Some(0.5);
    assert_eq!(events_by(&filtered, |_| ()), []);
}

/// Without the rule that a recipe needs interactions.
fn items_alone() -> Options {
    let mut options = options();
    let ignored = ["Q505", "Q506", "Q511"].map(str::to_owned);
    options.selection = rehearsal::rule::Selection::new(&[], &ignored).expect("known").into();
    options
}

#[test]
fn rules_of_sizes() {
    let mut catalogue = "ITEM_ID,YEAR\n".to_owned();
    for item in 0..=750_000 {
        let _ = writeln!(catalogue, "{item},{}", item % 90);
    }
    let schema = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema",
        "fields":[{"name":"ITEM_ID","type":"string"},{"name":"YEAR","type":"int"}],"version":"1.0"}"#;
    let mut options = items_alone();
    assert_eq!(found("items.csv", schema, catalogue.as_bytes(), &options), one("Q508", None, None));
    options.recipe = Some(Recipe::find("aws-user-personalization-v2").expect("known"));
    assert_eq!(found("items.csv", schema, catalogue.as_bytes(), &options), []);
    // A gigabyte and a byte, without a row: the size is known before.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("items.csv");
    std::fs::write(&path, "ITEM_ID,YEAR\n1,2\n").expect("written");
    let codes = |options: &Options, size: u64| {
        std::fs::File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_len(size))
            .expect("a size");
        let schema = check(schema, "s", Domain::Custom).0.expect("a schema");
        let found =
            rehearsal::validate::check_table(&path, &schema, options).expect("read").into_found();
        found
            .into_iter()
            .flat_map(|found| found.violations)
            .map(|found| found.code)
            .collect::<Vec<_>>()
    };
    options.import_mode = ImportMode::Incremental;
    options.selection =
        rehearsal::rule::Selection::new(&["Q507".into()], &[]).expect("known").into();
    assert_eq!(codes(&options, 17), [""; 0]);
    assert_eq!(codes(&options, 1_000_000_001), ["Q507"]);
    options.import_mode = ImportMode::Full;
    assert_eq!(codes(&options, 1_000_000_001), [""; 0]);
}

/// Actions and who took them.
fn actions() -> (String, String) {
    let mut actions =
        "ACTION_ID,VALUE,MEMBERSHIP_LEVEL,CREATION_TIMESTAMP,REPEAT_FREQUENCY\n".to_owned();
    for action in 0..30 {
        let _ = writeln!(
            actions,
            "a{action},{},{},1500000000,{}",
            1 + action % 10,
            ["gold", "blue"][action % 2],
            1 + action % 30
        );
    }
    let mut taken = "USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\n".to_owned();
    for n in 0..3000 {
        let event = ["Taken", "Not taken"][n / 30 % 2];
        let _ = writeln!(taken, "u{},a{},{event},{}", n % 40, n % 30, 1_500_000_000 + n);
    }
    (actions, taken)
}

#[test]
fn rules_of_actions() {
    let (actions, taken) = actions();
    let with = |actions: &str, taken: &str, options: &Options| {
        Group(&[
            ("actions.csv", ACTIONS_SCHEMA, actions.as_bytes()),
            ("action-interactions.csv", ACTION_EVENTS_SCHEMA, taken.as_bytes()),
        ])
        .found(options)
    };
    let mut options = options();
    options.recipe = Some(Recipe::find("aws-next-best-action").expect("known"));
    assert_eq!(with(&actions, &taken, &options), []);
    let eleven = actions.replacen("a4,5,", "a4,11,", 1);
    assert_eq!(with(&eleven, &taken, &options), one("V318", Some("VALUE"), Some(6)));
    let often = actions.replacen(",30\n", ",31\n", 1);
    assert_eq!(with(&often, &taken, &options), one("V318", Some("REPEAT_FREQUENCY"), Some(31)));
    let seen = taken.replacen("Not taken", "Seen", 1);
    let others = with(&actions, &seen, &options);
    assert_eq!(others[0], one("E405", Some("EVENT_TYPE"), Some(32))[0], "{others:?}");
    // Half a year before the newest event, an event of a0 counts no more.
    let old = taken.replacen("a0,Taken,1500000000", "a0,Taken,1480000000", 1);
    assert_eq!(with(&actions, &old, &options), one("Q514", Some("ACTION_ID"), Some(2)));
    let mut many = actions.clone();
    let mut also = taken.clone();
    for action in 30..1001 {
        let _ = writeln!(many, "a{action},1,gold,1500000000,1");
        let _ = writeln!(also, "u1,a{action},Taken,1500003000");
    }
    options.selection =
        rehearsal::rule::Selection::new(&["Q510".into(), "X".into()], &[]).expect("known").into();
    assert_eq!(with(&many, &also, &options), one("Q510", Some("ACTION_ID"), None));
}

#[test]
fn rules_of_recipes() {
    let mut options = options();
    options.recipe = Some(Recipe::find("aws-item-attribute-affinity").expect("known"));
    let only_events = csv(&events());
    let group = [("interactions.csv", EVENTS_SCHEMA, &only_events[..])];
    assert_eq!(Group(&group).found(&options), one("Q511", None, None));
    let ids = "ITEM_ID,LABEL\n".to_owned()
        + &(0..30).map(|n| format!("{},l{n}\n", 100 + n)).collect::<Vec<_>>().concat();
    let schema = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema",
        "fields":[{"name":"ITEM_ID","type":"string"},{"name":"LABEL","type":"string","categorical":true}],"version":"1.0"}"#;
    let mut options = Options { recipe: options.recipe, ..items_alone() };
    assert_eq!(found("items.csv", schema, ids.as_bytes(), &options), one("Q513", None, None));
    assert_eq!(found("items.csv", ITEMS_SCHEMA, &csv(&items()), &options), []);
    options.recipe = Some(Recipe::find("aws-semantic-similarity").expect("known"));
    assert_eq!(found("items.csv", schema, ids.as_bytes(), &options), one("Q512", None, None));
    options.recipe = None;
    options.filter = EventFilter { event_type: Some("click".into()), value_min: Some(0.0) };
    let schema = r#"{"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
        "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}],"version":"1.0"}"#;
    let mut rows = events();
    for column in ["EVENT_TYPE", "EVENT_VALUE", "DEVICE", "VISIT", "IMPRESSION"] {
        remove(&mut rows, column);
    }
    options.selection =
        rehearsal::rule::Selection::new(&["Q512".into()], &[]).expect("known").into();
    let missing = found("interactions.csv", schema, &csv(&rows), &options);
    let wanted =
        [one("Q512", Some("EVENT_TYPE"), None), one("Q512", Some("EVENT_VALUE"), None)].concat();
    assert_eq!(missing, wanted);
}

#[test]
fn rules_across_files() {
    let with = |events: &Rows, items: &Rows, users: &Rows| {
        let (events, items, users) = (csv(events), csv(items), csv(users));
        Group(&[
            ("interactions.csv", EVENTS_SCHEMA, &events),
            ("items.csv", ITEMS_SCHEMA, &items),
            ("users.csv", USERS_SCHEMA, &users),
        ])
        .found(&options())
    };
    let (events, items, users) = (events(), items(), users());
    assert_eq!(with(&events, &items, &users), []);
    let mut fewer = items.clone();
    fewer.remove(5);
    // Item 104 is first met on line 162: 40 rows for each item before it, and the header.
    assert_eq!(with(&events, &fewer, &users), one("X601", Some("ITEM_ID"), Some(162)));
    let mut fewer = users.clone();
    fewer.remove(7);
    assert_eq!(with(&events, &items, &fewer), one("X602", Some("USER_ID"), Some(8)));
    let mut more = items.clone();
    more.push(items[3].clone());
    more[31][0] = "999".into();
    assert_eq!(with(&events, &more, &users), one("X603", Some("ITEM_ID"), Some(32)));
    let mut more = users.clone();
    more.push(vec!["nobody".into(), "30".into()]);
    assert_eq!(with(&events, &items, &more), one("X604", Some("USER_ID"), Some(42)));
    let mut shown = events.clone();
    shown[9][6] = "100|998".into();
    assert_eq!(with(&shown, &items, &users), one("X605", Some("IMPRESSION"), Some(10)));
    let mut others = users.clone();
    of_rows(&mut others, "USER_ID", |_, id| id.to_uppercase());
    let report = with(&events, &items, &others);
    assert_eq!(report, one("X606", Some("USER_ID"), Some(2)));
}

#[test]
fn rules_of_the_old_recipes_with_metadata() {
    let mut options = options();
    options.recipe = Some(Recipe::find("aws-hrnn-coldstart").expect("known"));
    let ignored = ["Q505", "Q506", "X603", "A", "V", "F"].map(str::to_owned);
    options.selection = rehearsal::rule::Selection::new(&[], &ignored).expect("known").into();
    let events = csv(&events());
    let with_cold = |n_cold: usize| {
        let mut rows = items();
        for n in 0..n_cold {
            let mut row = rows[1].clone();
            row[0] = format!("c{n}");
            rows.push(row);
        }
        let items = csv(&rows);
        Group(&[
            ("interactions.csv", EVENTS_SCHEMA, &events[..]),
            ("items.csv", ITEMS_SCHEMA, &items[..]),
        ])
        .found(&options)
    };
    assert_eq!(with_cold(99), one("Q518", Some("ITEM_ID"), None));
    assert_eq!(with_cold(100), []);
    assert_eq!(with_cold(80_001), one("Q518", Some("ITEM_ID"), None));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("items.csv");
    std::fs::write(&path, csv(&items())).expect("written");
    let schema = check(ITEMS_SCHEMA, "s", Domain::Custom).0.expect("a schema");
    options.selection =
        rehearsal::rule::Selection::new(&["Q517".to_owned()], &[]).expect("known").into();
    let codes = |bytes: u64| {
        let mut table = rehearsal::validate::check_table(&path, &schema, &options).expect("read");
        // No file of that size is made for a test.
        table.summary.bytes = bytes;
        let mut tables = vec![table];
        rehearsal::validate::check_group(&mut tables, &options).expect("read");
        let found = tables.into_iter().flat_map(rehearsal::validate::Checked::into_found);
        found.flat_map(|found| found.violations).map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(5_000_000_000), [""; 0]);
    assert_eq!(codes(5_000_000_001), ["Q517"]);
}

#[test]
fn a_user_whose_two_rows_are_equal_has_one_interaction() {
    let mut text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n".to_owned();
    // 30 users with one row written twice, and 1,100 of one row.
    for n in 0..1160 {
        let user = if n < 60 { n / 2 } else { n };
        let _ = writeln!(text, "{user},{},click,{}", user % 9, 1_500_000_000 + user);
    }
    let schema = include_str!("../../schemas/interactions.avsc");
    let seen = found("interactions.csv", schema, text.as_bytes(), &options());
    assert_eq!(seen, [one("Q503", None, None), one("A701", None, Some(3))].concat());
    // With an event of its own each of the 30 has two.
    let more: String = text
        .lines()
        .skip(1)
        .step_by(2)
        .take(30)
        .fold(text.clone(), |text, row| text + &row.replace("click", "watch") + "\n");
    let codes: Vec<String> = found("interactions.csv", schema, more.as_bytes(), &options())
        .into_iter()
        .map(|found| found.0)
        .collect();
    assert_eq!(codes, ["A701", "A702"]);
}

#[test]
fn many_values_that_nobody_shares_are_nothing_to_train_on() {
    let mut options = items_alone();
    options.recipe = Some(Recipe::find("aws-item-attribute-affinity").expect("known"));
    let schema = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema",
        "fields":[{"name":"ITEM_ID","type":"string"},{"name":"LABEL","type":"string","categorical":true}],"version":"1.0"}"#;
    let items = |labels: usize| {
        let row = |n: usize| format!("{n},label {}\n", n % labels);
        "ITEM_ID,LABEL\n".to_owned() + &(0..1500).map(row).collect::<Vec<_>>().concat()
    };
    let codes = |text: String| {
        let seen = found("items.csv", schema, text.as_bytes(), &options);
        seen.into_iter().map(|found| found.0).collect::<Vec<_>>()
    };
    assert_eq!(codes(items(1500)), ["Q513", "A707"]);
    assert_eq!(codes(items(1499)), ["A707"]);
}
