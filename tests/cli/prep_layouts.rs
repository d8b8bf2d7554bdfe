//! `prep` from every layout that GroupLens ships, with the odd cases that its releases have.

use std::io::{Cursor, Write};

use insta::assert_snapshot;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::place::Place;

/// ml-1m: `::`, Latin-1, whole stars.
const DAT: [(&str, &[u8]); 3] = [
    ("ratings.dat", b"1::1193::5::978300760\n1::661::3::978302109\n2::1193::4::978298413\n"),
    (
        "movies.dat",
        b"661::Cam\xE9ra, \"La\" (1996)::Drama|Children's\n1193::One: Two (a.k.a. Three) (1975)::Drama\n9::No Year::Comedy\n",
    ),
    ("users.dat", b"1::F::1::10::48067\n2::M::56::16::70072\n"),
];

/// ml-100k: tabs and bars, Latin-1, genres as flags.
const TAB: [(&str, &[u8]); 3] = [
    ("u.data", b"196\t242\t3\t881250949\n186\t302\t4\t891717742\n196\t302\t1\t881250950\n"),
    (
        "u.item",
        b"242|Kol\xEDn (1996)|24-Jan-1997||http://x|0|0|0|0|0|1|0|0|1|0|0|0|0|0|0|0|0|0|0\n\
          302|unknown||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
    ),
    ("u.user", b"186|24|M|technician|85711\n196|53|F|other|94043\n"),
];

fn with(files: &[(&str, &[u8])]) -> Place {
    let place = Place::empty();
    for (name, bytes) in files {
        place.write(&format!("ml-x/{name}"), bytes);
    }
    place
}

fn zipped(prefix: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(format!("{prefix}{name}"), SimpleFileOptions::default()).expect("room");
        archive.write_all(bytes).expect("room");
    }
    archive.finish().expect("room").into_inner()
}

#[test]
fn ml_1m_has_double_colons_latin_1_and_users() {
    let place = with(&DAT);
    assert_snapshot!(place.run(&["prep", "all"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 5 rows
      rows: 3 read, 5 after event-type
      events: 3 click, 2 watch
    rehearsal-run/items.csv: 3 rows
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
    rehearsal-run/users.csv: 2 rows
      columns: left out: ZIP_CODE
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n\
         2,1193,click,978298413\n\
         2,1193,watch,978298413\n\
         1,1193,click,978300760\n\
         1,1193,watch,978300760\n\
         1,661,click,978302109\n"
    );
    assert_eq!(
        place.text("rehearsal-run/items.csv"),
        "ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP\n\
         9,No Year,Comedy,,\n\
         661,\"Caméra, \"\"La\"\" (1996)\",Drama|Children's,1996,978302109\n\
         1193,One: Two (a.k.a. Three) (1975),Drama,1975,978298413\n"
    );
    assert_eq!(
        place.text("rehearsal-run/users.csv"),
        "USER_ID,AGE,GENDER,OCCUPATION\n\
         1,1,F,K-12 student\n\
         2,56,M,self-employed\n"
    );
    assert_eq!(place.text("rehearsal-run/users.avsc"), include_str!("../../schemas/users.avsc"));
    place.done(&["validate", "schema", "--ignore", "Q"]);
}

#[test]
fn ml_10m_has_half_stars_tags_and_no_users() {
    let place = with(&[
        ("ratings.dat", b"1::122::5::838985046\n1::185::0.5::838983525\n"),
        ("movies.dat", "122::Café (1992)::Comedy\n185::Net, The (1995)::Action\n".as_bytes()),
        ("tags.dat", b"15::122::excellent!::1215184630\n20::122::Politics::1188263867\n"),
    ]);
    assert_snapshot!(place.run(&["prep", "items", "--description", "tags"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 2 rows
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/items.csv"),
        "ITEM_ID,TITLE,GENRES,YEAR,DESCRIPTION,CREATION_TIMESTAMP\n\
         122,Café (1992),Comedy,1992,Politics; excellent!,838985046\n\
         185,\"Net, The (1995)\",Action,1995,,838983525\n"
    );
    assert!(
        place
            .text("rehearsal-run/items.avsc")
            .contains(r#"{ "name": "DESCRIPTION", "type": ["null", "string"], "textual": true }"#)
    );
    place.done(&["validate", "schema", "rehearsal-run/items.csv"]);
    assert_snapshot!(place.refused(&["prep", "users"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-x` has no file that says who its users are; only ml-100k and ml-1m have one; `prep users --from activity` makes users from what they did
    ");
}

#[test]
fn ml_20m_and_later_have_a_genome_that_is_passed_over() {
    let place = Place::with_release();
    place.done(&["prep", "all"]);
    let items = place.text("rehearsal-run/items.csv");
    place
        .write("ml-tiny/tags.csv", "userId,movieId,tag,timestamp\n1,2,\"odd, \"\"quoted\"\"\",5\n");
    place.write("ml-tiny/links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n");
    place.write("ml-tiny/genome-tags.csv", "tagId,tag\n1,007\n");
    place.write("ml-tiny/genome-scores.csv", "movieId,tagId,relevance\n1,1,0.029\n");
    place.done(&["prep", "all", "--force"]);
    assert_eq!(place.text("rehearsal-run/items.csv"), items);
    place.done(&["prep", "items", "--description", "tags", "--force"]);
    let described = place.text("rehearsal-run/items.csv");
    let row = "2,\"Quiet Engine, The (2001)\",Sci-Fi,2001,\"odd, \"\"quoted\"\"\",1000000060\n";
    assert!(described.contains(row), "{described}");
}

#[test]
fn ml_100k_has_tabs_bars_flags_and_users() {
    let place = with(&TAB);
    assert_snapshot!(place.run(&["prep", "all"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 3 rows
      events: 2 click, 1 watch
      event-type: 1 rows meet no event rule
    rehearsal-run/items.csv: 2 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
    rehearsal-run/users.csv: 2 rows
      columns: left out: ZIP_CODE
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n\
         196,242,click,881250949\n\
         186,302,click,891717742\n\
         186,302,watch,891717742\n"
    );
    assert_eq!(
        place.text("rehearsal-run/items.csv"),
        "ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP\n\
         242,Kolín (1996),Comedy|Drama,1996,881250949\n\
         302,unknown,,,881250950\n"
    );
    assert_eq!(
        place.text("rehearsal-run/users.csv"),
        "USER_ID,AGE,GENDER,OCCUPATION\n186,24,M,technician\n196,53,F,other\n"
    );
    place.done(&["validate", "schema", "--ignore", "Q"]);
    assert_snapshot!(
        place.refused(&["prep", "items", "--description", "tags", "--run", "other"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-x` has no file of tags; ml-100k and ml-1m come without; leave out `--description tags`
    "
    );
}

#[test]
fn all_of_a_release_is_prepared_or_nothing() {
    let place = with(&TAB);
    assert_snapshot!(place.refused(&["prep", "all", "--description", "tags"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-x` has no file of tags; ml-100k and ml-1m come without; leave out `--description tags`
    ");
    place.refused(&["prep", "all", "--domain", "ecommerce"]);
    place.write("rehearsal-run/items.csv", "mine");
    assert_snapshot!(place.refused(&["prep", "all"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/items.csv` exists already, and there is no record that Rehearsal wrote it; `--force` replaces it
    ");
    place.done(&["prep", "all", "--shard-rows", "2", "--run", "parts"]);
    assert_eq!(place.text("parts/users/part-00000.csv").lines().count(), 3);
}

#[test]
fn a_zip_gives_what_its_folder_gives() {
    for (prefix, files) in [("ml-1m/", DAT), ("ml-100k/", TAB), ("", DAT)] {
        let place = with(&files);
        place.write("release.zip", zipped(prefix, &files));
        place.done(&["prep", "all"]);
        place.done(&["prep", "all", "--input", "release.zip", "--run", "from-zip"]);
        for name in ["interactions.csv", "items.csv", "users.csv", "items.avsc"] {
            let [folder, archive] =
                ["rehearsal-run", "from-zip"].map(|run| format!("{run}/{name}"));
            assert_eq!(place.text(&archive), place.text(&folder), "{prefix}{name}");
        }
        let manifest = place.text("from-zip/interactions.manifest.json");
        assert!(manifest.contains("\"path\": \"release.zip\""), "{manifest}");
    }
}

#[test]
fn the_one_zip_nearby_is_found_and_a_folder_goes_before_it() {
    let place = Place::empty();
    place.write("ml-1m.zip", zipped("ml-1m/", &DAT));
    place.done(&["prep", "interactions"]);
    place.write("ml-100k/u.data", TAB[0].1);
    let stdout = place.done(&["prep", "interactions", "--run", "second"]);
    assert!(String::from_utf8_lossy(&stdout).contains("2 click, 1 watch"));
}

#[test]
fn a_damaged_zip_is_refused() {
    let place = Place::empty();
    let whole = zipped("ml-1m/", &DAT);
    place.write("cut.zip", &whole[..whole.len() / 2]);
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "cut.zip"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `cut.zip` as a zip archive: invalid Zip archive: Could not find EOCD
    ");
    let mut damaged = whole;
    damaged[60] ^= 0xFF;
    place.write("damaged.zip", damaged);
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "damaged.zip"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `damaged.zip/ml-1m/ratings.dat`: corrupt deflate stream
    ");
    place.write("empty.zip", zipped("photos/", &[("cat.jpg", b"cat")]));
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "empty.zip"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `empty.zip` is not a MovieLens release: found `photos/cat.jpg`; expected `ratings.csv` and `movies.csv` (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), `ratings.dat` and `movies.dat` (ml-1m, ml-10m), or `u.data` and `u.item` (ml-100k); `--map` reads any other table
    ");
}

#[test]
fn windows_line_breaks_and_empty_last_lines_change_nothing() {
    for files in [DAT, TAB] {
        let place = with(&files);
        place.done(&["prep", "all"]);
        for (name, bytes) in files {
            let mut text = Vec::new();
            for &byte in bytes {
                if byte == b'\n' {
                    text.push(b'\r');
                }
                text.push(byte);
            }
            text.extend_from_slice(b"\r\n");
            place.write(&format!("ml-x/{name}"), text);
        }
        place.done(&["prep", "all", "--run", "second"]);
        for name in ["interactions.csv", "items.csv", "users.csv"] {
            let again = place.text(&format!("second/{name}"));
            assert_eq!(again, place.text(&format!("rehearsal-run/{name}")), "{name}");
        }
    }
}

#[test]
fn bad_rows_of_every_layout_are_named_with_their_line() {
    for (name, bytes) in [
        ("ratings.dat", &b"1::2::3::4\n1::2::3\n"[..]),
        ("ratings.dat", b"1::2::7::4\n"),
        ("u.data", b"1\t2\t3\t4\n1\t\t3\t4\n"),
        ("u.data", b"1\t2\t3\t4"),
    ] {
        let place = with(&[(name, bytes)]);
        let text = place.refused(&["prep", "interactions"]);
        let message = text.lines().last().expect("a message");
        insta::allow_duplicates! {
            assert!(message.contains(&format!("ml-x/{name}:")), "{message}");
        }
    }
    let place = with(&[
        TAB[0],
        ("u.item", b"242|A (1996)|24-Jan-1997||http://x|0|0|0|0|0|2|0|0|1|0|0|0|0|0|0|0|0|0|0\n"),
    ]);
    assert_snapshot!(place.refused(&["prep", "items"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-x/u.item:1: column `Comedy`: expected 0 or 1, found "2"
    "#);
}
