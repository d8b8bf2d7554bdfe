//! `--resume`: what an interrupted run left, and what was made of it.

use std::path::Path;

use anyhow::bail;
use rehearsal::experiment::{Journal, Taken};

/// The folder that an interrupted run leaves for the next one with `--resume`.
pub(super) const PARTIAL: &str = "eval.partial";

/// Refuses to go on with what an older version left.
pub(super) fn expect_current(partial: &Path) -> anyhow::Result<()> {
    if Journal::is_older(partial) {
        bail!(
            "`{}` was left by an older version, whose evaluation had one view; run without `--resume`",
            partial.display()
        );
    }
    Ok(())
}

/// A sentence on what was taken from the interrupted run and what was computed anew.
pub(super) fn sentence(taken: &[Taken]) -> String {
    if taken.iter().all(|one| one.folds_taken.is_empty()) {
        return "resumed: nothing of an interrupted run was there that fits this one; everything was \
                computed anew"
            .to_owned();
    }
    let part = |of: fn(&Taken) -> (&[usize], &[usize])| -> String {
        let there = taken.iter().filter(|one| !of(one).0.is_empty());
        let words = there.map(|one| match of(one) {
            (_, []) => one.model.clone(),
            (folds, _) => format!("{} (fold {})", one.model, ranges(folds)),
        });
        let words: Vec<String> = words.collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    };
    format!(
        "resumed: taken from the interrupted run: {}; computed anew, in whole or in part: {}",
        part(|one| (&one.folds_taken, &one.folds_made)),
        part(|one| (&one.folds_made, &one.folds_taken))
    )
}

/// Rising numbers, those that follow each other as a range: `1 to 3, 5`.
fn ranges(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|left, right| left + 1 == *right);
    let text = runs.map(|run| match run {
        [first, .., last] => format!("{first} to {last}"),
        [one] => one.to_string(),
        [] => String::new(),
    });
    text.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_was_taken() {
        let taken = |model: &str, folds_taken: &[usize], folds_made: &[usize]| Taken {
            model: model.to_owned(),
            folds_taken: folds_taken.to_vec(),
            folds_made: folds_made.to_vec(),
        };
        let all = [
            taken("random", &[1, 2, 3, 4], &[]),
            taken("ease", &[1, 2, 4], &[3]),
            taken("markov", &[], &[1, 2, 3, 4]),
        ];
        assert_eq!(
            sentence(&all),
            "resumed: taken from the interrupted run: random, ease (fold 1 to 2, 4); computed anew, in whole \
             or in part: ease (fold 3), markov"
        );
        assert!(sentence(&all[..1]).ends_with("in part: nothing"));
        assert!(sentence(&all[2..]).contains("everything was computed anew"));
    }
}
