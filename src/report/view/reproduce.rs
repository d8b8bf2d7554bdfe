//! The facts and the files by which a page can be made again.

use crate::experiment::EvalResult;
use crate::export::digest::FileRecord;
use crate::number::thousands;
use crate::report::cut_words::protocol_words;
use crate::report::inputs::Inputs;

/// The version, the protocol, the seeds and the models.
pub(super) fn facts(inputs: &Inputs) -> Vec<(String, String)> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut facts = vec![fact("program", format!("rehearsal {}", env!("CARGO_PKG_VERSION")))];
    if let Some(eval) = &inputs.eval {
        let protocols = std::iter::once(eval).chain(&eval.other_protocols);
        let protocols: Vec<String> =
            protocols.map(|one| protocol_words(one.protocol.protocol)).collect();
        facts.push(fact("protocol", protocols.join("; ")));
        facts.push(fact("seed of cut, order, intervals and tests", eval.seed.to_string()));
        facts.push(fact("draws of an interval", thousands(eval.replicates as u64)));
        facts.push(fact("models", models(eval)));
    }
    if let Some(tuned) = &inputs.tuned {
        facts.push(fact("found by eval tune", tuned.model.clone()));
    }
    facts
}

/// The models, as `--model` takes them.
fn models(eval: &EvalResult) -> String {
    let titles: Vec<String> =
        eval.models.iter().map(crate::experiment::ModelResult::title).collect();
    titles.join(", ")
}

/// Every file that the results name, with its digest, each once.
pub(super) fn files(inputs: &Inputs) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut add = |file: &FileRecord| {
        let entry = (file.path.clone(), format!("SHA-256 {}", file.sha256));
        if !files.contains(&entry) {
            files.push(entry);
        }
    };
    for manifest in inputs.manifests.iter().flatten() {
        manifest.inputs.iter().chain(&manifest.outputs).for_each(&mut add);
    }
    if let Some(stats) = &inputs.stats {
        add(&stats.file);
    }
    if let Some(eval) = &inputs.eval {
        let data = &eval.data;
        let all = [
            &data.cut_from,
            &data.interactions,
            &data.items_file,
            &data.history_file,
            &data.held_out_file,
        ];
        all.into_iter().flatten().for_each(add);
    }
    files
}
