//! Next commands that a command prints, and a shell that runs them as they are printed.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The lines that are a command of ours.
pub(crate) fn commands(said: &str) -> Vec<String> {
    let lines = said.lines().map(str::trim).filter(|line| line.starts_with("rehearsal "));
    lines.map(str::to_owned).collect()
}

/// What a shell in `folder` makes of `command`; the program is on its path.
pub(crate) fn typed(command: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_rehearsal")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![program.to_owned()];
    folders.extend(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(folders).expect("a path"));
    shell.output().expect("a shell runs")
}

/// The answer of a batch inference job on the inputs at `inputs`, beside them: a list of `items` for each user.
pub(crate) fn answer(inputs: &Path, answer: &Path, items: &[&str]) {
    let inputs = std::fs::read_to_string(inputs).expect("inputs of a job");
    let lists = inputs.lines().map(|line| {
        let input: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let output = serde_json::json!({ "recommendedItems": items });
        serde_json::json!({ "input": input, "output": output, "error": null }).to_string() + "\n"
    });
    std::fs::write(answer, lists.collect::<String>()).expect("room for the answer");
}
