//! Turns what was typed into the library's options.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use rehearsal::column::SECONDS_END;
use rehearsal::instant::from_iso;
use rehearsal::rule::Selection;
use rehearsal::schema::Domain;
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{EventFilter, Options};

use super::team::Team;
use crate::args::Checks;
use crate::command::table_text::form;
use crate::guard::{lowered, size};

/// Checks what can be told of the options before any file is read.
pub(in crate::command) fn expect_sound(checks: &Checks) -> anyhow::Result<()> {
    checks.recipe.as_deref().map(Recipe::find).transpose().context("`--recipe`")?;
    chosen(checks)?;
    as_of(checks.as_of.as_deref())?;
    size("check-memory", &checks.check_memory).map(drop)
}

/// The recipe, and the domain that it or the user names.
fn chosen(checks: &Checks) -> anyhow::Result<(Option<Recipe>, Domain)> {
    let recipe = checks.recipe.as_deref().map(Recipe::find).transpose()?;
    let domain = match (recipe, checks.domain) {
        (Some(recipe), Domain::Custom) => recipe.facts().domain,
        (Some(recipe), chosen) if recipe.facts().domain != chosen => bail!(
            "`--recipe {}` belongs to the domain {}, not to {}",
            recipe.name(),
            recipe.facts().domain.name(),
            chosen.name()
        ),
        (_, chosen) => chosen,
    };
    Ok((recipe, domain))
}

pub(super) fn options(checks: &Checks, team: &Team) -> anyhow::Result<Options> {
    let (recipe, domain) = chosen(checks)?;
    let mut options = Options::new(as_of(checks.as_of.as_deref())?);
    let selection = Selection::with_own(&checks.select, &checks.ignore, &team.codes())?;
    options.selection = Arc::new(selection);
    options.own_rules = team.rules.own.clone().into();
    options.examples_max = usize::from(checks.max_examples);
    options.domain = domain;
    options.recipe = recipe;
    options.filter = EventFilter {
        event_type: checks.event_type.clone(),
        value_min: checks.event_value_threshold,
    };
    if options.filter.value_min.is_some_and(f64::is_nan) {
        bail!("`--event-value-threshold`: expected a number");
    }
    options.import_mode = checks.import_mode;
    options.text = form(&checks.form)?;
    options.memory_bytes = lowered(size("check-memory", &checks.check_memory)?);
    Ok(options)
}

/// The memory for finding what is there twice where a check is a part of another command; beyond it the disk serves.
const SMALL_MEMORY: usize = 64 << 20;

/// The options where nothing is asked but to ignore some rules.
pub(super) fn but(ignored: &[String]) -> anyhow::Result<Options> {
    let selection = Arc::new(Selection::new(&[], ignored)?);
    Ok(Options { selection, memory_bytes: SMALL_MEMORY, ..Options::new(as_of(None)?) })
}

fn as_of(text: Option<&str>) -> anyhow::Result<i64> {
    let Some(text) = text else {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        return Ok(i64::try_from(since.as_secs())?);
    };
    let seconds = text.parse().ok().filter(|seconds| (0..SECONDS_END).contains(seconds));
    from_iso(text).or(seconds).with_context(|| {
        format!(
            "`--as-of {text}`: expected an instant such as 2026-01-31, 2026-01-31T12:00:00Z or \
             1769817600"
        )
    })
}
