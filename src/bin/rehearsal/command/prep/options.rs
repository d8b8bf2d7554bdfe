//! Turns what was typed into what the library takes.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use rehearsal::column::{EVENT_TYPE, RATING, SECONDS_END};
use rehearsal::instant::InstantFormat;
use rehearsal::param::finite;
use rehearsal::prepare::{InteractionOptions, ItemOptions, PrepareInput};
use rehearsal::schema::Domain;
use rehearsal::source::mapped::MappedReading;
use rehearsal::transform::{
    Condition, Count, Creation, Deduplicate, EventRule, Instant, KCore, KeepRow, MinimumCounts,
    SampleUsers, Step, TimeWindow,
};

use crate::args::{self, EventArgs, MetadataArgs, ReadingArgs, RowArgs, TimeArgs};
use crate::guard;

/// The options of `prep interactions` for this input.
pub(super) fn interactions(
    events: &EventArgs,
    rows: &RowArgs,
    time: &TimeArgs,
    domain: Domain,
    input: &PrepareInput,
) -> anyhow::Result<InteractionOptions> {
    let default = InteractionOptions::default();
    let clicked = events.clicked_threshold.unwrap_or(default.clicked_threshold);
    let watched = events.watched_threshold.unwrap_or(default.watched_threshold);
    let clicked_threshold = finite("clicked-threshold", clicked)?;
    let watched_threshold = finite("watched-threshold", watched)?;
    let rules = events.event.iter().map(|text| event_rule(text)).collect::<anyhow::Result<_>>()?;
    let counts = |per_user: Option<u32>, per_item: Option<u32>| MinimumCounts {
        per_user: per_user.unwrap_or(1),
        per_item: per_item.unwrap_or(1),
        count: Count::Rows,
    };
    let minimum = rows.min_per_user.or(rows.min_per_item);
    let timestamp_from = instant("timestamp-from", time.timestamp_from.as_ref())?;
    let asked = events.clicked_threshold.or(events.watched_threshold).is_some();
    Ok(InteractionOptions {
        rated_events: asked || input.has_movielens_ratings(),
        clicked_threshold,
        watched_threshold,
        events: rules,
        event_value: events.event_value,
        collapse: events.collapse_events,
        event_order: events.event_order.clone(),
        rename: renamed(&events.rename_event)?,
        domain,
        has_time: !time.no_timestamp,
        timestamp_from,
        unit: rows.timestamp_unit.unwrap_or_default(),
        window: window(rows)?,
        condition: condition(rows.filter.as_deref())?,
        deduplicate: rows.deduplicate.as_deref().map(|columns| deduplicate(columns, rows)),
        ties: rows.ties,
        minimum_counts: minimum.map(|_| counts(rows.min_per_user, rows.min_per_item)),
        k_core: rows.k_core.map(|k| KCore { per_user: k, per_item: k, count: Count::Rows }),
        sample: rows.sample_users.as_deref().map(|text| sample(text, rows.seed)).transpose()?,
        shift_to: shift_to(rows.shift_to.as_deref())?,
        sorted: rows.order == args::Order::Time,
    })
}

/// Checks what can be told of these options before any data is read.
pub(super) fn expect_sound(events: &EventArgs, rows: &RowArgs) -> anyhow::Result<()> {
    conditions(events, rows)?;
    renamed(&events.rename_event)?;
    window(rows)?;
    rows.sample_users.as_deref().map(|text| sample(text, rows.seed)).transpose()?;
    shift_to(rows.shift_to.as_deref()).map(drop)
}

/// The condition of `--filter`.
pub(super) fn condition(text: Option<&str>) -> anyhow::Result<Option<Condition>> {
    text.map(|text| Condition::parse(text).context("`--filter`")).transpose()
}

/// All conditions that the flags of `prep interactions` state.
pub(super) fn conditions(events: &EventArgs, rows: &RowArgs) -> anyhow::Result<Vec<Condition>> {
    let mut conditions: Vec<Condition> = condition(rows.filter.as_deref())?.into_iter().collect();
    for text in &events.event {
        conditions.push(event_rule(text)?.when);
    }
    Ok(conditions)
}

/// The conditions of a pipeline's steps.
pub(super) fn conditions_of(steps: &[Step]) -> Vec<Condition> {
    let of = |step: &Step| match step {
        Step::Filter(filter) => vec![filter.when.clone()],
        Step::EventType(step) => step.events.iter().map(|rule| rule.when.clone()).collect(),
        _ => Vec::new(),
    };
    steps.iter().flat_map(of).collect()
}

/// The rule for rows of one id that `--keep` states.
pub(super) fn keep_row(metadata: &MetadataArgs) -> KeepRow {
    match metadata.keep {
        None => KeepRow::Error,
        Some(args::KeepRow::First) => KeepRow::First,
        Some(args::KeepRow::Last) => KeepRow::Last,
    }
}

/// Old names of event types with the new ones.
fn renamed(pairs: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for pair in pairs {
        let named =
            pair.split_once('=').filter(|(from, to)| !from.is_empty() && !to.trim().is_empty());
        let Some((from, to)) = named else {
            bail!("`--rename-event {pair}`: expected OLD=NEW, such as view=View");
        };
        if names.insert(from.to_owned(), to.trim().to_owned()).is_some() {
            bail!("`--rename-event`: `{from}` is given twice");
        }
    }
    Ok(names)
}

/// The settings for reading the table.
pub(super) fn reading(args: &ReadingArgs) -> anyhow::Result<MappedReading> {
    let timestamp_format = match &args.timestamp_format {
        None => None,
        Some(format) => {
            let format = InstantFormat { format: format.clone(), zone: args.timezone.clone() };
            if !format.has_zone() {
                bail!(
                    "`--timezone {}`: expected UTC, an offset such as +02:00, or the name of a time zone that \
                     this machine knows, such as Europe/Berlin",
                    format.zone
                );
            }
            Some(format)
        }
    };
    let percent =
        args.max_bad_rows.strip_suffix('%').and_then(|text| text.trim().parse::<f64>().ok());
    let share = percent.map(|percent| percent / 100.0).or_else(|| args.max_bad_rows.parse().ok());
    let Some(max_bad_rows) = share.filter(|share| (0.0..=1.0).contains(share)) else {
        bail!("`--max-bad-rows {}`: expected a share such as 1% or 0.01", args.max_bad_rows);
    };
    let reading = MappedReading {
        null: args.null.clone(),
        whole_ids: args.whole_ids,
        decimal_comma: args.decimal_comma,
        timestamp_format,
        list_separator: args.list_separator.clone(),
        explode: args.explode.clone(),
        bad_rows: args.bad_rows,
        max_bad_rows,
        skip_unreadable: args.skip_unreadable,
        keep_columns: args.keep_columns.is_some(),
        ..super::super::table_text::reading(&args.text)
    };
    reading.options()?;
    Ok(reading)
}

/// Refuses what was typed and cannot have an effect on these columns of the input.
pub(super) fn expect_used(
    events: &EventArgs,
    rows: &RowArgs,
    columns: &[String],
    input: &PrepareInput,
) -> anyhow::Result<()> {
    let has = |name: &str| columns.iter().any(|column| column == name);
    let thresholds = events.clicked_threshold.or(events.watched_threshold);
    if thresholds.is_some() && (has(EVENT_TYPE) || !has(RATING)) {
        let why = if has(EVENT_TYPE) {
            "the table says itself what the events are, in EVENT_TYPE"
        } else {
            "the table has no RATING; `--map RATING=…` names it"
        };
        bail!("the thresholds are for ratings, and {why}");
    }
    if !input.is_table() && rows.timestamp_unit.is_some() {
        bail!("`--timestamp-unit` is for tables: the timestamps of a release are in seconds");
    }
    Ok(())
}

/// The event rule of a text `NAME=EXPR`.
fn event_rule(text: &str) -> anyhow::Result<EventRule> {
    let Some((name, when)) = text.split_once('=').filter(|(name, _)| !name.trim().is_empty())
    else {
        bail!("`--event {text}`: expected NAME=EXPR, such as love='rating >= 4.5'");
    };
    let when = Condition::parse(when).with_context(|| format!("`--event {}`", name.trim()))?;
    Ok(EventRule { name: name.trim().to_owned(), when })
}

fn instant(flag: &str, text: Option<&String>) -> anyhow::Result<Option<Instant>> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|error: String| anyhow::anyhow!("`--{flag}`: {error}"))
}

/// The instant of `--shift-to`. The clock is read here and nowhere else: the pipeline, and so the manifest, has the
/// instant.
fn shift_to(text: Option<&str>) -> anyhow::Result<Option<Instant>> {
    let to = match text {
        None => return Ok(None),
        Some("now") => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Instant { seconds: i64::try_from(since.as_secs())? }
        }
        Some(text) => text.parse().map_err(|error: String| {
            anyhow::anyhow!("`--shift-to`: {error}; `now` is the clock's time")
        })?,
    };
    if !(0..SECONDS_END).contains(&to.seconds) {
        bail!("`--shift-to {to}`: expected an instant from 1970 to 5138");
    }
    Ok(Some(to))
}

fn window(rows: &RowArgs) -> anyhow::Result<Option<TimeWindow>> {
    let window = TimeWindow {
        since: instant("since", rows.since.as_ref())?,
        until: instant("until", rows.until.as_ref())?,
    };
    Ok((window != TimeWindow::default()).then_some(window))
}

fn deduplicate(columns: &str, rows: &RowArgs) -> Deduplicate {
    let by = if columns == "all" {
        Vec::new()
    } else {
        columns.split(',').map(|column| column.trim().to_uppercase()).collect()
    };
    Deduplicate { by, keep: rows.keep, ties: rows.ties }
}

fn sample(text: &str, seed: u64) -> anyhow::Result<SampleUsers> {
    let share = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => text.contains('.').then(|| text.parse().ok()).flatten(),
    };
    let users = text.parse().ok().filter(|&users: &u32| users > 0);
    match (users, share.filter(|&share| share > 0.0 && share <= 1.0)) {
        (Some(users), _) => Ok(SampleUsers { users: Some(users), share: None, seed }),
        (None, Some(share)) => Ok(SampleUsers { users: None, share: Some(share), seed }),
        (None, None) => bail!(
            "`--sample-users {text}`: expected a number of users, or a share of them such as 10% or 0.1"
        ),
    }
}

pub(super) fn items(
    description: Option<args::Description>,
    creation: Option<Creation>,
    domain: Domain,
) -> ItemOptions {
    ItemOptions {
        domain,
        description: description.is_some(),
        creation: creation.unwrap_or_default(),
    }
}

/// The bytes of `--sort-memory`, lowered to half of what the command may take: what is sorted beyond it goes to files,
/// and comes out the same.
pub(crate) fn sort_bytes(text: &str) -> anyhow::Result<usize> {
    guard::size("sort-memory", text).map(guard::lowered)
}
