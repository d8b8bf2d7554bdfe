//! `report`: one page and charts from what the other commands wrote.

use std::path::PathBuf;

use anyhow::bail;
use rehearsal::report::{Inputs, html};

use super::demo::{self, DemoManifest};
use crate::Verdict;
use crate::args::Report;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};

pub(super) fn run(args: &Report, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let inputs = inputs(&args.title, folder)?;
    if inputs.stats.is_none() && inputs.eval.is_none() {
        bail!(
            "`{}` holds neither stats.json nor eval.json; `rehearsal stats` and `rehearsal eval \
             baselines` make them",
            folder.path().display()
        );
    }
    let written = write(&inputs, folder)?;
    let paths: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    let value = serde_json::json!({ "schema_version": 1, "files": paths });
    output.data(&(paths.join("\n") + "\n"), &json(&value)?)?;
    Ok(Verdict::Done)
}

/// Whatever results the folder holds.
pub(super) fn inputs(title: &str, folder: &RunFolder) -> anyhow::Result<Inputs> {
    let demo: Option<DemoManifest> = folder.read_json(demo::MANIFEST)?;
    Ok(Inputs {
        title: title.to_owned(),
        stats: folder.read_json("stats.json")?,
        validation: folder.read_json("validation.json")?,
        eval: folder.read_json("eval.json")?,
        timings: folder.read_json("timings.json")?,
        comparison: folder.read_json("compare.json")?,
        recommendations: folder.read_json("recommendations.json")?,
        cost: folder.read_json("cost.json")?,
        manifests: vec![
            folder.read_json("interactions.manifest.json")?,
            folder.read_json("items.manifest.json")?,
        ],
        commands: demo.map(|demo| demo.commands).unwrap_or_default(),
    })
}

/// Writes the page and, where charts are built in, the pictures; gives their paths.
fn write(inputs: &Inputs, folder: &RunFolder) -> anyhow::Result<Vec<PathBuf>> {
    let page = html::render(inputs)?;
    folder.write("report.html", page.as_bytes())?;
    let mut written = vec![folder.file("report.html")];
    #[cfg(feature = "charts")]
    for (name, png) in rehearsal::report::chart::pngs(inputs)? {
        folder.write(&format!("charts/{name}"), &png)?;
        written.push(folder.file(&format!("charts/{name}")));
    }
    Ok(written)
}
