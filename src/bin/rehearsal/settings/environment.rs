//! Options from variables of the environment: `REHEARSAL_EVAL_BASELINES_MODELS` for `eval baselines --models`.

use anyhow::bail;
use clap::Arg;
use rehearsal::param::nearest;

use super::kind::{Kind, check, is_many, may_stand_alone};
use super::known::{at, definition, leaves, options};
use super::setting::{Origin, Setting};
use crate::meaning;

/// The variable of an option.
pub(super) fn variable(path: &[String], long: &str) -> String {
    let words: Vec<&str> = path.iter().map(String::as_str).chain([long]).collect();
    format!("{PREFIX}{}", words.join("_").replace('-', "_").to_uppercase())
}

/// The options that variables set, and a sentence on each variable that is nearly one of an option.
#[derive(Debug, Default)]
pub(super) struct Variables {
    pub(super) settings: Vec<Setting>,
    pub(super) slips: Vec<String>,
}

/// Reads the options that variables set.
pub(super) fn read() -> anyhow::Result<Variables> {
    let mut found = Variables::default();
    let begins = |(name, _): &(std::ffi::OsString, std::ffi::OsString)| {
        name.to_string_lossy().starts_with(PREFIX)
    };
    // The definition is looked through where there is something to look for.
    if !std::env::vars_os().any(|one| begins(&one)) {
        return Ok(found);
    }
    let root = definition();
    let mut paths = vec![Vec::new()];
    paths.extend(leaves(root));
    let mut known = Vec::new();
    for path in paths {
        let Some(command) = at(root, &path) else { continue };
        for arg in options(command, path.is_empty()) {
            known.extend(arg.get_long().map(|long| variable(&path, long)));
            found.settings.extend(of_option(arg, &path)?);
        }
    }
    found.slips = slips(&known);
    Ok(found)
}

/// The beginning of the names of all variables.
const PREFIX: &str = "REHEARSAL_";

/// Names variables that are nearly those of options, which would be passed over in silence. They are no errors: a name that
/// is near by chance may be somebody else's.
fn slips(known: &[String]) -> Vec<String> {
    let names: Vec<&str> = known.iter().filter_map(|name| name.strip_prefix(PREFIX)).collect();
    let mut found = Vec::new();
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(PREFIX).filter(|rest| !names.contains(rest)) else {
            continue;
        };
        let is_own = OWN.iter().any(|own| rest.starts_with(own));
        if let Some(near) = nearest(rest, &names).filter(|_| !is_own) {
            found.push(format!(
                "environment variable `{name}` is no option (did you mean `{PREFIX}{near}`?)"
            ));
        }
    }
    found.sort();
    found
}

/// The beginnings of variables of our own that are no options.
const OWN: [&str; 4] = ["BUILD_", "COMMIT", "CONFIG", "WRITE_"];

fn of_option(arg: &Arg, path: &[String]) -> anyhow::Result<Option<Setting>> {
    let Some(long) = arg.get_long() else { return Ok(None) };
    let name = variable(path, long);
    let Some(text) = std::env::var_os(&name) else { return Ok(None) };
    let Some(text) = text.to_str() else { bail!("environment variable `{name}`: not UTF-8") };
    let setting = |values, is_off| Setting {
        path: path.to_vec(),
        option: long.to_owned(),
        values,
        is_off,
        origin: Origin::Environment(name.clone()),
    };
    if Kind::of(arg) == Kind::Switch {
        return match text {
            "true" | "1" | "yes" => Ok(Some(setting(Vec::new(), false))),
            "false" | "0" | "no" | "" => Ok(Some(setting(Vec::new(), true))),
            _ => bail!("environment variable `{name}`: expected true or false, found `{text}`"),
        };
    }
    if Kind::of(arg) == Kind::Count {
        let Ok(times) = text.parse::<u8>() else {
            bail!("environment variable `{name}`: expected a whole number, found `{text}`");
        };
        return Ok(Some(setting(vec![String::new(); times.into()], times == 0)));
    }
    let is_alone = may_stand_alone(arg) && text == "true";
    let values: Vec<String> = match text {
        _ if is_alone => vec![String::new()],
        text if is_many(arg) => text.lines().map(str::to_owned).collect(),
        text => vec![text.to_owned()],
    };
    for value in &values {
        if let Err(why) = check(arg, value) {
            bail!("environment variable `{name}`: {why}");
        }
        if let Err(why) = meaning::check(path, long, value) {
            bail!("environment variable `{name}`: {why:#}");
        }
    }
    Ok(Some(setting(values, false)))
}
