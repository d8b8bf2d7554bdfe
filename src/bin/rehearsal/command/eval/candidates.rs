//! The purpose of lists, and the candidates to re-rank.

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{Candidates, Purpose};
use rehearsal::source::door::{Origin, TextOptions};

use crate::args::AskedFor;
use crate::output::Output;
use crate::readable::count;

/// The default number of candidates in a list to re-rank.
const CANDIDATES: usize = 100;

/// The lists that are to be re-ranked.
pub(super) fn candidates(
    args: &AskedFor,
    text_options: &TextOptions,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<Candidates> {
    let re_ranks = args.purpose == Purpose::ReRank;
    let Some(text) = args.candidates.as_deref() else {
        return Ok(if re_ranks { Candidates::Popular(CANDIDATES) } else { Candidates::All });
    };
    if !re_ranks {
        bail!("`--candidates` goes with `--purpose re-rank`");
    }
    if let Some(number) = text.strip_prefix("popular:") {
        let number: Option<usize> = number.parse().ok().filter(|&number| number > 0);
        let expected = "a whole number of at least 1 after `popular:`";
        return Ok(Candidates::Popular(
            number.with_context(|| format!("`--candidates {text}`: expected {expected}"))?,
        ));
    }
    let (candidates, n_unknown) =
        Candidates::read(Origin::new(Path::new(text), text_options), dataset)?;
    if n_unknown > 0 {
        output.warn(&format!(
            "`{text}`: {} candidates are of users or items that the data does not have",
            count(n_unknown)
        ));
    }
    Ok(candidates)
}
