//! The fused engine and polars write the same bytes and count the same rows, whatever the ratings,
//! the rules, the layout, the memory and the threads.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rehearsal::export::Replace;
use rehearsal::export::digest::FileRecord;
use rehearsal::instant::Unit;
use rehearsal::prepare::{
    self, Engine, EngineChoice, InteractionOptions, Output, PipelineFile, PrepareInput, Resources,
};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::{MappedReading, Mapping};
use rehearsal::transform::{
    Condition, Count, Deduplicate, EventRule, Instant, KCore, Keep, MinimumCounts, StepRecord,
    TimeWindow,
};

/// A rating: user, item, half stars, timestamp.
type Row = (u32, u32, u8, u32);

#[derive(Debug, Clone, Copy)]
enum Layout {
    Csv,
    Dat,
    Tab,
}

fn write_release(folder: &Path, layout: Layout, rows: &[Row]) {
    let (name, header, between) = match layout {
        Layout::Csv => ("ratings.csv", "userId,movieId,rating,timestamp\n", ","),
        Layout::Dat => ("ratings.dat", "", "::"),
        Layout::Tab => ("u.data", "", "\t"),
    };
    let mut text = header.to_owned();
    for (user, item, halves, timestamp) in rows {
        // Whole stars are written both ways, as releases do.
        let stars = match (halves % 2, item % 2) {
            (0, 0) => (halves / 2).to_string(),
            _ => format!("{:.1}", f64::from(*halves) / 2.0),
        };
        writeln!(text, "{user}{between}{item}{between}{stars}{between}{timestamp}")
            .expect("a string takes all");
    }
    fs::write(folder.join(name), text).expect("room for the ratings");
}

fn options() -> InteractionOptions {
    InteractionOptions { unit: Unit::Seconds, ..InteractionOptions::default() }
}

/// What an engine wrote: the bytes of the data, the rows of each step, the notes, and the digests of
/// what was read; `None` when no row is left.
type Written = Option<(Vec<u8>, Vec<StepRecord>, Vec<String>, Vec<FileRecord>)>;

fn prepared(
    folder: &Path,
    options: &InteractionOptions,
    engine: EngineChoice,
    sort_bytes: usize,
    n_threads: usize,
) -> Written {
    let input = PrepareInput::open(
        folder,
        DatasetType::Interactions,
        &Mapping::default(),
        &MappedReading::default(),
        &[],
    )
    .expect("a release");
    let steps = options.steps(&input.columns(DatasetType::Interactions));
    let mut pipeline = PipelineFile::parse("dataset = \"interactions\"").expect("a pipeline");
    pipeline.steps = steps;
    pipeline.engine = engine;
    let path = folder.join(format!("{engine:?}-{n_threads}.csv"));
    let output = Output::new(&path, None, None, &Replace::anything()).expect("a CSV");
    let resources = Resources {
        sort_bytes,
        temporary_folder: None,
        n_threads,
        stdout: &|| Box::new(std::io::sink()),
        progress: &|_| (),
        before_frames: &|| Ok(()),
    };
    let prepared = match prepare::plan(&pipeline, &input, &output)
        .and_then(|planned| planned.run(&resources))
    {
        Err(prepare::PrepareError::NoRows { .. }) => return None,
        other => other.expect("plain ratings"),
    };
    let asked = if engine == EngineChoice::Auto { "Fused" } else { "Polars" };
    let ran = if prepared.engine == Engine::Fused { "Fused" } else { "Polars" };
    assert_eq!(ran, asked, "{:?}", prepared.engine);
    let manifest = prepared.manifest.clone();
    prepare::commit(vec![(prepared, b"{}".to_vec())]).expect("free names");
    let data = fs::read(path).expect("it was written");
    Some((data, manifest.steps, manifest.notes, manifest.inputs))
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let id = prop_oneof![0_u32..12, 95_u32..105, Just(u32::MAX)];
    let timestamp = prop_oneof![
        0_u32..4,
        999_999_998_u32..1_000_000_003,
        1_048_574_u32..1_048_578,
        any::<u32>()
    ];
    prop::collection::vec((id.clone(), id, 0_u8..=10, timestamp), 1..80)
}

/// Rows beyond the memory for sorting go to the folder that is named, and to no other.
#[test]
fn rows_are_put_aside_in_the_folder_that_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<Row> = (0..200).map(|at| (at % 7, at, 10, 1_000 - at)).collect();
    write_release(folder.path(), Layout::Csv, &rows);
    let mapping = Mapping::default();
    let reading = MappedReading::default();
    let kind = DatasetType::Interactions;
    let input =
        PrepareInput::open(folder.path(), kind, &mapping, &reading, &[]).expect("a release");
    let mut pipeline = PipelineFile::parse("dataset = \"interactions\"").expect("a pipeline");
    pipeline.steps = options().steps(&input.columns(kind));
    pipeline.engine = EngineChoice::Auto;
    let run = |aside: &Path| {
        let output = Output::new(&folder.path().join("out.csv"), None, None, &Replace::anything());
        let resources = Resources {
            sort_bytes: 0,
            temporary_folder: Some(aside.to_owned()),
            ..Resources::default()
        };
        let output = output.expect("a CSV");
        let planned = prepare::plan(&pipeline, &input, &output).expect("a plan");
        planned.run(&resources).map(drop)
    };
    let missing = folder.path().join("missing");
    let error = run(&missing).expect_err("nothing can be put there").to_string();
    assert!(error.contains("missing"), "{error}");
    std::fs::create_dir(&missing).expect("room");
    run(&missing).expect("now there is room");
    assert_eq!(std::fs::read_dir(&missing).expect("a folder").count(), 0, "nothing is left");
}

/// As many as `REHEARSAL_CASES` says, which continuous integration sets, or a third of that.
fn cases() -> ProptestConfig {
    let wanted = std::env::var("REHEARSAL_CASES");
    ProptestConfig::with_cases(wanted.map_or(64, |text| text.parse().expect("a number of cases")))
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn both_engines_agree_to_the_byte(
        rows in rows(),
        layout in prop_oneof![Just(Layout::Csv), Just(Layout::Dat), Just(Layout::Tab)],
        thresholds in (0_u8..=10, 0_u8..=10),
        extra: bool,
        event_value: bool,
        collapse: bool,
        sorted: bool,
        window in prop::option::of((0_i64..1_000_000_002, 1_i64..3_000_000_000)),
        spill: bool,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        write_release(folder.path(), layout, &rows);
        let mut options = options();
        options.clicked_threshold = f64::from(thresholds.0) / 2.0;
        options.watched_threshold = f64::from(thresholds.1) / 2.0;
        if extra {
            // A name that sorts before the others, and a rule that is met where they are not.
            let when = Condition::parse("not (rating > 1 and rating != 4.5)").expect("a condition");
            options.events.push(EventRule { name: "aside".to_owned(), when });
        }
        options.event_value = event_value;
        options.sorted = sorted;
        options.collapse = collapse && sorted;
        options.window = window.map(|(since, length)| TimeWindow {
            since: Some(Instant { seconds: since }),
            until: Some(Instant { seconds: since + length }),
        });
        let sort_bytes = if spill { 0 } else { 1 << 20 };
        let general = prepared(folder.path(), &options, EngineChoice::Polars, sort_bytes, 1);
        for n_threads in [1, 2, 3] {
            let fused = prepared(folder.path(), &options, EngineChoice::Auto, sort_bytes, n_threads);
            prop_assert_eq!(&fused, &general, "{} threads", n_threads);
        }
    }
}

/// The rows of a CSV whose last column is the timestamp, each with it apart.
fn timed(csv: &[u8]) -> Vec<(String, i64)> {
    let text = String::from_utf8(csv.to_vec()).expect("UTF-8");
    let row = |line: &str| {
        let (row, timestamp) = line.rsplit_once(',').expect("several columns");
        (row.to_owned(), timestamp.parse().expect("seconds"))
    };
    text.lines().skip(1).map(row).collect()
}

proptest! {
    #![proptest_config(cases())]
    /// Only the general engine moves a history; the rows are those of the fused engine, in its order.
    #[test]
    fn a_moved_history_is_that_of_the_fused_engine_at_another_time(
        rows in rows(),
        collapse: bool,
        sorted: bool,
        seconds in 0_i64..10_000_000_000,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        write_release(folder.path(), Layout::Csv, &rows);
        let mut options = options();
        options.sorted = sorted;
        options.collapse = collapse && sorted;
        let Some((fused, ..)) = prepared(folder.path(), &options, EngineChoice::Auto, 1 << 20, 1)
        else {
            return Ok(());
        };
        let mut expected = timed(&fused);
        let newest = expected.iter().map(|(_, timestamp)| *timestamp).max().expect("a row");
        for (_, timestamp) in &mut expected {
            *timestamp += seconds;
        }
        options.shift_to = Some(Instant { seconds: newest + seconds });
        let moved = prepared(folder.path(), &options, EngineChoice::Polars, 1 << 20, 1);
        let (moved, records, ..) = moved.expect("the same rows");
        prop_assert_eq!(timed(&moved), expected);
        let offset = records.iter().find_map(|record| record.shift.as_ref());
        prop_assert_eq!(offset.map(|shift| shift.offset_seconds), Some(seconds));
    }
}

/// Many chunks, several spilled runs, buckets that are cut: 300,000 ratings in 1 MiB of sort memory.
#[test]
fn many_chunks_and_runs_agree_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = 42_u64;
    let mut next = |bound: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((state >> 33) % bound).expect("a small bound")
    };
    let rows: Vec<Row> = (0..300_000)
        .map(|row| {
            // Half of the ratings fall into a few seconds, so that one bucket is far too large.
            let timestamp =
                if row % 2 == 0 { 1_000_000_000 + next(3) } else { next(2_000_000_000) };
            let halves = u8::try_from(next(11)).expect("at most ten");
            (next(500), next(900), halves, timestamp)
        })
        .collect();
    write_release(folder.path(), Layout::Csv, &rows);
    for (sorted, collapse) in [(true, false), (true, true), (false, false)] {
        let options = InteractionOptions { sorted, collapse, ..options() };
        let general = prepared(folder.path(), &options, EngineChoice::Polars, 1 << 20, 1);
        for (sort_bytes, n_threads) in [(1 << 20, 1), (1 << 20, 2), (1 << 30, 3)] {
            let fused =
                prepared(folder.path(), &options, EngineChoice::Auto, sort_bytes, n_threads);
            assert!(fused == general, "sorted {sorted}, {sort_bytes} bytes, {n_threads} threads");
        }
    }
}

/// A row of a foreign table: customer, article, what was done, its price, and when.
type TableRow = (u8, u8, u8, u8, u32);

/// How a foreign table writes its cells.
#[derive(Debug, Clone, Copy)]
struct Cells {
    /// Customers as `c-1`, with a comma in some of them; else as numbers with zeros before.
    text_ids: bool,
    /// Prices of some rows are missing, and some are written as `1.0`.
    gaps: bool,
    time: Time,
    crlf: bool,
}

#[derive(Debug, Clone, Copy)]
enum Time {
    Seconds,
    Milliseconds,
    Iso,
    Fractions,
}

fn write_table(path: &Path, rows: &[TableRow], cells: Cells) {
    let end = if cells.crlf { "\r\n" } else { "\n" };
    let mut text = format!("customer,article,price,action,seen,colour{end}");
    for &(user, item, kind, price, at) in rows {
        let user = match (cells.text_ids, user % 5) {
            (true, 0) => format!("\"c, {user}\""),
            (true, _) => format!("c-{user}"),
            (false, _) => format!("{user:03}"),
        };
        let kind = ["view", "cart", "buy", "View"][usize::from(kind) % 4];
        let price = match (cells.gaps, price % 4) {
            (true, 0) => String::new(),
            (true, 1) => format!("{price}.0"),
            _ => format!("{}.{}", price, price % 10),
        };
        // Few of each, so that rows repeat within a second.
        let thousandths = [0, 250, 999][(at >> 5) as usize % 3];
        let colour = (at >> 8) % 2;
        let second = 1_500_000_000 + at % 5;
        let at = match cells.time {
            Time::Seconds => second.to_string(),
            Time::Milliseconds => format!("{second}{thousandths:03}"),
            Time::Iso => format!("2020-01-01T00:00:{:02}.{thousandths:03}Z", at % 5),
            Time::Fractions => format!("{second}.{thousandths:03}"),
        };
        write!(text, "{user},i{item},{price},{kind},{at},{colour}{end}")
            .expect("a string takes all");
    }
    fs::write(path, text).expect("room for the table");
}

fn table_prepared(
    path: &Path,
    map: &str,
    options: &InteractionOptions,
    engine: EngineChoice,
    sort_bytes: usize,
    n_threads: usize,
    format: &str,
) -> Result<Written, String> {
    let mut mapping = Mapping::default();
    mapping.parse(map).expect("a mapping");
    // Whose types are found in all rows.
    if options.sorted {
        mapping.keep_others();
    }
    let conditions: Vec<Condition> = options.condition.iter().cloned().collect();
    let reading = MappedReading::default();
    let input =
        PrepareInput::open(path, DatasetType::Interactions, &mapping, &reading, &conditions)
            .expect("a table");
    let mut steps = options.table_steps(&input.columns(DatasetType::Interactions));
    input.drop_helpers(DatasetType::Interactions, &mut steps).expect("steps that fit");
    let mut pipeline = PipelineFile::parse("dataset = \"interactions\"").expect("a pipeline");
    pipeline.steps = steps;
    pipeline.engine = engine;
    let to = path.with_file_name(format!("{engine:?}-{n_threads}.{format}"));
    let output = Output::new(&to, None, None, &Replace::anything()).expect("a CSV");
    let resources = Resources {
        sort_bytes,
        temporary_folder: None,
        n_threads,
        stdout: &|| Box::new(std::io::sink()),
        progress: &|_| (),
        before_frames: &|| Ok(()),
    };
    let planned = prepare::plan(&pipeline, &input, &output);
    let prepared = match planned.and_then(|planned| planned.run(&resources)) {
        Err(prepare::PrepareError::NoRows { .. }) => return Ok(None),
        Err(error) => return Err(format!("{error:?}")),
        Ok(prepared) => prepared,
    };
    // Which of equally strong events stays may be a matter of the file's order; the test of many blocks
    // and those of the program see that the engine collapses.
    let rows_at_once = options.k_core.is_some()
        || options.minimum_counts.is_some()
        || options.deduplicate.is_some()
        || options.condition.is_some();
    let is_by_order = !options.sorted && (rows_at_once || format != "csv");
    let may_be_odd = options.collapse || engine == EngineChoice::Polars || is_by_order;
    assert!(may_be_odd || prepared.engine == Engine::Fused, "{:?}", prepared.engine);
    let manifest = prepared.manifest.clone();
    prepare::commit(vec![(prepared, b"{}".to_vec())]).expect("free names");
    let mut data = fs::read(&to).expect("it was written");
    data.extend(fs::read(to.with_extension("avsc")).expect("it was written"));
    Ok(Some((data, manifest.steps, manifest.notes, manifest.inputs)))
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn both_engines_agree_on_any_table(
        rows in prop::collection::vec((0_u8..8, 0_u8..6, any::<u8>(), 0_u8..12, any::<u32>()), 1..60),
        cells in (any::<bool>(), any::<bool>(), any::<bool>(), prop::sample::select(vec![
            Time::Seconds, Time::Milliseconds, Time::Iso, Time::Fractions,
        ])).prop_map(|(text_ids, gaps, crlf, time)| Cells { text_ids, gaps, time, crlf }),
        filter in prop::sample::select(vec![
            None, Some("action = 'buy' or price > 3"), Some("not colour = 2"), Some("price is null"),
        ]),
        deduplicate in prop::option::of(any::<bool>()),
        core in prop::option::of((any::<bool>(), 1_u32..4, 1_u32..4)),
        rename: bool,
        collapse: bool,
        window in prop::option::of((0_i64..4, 1_i64..6)),
        spill: bool,
        rated: bool,
        sorted: bool,
        format in prop::sample::select(vec!["csv", "csv", "parquet", "arrow"]),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("events.csv");
        write_table(&path, &rows, cells);
        let mut options = options();
        options.unit = Unit::Auto;
        options.condition = filter.map(|text| Condition::parse(text).expect("a condition"));
        options.deduplicate = deduplicate.map(|newest| Deduplicate {
            by: Vec::new(),
            keep: if newest { Keep::Newest } else { Keep::Oldest },
            ..Deduplicate::default()
        });
        match core {
            Some((true, per_user, per_item)) => {
                options.k_core = Some(KCore { per_user, per_item, count: Count::Rows });
            }
            Some((false, per_user, per_item)) => {
                options.minimum_counts =
                    Some(MinimumCounts { per_user, per_item, count: Count::Rows });
            }
            None => {}
        }
        if rename && !rated {
            options.rename = [("view".to_owned(), "View".to_owned())].into();
        }
        options.rated_events = rated;
        options.sorted = sorted;
        options.collapse = collapse;
        options.event_order = ["view", "View", "cart", "buy"].map(str::to_owned).to_vec();
        if rated {
            options.event_order = vec!["click".to_owned(), "watch".to_owned()];
        }
        // The first second of the table, whose window may leave out either end.
        let first = if matches!(cells.time, Time::Iso) { 1_577_836_800 } else { 1_500_000_000 };
        options.window = window.map(|(since, length)| TimeWindow {
            since: Some(Instant { seconds: first + since }),
            until: Some(Instant { seconds: first + since + length }),
        });
        let map = if rated {
            "USER_ID=customer,ITEM_ID=article,RATING=price,TIMESTAMP=seen"
        } else {
            "USER_ID=customer,ITEM_ID=article,EVENT_TYPE=action,EVENT_VALUE=price,TIMESTAMP=seen"
        };
        let sort_bytes = if spill { 0 } else { 1 << 20 };
        let run = |engine, n_threads| table_prepared(&path, map, &options, engine, sort_bytes, n_threads, format);
        let general = run(EngineChoice::Polars, 1);
        for n_threads in [1, 3] {
            prop_assert_eq!(&run(EngineChoice::Auto, n_threads), &general, "{} threads", n_threads);
        }
    }
}

/// Cells that are written as they stand, each with some that are not.
const PLAIN: [(&str, &[&str]); 6] = [
    ("u", &["a", "b 1", "\u{e9}", "007", "1700", "17.0x"]),
    ("i", &["x", "y-1", "0", "10"]),
    ("n", &["5", "0", "-3", "123456", "05", "7.0", "", "-0"]),
    ("e", &["view", "buy", "view ", "VIEW"]),
    (
        "v",
        &["7.5", "13.47", "0", "-0.25", "7.50", "", "1e2", "0.00001", "NaN", "1234567890.123456"],
    ),
    ("t", &["1600000000", "1600000007", "1700000000", "01600000000", "1600000000.0", "1600000003"]),
];

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn rows_without_an_order_pass_as_they_stand_where_nothing_changes(
        picks in prop::collection::vec([any::<u8>(); 6], 1..40),
        other in prop::option::of((0_usize..6, 0_usize..40)),
        columns in Just([0_usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        in_order in prop::sample::select(vec![true, true, false]),
        end in prop::sample::select(vec!["\n", "\n", "\n", "\r\n"]),
        ends_with in prop::sample::select(vec![true, true, false]),
        blank_after in prop::option::of(0_usize..20),
        rename: bool,
        window: bool,
        filter in prop::sample::select(vec![None, None, Some("n > 0"), Some("v < 10 or v is null")]),
    ) {
        // The order of the output: columns of the user's own stand last.
        let columns = if in_order { [0, 1, 3, 4, 5, 2] } else { columns };
        let cell = |row: usize, column: usize| {
            let cells = PLAIN[column].1;
            // Most tables have no cell, or one, that is not written as it stands.
            let n = if other == Some((column, row)) { cells.len() } else { 2 };
            cells[usize::from(picks[row][column]) % n]
        };
        let line = |row: usize| columns.map(|column| cell(row, column)).join(",") + end;
        let mut text = columns.map(|column| PLAIN[column].0).join(",") + end;
        for row in 0..picks.len() {
            text += &line(row);
            if blank_after == Some(row) {
                text += end;
            }
        }
        if !ends_with {
            text.truncate(text.len() - end.len());
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("events.csv");
        fs::write(&path, &text).expect("room for the table");
        let mut options = options();
        options.rated_events = false;
        options.sorted = false;
        options.unit = Unit::Auto;
        options.condition = filter.map(|text| Condition::parse(text).expect("a condition"));
        if rename {
            options.rename = [("view".to_owned(), "View".to_owned())].into();
        }
        options.window = window.then_some(TimeWindow {
            since: Some(Instant { seconds: 1_600_000_001 }),
            until: None,
        });
        let map = "USER_ID=u,ITEM_ID=i,N:int=n,EVENT_TYPE=e,EVENT_VALUE=v,TIMESTAMP=t";
        let run = |engine, n_threads| table_prepared(&path, map, &options, engine, 0, n_threads, "csv");
        let general = run(EngineChoice::Polars, 1);
        for n_threads in [1, 3] {
            prop_assert_eq!(&run(EngineChoice::Auto, n_threads), &general, "{} threads, {:?}", n_threads, text);
        }
    }
}

/// More rows than fit into one part, in many blocks for three threads, all in one bucket of time; ids in text, of
/// which some have an alias.
#[test]
fn many_blocks_of_a_table_agree_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.csv");
    let mut state = 7_u64;
    let mut next = |bound: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut text = "customer,article,action,price,seen\n".to_owned();
    for _ in 0..1_200_000 {
        let (user, item, second) = (next(30_000), next(900), 1_499_500_000 + next(1_000_000));
        let kind = match next(3) {
            0 => "view",
            1 => "cart",
            _ => "buy",
        };
        let price = next(40);
        writeln!(text, "\u{e9}-{user},item {item},{kind},{price}.5,{second}")
            .expect("a string takes all");
    }
    // A block with quotes in the midst of plain ones, and rows of one moment, of which the strongest stays.
    for kind in ["view", "buy", "cart"] {
        writeln!(text, "\"q,1\",item 1,{kind},1.5,1499999999").expect("a string takes all");
    }
    fs::write(&path, text).expect("room for the table");
    let map = "USER_ID=customer,ITEM_ID=article,EVENT_TYPE=action,EVENT_VALUE=price,TIMESTAMP=seen";
    let mut options = options();
    options.rated_events = false;
    let compare = |options: &InteractionOptions, sort_bytes: usize| {
        let run = |engine, n_threads| {
            table_prepared(&path, map, options, engine, sort_bytes, n_threads, "csv")
        };
        let general = run(EngineChoice::Polars, 1).expect("it runs");
        assert!(run(EngineChoice::Auto, 3) == Ok(general), "other bytes, records or notes");
    };
    options.k_core = Some(KCore { per_user: 38, per_item: 5, count: Count::Rows });
    compare(&options, 1 << 30);
    options.k_core = None;
    options.collapse = true;
    options.event_order = ["view", "cart", "buy"].map(str::to_owned).to_vec();
    compare(&options, 1 << 22);
    options.collapse = false;
    options.sorted = false;
    compare(&options, 1 << 30);
}
