//! `compare`: Personalize's metrics beside ours.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::compare::{Comparison, ServiceMetrics, compare, published, published_names};
use rehearsal::experiment::EvalResult;
use rehearsal::export::digest::FileRecord;

use crate::Verdict;
use crate::args::Compare;
use crate::output::Output;
use crate::run_folder::{RunFolder, json, read_json};
use crate::text::{metric, table};

const PUBLISHED: &str = "published:";

pub(super) fn run(args: &Compare, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let service = service(&args.personalize)?;
    let path = folder.input(args.eval.as_deref(), "eval.json", "eval baselines")?;
    let eval: EvalResult = read_json(&path)?;
    let file =
        FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let comparison = compare(service, &eval, file.sha256);
    let bytes = json(&comparison)?;
    folder.write("compare.json", &bytes)?;
    output.data(&text(&comparison), &bytes)?;
    Ok(Verdict::Done)
}

fn service(text: &str) -> anyhow::Result<ServiceMetrics> {
    if let Some(name) = text.strip_prefix(PUBLISHED) {
        let Some(row) = published(name) else {
            bail!("no published row `{name}`; there are\n  {}", published_names().join("\n  "));
        };
        return Ok(row);
    }
    let path = Path::new(text);
    let json = fs::read_to_string(path).with_context(|| format!("cannot read `{text}`"))?;
    let name = path.file_name().map_or(text.into(), |name| name.to_string_lossy());
    ServiceMetrics::parse(&json, &name).with_context(|| format!("`{text}`"))
}

fn text(comparison: &Comparison) -> String {
    let names: Vec<String> = comparison
        .rows
        .first()
        .map(|row| row.models.iter().map(|model| model.name.clone()).collect())
        .unwrap_or_default();
    let mut rows = vec![[vec!["metric".to_owned(), "Personalize".to_owned()], names].concat()];
    for row in &comparison.rows {
        let mut cells = vec![row.metric.clone(), metric(row.service)];
        for model in &row.models {
            let verdict = model.cell.verdict.words();
            cells.push(format!("{} {verdict}", metric(model.cell.value)));
        }
        rows.push(cells);
    }
    let mut text = format!(
        "Personalize: {} ({})\nconvention: {}\n\n{}\n",
        comparison.service.name,
        comparison.service.source,
        comparison.convention,
        table(&rows)
    );
    for caution in &comparison.cautions {
        text.push_str(caution);
        text.push('\n');
    }
    text
}
