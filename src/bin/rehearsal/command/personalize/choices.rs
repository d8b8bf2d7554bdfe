//! The choices of a workflow that are texts, read and held against schemas and data.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use rehearsal::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, USER_ID};
use rehearsal::filter::{FilterSchemas, KnownValues, check, read_values};
use rehearsal::param::hint;
use rehearsal::rule::{Selection, Severity};
use rehearsal::schema::{DatasetType, Schema};
use rehearsal::workflow::{ColumnsOption, EventWeight, FilterOption, MetricOption};

use crate::args::{ServingArgs, TrainingArgs, WorkflowArgs};

/// Refuses event types that no interaction has, and a threshold where there are no values.
pub(super) fn expect_event_types(
    args: &WorkflowArgs,
    schemas: &[(PathBuf, Schema)],
) -> anyhow::Result<()> {
    let training = &args.training;
    let weighted = pairs("event-weight", &training.event_weight)?;
    let of_metrics = metrics(&args.serving)?;
    let named: Vec<&str> = training
        .event_type
        .iter()
        .map(String::as_str)
        .chain(weighted.iter().map(|(name, _)| &**name))
        .chain(of_metrics.iter().map(|metric| &*metric.event_type))
        .collect();
    let interactions =
        schemas.iter().find(|(_, schema)| schema.dataset == Some(DatasetType::Interactions));
    let Some((path, schema)) = interactions else { return Ok(()) };
    if training.event_value_threshold.is_some() {
        ensure!(
            schema.field(EVENT_VALUE).is_some(),
            "`--event-value-threshold`: the interactions have no {EVENT_VALUE}"
        );
    }
    if named.is_empty() {
        return Ok(());
    }
    let Some(field) = schema.field(EVENT_TYPE) else {
        bail!("the interactions have no {EVENT_TYPE}, by which `{}` could be told", named[0])
    };
    let values =
        read_values(path, &[field]).with_context(|| format!("cannot read `{}`", path.display()))?;
    let Some(KnownValues::All(known)) = values.first() else { return Ok(()) };
    let all: Vec<&str> = known.iter().map(String::as_str).collect();
    for name in named {
        ensure!(
            known.contains(name),
            "no interaction has the event type `{name}`{}; there are {}",
            hint(name, &all),
            all.join(", ")
        );
    }
    Ok(())
}

/// The pairs of `NAME=VALUE` texts.
pub(super) fn pairs(option: &str, texts: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let pair =
            text.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
        let (name, value) =
            pair.with_context(|| format!("`--{option} {text}`: expected NAME=VALUE"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let pairs: Vec<(String, String)> = texts.iter().map(pair).collect::<anyhow::Result<_>>()?;
    for (at, (name, _)) in pairs.iter().enumerate() {
        ensure!(
            !pairs[..at].iter().any(|(other, _)| other == name),
            "`--{option}` names `{name}` twice"
        );
    }
    Ok(pairs)
}

pub(super) fn weights(args: &TrainingArgs) -> anyhow::Result<Vec<EventWeight>> {
    let number = |text: &str, all: &str| {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        number.with_context(|| format!("`--event-weight {all}`: expected a number, found `{text}`"))
    };
    let weight = |(event_type, text): (String, String)| {
        let (weight, least) = text.split_once(',').map_or((&*text, None), |(w, v)| (w, Some(v)));
        Ok(EventWeight {
            weight: number(weight, &text)?,
            value_min: least.map(|least| number(least, &text)).transpose()?,
            event_type,
        })
    };
    pairs("event-weight", &args.event_weight)?.into_iter().map(weight).collect()
}

/// The columns of training, each of which a schema must have.
pub(super) fn columns(
    args: &TrainingArgs,
    schemas: &[(PathBuf, Schema)],
) -> anyhow::Result<ColumnsOption> {
    let (option, texts) = if args.exclude_column.is_empty() {
        ("include-column", &args.include_column)
    } else {
        ("exclude-column", &args.exclude_column)
    };
    let mut chosen: BTreeMap<DatasetType, Vec<String>> = BTreeMap::new();
    for text in texts {
        let (dataset, column) = text.split_once('.').with_context(|| {
            format!("`--{option} {text}`: expected DATASET.COLUMN, such as items.YEAR")
        })?;
        let lower = dataset.to_lowercase();
        let found = schemas.iter().find_map(|(_, schema)| {
            schema
                .dataset
                .filter(|dataset| dataset.stem() == lower)
                .map(|dataset| (dataset, schema))
        });
        let (dataset, schema) = found.with_context(|| {
            format!("`--{option} {text}`: the run folder has no dataset `{dataset}`")
        })?;
        ensure!(
            ![USER_ID, ITEM_ID].contains(&column),
            "`--{option} {text}`: an id is a key, and no column of training"
        );
        ensure!(
            schema.field(column).is_some(),
            "`--{option} {text}`: {} has no column `{column}`; it has {}",
            dataset.stem(),
            schema.fields.iter().map(|field| &*field.name).collect::<Vec<_>>().join(", ")
        );
        chosen.entry(dataset).or_default().push(column.to_owned());
    }
    Ok(match (chosen.is_empty(), option) {
        (true, _) => ColumnsOption::All,
        (false, "exclude-column") => ColumnsOption::Without(chosen),
        (false, _) => ColumnsOption::Only(chosen),
    })
}

/// The filters, each held against the schemas.
pub(super) fn filters(
    args: &ServingArgs,
    schemas: &[(PathBuf, Schema)],
) -> anyhow::Result<Vec<FilterOption>> {
    let mut against =
        FilterSchemas { place: "the run folder".to_owned(), ..FilterSchemas::default() };
    for (_, schema) in schemas {
        if let Some(dataset) = schema.dataset {
            against.schemas.insert(dataset, schema.clone());
        }
    }
    let selection = Arc::new(Selection::default());
    let filter = |(name, expression): (String, String)| {
        let checked = check(&expression, &name, &against, &selection);
        let error = checked.violations.iter().find(|found| found.severity == Severity::Error);
        if let Some(error) = error {
            bail!(
                "the filter `{name}`: {} [{}]; `rehearsal validate filter` shows the place",
                error.message,
                error.code
            );
        }
        Ok(FilterOption { name, expression })
    };
    let filters: Vec<FilterOption> =
        pairs("filter", &args.filter)?.into_iter().map(filter).collect::<anyhow::Result<_>>()?;
    let plain = |name: &str| name.replace('_', "-").to_lowercase();
    for (at, one) in filters.iter().enumerate() {
        let same = filters[..at].iter().find(|other| plain(&other.name) == plain(&one.name));
        if let Some(same) = same {
            bail!(
                "the filters `{}` and `{}` need names that differ in letters",
                same.name,
                one.name
            );
        }
    }
    Ok(filters)
}

pub(super) fn metrics(args: &ServingArgs) -> anyhow::Result<Vec<MetricOption>> {
    let metric = |(name, text): (String, String)| {
        let parts = text
            .split_once(':')
            .filter(|(event, function)| !event.is_empty() && !function.is_empty());
        let (event_type, expression) = parts.with_context(|| {
            format!("`--metric {name}={text}`: expected NAME=TYPE:EXPRESSION, such as sales=Purchase:SUM(Items.PRICE)")
        })?;
        let (event_type, expression) = (event_type.to_owned(), expression.to_owned());
        Ok(MetricOption { name, event_type, expression })
    };
    pairs("metric", &args.metric)?.into_iter().map(metric).collect()
}
