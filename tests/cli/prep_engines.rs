//! What the fused engine must leave to the general one, or do as it does: tables that tell them apart.

use crate::place::Place;

/// The answer of the program with `--engine`, without the line on it, and the rows if there are any.
fn prepared(
    place: &Place,
    engine: &str,
    args: &[&str],
    expects_general: bool,
) -> (String, Option<String>) {
    let run =
        ["prep", "interactions", "--engine", engine, "--run", "r", "--force", "--input", "in"];
    let answer = place.run(&[&run[..], &["-v"], args].concat());
    // The second engine replaces what the first one wrote.
    let beside = ["engine: ", "replaced: ", "the same bytes again: "];
    let is_beside = |line: &&str| beside.iter().any(|beginning| line.starts_with(beginning));
    let lines = answer.lines().filter(|line| !is_beside(line));
    let without = lines.collect::<Vec<_>>().join("\n");
    if engine == "auto" && !expects_general {
        assert!(answer.contains("engine: fused"), "{answer}");
    }
    let file = "r/interactions.csv";
    let rows = answer.contains("exit code: 0").then(|| place.text(file));
    (without, rows)
}

/// The answer of both engines, of which the fused one runs.
fn expect_equal(place: &Place, args: &[&str]) -> (String, Option<String>) {
    let [fused, general] = ["auto", "polars"].map(|engine| prepared(place, engine, args, false));
    assert_eq!(fused, general, "{args:?}");
    fused
}

/// The answer of the general engine, to which the fused one leaves the table.
fn expect_left(place: &Place, args: &[&str]) -> (String, Option<String>) {
    let [left, general] = ["auto", "polars"].map(|engine| prepared(place, engine, args, true));
    assert_eq!(left, general, "{args:?}");
    left
}

#[test]
fn ids_in_the_names_of_folders_are_quoted_and_kept_on_one_line() {
    for order in ["none", "time"] {
        let place = Place::empty();
        place.write("in/ITEM_ID=a,b\"c/p.csv", "USER_ID,TIMESTAMP\nu,1600000000\n");
        let (_, rows) = expect_equal(&place, &["--order", order]);
        let rows = rows.expect("rows");
        assert!(rows.ends_with("\nu,\"a,b\"\"c\",1600000000\n"), "{rows}");
        let place = Place::empty();
        place.write("in/ITEM_ID=a\nb/p.csv", "USER_ID,TIMESTAMP\nu,1600000000\n");
        let (_, rows) = expect_left(&place, &["--order", order]);
        assert!(rows.expect("rows").ends_with("\nu,a b,1600000000\n"));
    }
}

#[test]
fn words_for_nothing_reach_timestamps_too() {
    let place = Place::empty();
    place.write("in", "USER_ID,ITEM_ID,TIMESTAMP\na,x,0\nb,y,1600000000\n");
    let (answer, _) = expect_left(&place, &["--null", "0"]);
    assert!(answer.contains("in:2: column `TIMESTAMP`"), "{answer}");
}

#[test]
fn files_that_hold_ids_in_other_types_are_read_each_by_its_own() {
    let place = Place::empty();
    let row =
        |id: &str| format!("{{\"USER_ID\":{id},\"ITEM_ID\":\"i\",\"TIMESTAMP\":1600000000}}\n");
    place.write("in/a.json", row("\"7.5\""));
    place.write("in/b.json", row("7.5"));
    let (answer, _) = expect_left(&place, &[]);
    assert!(answer.contains("exit code: 2"), "{answer}");
}

#[test]
fn minus_zero_is_zero_and_remarks_stand_in_one_order() {
    let place = Place::empty();
    let rows = ["0", "-0", "0.0", "-0.0"].map(|value| format!("u,i,{value},5,1600000000\n"));
    place.write("in", format!("USER_ID,ITEM_ID,V,N,TIMESTAMP\n{}\n", rows.concat()));
    let (answer, rows) = expect_equal(&place, &["--map", "EVENT_VALUE=V", "--keep-columns", "all"]);
    assert_eq!(rows.expect("rows").matches("u,i,0,1600000000,5\n").count(), 4);
    let place_of = |what: &str| answer.find(what).unwrap_or_else(|| panic!("{what}: {answer}"));
    assert!(place_of("N taken as int") < place_of("blank lines passed over: 1"));
}

#[test]
fn rows_that_share_nothing_go_to_the_general_engine() {
    let place = Place::empty();
    let row = |n: u32| format!("u{},i,s{n},160{n:07}\n", n % 9);
    let rows = (0..250_000).map(row).collect::<Vec<_>>().concat();
    place.write("in", format!("USER_ID,ITEM_ID,SESSION,TIMESTAMP\n{rows}"));
    let run = ["prep", "interactions", "--input", "in", "--keep-columns", "all", "-v"];
    let answer = place.run(&run);
    assert!(answer.contains("since nearly every row has other cells of its own"), "{answer}");
}

#[test]
fn the_strongest_event_of_a_moment_stays_in_the_fused_engine_too() {
    let place = Place::empty();
    let row = |user: &str, kind: &str, value: &str| format!("{user},i,{kind},{value},1600000000\n");
    let rows = [
        row("a", "buy", "1"),
        row("a", "view", "9"),
        row("a", "cart", "5"),
        row("b", "view", "1"),
        row("b", "view", "2"),
        row("b", "view", ""),
    ];
    place.write(
        "in",
        format!("USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n{}", rows.concat()),
    );
    let args = ["--collapse-events", "--event-order", "view,cart,buy"];
    let (answer, rows) = expect_equal(&place, &args);
    assert!(
        answer.contains("collapse-events: weaker events of one moment, dropped: 4"),
        "{answer}"
    );
    assert!(rows.expect("rows").ends_with("\na,i,buy,1,1600000000\nb,i,view,2,1600000000\n"));
}

#[test]
fn a_table_without_bad_rows_is_fused_whatever_is_to_be_done_with_them() {
    for how in ["drop", "keep-apart"] {
        for order in ["none", "time"] {
            let place = Place::empty();
            let plain = "USER_ID,ITEM_ID,TIMESTAMP\nu,a,1600000000\nv,b,1600000001\n";
            place.write("in", plain);
            let args = ["--bad-rows", how, "--max-bad-rows", "50%", "--order", order];
            let (_, rows) = expect_equal(&place, &args);
            assert_eq!(rows.as_deref(), Some(plain));
            place.write("in", format!("{plain},c,1600000002\n"));
            let (answer, rows) = expect_left(&place, &args);
            assert_eq!(rows.as_deref(), Some(plain));
            assert!(answer.contains("1 of 3 rows cannot be used"), "{answer}");
        }
    }
}

#[test]
fn signs_by_which_the_fused_engine_marks_its_texts_are_left_to_the_general_one() {
    let place = Place::empty();
    for sign in ['\u{1e}', '\u{1f}'] {
        let rows = ["view,7.5", &format!("{sign},7.5"), &format!("view,{sign}")];
        let rows = rows.map(|cells| format!("u,i,{cells},1600000000\n")).concat();
        place.write("in", format!("USER_ID,ITEM_ID,EVENT_TYPE,LABEL,TIMESTAMP\n{rows}"));
        let args = ["--map", "LABEL:string=LABEL", "--order", "none"];
        let (_, written) = expect_left(&place, &args);
        let written = written.expect("rows");
        assert_eq!(written.matches(sign).count(), 2, "{written}");
    }
}
