//! `prep` on bad input: a message with file and line, exit code 2, and nothing left behind.

use insta::assert_snapshot;

use crate::place::Place;
use crate::release::{MOVIES, RATINGS, ratings_with};

const PREP: [&str; 2] = ["prep", "interactions"];

fn refused_ratings(ratings: impl AsRef<[u8]>) -> String {
    Place::with_ratings(ratings).refused(&PREP)
}

fn refused_movies(movies: impl AsRef<[u8]>) -> String {
    let place = Place::with_release();
    place.write("ml-tiny/movies.csv", movies);
    place.refused(&["prep", "items"])
}

#[test]
fn a_folder_that_is_not_there() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "nowhere"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot open the folder `nowhere`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_folder_without_a_release() {
    let place = Place::empty();
    place.write("hollow/README.md", "nothing to see");
    place.write("hollow/u.base", "1\t1\t5\t0\n");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "hollow"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `hollow` is not a MovieLens release: found `README.md`, `u.base`; expected `ratings.csv` and `movies.csv` (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), `ratings.dat` and `movies.dat` (ml-1m, ml-10m), or `u.data` and `u.item` (ml-100k); `--map` reads any other table
    ");
}

#[test]
fn an_empty_folder() {
    let place = Place::empty();
    std::fs::create_dir(place.path("hollow")).expect("a folder can be made");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "hollow"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `hollow` is not a MovieLens release: found nothing; expected `ratings.csv` and `movies.csv` (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), `ratings.dat` and `movies.dat` (ml-1m, ml-10m), or `u.data` and `u.item` (ml-100k); `--map` reads any other table
    ");
}

#[test]
fn no_release_nearby() {
    let place = Place::empty();
    place.write("ml-notes/README.txt", "not a release");
    assert_snapshot!(place.refused(&PREP), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no MovieLens release found: looked into `.`, `data`, `./ml-notes`; name one with `--input PATH`, or make one with `rehearsal data generate --output ml-synthetic`
    ");
}

#[test]
fn more_than_one_release_nearby() {
    let place = Place::with_release();
    place.write("data/ratings.csv", RATINGS);
    assert_snapshot!(place.refused(&PREP), @"
    exit code: 2
    --- stdout
    --- stderr
    error: more than one MovieLens release found: `data`, `./ml-tiny`; choose with `--input PATH`
    ");
}

#[test]
fn ratings_cut_off_in_the_middle_of_a_row() {
    let cut = RATINGS.find("10,5").expect("the row is there") + "10,5,5".len();
    assert_snapshot!(refused_ratings(&RATINGS[..cut]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:18: expected 4 fields as in the header, found 3; the file ends in this row, so it was probably cut off
    ");
}

#[test]
fn ratings_cut_off_in_the_middle_of_the_last_timestamp() {
    assert_snapshot!(refused_ratings(&RATINGS[..RATINGS.len() - "0120\n".len()]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:20: the last row has no line break, so the file was probably cut off; get it again, or end the row if it is whole
    ");
}

#[test]
fn ratings_without_the_last_line_break() {
    assert_snapshot!(refused_ratings(RATINGS.trim_end()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:20: the last row has no line break, so the file was probably cut off; get it again, or end the row if it is whole
    ");
}

#[test]
fn a_rating_that_is_not_a_number() {
    assert_snapshot!(refused_ratings(ratings_with(4, "1,3,five,1000000120")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:4: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "five"
    "#);
}

#[test]
fn a_rating_that_is_nan_or_infinite() {
    assert_snapshot!(refused_ratings(ratings_with(4, "1,3,nan,1000000120")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:4: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "nan"
    "#);
    assert_snapshot!(refused_ratings(ratings_with(4, "1,3,inf,1000000120")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:4: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "inf"
    "#);
}

#[test]
fn an_empty_rating() {
    assert_snapshot!(refused_ratings(ratings_with(4, "1,3,,1000000120")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:4: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found ""
    "#);
}

#[test]
fn a_timestamp_that_is_not_a_number() {
    assert_snapshot!(refused_ratings(ratings_with(5, "1,4,1.0,2001-09-09")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:5: column `timestamp`: expected whole seconds since 1970, found "2001-09-09"
    "#);
}

#[test]
fn an_empty_id() {
    assert_snapshot!(refused_ratings(ratings_with(5, ",4,1.0,1000000180")), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:5: column `userId`: expected an id, found ""
    "#);
}

#[test]
fn ratings_that_are_not_utf_8() {
    assert_snapshot!(refused_ratings(ratings_with(3, b"1,caf\xE9,3.0,1000000060")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:3: column `movieId`: expected UTF-8, found the byte 0xE9 at offset 56 of the file; `prep` reads it with `--encoding latin-1`, or another by name, and `iconv -f LATIN1 -t UTF-8` converts it
    ");
}

#[test]
fn titles_that_are_not_utf_8() {
    let movies = [MOVIES.as_bytes(), b"8,Caf\xE9 Noir (1999),Drama\n"].concat();
    assert_snapshot!(refused_movies(movies), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/movies.csv:9: column `title`: expected UTF-8, found the byte 0xE9 at offset 288 of the file; `prep` reads it with `--encoding latin-1`, or another by name, and `iconv -f LATIN1 -t UTF-8` converts it
    ");
}

#[test]
fn a_quote_that_never_closes() {
    assert_snapshot!(refused_movies(format!("{MOVIES}8,\"Open Door (1999),Drama\n")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/movies.csv:9: field 2 opens a quote that never closes
    ");
}

#[test]
fn a_quote_inside_a_plain_title() {
    assert_snapshot!(refused_movies(format!("{MOVIES}8,The 5\" Gap (1999),Drama\n")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/movies.csv:9: field 2 has a quote in the middle of its text
    ");
}

#[test]
fn a_blank_line_between_rows_is_passed_over() {
    let place = Place::with_ratings(ratings_with(5, ""));
    place.done(&["prep", "interactions"]);
}

#[test]
fn a_header_that_lacks_a_column() {
    assert_snapshot!(refused_ratings(ratings_with(1, "userId,movieId,stars,timestamp")), @"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:1: expected a column `rating`, found `userId`, `movieId`, `stars`, `timestamp`
    ");
}

#[test]
fn a_header_and_nothing_else() {
    assert_snapshot!(refused_ratings("userId,movieId,rating,timestamp\n"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-tiny/ratings.csv` has no rows below its header
    ");
}

#[test]
fn an_empty_file() {
    assert_snapshot!(refused_ratings(""), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-tiny/ratings.csv` is empty: expected a header row with `userId`, `movieId`, `rating`, `timestamp`
    ");
}

#[test]
fn a_release_without_movies() {
    let place = Place::with_release();
    std::fs::remove_file(place.path("ml-tiny/movies.csv")).expect("it was there");
    assert_snapshot!(place.refused(&["prep", "items"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `./ml-tiny/movies.csv`: No such file or directory (os error 2)
    ");
}

#[test]
fn thresholds_that_leave_no_row() {
    let place = Place::with_release();
    let args = ["--clicked-threshold", "5", "--watched-threshold", "5"];
    assert_snapshot!(place.refused(&[&PREP[..], &args].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no row is left: step 1 `event-type` was given 19 and kept none
    ");
}

#[test]
fn a_threshold_that_is_not_a_number() {
    let place = Place::with_release();
    assert_snapshot!(place.refused(&[&PREP[..], &["--clicked-threshold", "nan"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `clicked-threshold`: expected a finite number, found NaN
    ");
    assert_snapshot!(place.refused(&[&PREP[..], &["--clicked-threshold", "four"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value 'four' for '--clicked-threshold <STARS>': invalid float literal

    For more information, try '--help'.
    ");
}

#[test]
fn the_raw_data_is_never_the_output_whatever_force_says() {
    let place = Place::with_release();
    let line = ["prep", "interactions", "--output", "ml-tiny/ratings.csv", "--force"];
    assert_snapshot!(place.refused(&line), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `ml-tiny/ratings.csv` is an input of this very command; choose another output
    ");
}

#[test]
fn an_output_that_would_be_its_own_schema_is_refused() {
    let place = Place::with_release();
    assert_snapshot!(place.refused(&["prep", "items", "--output", "out.avsc"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--output out.avsc`: expected a name that ends in .csv, .parquet, .arrow or .avro; schema and manifest go beside it
    ");
}
