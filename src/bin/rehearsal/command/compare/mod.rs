//! `compare`: Personalize's metrics beside ours.

#[cfg(feature = "aws")]
mod live;
mod printed;

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use rehearsal::compare::{
    Comparison, Evaluated, Named, PairedLists, Required, Sameness, ServiceMetrics, Typed, compare,
    find_published, pair, parse, published, simulate,
};
use rehearsal::cost::CostReport;
use rehearsal::experiment::{EvalResult, PerUser, Seen, View};
use rehearsal::export::digest::FileRecord;
use rehearsal::metric::REPORTED;
use rehearsal::report::{Inputs, SingleResult, decide};
use rehearsal::source::opening;
use rehearsal::split::{Cut, Protocol};
use rehearsal::text::shell_word;

use crate::args::Compare;
use crate::output::Output;
use crate::run_folder::{RunFolder, json, read_json};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

const PUBLISHED: &str = "published:";
/// The most bytes of a file of metrics: those of a hundred models take a few kilobytes.
const LARGEST: u64 = 16 << 20;
/// The default file name of what `eval … --per-user` writes.
pub(super) const PER_USER: &str = "per-user.parquet";

/// The published figures that are shipped.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `compare --list-published` prints")]
pub(super) struct PublishedRows<'p> {
    /// The version of this document.
    schema_version: u32,
    published: &'p [ServiceMetrics],
}

pub(super) fn run(args: &Compare, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if args.list_published {
        let document = PublishedRows { schema_version: 1, published: published() };
        output
            .prose(&printed::published_rows(published()), &json(&serde_json::json!(document))?)?;
        return Ok(Verdict::Done);
    }
    let services = services(args)?;
    let runs = evaluated(args, folder)?;
    let lists = args.lists.as_deref().map(PerUser::read).transpose()?;
    let per_user = per_user(args, folder, &runs, lists.as_ref())?;
    let typed = Typed { service: service_options(args), has_lists: args.lists.is_some() };
    let mut all = Vec::with_capacity(services.len());
    for service in services {
        let mut beside = compare(service, &runs, &typed);
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
    let paired = match (args.lists.as_ref().zip(lists), &per_user) {
        (Some((lists, theirs)), Some((path, values))) => {
            let (lists, ours) = (lists.display().to_string(), path.display().to_string());
            let lists = Named { file: &lists, values: &theirs };
            let paired = pair(lists, Named { file: &ours, values }, args.seed)?;
            let runs = runs_of(values, paired.view, &runs);
            Some(PairedLists { runs, ..paired })
        }
        _ => None,
    };
    let comparison = Comparison { schema_version: 3, services: all, paired };
    let bytes = json(&comparison)?;
    folder.write("compare.json", &bytes)?;
    // A cost that cannot be read is the report's to say.
    let cost = folder.read_json("cost.json").ok().flatten();
    let said = decision(&comparison, &runs, cost);
    let text = said.map_or_else(String::new, |said| format!("{said}\n\n"));
    let text = text + printed::text(&comparison).trim_start_matches('\n');
    output.result(&text, &bytes, SingleResult::Comparison(&comparison))?;
    Ok(Verdict::Done)
}

/// The decision by the service's lists, where they were given for the clean cut.
fn decision(
    comparison: &Comparison,
    runs: &[Evaluated],
    cost: Option<CostReport>,
) -> Option<String> {
    let run = runs.iter().find(|run| comparison.deciding_lists(&run.sha256).is_some())?;
    let source = run.result.data.source();
    let is_of =
        |cost: &CostReport| source.is_some_and(|file| file.sha256 == cost.interactions_sha256);
    let cost = cost.filter(|cost| cost.interactions_sha256.is_empty() || is_of(cost));
    let inputs = Inputs {
        eval: Some(run.result.clone()),
        eval_sha256: run.sha256.clone(),
        comparison: Some(comparison.clone()),
        cost,
        ..Inputs::default()
    };
    let decision = decide(&inputs)?;
    Some(format!("{}\n{}", decision.sentence, decision.sureness))
}

/// The options that name the service's figures, as a shell reads them.
fn service_options(args: &Compare) -> String {
    let mut text = String::new();
    let mut say = |option: &str, value: &str| {
        let _ = write!(text, " {option} {}", shell_word(value));
    };
    for named in &args.personalize {
        say("--personalize", named);
    }
    #[cfg(feature = "aws")]
    {
        for arn in &args.live.solution_version_arn {
            say("--solution-version-arn", arn);
        }
        let url = args.live.endpoint_url.iter().map(|url| ("--endpoint-url", url));
        let region = args.live.region.iter().map(|region| ("--region", region));
        url.chain(region).for_each(|(option, value)| say(option, value));
    }
    if let Some(users) = args.service_users {
        say("--service-users", &users.to_string());
    }
    if args.partial {
        text.push_str(" --partial");
    }
    text
}

/// Every set of the service's figures that was asked for, each under a name of its own.
fn services(args: &Compare) -> anyhow::Result<Vec<ServiceMetrics>> {
    let required = if args.partial { Required::Any } else { Required::All };
    let mut all = Vec::new();
    for text in &args.personalize {
        for service in service(text, required)? {
            add(&mut all, service, text);
        }
    }
    #[cfg(feature = "aws")]
    for service in live::fetch(&args.live, required)? {
        let name = service.name.clone();
        add(&mut all, service, &name);
    }
    ensure!(
        !all.is_empty() || args.lists.is_some(),
        "name the service's figures: `--personalize FILE`, `--personalize published:NAME`{}, or its lists by `--lists FILE`",
        if cfg!(feature = "aws") { ", `--solution-version-arn ARN`" } else { "" }
    );
    for service in &mut all {
        if !REPORTED.iter().any(|metric| service.metrics.contains_key(metric.key)) {
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

/// Adds a set of figures under a name of its own: two answers without an ARN, or one file twice, must not share one.
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

fn service(text: &str, required: Required) -> anyhow::Result<Vec<ServiceMetrics>> {
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
    parse(&json, &name, required).with_context(|| format!("`{text}`"))
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

/// Checks that a run is of the service's own cut, as its figures are: rows held out, seen items recommended again.
fn expect_service_cut(run: &Evaluated) -> anyhow::Result<()> {
    let protocol = &run.result.protocol;
    let is_external = matches!(protocol.protocol, Protocol::External { .. });
    let is_like_the_service = protocol.cut.of_all_users() == Cut::default()
        && (is_external || protocol.seen == Seen::Include);
    ensure!(
        is_like_the_service,
        "`{}` is of another cut than the service's, whose figures are of rows held out with seen items \
         recommended again; `rehearsal eval baselines` without `--hold-out`, `--seen`, `--target` and \
         `--view clean` makes such figures; the service's lists on your cut go with `--lists`",
        run.path
    );
    Ok(())
}

/// Checks that the values of every model are those of a run that was named.
fn expect_of_runs(
    path: &Path,
    (view, values): (View, &PerUser),
    runs: &[Evaluated],
) -> anyhow::Result<()> {
    for model in values.models() {
        let means = means(values, model).with_context(|| {
            format!("`{}` lacks metrics that Personalize reports", path.display())
        })?;
        ensure!(
            runs.iter().any(|run| has_means(run, view, model, &means)),
            "`{}` has values of `{model}` that are not those of {}; write them by `--per-user` of that \
             very run",
            path.display(),
            runs.iter().map(|run| format!("`{}`", run.path)).collect::<Vec<_>>().join(" or ")
        );
    }
    Ok(())
}

/// The means of a model's values, by the keys of the metrics that Personalize reports.
fn means(values: &PerUser, model: &str) -> Option<Vec<(String, f64)>> {
    let keys: Vec<String> = REPORTED.iter().map(|metric| metric.key.to_owned()).collect();
    let found = values.values(model, &keys)?;
    Some(keys.into_iter().enumerate().map(|(at, key)| (key, found.mean(at).0)).collect())
}

/// Tells whether a run has a model of this title with these means.
fn has_means(run: &Evaluated, view: View, model: &str, means: &[(String, f64)]) -> bool {
    let clean = run.result.clean().filter(|_| view == View::Clean);
    let result = clean.unwrap_or(&run.result);
    let found = result.models.iter().find(|other| other.title() == model);
    found.is_some_and(|other| {
        let is_near = |(key, mean): &(String, f64)| {
            other.metrics.get(key).is_some_and(|own| (own - mean).abs() < 1e-9)
        };
        means.iter().all(is_near)
    })
}

/// The digests of the runs that have all models of the values, with their means.
fn runs_of(values: &PerUser, view: View, runs: &[Evaluated]) -> Vec<String> {
    let all: Option<Vec<_>> =
        values.models().into_iter().map(|model| Some((model, means(values, model)?))).collect();
    let all = all.unwrap_or_default();
    let has_all =
        |run: &&Evaluated| all.iter().all(|(model, means)| has_means(run, view, model, means));
    runs.iter().filter(has_all).map(|run| run.sha256.clone()).collect()
}

/// The view of our values that is compared: beside lists the one of their convention, else the one that
/// heads the run.
fn view(values: &PerUser, runs: &[Evaluated], lists: Option<&PerUser>) -> View {
    let views = values.views();
    let like = lists.map(PerUser::convention);
    let of_lists = views.iter().find(|(_, convention)| Some(*convention) == like);
    let of_run = || views.iter().find(|(view, _)| runs.iter().any(|run| run.result.view == *view));
    of_lists.or_else(of_run).or(views.first()).map_or_else(View::default, |(view, _)| *view)
}

/// Our per-user values of one view, where they were named or are needed.
fn per_user(
    args: &Compare,
    folder: &RunFolder,
    runs: &[Evaluated],
    lists: Option<&PerUser>,
) -> anyhow::Result<Option<(PathBuf, PerUser)>> {
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
    let view = view(&values, runs, lists);
    let values = values.in_view(view);
    expect_of_runs(&path, (view, &values), runs)?;
    Ok(Some((path, values)))
}
