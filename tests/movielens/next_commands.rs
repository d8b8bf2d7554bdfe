//! Every next command that is printed on ml-latest-small, run by a shell.

use std::path::Path;

use libtest_mimic::Failed;

use crate::printed::{answer, commands, typed};

/// Options that make an evaluation quick; all else of the command is as printed.
const QUICK: &str = " --model popularity --replicates 0 --force";

/// Runs `command` in `folder`; gives its stdout. It may answer no, as `validate` does.
fn run(command: &str, folder: &Path) -> Result<String, Failed> {
    let output = typed(command, folder);
    if output.status.code().is_none_or(|code| code > 1) {
        return Err(format!("{command}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn quick(command: &str) -> String {
    let options = if command.contains("eval baselines") { QUICK } else { "" };
    command.to_owned() + options
}

pub(crate) fn next_commands(release: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let input = std::fs::canonicalize(release)?;
    run(&format!("rehearsal prep all --input '{}'", input.display()), folder)?;
    let mut n_run = 0;
    let compare = "compare --personalize published:ml-latest-small/user-personalization/2020-09-17";
    for printing in [
        "validate dataset",
        "stats",
        "recipes --for rehearsal-run",
        "split",
        &format!("eval baselines{QUICK}"),
        compare,
        "cost",
        "recommend --user 586 --model popularity",
    ] {
        let said = run(&format!("rehearsal {printing}"), folder)?;
        for command in commands(&said) {
            for inputs in ["split", "split-clean"] {
                let inputs = folder.join("rehearsal-run").join(inputs).join("batch-input.jsonl");
                if inputs.is_file() {
                    answer(&inputs, &inputs.with_extension("jsonl.out"), &["318", "296", "593"]);
                    answer(&inputs, &folder.join("batch-input.jsonl.out"), &["318", "296", "593"]);
                }
            }
            run(&quick(&command), folder)?;
            n_run += 1;
        }
    }
    // One of the linter, five of the data card, two of the cut, four of the comparison.
    if n_run < 12 { Err(format!("only {n_run} commands were printed").into()) } else { Ok(()) }
}
