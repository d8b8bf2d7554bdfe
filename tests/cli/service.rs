//! `personalize apply`, `status`, `metrics`, `recommend` and `delete`: against a stub of the service.

#[path = "personalize/stub.rs"]
mod stub;

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use self::stub::Stub;
use crate::json_schemas::faults_of;
use crate::place::Place;
use crate::shown::{shown, unwrapped};
use crate::workflow::SETUP;

const SECRET: &str = "the-secret-of-the-test";

fn command(place: &Place, stub: &Stub, args: &[&str]) -> Command {
    let reach = ["--endpoint-url", &stub.url, "--region", "eu-west-1"];
    let mut command = place.command(&[args, &reach].concat());
    command.env("AWS_ACCESS_KEY_ID", "KEY").env("AWS_SECRET_ACCESS_KEY", SECRET);
    command
}

fn run(place: &Place, stub: &Stub, args: &[&str]) -> Output {
    command(place, stub, args).output().expect("the binary starts")
}

/// The arguments that apply the small release.
fn applying<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["personalize", "apply"][..], &SETUP, more].concat()
}

/// Applies the small release, quickly.
fn apply(place: &Place, stub: &Stub, more: &[&str]) -> Output {
    let args = applying(&["--pause", "0.01", "--yes"]);
    run(place, stub, &[&args[..], more].concat())
}

#[track_caller]
fn expect_done(output: &Output, place: &Place) -> String {
    let text = shown(output, place.folder());
    assert!(output.status.success(), "{text}");
    assert!(!text.contains(SECRET), "{text}");
    text
}

const ALL: [&str; 10] = [
    "CreateSchema",
    "CreateSchema",
    "CreateDatasetGroup",
    "CreateDataset",
    "CreateDataset",
    "CreateDatasetImportJob",
    "CreateDatasetImportJob",
    "CreateSolution",
    "CreateSolutionVersion",
    "CreateCampaign",
];

/// Every JSON of what is there fits its schema.
fn expect_schemas(place: &Place, stub: &Stub) {
    let apply = applying(&["--pause", "0.01", "--yes"]);
    for args in [
        &apply[..],
        &["personalize", "status"],
        &["personalize", "metrics"],
        &["personalize", "recommend", "--user", "1", "-k", "2"],
        &["personalize", "delete", "--dry-run"],
    ] {
        let output = run(place, stub, &[args, &["--format", "json"]].concat());
        let found = faults_of(place, args, &output.stdout);
        assert!(found.is_empty(), "{args:?}: {}", found.join("\n"));
    }
}

#[test]
fn a_workflow_is_applied_once_used_and_deleted() {
    let (place, stub) = (Place::prepared(), Stub::new());
    let text = expect_done(&apply(&place, &stub, &[]), &place);
    assert_eq!(stub.made(), ALL);
    assert!(
        text.contains("solution-version: CREATE IN_PROGRESS\nsolution-version: ACTIVE\n"),
        "{text}"
    );
    assert!(
        text.contains("cost in 30 days without any request a sum that is not known: no list has"),
        "{text}"
    );
    // Both imports are begun before the first is waited for.
    let calls = stub.calls();
    let first = calls.iter().position(|call| call == "DescribeDatasetImportJob").expect("waited");
    assert_eq!(calls[..first].iter().filter(|call| *call == "CreateDatasetImportJob").count(), 2);
    // What is there is not made again.
    expect_done(&apply(&place, &stub, &[]), &place);
    assert_eq!(stub.made().len(), ALL.len());

    let status = expect_done(&run(&place, &stub, &["personalize", "status"]), &place);
    assert!(status.contains("Campaign films-campaign: ACTIVE\n"), "{status}");
    expect_done(&run(&place, &stub, &["personalize", "metrics"]), &place);
    let metrics: Value =
        serde_json::from_str(&place.text("rehearsal-run/personalize-metrics.json")).expect("JSON");
    assert_eq!(metrics["metrics"]["coverage"], 0.27);
    let list = run(&place, &stub, &["personalize", "recommend", "--user", "1", "-k", "2"]);
    let list = expect_done(&list, &place);
    assert!(list.contains("Exploration"), "{list}");
    expect_schemas(&place, &stub);

    let dry = run(&place, &stub, &["personalize", "delete", "--dry-run"]);
    expect_done(&dry, &place);
    assert_eq!(stub.deleted(), [""; 0]);
    let unasked = run(&place, &stub, &["personalize", "delete"]);
    assert_eq!(unasked.status.code(), Some(2), "{}", shown(&unasked, place.folder()));
    let deleted = run(&place, &stub, &["personalize", "delete", "--yes", "--pause", "0.01"]);
    expect_done(&deleted, &place);
    assert_eq!(
        stub.deleted(),
        [
            "Campaign films-campaign",
            "Solution films-user-personalization-v2",
            "Dataset films-interactions",
            "Dataset films-items",
            "Schema films-interactions",
            "Schema films-items",
            "DatasetGroup films",
        ]
    );
    let journal: Value =
        serde_json::from_str(&place.text("rehearsal-run/personalize.json")).expect("JSON");
    assert_eq!(journal["entries"], Value::Array(Vec::new()));
}

#[test]
fn a_dry_run_says_steps_and_prices_and_asks_nothing() {
    let (place, stub) = (Place::prepared(), Stub::new());
    let before = place.contents();
    let text = unwrapped(&expect_done(&apply(&place, &stub, &["--dry-run"]), &place));
    assert!(text.contains("import-items: CreateDatasetImportJob `films-items-"), "{text}");
    assert!(text.contains("all imports together cost about"), "{text}");
    assert_eq!(stub.calls(), [""; 0]);
    assert!(before == place.contents(), "a dry run writes nothing");
}

#[test]
fn the_services_reason_is_translated_into_the_rule_that_finds_it() {
    let reason =
        "Create failed. Dataset has fewer than 25 users with at least 2 interactions each.";
    let (place, stub) = (Place::prepared(), Stub::new().failing("SolutionVersion", reason));
    let output = apply(&place, &stub, &[]);
    let text = shown(&output, place.folder());
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("step `solution-version` failed (CREATE FAILED): Create failed."),
        "{text}"
    );
    assert!(
        text.contains(
            "the rule Q503 finds this before an import: `rehearsal validate --explain Q503`"
        ),
        "{text}"
    );
    // The training is made again under another name, and what was done before is not.
    stub.mended();
    let n = stub.made().len();
    expect_done(&apply(&place, &stub, &[]), &place);
    assert_eq!(stub.made()[n..], ["CreateSolutionVersion", "CreateCampaign"]);
    let columns = "Input CSV is missing the following columns:[USER_ID].";
    let (place, stub) = (Place::prepared(), Stub::new().failing("DatasetImportJob", columns));
    let text = shown(&apply(&place, &stub, &[]), place.folder());
    assert!(text.contains("the rules F203, F202, F206, F214 find this"), "{text}");
    let explained = run(&place, &stub, &["personalize", "status", "--explain", "films"]);
    let text = shown(&explained, place.folder());
    assert_eq!(explained.status.code(), Some(1), "{text}");
    assert!(text.contains("found before an import by F203"), "{text}");
    // Jobs cannot be deleted: the next one has another name. The second import had failed unseen.
    stub.mended();
    assert_eq!(apply(&place, &stub, &[]).status.code(), Some(2));
    expect_done(&apply(&place, &stub, &[]), &place);
    let journal = place.text("rehearsal-run/personalize.json");
    assert!(
        journal.contains("\"jobName\": \"films-interactions-") && journal.contains("-2\""),
        "{journal}"
    );
}

#[test]
fn a_campaign_that_failed_is_made_again() {
    let (place, stub) = (Place::prepared(), Stub::new().failing("Campaign", "InternalError"));
    let text = shown(&apply(&place, &stub, &[]), place.folder());
    assert!(text.contains("step `campaign` failed (CREATE FAILED): InternalError"), "{text}");
    stub.mended();
    let n = stub.made().len();
    expect_done(&apply(&place, &stub, &[]), &place);
    assert_eq!(stub.deleted(), ["Campaign films-campaign"]);
    assert_eq!(stub.made()[n..], ["CreateCampaign"]);
}

#[test]
fn an_answer_that_is_cut_off_is_adopted_in_the_same_run() {
    let place = Place::prepared();
    let stub = Stub::new().losing("CreateSchema").losing("CreateSolution").losing("CreateCampaign");
    expect_done(&apply(&place, &stub, &[]), &place);
    let made = stub.made();
    assert_eq!(
        made.iter().filter(|call| *call == "CreateCampaign").count(),
        2,
        "tried again by the SDK"
    );
    expect_done(
        &run(&place, &stub, &["personalize", "delete", "--yes", "--pause", "0.01"]),
        &place,
    );
    let left: Vec<String> = stub.state.lock().expect("whole").resources.keys().cloned().collect();
    assert!(
        left.iter().all(|arn| arn.contains("job/") || arn.matches('/').count() == 2),
        "{left:?}"
    );
}

#[test]
fn other_data_is_served_and_other_parameters_are_refused() {
    let (place, stub) = (Place::prepared(), Stub::new());
    expect_done(&apply(&place, &stub, &[]), &place);
    let hyper = apply(&place, &stub, &["--event-weight", "watch=1"]);
    let text = shown(&hyper, place.folder());
    assert!(
        text.contains("was made with another solutionConfig, which cannot be changed"),
        "{text}"
    );
    let n = stub.calls().len();
    expect_done(&apply(&place, &stub, &["--tps", "3"]), &place);
    assert!(stub.calls()[n..].contains(&"UpdateCampaign".to_owned()));
    // One row less is other data: imported, trained on, and served.
    let rows = place.text("rehearsal-run/interactions.csv");
    let fewer = rows.trim_end().rsplit_once('\n').expect("rows").0;
    place.write("rehearsal-run/interactions.csv", format!("{fewer}\n"));
    let n = stub.calls().len();
    expect_done(&apply(&place, &stub, &["--tps", "3"]), &place);
    let calls: Vec<String> = stub.calls()[n..].to_vec();
    let made: Vec<&String> = calls.iter().filter(|call| call.starts_with("Create")).collect();
    assert_eq!(made, ["CreateDatasetImportJob", "CreateSolutionVersion"]);
    assert!(calls.contains(&"UpdateCampaign".to_owned()), "{calls:?}");
}

#[test]
fn nothing_is_taken_for_gone_elsewhere_or_waited_for_in_vain() {
    let (place, stub) = (Place::prepared(), Stub::new());
    expect_done(&apply(&place, &stub, &[]), &place);
    let journal = place.text("rehearsal-run/personalize.json");
    // Credentials of another account see none of it.
    let delete = ["personalize", "delete", "--yes", "--pause", "0.01"];
    let text = shown(&run(&place, &Stub::new(), &delete), place.folder());
    assert!(text.contains("nothing that the journal has is there in eu-west-1"), "{text}");
    assert_eq!(place.text("rehearsal-run/personalize.json"), journal);
    let mut abroad = place.command(&[&delete[..], &["--region", "us-east-1"]].concat());
    let text = shown(&abroad.output().expect("the binary starts"), place.folder());
    assert!(text.contains("what `apply` made lies in eu-west-1"), "{text}");
    // A filter of somebody else keeps the group.
    let stub = stub.with_others("Filter", "theirs");
    let output = run(&place, &stub, &delete);
    let text = shown(&output, place.folder());
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("cannot delete `films`: DeleteDatasetGroup: ResourceInUseException"),
        "{text}"
    );
}

#[test]
fn a_lost_answer_is_looked_for_and_nothing_is_made_twice() {
    for call in [
        "CreateSchema",
        "CreateDatasetGroup",
        "CreateDataset",
        "CreateDatasetImportJob",
        "CreateSolution",
        "CreateSolutionVersion",
        "CreateCampaign",
    ] {
        let (place, stub) = (Place::prepared(), Stub::new());
        // A process that is killed between a call and its answer leaves the call without an ARN in the journal.
        expect_done(&apply(&place, &stub, &[]), &place);
        let mut journal: Value =
            serde_json::from_str(&place.text("rehearsal-run/personalize.json")).expect("JSON");
        let entries = journal["entries"].as_array_mut().expect("entries");
        let at =
            entries.iter().position(|entry| entry["step"]["operation"] == call).expect("there");
        entries.truncate(at + 1);
        let lost = entries[at]["arn"].as_str().expect("an ARN").to_owned();
        entries[at]["arn"] = Value::Null;
        entries[at]["outcome"] = "Begun".into();
        place.write("rehearsal-run/personalize.json", journal.to_string());
        let kept = entries_of(&journal);
        let mut state = stub.state.lock().expect("whole");
        state.resources.retain(|arn, _| kept.contains(arn) || *arn == lost);
        drop(state);
        let n = stub.made().len();
        expect_done(&apply(&place, &stub, &[]), &place);
        // All that follows is made, the one whose answer was lost is not.
        assert_eq!(stub.made()[n..], ALL[at + 1..], "{call}");
    }
}

#[cfg(unix)]
#[test]
fn a_killed_workflow_goes_on_where_it_was() {
    let (place, stub) = (Place::prepared(), Stub::new());
    let args = applying(&["--pause", "0.05", "--yes"]);
    // Killed again and again, each time a little further on.
    for n_calls in [6, 14, 22, 30] {
        let mut child =
            command(&place, &stub, &args).stderr(Stdio::null()).spawn().expect("the binary starts");
        while stub.calls().len() < n_calls && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    expect_done(&run(&place, &stub, &args), &place);
    assert_eq!(stub.made(), ALL, "nothing was made twice");
}

/// The ARNs of a journal.
fn entries_of(journal: &Value) -> Vec<String> {
    let entries = journal["entries"].as_array().into_iter().flatten();
    entries.filter_map(|entry| entry["arn"].as_str().map(str::to_owned)).collect()
}

#[test]
fn what_somebody_else_made_is_neither_used_nor_deleted() {
    let stub = Stub::new().with_others("DatasetGroup", "films");
    let place = Place::prepared();
    let output = apply(&place, &stub, &[]);
    let text = shown(&output, place.folder());
    assert!(
        text.contains(
            "there is a resource named `films` already, which this workflow did not make"
        ),
        "{text}"
    );
    let deleted = run(&place, &stub, &["personalize", "delete", "--yes", "--pause", "0.01"]);
    expect_done(&deleted, &place);
    assert_eq!(stub.deleted(), ["Schema films-interactions", "Schema films-items"]);
    assert_eq!(stub.n_resources(), 1);
}

#[test]
fn throttling_is_ridden_out_and_a_slow_step_says_how_to_go_on() {
    let (place, stub) = (Place::prepared(), Stub::new().throttled("CreateDataset", 2));
    expect_done(&apply(&place, &stub, &["--tps", "0"]), &place);
    let (place, stub) = (Place::prepared(), Stub::new());
    let text = shown(&apply(&place, &stub, &["--limit", "0"]), place.folder());
    assert!(
        text.contains("step `dataset-group` is still CREATE PENDING; run the command again"),
        "{text}"
    );
    expect_done(&apply(&place, &stub, &[]), &place);
    assert_eq!(stub.made(), ALL);
    // Without agreement, what costs nothing is done and the rest is not.
    let (place, stub) = (Place::prepared(), Stub::new());
    let args = applying(&["--pause", "0.01"]);
    let text = shown(&run(&place, &stub, &args), place.folder());
    assert!(text.contains("stopped before step `import-interactions`"), "{text}");
    assert_eq!(stub.made().len(), 5);
    let other = [&args[..7], &["other"], &args[8..]].concat();
    let text = shown(&run(&place, &stub, &other), place.folder());
    assert!(text.contains("belongs to the dataset group `films`, not to `other`"), "{text}");
}
