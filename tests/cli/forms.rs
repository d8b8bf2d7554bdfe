//! One dataset in many forms, and every command that reads it: the same answer from each.

use std::io::Write as _;

use serde_json::Value;

use crate::place::Place;

/// The prepared interactions in one form: the name of the file or folder.
fn forms(place: &Place) -> Vec<String> {
    let csv = place.text("rehearsal-run/interactions.csv");
    let mut names = vec!["rehearsal-run/interactions.csv".to_owned()];
    let mut add = |name: &str, bytes: Vec<u8>| {
        place.write(name, bytes);
        names.push(name.to_owned());
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(csv.as_bytes()).expect("memory");
    add("forms/e.gz", encoder.finish().expect("memory"));
    add("forms/semicolons.csv", csv.replace(',', ";").into_bytes());
    add("forms/tabs.txt", csv.replace(',', "\t").replace('\n', "\r\n").into_bytes());
    let wide = csv.encode_utf16().flat_map(u16::to_be_bytes);
    add("forms/wide.csv", [0xFE, 0xFF].into_iter().chain(wide).collect());
    add("forms/mac.csv", format!("\u{feff}{}", csv.replace('\n', "\r")).into_bytes());
    let objects: Vec<String> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [user, item, kind, time] = cells[..] else { panic!("{line}") };
            format!(
                "{{\"USER_ID\":\"{user}\",\"ITEM_ID\":{item},\"EVENT_TYPE\":\"{kind}\",\"TIMESTAMP\":{time}}}"
            )
        })
        .collect();
    add("forms/lines.json", objects.join("\n").into_bytes());
    add("forms/array.json", format!("[{}]", objects.join(", ")).into_bytes());
    let (header, rows) = csv.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().collect();
    place.write("forms/parts/part-0", format!("{header}\n{}", rows[..9].join("\n")));
    place.write(
        "forms/parts/part-1.tsv",
        format!("{header}\n{}\n", rows[9..].join("\n")).replace(',', "\t"),
    );
    names.push("forms/parts".to_owned());
    for format in ["parquet", "arrow", "avro"] {
        let name = format!("forms/{format}/e.{format}");
        place.done(&[
            "prep",
            "interactions",
            "--input",
            "rehearsal-run/interactions.csv",
            "--output",
            &name,
        ]);
        names.push(name);
    }
    names
}

/// The JSON that a command prints, without what names the file.
fn answer(place: &Place, args: &[&str]) -> Value {
    let printed = place.done(&[args, &["--format", "json", "--force"]].concat());
    let mut value: Value = serde_json::from_slice(&printed).expect("JSON");
    forget(&mut value);
    value
}

/// Takes out what differs between forms: paths, sizes and digests of files, and seconds.
fn forget(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for key in [
                "path",
                "bytes",
                "sha256",
                "interactions_sha256",
                "file",
                "seconds",
                "timings",
                "inputs",
                // It names the file.
                "command",
            ] {
                object.remove(key);
            }
            object.values_mut().for_each(forget);
        }
        Value::Array(values) => values.iter_mut().for_each(forget),
        _ => {}
    }
}

#[test]
fn every_command_gives_one_answer_to_every_form() {
    let place = Place::prepared();
    let names = forms(&place);
    let ask = |name: &str| -> Vec<Value> {
        vec![
            answer(&place, &["stats", name]),
            answer(
                &place,
                &[
                    "eval",
                    "baselines",
                    "--interactions",
                    name,
                    "--models",
                    "popularity,item-knn",
                    "--folds",
                    "2",
                ],
            ),
            answer(&place, &["recommend", "--interactions", name, "--user", "1"]),
            answer(&place, &["similar", "--interactions", name, "--item", "1"]),
        ]
    };
    let first = ask(&names[0]);
    for name in &names[1..] {
        for (answer, wanted) in ask(name).iter().zip(&first) {
            let lines = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
            let (answer, wanted) = (lines(answer), lines(wanted));
            let differs = answer.lines().zip(wanted.lines()).find(|(one, other)| one != other);
            assert!(answer == wanted, "{name}: {differs:?}");
        }
    }
}

#[test]
fn validate_and_infer_read_every_form_and_say_what_the_service_would_not_take() {
    let place = Place::prepared();
    let schema = place.done(&["schema", "infer", "rehearsal-run/interactions.csv"]);
    for name in forms(&place) {
        let args = ["validate", "schema", &name, "--schema", "rehearsal-run/interactions.avsc"];
        let report = [&args[..], &["--ignore", "Q,A", "--format", "json"]].concat();
        let output = place.command(&report).output().expect("it starts");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let codes: Vec<&str> = report["violations"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|found| found["code"].as_str())
            .collect();
        let wanted: &[&str] = match name.rsplit('/').next().unwrap_or_default() {
            "interactions.csv" => &[],
            "semicolons.csv" => &["F219"],
            "tabs.txt" => &["F219", "F216"],
            "wide.csv" => &["F209"],
            "mac.csv" => &["F223"],
            "parts" => &["F212", "F219"],
            _ => &["F218"],
        };
        assert_eq!(codes, wanted, "{name}");
        let rows =
            report["files"].as_array().expect("a list").iter().map(|file| file["rows"].as_u64());
        assert!(rows.flatten().any(|rows| rows == 29), "{name}: {report}");
        let inferred = place.done(&["schema", "infer", &name]);
        assert_eq!(String::from_utf8_lossy(&inferred), String::from_utf8_lossy(&schema), "{name}");
    }
}

#[test]
fn what_prep_wrote_is_found_in_any_form_and_two_forms_are_refused() {
    let whole = Place::prepared();
    let wanted = answer(&whole, &["stats"]);
    for format in ["parquet", "arrow", "avro"] {
        let place = Place::with_release();
        place.done(&["prep", "interactions", "--output-format", format]);
        assert_eq!(answer(&place, &["stats"]), wanted, "{format}");
        place.done(&["split"]);
        place.done(&["cost"]);
        let csv = whole.read("rehearsal-run/interactions.csv");
        place.write("rehearsal-run/interactions.csv", csv);
        for command in
            [&["stats", "--force"][..], &["split", "--force"], &["cost"], &["eval", "baselines"]]
        {
            let said = place.refused(command);
            assert!(said.contains("are two forms of one dataset"), "{command:?}: {said}");
        }
    }
}

/// `text` in ISO 8859-1, of which every letter must be one.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).expect("a letter of latin-1"))
        .collect()
}

/// Interactions with letters beyond ASCII: as the service takes them, and as an old program exports them, between
/// carets, in ISO 8859-1, without a header and behind two lines of chatter.
fn exported(place: &Place) -> (String, String) {
    let csv = place.text("rehearsal-run/interactions.csv");
    let (header, rows) = csv.split_once('\n').expect("a header");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{},caf\u{e9}-{},{},{}\n", cells[0], cells[1], cells[2], cells[3])
    };
    let rows: String = rows.lines().map(row).collect();
    (format!("{header}\n{rows}"), format!("export\ntook 3 s\n{}", rows.replace(',', "^")))
}

/// What is said of the export, for each command that reads interactions.
const SAID: [&str; 9] = [
    "--encoding",
    "latin-1",
    "--delimiter",
    "^",
    "--skip-lines",
    "2",
    "--no-header",
    "--columns",
    "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP",
];

#[test]
fn what_bytes_do_not_show_is_said_to_every_command() {
    let place = Place::prepared();
    let (plain, export) = exported(&place);
    place.write("plain.csv", plain);
    place.write("export.txt", latin_1(&export));
    let models = ["--models", "popularity,item-knn", "--folds", "2"];
    let commands: [(&[&str], &[&str]); 5] = [
        (&["stats"], &[]),
        (&["eval", "baselines", "--interactions"], &models),
        (&["recommend", "--interactions"], &["--user", "1"]),
        (&["similar", "--interactions"], &["--item", "caf\u{e9}-1"]),
        (&["split"], &["--output", "cut"]),
    ];
    for (before, behind) in commands {
        let wanted = answer(&place, &[before, &["plain.csv"], behind].concat());
        let found = answer(&place, &[before, &["export.txt"], behind, &SAID].concat());
        let text = |value: &Value| value.to_string().replace("export.txt", "plain.csv");
        assert_eq!(text(&found), text(&wanted), "{before:?}");
        // Unsaid, it is refused rather than guessed at.
        place.refused(&[before, &["export.txt"], behind, &["--force"]].concat());
    }
    assert!(place.text("cut/import.csv").contains("caf\u{e9}-1"), "cuts are plain");
}

#[test]
fn lists_and_cuts_of_another_encoding_are_read() {
    let place = Place::prepared();
    let (plain, _) = exported(&place);
    place.write("plain.csv", plain);
    place.done(&["split", "plain.csv", "--output", "cut"]);
    let wanted = ["train", "held-out", "lists"];
    let lists = "USER_ID,ITEM_ID,RANK\n1,caf\u{e9}-1,1\n2,caf\u{e9}-2,1\n3,caf\u{e9}-3,1\n";
    place.write("cut/lists.csv", lists);
    for name in wanted {
        let text = place.text(&format!("cut/{name}.csv"));
        place.write(&format!("old/{name}.csv"), latin_1(&text.replace(',', "^")));
    }
    let score = |folder: &str, said: &[&str]| {
        let file = |name: &str| format!("{folder}/{name}.csv");
        let (train, held_out, lists) = (file("train"), file("held-out"), file("lists"));
        let args = ["eval", "recommendations", "--recommendations", &lists, "--train", &train];
        let args = [&args[..], &["--held-out", &held_out, "--output", "r.json"], said].concat();
        answer(&place, &args)
    };
    let wanted = score("cut", &[]).to_string();
    assert_eq!(score("old", &SAID[..4]).to_string().replace("old/", "cut/"), wanted);
}

#[test]
fn validate_reads_a_said_encoding_and_reports_it() {
    let place = Place::prepared();
    let (plain, _) = exported(&place);
    place.write("old.csv", latin_1(&plain));
    let args = ["validate", "schema", "old.csv", "--schema", "rehearsal-run/interactions.avsc"];
    let args = [&args[..], &["--ignore", "Q,A"]].concat();
    let unsaid = place.run(&args);
    assert!(unsaid.contains("F209"), "{unsaid}");
    let said = place.run(&[&args[..], &["--encoding", "latin-1"]].concat());
    assert!(
        said.contains("the file is ISO-8859-1, as `--encoding` says; expected UTF-8"),
        "{said}"
    );
    assert_eq!(said.matches("error[F209]").count(), 1, "{said}");
    let fix = ["--fix", "--output", "mended.csv", "--encoding", "latin-1"];
    place.run(&[&args[..], &fix].concat());
    assert_eq!(place.text("mended.csv"), plain);
}

#[test]
fn an_unknown_delimiter_is_asked_for_by_its_sign() {
    let place = Place::empty();
    place.write("t.txt", "USER_ID^ITEM_ID^TIMESTAMP\na^b^1600000000\nb^b^1600000001\n");
    let commands: [&[&str]; 4] = [
        &["stats", "t.txt"],
        &["split", "t.txt"],
        &["prep", "interactions", "--input", "t.txt"],
        &["eval", "baselines", "--interactions", "t.txt"],
    ];
    for command in commands {
        let said = place.refused(command);
        assert!(said.contains("say `--delimiter '^'`"), "{said}");
    }
    place.done(&["stats", "t.txt", "--delimiter", "^"]);
}
