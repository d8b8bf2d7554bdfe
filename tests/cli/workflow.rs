//! `personalize plan`: the set-up of a run folder in each language.

use serde_json::Value;

use crate::place::Place;

const ROLE: &str = "arn:aws:iam::123456789012:role/PersonalizeRole";

/// The choices without which there is no workflow, and a recipe: the small release suffices for none.
pub(crate) const SETUP: [&str; 8] = [
    "--location",
    "s3://films/one",
    "--role-arn",
    ROLE,
    "--name",
    "films",
    "--recipe",
    "aws-user-personalization-v2",
];

/// The arguments of a plan for the small release.
fn plan<'a>(to: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["personalize", "plan"][..], &SETUP, &["--to", to], more].concat()
}

/// The steps of a plan.
fn steps(place: &Place, more: &[&str]) -> Vec<Value> {
    let bytes = place.done(&plan("json", more));
    let value: Value = serde_json::from_slice(&bytes).expect("JSON");
    value["steps"].as_array().expect("a list").clone()
}

#[test]
fn a_plan_has_every_call_behind_what_it_needs_and_is_the_same_again() {
    let place = Place::prepared();
    let more = [
        "--event-tracker",
        "--filter",
        "seen=EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"watch\")",
        "--metric",
        "watched=watch:COUNT()",
        "--event-weight",
        "watch=1",
        "--event-weight",
        "click=0.3",
        "--exclude-column",
        "items.YEAR",
        "--auto-training",
        "7",
    ];
    let found = steps(&place, &more);
    let calls: Vec<&str> = found.iter().filter_map(|step| step["operation"].as_str()).collect();
    assert_eq!(
        calls,
        [
            "CreateSchema",
            "CreateSchema",
            "CreateDatasetGroup",
            "CreateDataset",
            "CreateDataset",
            "CreateDatasetImportJob",
            "CreateDatasetImportJob",
            "CreateEventTracker",
            "CreateFilter",
            "CreateMetricAttribution",
            "CreateSolution",
            "CreateSolutionVersion",
            "CreateCampaign",
        ]
    );
    let ids: Vec<&str> = found.iter().filter_map(|step| step["id"].as_str()).collect();
    for (at, step) in found.iter().enumerate() {
        for value in step["parameters"].as_object().expect("parameters").values() {
            if let Some(needed) = value["$arnOf"].as_str() {
                assert!(ids[..at].contains(&needed), "{step}");
            }
        }
    }
    let config = &found[10]["parameters"]["solutionConfig"];
    assert_eq!(config["trainingDataConfig"]["excludedDatasetColumns"]["ITEMS"][0], "YEAR");
    assert_eq!(config["eventsConfig"]["eventParametersList"][1]["weight"], 0.3);
    assert_eq!(config["autoTrainingConfig"]["schedulingExpression"], "rate(7 days)");
    assert_eq!(found[10]["parameters"]["performAutoTraining"], true);
    for to in ["cli", "boto3", "json"] {
        assert!(place.done(&plan(to, &more)) == place.done(&plan(to, &more)), "{to}");
    }
}

#[test]
fn a_plan_on_the_cut_imports_the_cut_and_asks_about_it() {
    let place = Place::prepared();
    place.done(&["split", "--view", "clean", "--test-share", "0.5"]);
    let found = steps(&place, &["--split"]);
    let of = |id: &str| {
        found.iter().find(|step| step["id"] == id).unwrap_or_else(|| panic!("{id}"))["parameters"]
            .clone()
    };
    let source = &of("import-interactions")["dataSource"]["dataLocation"];
    assert_eq!(source, "s3://films/one/split/import.csv");
    let input = &of("batch-job")["jobInput"]["s3DataSource"]["path"];
    assert_eq!(input, "s3://films/one/split/batch-input.jsonl");
    assert!(
        found.iter().all(|step| step["operation"] != "CreateCampaign"),
        "no campaign is paid for"
    );
    let missing = Place::prepared().refused(&plan("json", &["--split"]));
    assert!(missing.contains("`rehearsal split --view clean` makes it"), "{missing}");
}

#[test]
fn parts_are_imported_by_their_folder_and_rows_can_be_added() {
    let place = Place::with_release();
    place.done(&["prep", "all", "--shard-rows", "5"]);
    let found = steps(&place, &["--incremental", "--tps", "0"]);
    let import = found.iter().find(|step| step["id"] == "import-items").expect("there");
    assert_eq!(import["parameters"]["dataSource"]["dataLocation"], "s3://films/one/items/");
    assert_eq!(import["parameters"]["importMode"], "INCREMENTAL");
}

#[test]
fn choices_that_do_not_fit_are_refused_by_name() {
    let place = Place::prepared();
    for (more, expected) in [
        (
            &["--exploration-weight", "0.2"][..],
            "exploration is for aws-user-personalization and use cases",
        ),
        (&["--hyperparameter", "bptt=32"], "has no hyperparameter `bptt`"),
        (&["--exclude-column", "items.YEARS"], "items has no column `YEARS`; it has ITEM_ID"),
        (&["--exclude-column", "users.AGE"], "the run folder has no dataset `users`"),
        (
            &["--event-weight", "wacht=1"],
            "no interaction has the event type `wacht`; there are click, watch",
        ),
        (&["--event-value-threshold", "3"], "the interactions have no EVENT_VALUE"),
        (&["--exclude-column", "items.ITEM_ID"], "an id is a key, and no column of training"),
        (&["--kms-key", "alias/x"], "expected arn:aws:kms:REGION:ACCOUNT:key/ID"),
        (&["--recipe", "aws-item-affinity"], "a campaign is for recipes that recommend"),
        (
            &[
                "--filter",
                "a-b=INCLUDE ItemID WHERE Items.YEAR = 1",
                "--filter",
                "a_b=INCLUDE ItemID WHERE Items.YEAR = 2",
            ],
            "need names that differ in letters",
        ),
        (&["--event-weight", "watch=2"], "the weight of events 2: expected a number from 0 to 1"),
        (&["--event-weight", "watch=1", "--event-type", "watch"], "exclude each other"),
        (&["--filter", "bad=EXCLUDE ItemID WHERE Items.YEARS = 1"], "the filter `bad`:"),
        (&["--name", "my films"], "`my films` cannot be the name of a resource"),
        (&["--role-arn", "PersonalizeRole"], "expected arn:aws:iam::ACCOUNT:role/NAME"),
        (&["--domain", "ecommerce"], "belongs to the domain custom, not to ecommerce"),
        (&["--filter", "a=x", "--filter", "a=y"], "names `a` twice"),
    ] {
        let mut args = plan("cli", &[]);
        if let Some(at) = args.iter().position(|arg| *arg == more[0]) {
            args.drain(at..at + 2);
        }
        let refused = place.refused(&[&args[..], more].concat());
        assert!(refused.contains(expected), "{refused}");
    }
    let place = Place::prepared();
    let args = ["personalize", "plan", "--location", "s3://films/one", "--role-arn", ROLE];
    let refused = place.refused(&args);
    assert!(
        refused.contains("the data suffices for no recipe: aws-user-personalization-v2: "),
        "{refused}"
    );
}

#[test]
fn what_a_template_cannot_say_is_said_beside_it_or_refused() {
    let place = Place::prepared();
    let text = place.run(&plan("cloudformation", &["--event-weight", "watch=1"]));
    assert!(
        text.contains("warning: solution: no property for automatic training, which is on"),
        "{text}"
    );
    assert!(text.contains("--no-perform-auto-training --solution-update-config"), "{text}");
    let refused = place.refused(&plan("terraform", &["--exclude-column", "items.YEAR"]));
    assert!(refused.contains("CloudFormation's solution has no `trainingDataConfig`"), "{refused}");
    let refused = place.refused(&plan("cloudformation", &["--incremental"]));
    assert!(refused.contains("CloudFormation's import is a full one"), "{refused}");
    place.done(&plan("terraform", &["--output", "films.tf"]));
    let file = place.text("films.tf");
    assert!(file.contains("resource \"awscc_personalize_dataset\" \"dataset_items\" {"), "{file}");
    assert!(
        file.contains("schema_arn   = awscc_personalize_schema.schema_items.schema_arn"),
        "{file}"
    );
}
