//! Any bytes as a pipeline file and, behind a zero byte, as the release or the table that it reads: an error, or
//! a pipeline that reads the same when it is written, and whole files.
#![no_main]

mod caught;

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rehearsal::export::Replace;
use rehearsal::prepare::{Output, PipelineFile, PrepareInput, Resources, commit, plan};
use rehearsal::source::mapped::Mapping;

/// The names under which a release has its ratings, and that of a table.
const NAMES: [&str; 4] = ["ratings.csv", "ratings.dat", "u.data", "table.csv"];

/// Prepares what lies at `path`; errors are none of ours.
fn prepare(pipeline: &PipelineFile, path: &Path, output: &Path) {
    let mut mapping = Mapping::default();
    for (target, source) in &pipeline.map {
        let Ok(()) = mapping.add(target, source) else { return };
    }
    let (dataset, reading) = (pipeline.dataset, &pipeline.reading);
    let Ok(input) = PrepareInput::open(path, dataset, &mapping, reading, &[]) else { return };
    let Ok(output) = Output::new(output, None, None, &Replace::anything()) else { return };
    let resources = Resources {
        sort_bytes: 1 << 20,
        temporary_folder: None,
        n_threads: 2,
        stdout: &|| Box::new(std::io::sink()),
        progress: &|_| (),
        before_frames: &|| Ok(()),
    };
    let Ok(planned) = plan(pipeline, &input, &output) else { return };
    if let Ok(prepared) = planned.run(&resources) {
        commit(vec![(prepared, b"{}".to_vec())]).expect("free names");
    }
}

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |&byte| byte == 0);
    let Some(Ok(text)) = parts.next().map(std::str::from_utf8) else { return };
    let Ok(pipeline) = PipelineFile::parse(text) else { return };
    let again = PipelineFile::parse(&pipeline.to_text()).expect("a pipeline");
    assert_eq!(again.to_text(), pipeline.to_text());
    let Some((&choice, table)) = parts.next().and_then(<[u8]>::split_first) else { return };
    let folder = tempfile::tempdir().expect("room on the disk");
    let name = NAMES[usize::from(choice) % NAMES.len()];
    std::fs::write(folder.path().join(name), table).expect("room on the disk");
    let is_table = name == "table.csv";
    let path = if is_table { folder.path().join(name) } else { folder.path().to_owned() };
    prepare(&pipeline, &path, &folder.path().join("out").join("data.csv"));
});
