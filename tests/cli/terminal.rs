//! What a person reads fits a terminal of 80 columns, marks thousands, and names a metric in one way.

use crate::next_commands::shop;
use crate::place::Place;
use crate::shown::shown;

/// Commands of the sample shop whose text is for people, in an order in which each has what it needs.
const COMMANDS: &[&str] = &[
    "validate dataset",
    "validate schema rehearsal-run/interactions.csv",
    "validate --list-rules",
    "validate --explain A702",
    "validate filter EXCLUDE",
    "personalize deletion-file --user v100 --user V6CD",
    "stats",
    "stats --against rehearsal-run/interactions.csv",
    "split",
    "split --folds 3 --output cuts",
    "eval baselines --models popularity,markov,repeat-last --model ease:l2=120 --model item-knn:k=50,shrink=2 --replicates 50 -v \
     --per-user rehearsal-run/per-user.parquet",
    "eval baselines --models popularity,markov --protocol personalize,leave-last-one --run two --replicates 0 \
     --interactions rehearsal-run/interactions.csv",
    "eval tune --model ease:head=40 --budget 3",
    "eval recommendations --recommendations answer.out --train rehearsal-run/split/import.csv \
     --held-out rehearsal-run/split/held-out.csv -v",
    "compare --personalize metrics.json --simulate -v",
    "compare --list-published",
    "recommend --user v100",
    "similar --item 00017",
    "models",
    "models item-knn",
    "recipes",
    "recipes --for rehearsal-run",
    "cost --requests 1000000",
    "schema list",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at \
     --run again --dry-run",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at \
     --run again",
    "report",
];

fn place() -> Place {
    let place = shop();
    for (name, at) in [
        ("events.csv", "events.csv"),
        ("metrics.json", "metrics.json"),
        ("batch-input.jsonl.out", "answer.out"),
    ] {
        let path = format!("{}/tests/data/shop/{name}", env!("CARGO_MANIFEST_DIR"));
        place.write(at, std::fs::read(path).expect("a sample"));
    }
    place
}

/// A line that cannot be narrower: one word, or a command, which has to be copied whole.
fn is_unbreakable(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("rehearsal ") || !line.contains(' ')
}

/// Digits in a row that are a count: no year, no id of an item, nothing with a letter or a sign beside it.
fn unmarked(line: &str) -> Option<&str> {
    let words = line.split([' ', '(', ')', ',', ';', '`']).map(|word| word.trim_end_matches('.'));
    let is_year =
        |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let is_count = |word: &&str| {
        word.len() > 3
            && !is_year(word)
            && !word.starts_with('0')
            && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    // A comma between digits marks thousands, and is no end of a word.
    words.filter(is_count).find(|word| !line.contains(&format!(",{word}")))
}

#[test]
fn every_text_fits_a_terminal() {
    let place = place();
    let mut faults = Vec::new();
    for command in COMMANDS {
        let args: Vec<&str> = command.split_whitespace().collect();
        let output = place.command(&args).output().expect("the binary starts");
        let code = output.status.code().unwrap_or(2);
        assert!(code < 2, "{command}\n{}", shown(&output, place.folder()));
        for line in String::from_utf8(output.stdout).expect("text").lines() {
            if line.chars().count() > 80 && !is_unbreakable(line) {
                faults.push(format!("{command}: wide: {line}"));
            }
            if line.ends_with(' ') {
                faults.push(format!("{command}: a blank at the end: {line}"));
            }
            let is_command = line.trim_start().starts_with("rehearsal ");
            if let Some(count) = unmarked(line).filter(|_| !is_command) {
                faults.push(format!("{command}: {count} without marks: {line}"));
            }
            for other in ["NDCG@", "nDCG", "ndcg_at", "MRR", "mrr ", "cumulative_gain_at"] {
                if line.contains(other) {
                    faults.push(format!("{command}: `{other}`: {line}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
