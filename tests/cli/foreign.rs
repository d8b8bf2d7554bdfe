//! Tables as other people have them: each from raw to validated with the tool alone, rows and values equal
//! to what the layout was made of.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMillisecondArray,
};
use arrow_schema::{DataType, Field};

use crate::place::Place;

/// An event before it is written in anybody's layout.
struct Event {
    user: u32,
    item: u32,
    seconds: i64,
    value: f64,
}

/// Eighty events of nine users in the order of time.
fn events() -> Vec<Event> {
    let event = |at: u32| Event {
        user: 17_000 + at * 7 % 9,
        item: 300 + at * 11 % 23,
        seconds: 1_600_000_000 + i64::from(at) * 86_400,
        value: f64::from(at % 9) / 2.0 + 0.5,
    };
    (0..80).map(event).collect()
}

fn date(seconds: i64) -> String {
    rehearsal::instant::to_iso(seconds)
}

fn lines(header: &str, line: impl Fn(&Event) -> String) -> String {
    let mut text = String::from(header);
    for event in events() {
        let _ = writeln!(text, "{}", line(&event));
    }
    text
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

/// Runs `prep interactions --input NAME` with `options`, validates, and holds the rows against the events.
fn expect(name: &str, bytes: impl AsRef<[u8]>, options: &[&str]) {
    let place = Place::empty();
    place.write(name, bytes);
    expect_in(&place, name, options);
}

fn expect_in(place: &Place, name: &str, options: &[&str]) {
    let args = [&["prep", "interactions", "--input", name], options].concat();
    let said = place.run(&args);
    assert!(said.starts_with("exit code: 0"), "{name}: {said}");
    let validated = place.run(&["validate", "schema", "--ignore", "Q,A,V305"]);
    assert!(validated.starts_with("exit code: 0"), "{name}: {validated}");
    let text = place.text("rehearsal-run/interactions.csv");
    let (header, rows) = text.split_once('\n').expect("a header");
    let names: Vec<&str> = header.split(',').collect();
    let at = |name: &str| names.iter().position(|found| *found == name).expect(name);
    let (user, item, time) = (at("USER_ID"), at("ITEM_ID"), at("TIMESTAMP"));
    let found: Vec<[&str; 3]> = rows
        .lines()
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            [cells[user], cells[item], cells[time]]
        })
        .collect();
    let wanted: Vec<[String; 3]> = events()
        .iter()
        .map(|event| [event.user, event.item].map(|id| id.to_string()))
        .zip(events())
        .map(|([user, item], event)| [user, item, event.seconds.to_string()])
        .collect();
    assert_eq!(found, wanted, "{name}");
}

#[test]
fn text_layouts() {
    // RecBole: tabs, and a type behind each name.
    let header = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n";
    let row = |e: &Event| format!("{}\t{}\t{}\t{}", e.user, e.item, e.value, e.seconds);
    expect("shop.inter", lines(header, row), &[]);
    // LibSVM-like: counts before the rows, no header, blanks.
    let row = |e: &Event| format!("{} {} {} {}", e.user, e.item, e.value, e.seconds);
    let named = ["--no-header", "--columns", "user,item,rating,time"];
    expect("u.txt", lines("80 9 23\n", row), &[&["--skip-lines", "1"][..], &named].concat());
    // MovieLens' old form.
    let row = |e: &Event| format!("{}::{}::{}::{}", e.user, e.item, e.value, e.seconds);
    expect("r.dat", lines("", row), &named);
    // A hotel's export: semicolons, decimal commas, `NA`, days first.
    let row = |e: &Event| {
        let iso = date(e.seconds);
        let value = if e.item.is_multiple_of(5) { "NA".to_owned() } else { "4,5".to_owned() };
        let (day, time) = (&iso[..10], &iso[11..19]);
        let parts: Vec<&str> = day.split('-').collect();
        format!("{};{};{}/{}/{} {time};{value}", e.user, e.item, parts[2], parts[1], parts[0])
    };
    let format = ["--timestamp-format", "%d/%m/%Y %H:%M:%S", "--map", "TIMESTAMP=booked"];
    expect(
        "hotel.csv",
        lines("guest;hotel_id;booked;score\n", row),
        &[&format[..2], &["--map", "USER_ID=guest,TIMESTAMP=booked"]].concat(),
    );
    // The same in local time.
    let row =
        |e: &Event| format!("{}|{}|{}", e.user, e.item, date(e.seconds + 7_200).replace('Z', ""));
    let zone = ["--timestamp-format", "%Y-%m-%dT%H:%M:%S", "--timezone", "+02:00"];
    expect("pipes.txt", lines("user|item|time\n", row), &zone);
    // Carriage returns alone, everything in quotes.
    let row = |e: &Event| format!("\"{}\",\"{}\",\"{}\"", e.user, e.item, e.seconds);
    let mac = lines("\"User ID\",\"Item ID\",\"Timestamp\"\n", row).replace('\n', "\r");
    expect("mac.csv", mac, &[]);
    // pandas: an index without a name, ids of a column with gaps, blank users.
    let row = |e: &Event| format!("0,{}.0,{},{}.0", e.user, e.item, e.seconds);
    let gaps = lines(",customer_id,product_id,event_time\n", row) + "80,,301,1600000000.0\n";
    expect("gaps.csv", gaps, &["--whole-ids", "--bad-rows", "drop", "--max-bad-rows", "2%"]);
    // Fractions of seconds, milliseconds, and BigQuery's zone.
    let row = |e: &Event| format!("{},{},{}.438", e.user, e.item, e.seconds);
    expect("fractions.csv", lines("user,item,ts\n", row), &[]);
    let row = |e: &Event| format!("{},{},{}", e.user, e.item, e.seconds * 1_000 + 999);
    expect("milli.csv", lines("user,item,ts\n", row), &["--timestamp-unit", "auto"]);
    let row = |e: &Event| {
        format!(
            "{},{},{}",
            e.user,
            e.item,
            date(e.seconds).replace('T', " ").replace('Z', ".25 UTC")
        )
    };
    expect("bq.csv", lines("user,item,ts\n", row), &["--timestamp-unit", "iso-8601"]);
    // Excel's "Unicode text", with its mark, and blanks in the names.
    let row = |e: &Event| format!("{}\t{}\t{}\r", e.user, e.item, e.seconds);
    let wide = lines(" User \tItem\t Time\r\n", row);
    let wide: Vec<u8> =
        [0xFEFF].into_iter().chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    expect("excel.txt", wide, &[]);
    // A blank line in the middle, and one that holds another row's title in an old encoding.
    let row = |e: &Event| format!("{},{},{},{}", e.user, e.item, e.seconds, "caf\u{e9}");
    let old: Vec<u8> = lines("user,item,time,place\n\n", row).chars().map(|c| c as u8).collect();
    expect("old.csv", old, &["--encoding", "latin-1", "--keep-columns", "all"]);
}

#[test]
fn json_layouts() {
    let row = |e: &Event| {
        format!(r#"{{"user":{{"id":{}}},"item":"{}","at":{}}}"#, e.user, e.item, e.seconds)
    };
    let map = ["--map", "USER_ID=user.id,TIMESTAMP=at"];
    let objects = lines("", row);
    expect("nested.jsonl", &objects, &map);
    let array = format!("[{}]", objects.trim().replace('\n', ","));
    expect("array.json", &array, &map);
    let pretty =
        format!("[\n{}\n]\n", objects.trim().replace('\n', ",\n").replace(",\"", ",\n  \""));
    expect("pretty.json", pretty, &map);
    expect("marked.json", format!("\u{feff}{}", objects.replace('\n', "\r\n")), &map);
    expect("objects.json.gz", gzip(objects.as_bytes()), &map);
}

#[test]
fn packed_layouts_and_folders() {
    let row = |e: &Event| format!("{},{},{}", e.user, e.item, e.seconds);
    let text = lines("USER_ID,ITEM_ID,TIMESTAMP\n", row);
    expect("plain-name", gzip(text.as_bytes()), &[]);
    expect("e.csv.zst", zstd::encode_all(text.as_bytes(), 1).expect("memory"), &[]);
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory");
    expect("e.csv.bz2", encoder.finish().expect("memory"), &[]);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file("data/events.csv", zip::write::SimpleFileOptions::default())
        .expect("memory");
    archive.write_all(text.as_bytes()).expect("memory");
    let archive = archive.finish().expect("memory").into_inner();
    // A zip without a column named is looked through for a release first.
    expect("e.zip", archive, &["--map", "USER_ID=USER_ID"]);
    // Hive's folders, Spark's parts and markers; one part compressed.
    let place = Place::empty();
    let header = "USER_ID,ITEM_ID,TIMESTAMP\n";
    let rows: Vec<&str> = text.lines().skip(1).collect();
    for (at, part) in rows.chunks(30).enumerate() {
        let body = format!("{header}{}\n", part.join("\n"));
        let name = format!("in/year=20{at}0/part-0000{at}");
        if at == 1 {
            place.write(&format!("{name}.csv.gz"), gzip(body.as_bytes()));
        } else {
            place.write(&name, body);
        }
    }
    place.write("in/_SUCCESS", "");
    place.write("in/.part-00000.crc", [0, 1]);
    expect_in(&place, "in", &["--map", "YEAR=year"]);
    let place = Place::empty();
    place.write("logs/a.csv", format!("{header}{}\n", rows[..40].join("\n")));
    place.write("logs/b.csv", format!("{header}{}\n", rows[40..].join("\n")));
    place.write("logs/readme.md", "no table");
    expect_in(&place, "logs/*.csv", &[]);
}

#[test]
fn typed_layouts() {
    let events = events();
    let users: Vec<i64> = events.iter().map(|e| i64::from(e.user)).collect();
    let items: Vec<String> = events.iter().map(|e| e.item.to_string()).collect();
    let millis: Vec<i64> = events.iter().map(|e| e.seconds * 1_000 + 1).collect();
    let values: Vec<f64> = events.iter().map(|e| e.value).collect();
    let decimals: Vec<i128> = users.iter().map(|&user| i128::from(user) * 10_000_000_000).collect();
    let decimals =
        Decimal128Array::from(decimals).with_precision_and_scale(38, 10).expect("it fits");
    let reals: Vec<f64> = events.iter().map(|e| f64::from(e.user)).collect();
    let sku: ArrayRef = Arc::new(StringArray::from(items.clone()));
    let price: ArrayRef = Arc::new(Float64Array::from(values));
    let nested = StructArray::from(vec![
        (Arc::new(Field::new("sku", DataType::Utf8, false)), sku.clone()),
        (Arc::new(Field::new("price", DataType::Float64, false)), price.clone()),
    ]);
    let instants: ArrayRef = Arc::new(TimestampMillisecondArray::from(millis));
    let write = |columns: Vec<(&str, ArrayRef)>| {
        let batch = RecordBatch::try_from_iter(columns).expect("equal lengths");
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None)
            .expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        bytes
    };
    let by_item = ["--map", "ITEM_ID=item.sku,EVENT_VALUE=item.price"];
    let whole: ArrayRef = Arc::new(Int64Array::from(users));
    let clicks =
        write(vec![("user", whole), ("item", Arc::new(nested)), ("time", instants.clone())]);
    expect("clicks.parquet", &clicks, &by_item);
    expect("clicks.parquet.gz", gzip(&clicks), &by_item);
    let oracle = write(vec![
        ("user", Arc::new(decimals)),
        ("item", sku.clone()),
        ("time", instants.clone()),
    ]);
    expect("oracle.parquet", oracle, &[]);
    let pandas = write(vec![
        ("user", Arc::new(Float64Array::from(reals))),
        ("item", sku),
        ("time", instants),
    ]);
    expect("part-0", pandas, &[]);
    // Our own formats are read back, through every reader.
    let row = |e: &Event| format!("{},{},{}", e.user, e.item, e.seconds);
    for format in ["parquet", "arrow", "avro"] {
        let place = Place::empty();
        place.write("e.csv", lines("USER_ID,ITEM_ID,TIMESTAMP\n", row));
        let output = format!("made/e.{format}");
        place.done(&["prep", "interactions", "--input", "e.csv", "--output", &output]);
        expect_in(&place, &output, &[]);
    }
}

#[test]
fn what_is_not_taken_is_refused_by_name() {
    let refused = |name: &str, bytes: &[u8], options: &[&str]| {
        let place = Place::empty();
        place.write(name, bytes);
        let text = place.refused(&[&["prep", "interactions", "--input", name], options].concat());
        text.lines().last().expect("a message").to_owned()
    };
    let header = "user,item,time\n";
    let said = refused("x.csv", b"1,2,1600000000\n2,3,1600000001\n", &[]);
    assert!(said.contains("`--no-header --columns a,b,c` names the columns"), "{said}");
    let said = refused("x.csv", format!("{header}1,2,20230102\n").as_bytes(), &[]);
    assert!(said.contains("`--timestamp-unit iso-8601` reads it"), "{said}");
    let said = refused("x.csv", format!("{header}1,2,soon\n").as_bytes(), &[]);
    assert!(said.contains("`--timestamp-format` reads any other form"), "{said}");
    let said = refused("x.csv", b"user,item,time,Time\n1,2,3,4\n", &[]);
    assert!(said.contains("which column is `TIMESTAMP`? `time`, `Time` may be"), "{said}");
    let said = refused("x.csv", format!("{header}1,2\n").as_bytes(), &[]);
    assert!(said.contains("x.csv:2: expected 3 fields"), "{said}");
    let said = refused("x.csv", format!("{header}1,2,3\n").as_bytes(), &["--encoding", "klingon"]);
    assert!(said.contains("`--encoding klingon`: expected utf-8"), "{said}");
    let said = refused("x.csv", format!("{header}1,2,1e40\n").as_bytes(), &["--delimiter", "ab"]);
    assert!(said.contains("`--delimiter ab`: expected one sign"), "{said}");
    let said = refused(
        "x.csv",
        b"user,item,time,value\n1,2,1600000000,1e39\n",
        &["--map", "EVENT_VALUE=value"],
    );
    assert!(said.contains("the largest that a float can hold"), "{said}");
    let said = refused("x.csv", b"user,item,time\n1,caf\xE9,1600000000\n", &[]);
    assert!(said.contains("expected UTF-8, found the byte 0xE9"), "{said}");
    let place = Place::empty();
    place.write("in/a.csv", format!("{header}1,2,1600000000\n"));
    place.write("in/a.csv.gz", gzip(format!("{header}1,2,1600000000\n").as_bytes()));
    let said = place.refused(&["prep", "interactions", "--input", "in"]);
    assert!(said.contains("one table in two forms: `a.csv`, `a.csv.gz`"), "{said}");
    place.write("in/a.csv.gz", [0x1F, 0x8B, 8, 0]);
    let said = place.refused(&["prep", "interactions", "--input", "in"]);
    assert!(said.contains("`in/a.csv.gz` is not read: "), "{said}");
    place.done(&["prep", "interactions", "--input", "in", "--skip-unreadable"]);
}

#[test]
fn a_file_that_breaks_off_late_is_passed_over_whole() {
    let place = Place::empty();
    let rows = |from: u64| -> String {
        let row = |at| format!("u{at},i{},{}\n", at * 7_919 % 10_007, 1_600_000_000 + at);
        "user,item,time\n"
            .chars()
            .chain((from..from + 40_000).flat_map(|at| row(at).chars().collect::<Vec<_>>()))
            .collect()
    };
    place.write("in/a.csv", rows(0));
    let packed = gzip(rows(90_000).as_bytes());
    place.write("in/b.csv.gz", &packed[..packed.len() - 100]);
    let args = ["prep", "interactions", "--input", "in"];
    let said = place.refused(&args);
    assert!(said.contains("in/b.csv.gz"), "{said}");
    let said = place.run(&[&args[..], &["--skip-unreadable"]].concat());
    assert!(said.contains("40,000 rows") && said.contains("not read: `in/b.csv.gz`"), "{said}");
}

#[test]
fn too_many_bad_rows_are_an_answer_and_the_rows_are_kept() {
    let place = Place::empty();
    place.write("x.csv", "user,item,time\n1,2,1600000000\n,2,1600000000\n1,2\n");
    let args = ["prep", "interactions", "--input", "x.csv", "--bad-rows", "keep-apart"];
    let said = place.run(&args);
    assert!(said.starts_with("exit code: 1"), "{said}");
    assert!(said.contains("2 of 3 rows cannot be used, more than 1 %"), "{said}");
    assert_eq!(
        place.files(),
        "rehearsal-run/\nrehearsal-run/.rehearsal.json\nrehearsal-run/interactions.rejected.csv\nx.csv"
    );
    let quiet = place.run(&[&args[..], &["--quiet", "--force"]].concat());
    assert!(quiet.contains("2 of 3 rows cannot be used"), "an error is said all the same: {quiet}");
    let kept = place.text("rehearsal-run/interactions.rejected.csv");
    assert!(kept.contains("x.csv,3,"), "{kept}");
    assert!(kept.contains("x.csv,4,\"expected 3 fields, found 2\",\"1,2\""), "{kept}");
    let said = place.run(&[&args[..], &["--max-bad-rows", "70%", "--force"]].concat());
    assert!(said.contains("2 of 3 rows cannot be used and were left out"), "{said}");
    // What a filter leaves out need not be usable.
    let filtered =
        ["prep", "interactions", "--input", "y.csv", "--filter", "shop = 'NL'", "--run", "f"];
    place.write("y.csv", "user,item,time,shop\n1,2,1600000000,NL\n,2,1600000000,DE\n");
    place.done(&filtered);
    assert_eq!(place.text("f/interactions.csv"), "USER_ID,ITEM_ID,TIMESTAMP\n1,2,1600000000\n");
}

#[test]
fn an_open_column_and_an_inferred_schema_keep_every_digit() {
    let place = Place::empty();
    let rows = "a,1,9007199254740993,007,0.1234567890123456789\nb,2.5,1.5,8,0.5\n";
    place.write("i.csv", format!("ITEM_ID,COST,SERIAL,CODE,SHARE\n{rows}"));
    let map = "COST=COST,SERIAL=SERIAL,CODE=CODE,SHARE=SHARE";
    place.done(&["prep", "items", "--input", "i.csv", "--map", map]);
    assert_eq!(
        place.text("rehearsal-run/items.csv"),
        format!("ITEM_ID,COST,SERIAL,CODE,SHARE\n{rows}")
    );
    let inferred = place.done(&["schema", "infer", "i.csv"]);
    for schema in
        [place.text("rehearsal-run/items.avsc"), String::from_utf8(inferred).expect("UTF-8")]
    {
        let of = |name: &str| {
            let line = schema.lines().find(|line| line.contains(&format!("\"{name}\"")));
            line.expect("a field").contains("double")
        };
        assert_eq!(
            ["COST", "SERIAL", "CODE", "SHARE"].map(of),
            [true, false, false, false],
            "{schema}"
        );
    }
}
