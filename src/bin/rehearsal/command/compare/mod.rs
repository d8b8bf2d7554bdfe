//! `compare`: Personalize's metrics beside ours.

#[cfg(feature = "aws")]
mod live;
mod text;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use rehearsal::compare::{
    Comparison, Evaluated, Named, Sameness, ServiceMetrics, compare, find_published, pair, parse,
    published, simulate,
};
use rehearsal::experiment::{EvalResult, PerUser, Seen};
use rehearsal::export::digest::FileRecord;
use rehearsal::metric::REPORTED;
use rehearsal::source::opening;
use rehearsal::split::{Cut, Protocol};

use crate::Verdict;
use crate::args::Compare;
use crate::output::Output;
use crate::run_folder::{RunFolder, json, read_json};

const PUBLISHED: &str = "published:";
/// Metrics of a hundred models take a few kilobytes.
const LARGEST: u64 = 16 << 20;
/// What `eval … --per-user` is looked for under, where nothing else is said.
pub(super) const PER_USER: &str = "per-user.parquet";

pub(super) fn run(args: &Compare, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if args.list_published {
        let value = serde_json::json!({ "schema_version": 1, "published": published() });
        output.data(&text::published_rows(published()), &json(&value)?)?;
        return Ok(Verdict::Done);
    }
    let services = services(args)?;
    let runs = evaluated(args, folder)?;
    let per_user = per_user(args, folder)?;
    if let Some((path, values)) = &per_user {
        expect_of_runs(path, values, &runs)?;
    }
    let mut all = Vec::with_capacity(services.len());
    for service in services {
        let mut beside = compare(service, &runs, args.lists.is_some());
        for run in beside.runs.iter().filter(|run| run.same_data.verdict == Sameness::Differs) {
            output.warn(&format!(
                "{} against {}: {}",
                beside.service.name,
                run.eval,
                run.same_data.sentence()
            ));
        }
        if args.simulate {
            let (_, values) = per_user.as_ref().context("`--simulate` needs per-user values")?;
            beside.simulations =
                simulate(&beside.service, values, beside.service_test_users, args.seed);
        }
        all.push(beside);
    }
    let paired = match (&args.lists, &per_user) {
        (Some(lists), Some((path, values))) => {
            let theirs = PerUser::read(lists)?;
            let (lists, ours) = (lists.display().to_string(), path.display().to_string());
            let lists = Named { file: &lists, values: &theirs };
            Some(pair(lists, Named { file: &ours, values }, args.seed)?)
        }
        _ => None,
    };
    let comparison = Comparison { schema_version: 2, services: all, paired };
    let bytes = json(&comparison)?;
    folder.write("compare.json", &bytes)?;
    output.data(&text::text(&comparison), &bytes)?;
    Ok(Verdict::Done)
}

/// Every set of the service's figures that was asked for, each under a name of its own.
fn services(args: &Compare) -> anyhow::Result<Vec<ServiceMetrics>> {
    let mut all = Vec::new();
    for text in &args.personalize {
        for service in service(text, args.partial)? {
            add(&mut all, service, text);
        }
    }
    #[cfg(feature = "aws")]
    for service in live::fetch(&args.live, args.partial)? {
        let name = service.name.clone();
        add(&mut all, service, &name);
    }
    ensure!(
        !all.is_empty(),
        "name the service's figures: `--personalize FILE`, `--personalize published:NAME`{}",
        if cfg!(feature = "aws") { " or `--solution-version-arn ARN`" } else { "" }
    );
    for service in &mut all {
        if !REPORTED.iter().any(|metric| service.metrics.contains_key(&metric.key())) {
            bail!(
                "`{}` reports {}: that recipe ranks users or actions, and `compare` is of recipes that \
                 rank items",
                service.name,
                service.metrics.keys().cloned().collect::<Vec<_>>().join(", ")
            );
        }
        service.data.test_users =
            args.service_users.map(|n| n.get() as usize).or(service.data.test_users);
    }
    Ok(all)
}

/// Two answers without an ARN, or one file twice, must not share a name.
fn add(all: &mut Vec<ServiceMetrics>, mut service: ServiceMetrics, from: &str) {
    let is_taken = |all: &[ServiceMetrics], name: &str| all.iter().any(|one| one.name == name);
    if is_taken(all, &service.name) && service.name != from {
        service.name = format!("{} ({from})", service.name);
    }
    let base = service.name.clone();
    let mut number = 2;
    while is_taken(all, &service.name) {
        service.name = format!("{base} #{number}");
        number += 1;
    }
    all.push(service);
}

fn service(text: &str, partial: bool) -> anyhow::Result<Vec<ServiceMetrics>> {
    if let Some(name) = text.strip_prefix(PUBLISHED) {
        let Some(row) = find_published(name) else {
            let names: Vec<&str> = published().iter().map(|row| row.name.as_str()).collect();
            bail!("no published row `{name}`; there are\n  {}", names.join("\n  "));
        };
        return Ok(vec![row.clone()]);
    }
    let path = Path::new(text);
    ensure!(
        !path.is_dir(),
        "`{text}` is a folder; expected a file with what GetSolutionMetrics answered"
    );
    let mut bytes = Vec::new();
    let file = opening::open(path).with_context(|| format!("cannot read `{text}`"))?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read `{text}`"))?;
    ensure!(
        bytes.len() as u64 <= LARGEST,
        "`{text}` is larger than {LARGEST} bytes; expected what GetSolutionMetrics answered"
    );
    let json = String::from_utf8(bytes)
        .map_err(|error| {
            anyhow::anyhow!("byte {}: not UTF-8", error.utf8_error().valid_up_to() + 1)
        })
        .with_context(|| format!("`{text}`"))?;
    let name = path.file_name().map_or(text.into(), |name| name.to_string_lossy());
    parse(&json, &name, partial).with_context(|| format!("`{text}`"))
}

fn evaluated(args: &Compare, folder: &RunFolder) -> anyhow::Result<Vec<Evaluated>> {
    let read = |given: Option<&Path>| -> anyhow::Result<Evaluated> {
        let path = folder.input(given, "eval.json", "eval baselines")?;
        let result: EvalResult = read_json(&path)?;
        let file =
            FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let run = Evaluated { path: path.display().to_string(), sha256: file.sha256, result };
        ensure!(
            !run.result.models.is_empty() && run.result.protocol.users_tested > 0,
            "`{}` has no model that was tested on a user",
            run.path
        );
        if args.lists.is_none() {
            expect_service_cut(&run)?;
        }
        Ok(run)
    };
    if args.eval.is_empty() {
        return Ok(vec![read(None)?]);
    }
    args.eval.iter().map(|path| read(Some(path))).collect()
}

/// The service's figures are of its own cut: rows held out, seen items recommended again.
fn expect_service_cut(run: &Evaluated) -> anyhow::Result<()> {
    let protocol = &run.result.protocol;
    let is_external = matches!(protocol.protocol, Protocol::External { .. });
    let is_like_the_service =
        protocol.cut == Cut::default() && (is_external || protocol.seen == Seen::Include);
    ensure!(
        is_like_the_service,
        "`{}` is of another cut than the service's, whose figures are of rows held out with seen items \
         recommended again; `rehearsal eval baselines` without `--hold-out`, `--seen`, `--target` and \
         `--view clean` makes such figures; the service's lists on your cut go with `--lists`",
        run.path
    );
    Ok(())
}

/// Per-user values must be those of the runs that are compared: their means are in them.
fn expect_of_runs(path: &Path, values: &PerUser, runs: &[Evaluated]) -> anyhow::Result<()> {
    let keys: Vec<String> = REPORTED.iter().map(|metric| metric.key()).collect();
    for model in values.models() {
        let means = values.values(model, &keys).with_context(|| {
            format!("`{}` lacks metrics that Personalize reports", path.display())
        })?;
        let is_of = |run: &Evaluated| {
            let found = run.result.models.iter().find(|other| other.title() == model);
            found.is_some_and(|other| {
                keys.iter().enumerate().all(|(at, key)| {
                    other
                        .metrics
                        .get(key)
                        .is_some_and(|mean| (mean - means.mean(at).0).abs() < 1e-9)
                })
            })
        };
        ensure!(
            runs.iter().any(is_of),
            "`{}` has values of `{model}` that are not those of {}; write them by `--per-user` of that \
             very run",
            path.display(),
            runs.iter().map(|run| format!("`{}`", run.path)).collect::<Vec<_>>().join(" or ")
        );
    }
    Ok(())
}

/// Our per-user values, where they were named or are needed.
fn per_user(args: &Compare, folder: &RunFolder) -> anyhow::Result<Option<(PathBuf, PerUser)>> {
    if args.per_user.is_none() && !args.simulate && args.lists.is_none() {
        return Ok(None);
    }
    let path = args.per_user.clone().unwrap_or_else(|| folder.file(PER_USER));
    ensure!(
        args.per_user.is_some() || path.is_file(),
        "every user's values are needed and `{}` is not there: `eval baselines --per-user {0}` writes \
         it, `--per-user FILE` names another",
        path.display()
    );
    let values = PerUser::read(&path)?;
    Ok(Some((path, values)))
}
