//! The text of a project file: what was found, with what speaks for it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use rehearsal::column;
use rehearsal::compare::{Required, parse as service_metrics};
use rehearsal::schema::DatasetType;
use rehearsal::survey::{
    Alternative, Proposal, ProposedColumn, ProposedOption, ProposedTable, Standing,
};

use super::comment::push;

const HEAD: &str = "\
# A project of Rehearsal, as `rehearsal init` found it.
#
# `rehearsal run` does all of it, from this data to a report, and later only what changed.
# `rehearsal run --explain` says what it would do and why; `rehearsal config show` where each option comes from.
#
# Each table is a command, and its keys are options of that command: `rehearsal COMMAND --help` has all of them.
# Paths are relative to this file. A line that begins with `#` has no effect; take the `#` away to turn it on.
# A line `# unsure:` names something that the data does not tell. It is worth a look.

# run = \"rehearsal-run\"      # the folder for all results
# memory-limit = \"4GiB\"
";

const TAIL: &str = "\
# Checks on the files, as an import would do them.
[validate.dataset]
# recipe = \"aws-user-personalization-v2\"     # also what this recipe needs; `rehearsal recipes` lists them
# ignore = [\"A702\"]                          # rules to leave out; `rehearsal validate --explain A702` explains one

[stats]
# fail-on = [\"card\"]                         # stop where a line of the data card is poor

# Local models on the same cut as the service's, to see what it has to beat.
[eval.baselines]
{eval}# models = [\"random\", \"popularity\", \"item-knn\", \"ease\"]    # `rehearsal models` lists them
# time-limit = \"10m\"

# The training, history and held-out files of one cut, to ask Personalize on it.
# [split]

# The service's figures beside ours: what GetSolutionMetrics answered.
{compare}
# The lists of three users, shown in the report.
[recommend]
examples = true

# A month's cost.
[cost]
# recipe = \"aws-user-personalization-v2\"
# requests = 100000

[report]
# title = \"Rehearsal report\"
";

/// The most bytes of a file that may be the service's metrics.
const METRICS_BYTES_MAX: u64 = 1 << 20;

/// A path as people write it.
pub(super) fn plain(path: &Path) -> String {
    let plain = path.strip_prefix(".").unwrap_or(path);
    let plain = if plain.as_os_str().is_empty() { path } else { plain };
    plain.display().to_string()
}

/// The text of the project file that will lie at `file`.
pub(super) fn text(proposal: &Proposal, file: &Path) -> anyhow::Result<String> {
    let mut text = String::from(HEAD);
    if let Some(release) = &proposal.release {
        text.push_str("\n[prep.all]\n");
        push(&mut text, "A MovieLens release, whose tables and columns are known.");
        entry(&mut text, "input", &relative(release, file)?);
        push(
            &mut text,
            "Each rating above the first threshold is a click, and above the second a watch too.",
        );
        text.push_str("# clicked-threshold = 1\n# watched-threshold = 3\n");
        text.push_str(
            "# domain = \"video-on-demand\"   # or ecommerce; custom, if nothing is said\n",
        );
    }
    for table in &proposal.tables {
        push_table(&mut text, table, proposal, file)?;
    }
    text.push('\n');
    let mut eval = String::new();
    if proposal.has_no_time {
        push(
            &mut eval,
            "The data has no time, so that held-out rows are drawn rather than the newest.",
        );
        eval.push_str("protocol = [\"random-ratio\"]\n");
    }
    let compare = compare(proposal, file)?;
    text.push_str(&TAIL.replace("{eval}", &eval).replace("{compare}", &compare));
    Ok(text)
}

/// The files that hold metrics of the service.
pub(super) fn service_files(proposal: &Proposal) -> Vec<&Path> {
    let is_metrics = |path: &&Path| {
        let text = path.extension().filter(|ending| *ending == "json").and_then(|_| metrics(path));
        text.is_some_and(|text| service_metrics(&text, "", Required::All).is_ok())
    };
    proposal.passed_over.iter().map(|(path, _)| path.as_path()).filter(is_metrics).collect()
}

/// The table of `compare`: with the files that hold the service's metrics, or as an example.
fn compare(proposal: &Proposal, file: &Path) -> anyhow::Result<String> {
    let found = service_files(proposal).into_iter();
    let names = found.map(|path| relative(path, file).map(|name| quoted(&name)));
    let names = names.collect::<anyhow::Result<Vec<_>>>()?;
    Ok(match names.len() {
        0 => "# [compare]\n# personalize = [\"metrics.json\"]\n".to_owned(),
        _ => format!("[compare]\npersonalize = [{}]\n", names.join(", ")),
    })
}

/// The text of a small file.
fn metrics(path: &Path) -> Option<String> {
    let is_small = path.metadata().is_ok_and(|file| file.len() < METRICS_BYTES_MAX);
    is_small.then(|| rehearsal::source::opening::read_to_string(path).ok()).flatten()
}

fn push_table(
    text: &mut String,
    table: &ProposedTable,
    proposal: &Proposal,
    file: &Path,
) -> anyhow::Result<()> {
    let _ = writeln!(text, "\n[prep.{}]", table.dataset.stem());
    push(text, &format!("{}.", rehearsal::text::capital(&table.evidence.join("; "))));
    entry(text, "input", &relative(&table.input, file)?);
    if table.dataset == DatasetType::Interactions {
        push(text, &proposal.domain_evidence);
    }
    entry(text, "domain", proposal.domain.name());
    for column in &table.columns {
        push_column(text, column, table.dataset);
    }
    for option in &table.options {
        push_option(text, option);
    }
    if table.dataset == DatasetType::Interactions && !proposal.renamed.is_empty() {
        text.push('\n');
        push(text, "The domain's own spelling of these event types.");
        for (theirs, ours) in &proposal.renamed {
            entry(text, &format!("rename-event.{}", key(theirs)), ours);
        }
    }
    if !table.left_out.is_empty() {
        let names: Vec<String> = table.left_out.iter().map(|name| format!("`{name}`")).collect();
        text.push('\n');
        push(text, &format!("Columns that are not used: {}.", names.join(", ")));
    }
    Ok(())
}

/// A column of ours in words; none for one of the table's own.
fn about(ours: &str, dataset: DatasetType) -> &'static str {
    if dataset != DatasetType::Interactions && [column::USER_ID, column::ITEM_ID].contains(&ours) {
        return "Its id: ";
    }
    match ours {
        column::USER_ID => "Who acted: ",
        column::ITEM_ID => "On what: ",
        column::TIMESTAMP => "When: ",
        column::EVENT_TYPE => "The kind of event: ",
        column::EVENT_VALUE => "The strength of the event: ",
        column::RATING => "A rating, which is kept as EVENT_VALUE: ",
        column::CREATION_TIMESTAMP => "Since when it is there: ",
        _ => "",
    }
}

fn push_column(text: &mut String, column: &ProposedColumn, dataset: DatasetType) {
    let target = format!("map.{}", key(&column.ours));
    text.push('\n');
    let Some(theirs) = &column.theirs else {
        push(text, &format!("unsure: {}", sentence(&column.evidence)));
        for Alternative { theirs, evidence } in &column.alternatives {
            push(text, &format!("`{theirs}`: {}", sentence(evidence)));
            text.push_str("# ");
            entry(text, &target, theirs);
        }
        return;
    };
    push(text, &format!("{}{}", about(&column.ours, dataset), sentence(&column.evidence)));
    entry(text, &target, theirs);
    for Alternative { theirs, evidence } in &column.alternatives {
        push(text, &format!("unsure: `{theirs}` may be meant too: {}", sentence(evidence)));
        text.push_str("# ");
        entry(text, &target, theirs);
    }
}

/// A text with a full stop, unless it breaks off.
fn sentence(text: &str) -> String {
    if text.ends_with(['…', '.']) { text.to_owned() } else { format!("{text}.") }
}

/// The options that take a list, even of one value.
const LISTS: [&str; 2] = ["columns", "null"];

fn push_option(text: &mut String, option: &ProposedOption) {
    text.push('\n');
    push(text, &option.evidence);
    if !option.unsure.is_empty() {
        push(text, &format!("unsure: {}", option.unsure));
    }
    if option.standing == Standing::Suggested {
        text.push_str("# ");
    }
    match &option.values[..] {
        [] => {
            let _ = writeln!(text, "{} = true", option.option);
        }
        [one] if !LISTS.contains(&option.option) => entry(text, option.option, one),
        several => {
            let values: Vec<String> = several.iter().map(|value| quoted(value)).collect();
            let _ = writeln!(text, "{} = [{}]", option.option, values.join(", "));
        }
    }
}

fn entry(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", quoted(value));
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

/// A part of a key, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A path as the project file at `file` names it.
fn relative(path: &Path, file: &Path) -> anyhow::Result<String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let path = match folder {
        None => path.to_owned(),
        Some(folder) => match path.strip_prefix(folder) {
            Ok(inside) => inside.to_owned(),
            Err(_) => std::path::absolute(path)?,
        },
    };
    let text = plain(&path);
    path.to_str().with_context(|| format!("`{text}` is not UTF-8"))?;
    Ok(text)
}
