//! `validate filter EXPRESSION…`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use rehearsal::filter::{
    CheckedFilter, FilterField, FilterSchemas, GROUP_FIELDS_MAX, check, check_group, read_values,
};
use rehearsal::rule::{Selection, Violation};
use rehearsal::schema::check::check as check_schema;
use rehearsal::schema::{AvroType, DatasetType, Field, Schema, builtin};
use rehearsal::text::shorten;
use rehearsal::validate::{FileFindings, FileSummary, FindingsFormat, Report};
use serde::Serialize;

use super::files::dataset_schema;
use super::outputs::denied;
use super::printed;
use crate::args::ValidateFilter;
use crate::output::{Output, Paint};
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;

/// The letters of an expression that stand at the head of its findings.
const SHOWN: usize = 40;

/// The document of `--format json`: a report, and the expressions as they were read.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What `validate filter` prints")]
pub(in crate::command) struct Document<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// The expressions in the order in which they were given.
    filters: Vec<Filter<'a>>,
    /// The different fields of all filters.
    distinct_fields: usize,
}

/// An expression.
#[derive(Serialize, JsonSchema)]
struct Filter<'a> {
    /// The name in the findings.
    file: &'a str,
    expression: &'a str,
    /// The fields that it looks at.
    fields: Vec<String>,
}

pub(super) fn run(
    args: &ValidateFilter,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if let Some(FindingsFormat::Github | FindingsFormat::Gitlab) = output.findings_format() {
        bail!(
            "an expression stands in no file that a code host could show: expected another `--format`, such as \
             `concise` or `markdown`"
        );
    }
    let selection = Arc::new(Selection::new(&args.select, &args.ignore)?);
    let mut against = schemas(args, folder)?;
    let with_data = args.schema.is_empty() && args.domain.is_none();
    let check_all = |against: &FilterSchemas| {
        let numbered = args.expressions.iter().enumerate();
        let checked = numbered.map(|(at, text)| {
            let name = name(at, text);
            let checked = check(text, &name, against, &selection);
            (name, checked)
        });
        checked.collect::<Vec<_>>()
    };
    let mut checked = check_all(&against);
    if with_data {
        let fields = checked.iter().flat_map(|(_, checked)| checked.fields.clone()).collect();
        read_data(&mut against, &fields, folder)?;
        checked = check_all(&against);
    }
    let (names, filters): (Vec<String>, Vec<CheckedFilter>) = checked.into_iter().unzip();
    let all = format!("all {} filters", filters.len());
    let of_group = check_group(&filters, &all, &selection);
    let report = report(&args.expressions, &names, &filters, (all, of_group));
    let distinct: BTreeSet<&FilterField> =
        filters.iter().flat_map(|filter| &filter.fields).collect();
    let mut pieces = printed::describe(&report);
    pieces.push((Paint::Plain, counted(distinct.len())));
    let document = Document {
        report: &report,
        filters: (0..filters.len()).map(|at| described(args, &names, &filters, at)).collect(),
        distinct_fields: distinct.len(),
    };
    output.findings(&pieces, &json(&document)?, &report)?;
    let fails = denied(args.deny);
    let is_denied = report.violations.iter().any(|found| found.severity <= fails);
    Ok(if is_denied { Verdict::No } else { Verdict::Done })
}

fn name(at: usize, text: &str) -> String {
    format!("filter {}: {}", at + 1, shorten(text.trim(), SHOWN))
}

fn counted(n_fields: usize) -> String {
    let fields = if n_fields == 1 { "field" } else { "fields" };
    format!(
        "{n_fields} different {fields} in all; a dataset group's filters may look at {GROUP_FIELDS_MAX}\n"
    )
}

fn described<'a>(
    args: &'a ValidateFilter,
    names: &'a [String],
    filters: &[CheckedFilter],
    at: usize,
) -> Filter<'a> {
    let field = |field: &FilterField| format!("{}.{}", field.dataset.record_name(), field.name);
    Filter {
        file: &names[at],
        expression: &args.expressions[at],
        fields: filters[at].fields.iter().map(field).collect(),
    }
}

/// The findings of each expression, and those of all together where there are some.
fn report(
    texts: &[String],
    names: &[String],
    filters: &[CheckedFilter],
    (all, of_group): (String, Vec<Violation>),
) -> Report {
    let summary = |path: &str, bytes: usize| FileSummary {
        path: path.to_owned(),
        dataset: "filter".to_owned(),
        rows: 0,
        bytes: bytes as u64,
    };
    let each = names.iter().zip(texts).zip(filters);
    let mut found: Vec<FileFindings> = each
        .map(|((name, text), filter)| FileFindings {
            summary: summary(name, text.len()),
            violations: filter.violations.clone(),
        })
        .collect();
    if !of_group.is_empty() {
        let bytes = texts.iter().map(String::len).sum();
        found.push(FileFindings { summary: summary(&all, bytes), violations: of_group });
    }
    Report::new(found)
}

/// The schemas that were named, those of a domain, or those of the run folder.
fn schemas(args: &ValidateFilter, folder: &RunFolder) -> anyhow::Result<FilterSchemas> {
    let mut schemas = BTreeMap::new();
    let place = if let Some(domain) = args.domain {
        for dataset in DatasetType::ALL {
            let text = builtin::text(dataset, domain);
            let schema = text.and_then(|text| check_schema(text, "", domain).0);
            schemas.extend(schema.map(|schema| (dataset, schema)));
        }
        format!("the domain {}", domain.name())
    } else if args.schema.is_empty() {
        for dataset in DatasetType::ALL {
            let path = folder.file(&format!("{}.avsc", dataset.stem()));
            if path.is_file() {
                add(&mut schemas, &path)?;
            }
        }
        format!("`{}`", folder.path().display())
    } else {
        for path in &args.schema {
            add(&mut schemas, path)?;
        }
        "the schemas named".to_owned()
    };
    if schemas.is_empty() {
        bail!(
            "{place} has no schema such as interactions.avsc: expected `--schema FILE`, `--domain NAME`, or what \
             `rehearsal prep interactions` writes"
        );
    }
    Ok(FilterSchemas { schemas, place, values: BTreeMap::new() })
}

fn add(schemas: &mut BTreeMap<DatasetType, Schema>, path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    let (dataset, schema) = dataset_schema(path)?;
    if schemas.insert(dataset, schema).is_some() {
        bail!("`{shown}` is a second schema of {}: expected one of each dataset", dataset.name());
    }
    Ok(())
}

/// Adds the values of the run folder's data in the string fields among `wanted`.
fn read_data(
    against: &mut FilterSchemas,
    wanted: &BTreeSet<FilterField>,
    folder: &RunFolder,
) -> anyhow::Result<()> {
    for (&dataset, schema) in &against.schemas {
        let is_wanted = |field: &&Field| {
            let field_is =
                |wanted: &FilterField| wanted.dataset == dataset && wanted.name == field.name;
            field.avro == AvroType::String && !field.textual && wanted.iter().any(field_is)
        };
        let fields: Vec<&Field> = schema.fields.iter().filter(is_wanted).collect();
        let Some(data) = folder.prepared(dataset.stem())?.filter(|_| !fields.is_empty()) else {
            continue;
        };
        let values = read_values(&data, &fields)
            .with_context(|| format!("cannot read `{}`", data.display()))?;
        for (field, values) in fields.into_iter().zip(values) {
            let name = field.name.clone();
            against.values.insert(FilterField { dataset, name }, values);
        }
    }
    Ok(())
}
