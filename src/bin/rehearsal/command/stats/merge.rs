//! `stats --merge`: what `--keep-state` kept of several files, put together.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use rehearsal::export::digest::Digester;
use rehearsal::source::opening;
use rehearsal::stats::{MergedStats, SESSION_GAP_S, Stats as Described, StatsState};

use super::names::{STATE, STATS};
use crate::args::Stats;
use crate::guard::{self, Holder};
use crate::run_folder::{RunFolder, expect_not_read, read_json};

/// The command that makes a state, for advice.
const REMEDY: &str = "`rehearsal stats --keep-state` on its interactions makes both again";

/// Statistics that were kept with a state.
struct Kept {
    /// Their file.
    path: PathBuf,
    /// Its content.
    stats: Described,
    /// The file of the state.
    state: PathBuf,
}

impl Kept {
    /// The statistics in the file, or in the run folder, at `path`.
    fn find(path: &Path) -> anyhow::Result<Self> {
        let path = if path.is_dir() { path.join(STATS) } else { path.to_owned() };
        ensure!(
            path.exists(),
            "`{}` is not there; expected the stats.json that `rehearsal stats --keep-state` wrote, or its run folder",
            path.display()
        );
        let stats: Described = read_json(&path)?;
        let Some(record) = &stats.state else {
            bail!(
                "`{}` names no state, which `--merge` needs; `rehearsal stats --keep-state` on its interactions makes both",
                path.display()
            );
        };
        let name = Path::new(&record.path).file_name().unwrap_or_default();
        let state = path.with_file_name(name);
        Ok(Self { path, stats, state })
    }

    /// Reads the state, which must be the one that the statistics name.
    fn read(&self) -> anyhow::Result<StatsState> {
        let (path, state) = (self.path.display().to_string(), self.state.display());
        if !self.state.exists() {
            bail!("`{state}`, which `{path}` names, is not there; {REMEDY}");
        }
        let bytes = opening::read(&self.state).with_context(|| format!("cannot read `{state}`"))?;
        let mut digester = Digester::default();
        digester.update(&bytes);
        let found = digester.record(&self.state).sha256;
        let expected = self.stats.state.as_ref().map_or("", |record| &record.sha256);
        ensure!(
            found == expected,
            "`{state}`: expected the SHA-256 {expected}, which `{path}` names, found {found}; one of the two was \
             changed, or is of another run; {REMEDY}"
        );
        StatsState::read(&path, &bytes)
            .map_err(|error| anyhow::anyhow!("`{state}`: {error}; {REMEDY}"))
    }
}

/// Reads and merges the states; gives them with the gap that ends a session.
pub(super) fn merged(args: &Stats, folder: &RunFolder) -> anyhow::Result<(MergedStats, i64)> {
    let kept: Vec<Kept> =
        args.merge.iter().map(|path| Kept::find(path)).collect::<anyhow::Result<_>>()?;
    if let [only] = &kept[..] {
        bail!("`--merge` puts two files or more together, found one: `{}`", only.path.display());
    }
    expect_outputs_apart(&kept, args, folder)?;
    let gap = args.session_gap.map_or_else(|| common_gap(&kept), |gap| Ok(i64::from(gap)))?;
    let n_rows = kept.iter().map(|one| one.stats.interactions as u64).sum();
    guard::expect_rows_fit(Holder::Stats, n_rows, "what is to be merged")?;
    let states = kept.iter().map(Kept::read).collect::<anyhow::Result<_>>()?;
    Ok((MergedStats::of(states)?, gap))
}

/// Refuses to write onto one of the parts.
fn expect_outputs_apart(kept: &[Kept], args: &Stats, folder: &RunFolder) -> anyhow::Result<()> {
    let inputs: Vec<PathBuf> =
        kept.iter().flat_map(|one| [one.path.clone(), one.state.clone()]).collect();
    let outputs = [Some(STATS), Some(STATE).filter(|_| args.keep_state)];
    for name in outputs.into_iter().flatten() {
        let output = folder.file(name);
        ensure!(
            expect_not_read(&output, &inputs).is_ok(),
            "`{}` is one of the parts: expected another run folder for what they are merged to; name it with `--run`",
            output.display()
        );
    }
    Ok(())
}

/// The gap by which all parts were described; those without a time have none.
fn common_gap(kept: &[Kept]) -> anyhow::Result<i64> {
    let mut known: Option<(i64, &Path)> = None;
    for one in kept {
        let Some(gap) = one.stats.sessions.as_ref().map(|sessions| sessions.gap_s) else {
            continue;
        };
        let (first, of) = *known.get_or_insert((gap, &one.path));
        ensure!(
            first == gap,
            "expected one gap between sessions, found {first} seconds in `{}` and {gap} in `{}`; say the one that all \
             are to have, with `--session-gap SECONDS`",
            of.display(),
            one.path.display()
        );
    }
    Ok(known.map_or(SESSION_GAP_S, |(gap, _)| gap))
}
