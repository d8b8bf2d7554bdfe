//! One file a subcommand: settings → library → output.

mod compare;
mod completions;
mod config;
mod cost;
mod cut;
mod data;
mod demo;
mod demo_manifest;
mod eval;
mod history;
mod init;
mod instants;
mod man;
mod models;
mod personalize;
mod policy;
mod prep;
mod recipes;
mod recommend;
mod report;
mod run;
mod schema;
pub(crate) mod schemas;
mod split;
mod stats;
mod table_text;
#[cfg(feature = "s3")]
mod upload;
mod validate;
mod view;
mod written;

use anyhow::bail;
use rehearsal::source::remote;

use crate::args::{Cli, Command, Data, Eval, Personalize};
use crate::output::{Output, Results};
use crate::run_folder::RunFolder;
use crate::settings::Settings;
use crate::verdict::Verdict;

/// Runs a command; `settings` are for those that run others.
pub(crate) fn run(cli: &Cli, settings: &Settings, output: &mut Output) -> anyhow::Result<Verdict> {
    output.expect_format(results(&cli.command))?;
    if let Some(run) = cli.global.run.as_deref().filter(|run| remote::url(run).is_some()) {
        bail!(
            "`--run {}`: a run folder lies on the disk; inputs in S3 are named by their own options, and `upload` sends \
             results there",
            run.display()
        );
    }
    let folder = RunFolder::new(&cli.global, name(&cli.command));
    match &cli.command {
        Command::Init(init) => init::run(init, &folder, output),
        Command::Run(args) => run::run(args, settings, output, run_alone),
        Command::Config(args) => config::run(args, settings, output),
        Command::Demo(demo) => demo::run(demo, &folder, output, run_alone),
        Command::Data(data) => data::run(data, &folder, output),
        Command::Prep(prep) => prep::run(prep, &folder, output),
        Command::Validate(validate) => validate::run(validate, &folder, output),
        Command::Recipes(recipes) => recipes::run(recipes, output),
        Command::Schema(schema) => schema::run(schema, output, folder.replace()),
        Command::Stats(stats) => stats::run(stats, &folder, output),
        Command::Split(split) => split::run(split, &folder, output),
        Command::Eval(eval) => eval::run(eval, &folder, output),
        Command::Compare(compare) => compare::run(compare, &folder, output),
        Command::Recommend(recommend) => recommend::run(recommend, &folder, output),
        Command::Similar(similar) => recommend::run_similar(similar, &folder, output),
        Command::Models(models) => models::run(models, output),
        Command::Cost(cost) => cost::run(cost, &folder, output),
        #[cfg(feature = "s3")]
        Command::Upload(upload) => upload::run(upload, &folder, output),
        Command::Personalize(command) => personalize::run(command, &folder, output),
        Command::Policy(policy) => policy::run(policy, output),
        Command::History(history) => history::run(history, &folder, output),
        Command::Report(report) => report::run(report, &folder, output),
        Command::Completions(completions) => completions::run(completions, output),
        Command::Man(man) => man::run(man, &folder, output),
    }
}

/// Runs a command that another one runs.
fn run_alone(cli: &Cli, output: &mut Output) -> anyhow::Result<Verdict> {
    run(cli, &Settings::default(), output)
}

/// The results of a command, by their formats.
fn results(command: &Command) -> Results {
    let has_tables = match command {
        Command::Validate(validate) if validate.command.is_some() => return Results::Findings,
        Command::Eval(Eval::Lists(_)) => false,
        Command::Eval(eval) => !eval::explains(eval),
        Command::Compare(compare) => !compare.list_published,
        Command::Stats(stats) => stats.against.is_none(),
        Command::Cost(cost) => !cost.print_prices,
        _ => false,
    };
    if has_tables { Results::Tables } else { Results::Plain }
}

/// The command that an output is recorded under: only the same one replaces it without `--force`.
fn name(command: &Command) -> &'static str {
    match command {
        Command::Init(_) => "init",
        Command::Run(_) => "run",
        Command::Config(_) => "config",
        Command::Demo(_) => "demo",
        #[cfg(feature = "fetch")]
        Command::Data(Data::Fetch(_)) => "data fetch",
        Command::Data(Data::Generate(_)) => "data generate",
        Command::Prep(_) => "prep",
        Command::Validate(_) => "validate",
        Command::Recipes(_) => "recipes",
        Command::Schema(_) => "schema",
        Command::Stats(_) => "stats",
        Command::Split(_) => "split",
        Command::Eval(Eval::Baselines(_)) => "eval baselines",
        Command::Eval(Eval::Lists(_)) => "eval lists",
        Command::Eval(Eval::Recommendations(_)) => "eval recommendations",
        Command::Eval(Eval::Tune(_)) => "eval tune",
        Command::Compare(_) => "compare",
        Command::Recommend(_) => "recommend",
        Command::Similar(_) => "similar",
        Command::Models(_) => "models",
        Command::Cost(_) => "cost",
        #[cfg(feature = "s3")]
        Command::Upload(_) => "upload",
        Command::Personalize(Personalize::Plan(_)) => "personalize plan",
        Command::Personalize(Personalize::DeletionFile(_)) => "personalize deletion-file",
        #[cfg(feature = "aws")]
        Command::Personalize(_) => "personalize",
        Command::Policy(_) => "policy",
        Command::History(_) => "history",
        Command::Report(_) => "report",
        Command::Completions(_) => "completions",
        Command::Man(_) => "man",
    }
}
