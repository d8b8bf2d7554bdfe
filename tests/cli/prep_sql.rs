//! A pipeline printed as SQL and as a script, what has no SQL, and ties that columns decide.

use insta::assert_snapshot;

use crate::place::Place;

const TABLE: &str = "user,item,at,kind\nu1,i1,100,view\nu1,i1,100,buy\nu2,i1,90,view\n";
const MAP: &str = "USER_ID=user,ITEM_ID=item,TIMESTAMP=at,EVENT_TYPE=kind";

fn place() -> Place {
    let place = Place::empty();
    place.write("table.csv", TABLE);
    place
}

fn with<'a>(options: &[&'a str]) -> Vec<&'a str> {
    let first = ["prep", "interactions", "--input", "table.csv", "--map", MAP];
    [&first[..], options].concat()
}

#[test]
fn a_query_reads_the_table_and_gives_the_rows_in_their_order() {
    let printed =
        place().done(&with(&["--since", "1970-01-01", "--print-sql", "--dialect", "duckdb"]));
    let printed = String::from_utf8(printed).expect("UTF-8");
    let (head, steps) = printed.split_once("\nstep_").expect("steps");
    assert!(head.starts_with("-- The rows that `rehearsal prep interactions` writes.\n"), "{head}");
    assert!(head.contains("read_csv(['table.csv'], header = true, all_varchar = true"), "{head}");
    assert_snapshot!(format!("step_{steps}"), @r#"
    step_1_timestamp_unit AS (
      SELECT "USER_ID", "ITEM_ID", CASE WHEN NOT ("TIMESTAMP" > -100000000000 AND "TIMESTAMP" < 100000000000) THEN CAST(error('timestamp-unit: `TIMESTAMP` is not in seconds') AS BIGINT) ELSE "TIMESTAMP" END AS "TIMESTAMP", "EVENT_TYPE", "nanoseconds of TIMESTAMP" FROM source_rows
    ),
    step_2_time_window AS (
      SELECT "USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "nanoseconds of TIMESTAMP" FROM step_1_timestamp_unit WHERE "TIMESTAMP" >= 0
    )
    SELECT "USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"
    FROM step_2_time_window
    ORDER BY "TIMESTAMP" NULLS FIRST, "nanoseconds of TIMESTAMP" NULLS FIRST, strlen("USER_ID") NULLS FIRST, "USER_ID" NULLS FIRST, strlen("ITEM_ID") NULLS FIRST, "ITEM_ID" NULLS FIRST, "EVENT_TYPE" NULLS FIRST;
    "#);
}

#[test]
fn a_script_goes_in_rounds_and_writes_a_folder() {
    let printed = place().done(&with(&["--k-core", "1", "--print-pyspark", "--output", "out.csv"]));
    let printed = String::from_utf8(printed).expect("UTF-8");
    for line in [
        "spark = SparkSession.builder.appName(\"rehearsal prep\").getOrCreate()",
        "while n_rows != n_before:",
        "HAVING count(*) >= 1",
        "rows.write.options(**options).csv(output)",
    ] {
        assert!(printed.contains(line), "{line} is missing in\n{printed}");
    }
}

#[test]
fn what_has_no_sql_is_refused_by_name_and_says_what_to_do() {
    let place = place();
    for (options, said) in [
        (
            &["--sample-users", "1"][..],
            "step 2 `sample-users` is not written as SQL: users are chosen by xxh3-64",
        ),
        (&["--deduplicate", "USER_ID,ITEM_ID"][..], "(`--ties columns`) the other columns decide"),
        (&["--timestamp-unit", "auto"][..], "say it, as in `--timestamp-unit milliseconds`"),
        (&["--k-core", "2"][..], "`--print-pyspark` and `--engine spark` run it"),
        (&["--bad-rows", "drop"][..], "`--bad-rows` has no SQL: leave it out"),
        (
            &["--keep-columns", "all", "--map", "NOTE=kind"][..],
            "say it, as in `--map NOTE:string=kind`",
        ),
    ] {
        let refused = place.refused(&with(&[options, &["--print-sql"]].concat()));
        assert!(refused.contains(said), "{options:?}: {refused}");
    }
}

#[cfg(not(feature = "spark"))]
#[test]
fn a_build_without_spark_says_how_to_get_one() {
    let refused = place().refused(&with(&["--engine", "spark", "--remote", "sc://127.0.0.1:1"]));
    assert!(refused.contains("`cargo build --release --features spark` has it"), "{refused}");
}

#[test]
fn columns_decide_ties_in_whatever_order_the_rows_stand() {
    let options = ["--deduplicate", "USER_ID,ITEM_ID", "--ties", "columns"];
    let place = place();
    place.done(&with(&options));
    let first = place.text("rehearsal-run/interactions.csv");
    assert_snapshot!(first, @r"
    USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
    u2,i1,view,90
    u1,i1,buy,100
    ");
    let mut lines: Vec<&str> = TABLE.lines().collect();
    lines[1..].reverse();
    place.write("table.csv", lines.join("\n"));
    place.done(&with(&[&options[..], &["--force"]].concat()));
    assert_eq!(place.text("rehearsal-run/interactions.csv"), first);
    // The newest of equal ones is the last by its columns.
    place.done(&with(&[&options[..], &["--keep", "newest", "--force"]].concat()));
    assert_snapshot!(place.text("rehearsal-run/interactions.csv"), @r"
    USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
    u2,i1,view,90
    u1,i1,view,100
    ");
    let collapse =
        ["--collapse-events", "--event-order", "view,buy", "--ties", "columns", "--force"];
    place.done(&with(&collapse));
    assert_snapshot!(place.text("rehearsal-run/interactions.csv"), @r"
    USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
    u2,i1,view,90
    u1,i1,buy,100
    ");
}

#[test]
fn decimal_commas_are_read_alike_by_both_engines_and_in_sql() {
    let place = Place::empty();
    let table = "user;item;at;price;n\nu1;i1;100;1.234,50;3\nu2;i2;90;-0,5;1.200\nu3;i3;95;;7,0\nu4;i4;96;7;NA\n";
    place.write("table.csv", table);
    let map = "USER_ID=user,ITEM_ID=item,TIMESTAMP=at,EVENT_VALUE=price,N:long=n";
    let first = [
        "prep",
        "interactions",
        "--input",
        "table.csv",
        "--map",
        map,
        "--decimal-comma",
        "--quiet",
    ];
    for (engine, order) in
        [("auto", "time"), ("polars", "time"), ("auto", "none"), ("polars", "none")]
    {
        place.done(
            &[&first[..], &["--engine", engine, "--order", order, "--output", "out.csv"]].concat(),
        );
        let text = place.text("out.csv");
        let mut rows: Vec<&str> = text.lines().skip(1).collect();
        rows.sort_unstable();
        let wanted = ["u1,i1,1234.5,100,3", "u2,i2,-0.5,90,1200", "u3,i3,,95,7", "u4,i4,7,96,"];
        assert_eq!(rows, wanted, "{engine} {order}");
    }
    let sql = place.done(&[&first[..], &["--print-sql", "--dialect", "duckdb"]].concat());
    let sql = String::from_utf8(sql).expect("UTF-8");
    // DuckDB gives the same four rows.
    let value = "CAST(regexp_replace(regexp_replace(trim(\"price\"), '[.]', '', 'g'), ',', '.', 'g') AS DOUBLE)";
    assert!(sql.contains(value), "{sql}");
    place.write("table.csv", table.replace("1.234,50", "1.5"));
    for engine in ["auto", "polars"] {
        let said =
            place.run(&[&first[..], &["--engine", engine, "--output", "other.csv"]].concat());
        let fault = "table.csv:2: column `price`: expected a number with a decimal comma, such as 3,5 or 1.234,50, found \"1.5\"";
        assert!(said.contains(fault), "{said}");
    }
}
