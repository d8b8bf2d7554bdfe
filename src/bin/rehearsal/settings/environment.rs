//! Options from variables of the environment: `REHEARSAL_EVAL_BASELINES_MODELS` for `eval baselines --models`.

use anyhow::bail;
use clap::Arg;

use super::kind::{Kind, check, is_many, may_stand_alone};
use super::known::{at, definition, leaves, options};
use super::setting::{Origin, Setting};

/// The variable of an option.
pub(super) fn variable(path: &[String], long: &str) -> String {
    let words: Vec<&str> = path.iter().map(String::as_str).chain([long]).collect();
    format!("REHEARSAL_{}", words.join("_").replace('-', "_").to_uppercase())
}

/// Reads the options that variables set.
pub(super) fn read() -> anyhow::Result<Vec<Setting>> {
    let mut found = Vec::new();
    let begins = |(name, _): &(std::ffi::OsString, std::ffi::OsString)| {
        name.to_string_lossy().starts_with("REHEARSAL_")
    };
    // The definition is looked through where there is something to look for.
    if !std::env::vars_os().any(|one| begins(&one)) {
        return Ok(found);
    }
    let root = definition();
    let mut paths = vec![Vec::new()];
    paths.extend(leaves(root));
    for path in paths {
        let Some(command) = at(root, &path) else { continue };
        for arg in options(command, path.is_empty()) {
            found.extend(of_option(arg, &path)?);
        }
    }
    Ok(found)
}

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
    }
    Ok(Some(setting(values, false)))
}
