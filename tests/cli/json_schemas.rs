//! What every command prints as JSON fits the schema that it prints of it, and that names every key.

use serde_json::Value;

use crate::json_schema::faults;
use crate::next_commands::shop;
use crate::place::Place;
use crate::shown::shown;
use crate::workflow::SETUP;

/// Commands of the sample shop, in an order in which each has what it needs; words of one argument are joined by `+`.
const COMMANDS: &[&str] = &[
    "validate --list-rules",
    "validate --explain A702",
    "validate dataset --ignore V",
    "validate schema",
    "validate schema rehearsal-run/interactions.csv --fix --output mended.csv",
    "validate filter EXCLUDE+ItemID+WHERE+Items.PRICE+>+4",
    "schema list",
    "schema show interactions",
    "schema infer rehearsal-run/interactions.csv",
    "schema diff rehearsal-run/interactions.avsc rehearsal-run/interactions.avsc",
    "stats --fail-on card",
    "stats --against rehearsal-run/interactions.csv",
    "split --view clean",
    "split --folds 3 --output cuts",
    "eval baselines --explain-metrics",
    "eval baselines --models popularity,markov,repeat-last --model ease:l2=120 --replicates 50 --per-user u.csv",
    "eval baselines --models popularity --replicates 0 --test-users 3 --run small --interactions \
     rehearsal-run/interactions.csv",
    "eval recommendations --recommendations answer.out --train rehearsal-run/split/import.csv --held-out \
     rehearsal-run/split/held-out.csv --output answer.json",
    "eval lists --model popularity --train rehearsal-run/split/train.csv --history rehearsal-run/split/history.csv --output lists.csv",
    "eval lists --model sar --train rehearsal-run/split/train.csv --print-sql",
    "eval tune --model ease --budget 3",
    "compare --personalize metrics.json --simulate --per-user u.csv",
    "compare --list-published",
    "recommend --user v100",
    "recommend --history answer.csv",
    "recommend --examples",
    "similar --item 00017",
    "history add --at 2026-11-29T02:00:00Z",
    "stats rehearsal-run/split/import.csv --run smaller",
    "history add --at 2026-11-30T02:00:00Z --run smaller",
    "history",
    "models",
    "models ease",
    "recipes",
    "recipes --for rehearsal-run",
    "cost --requests 1000000",
    "cost --recipe aws-user-personalization-v2",
    "cost --print-prices",
    "personalize deletion-file --user v100 --user V6CD",
    "policy bucket films",
    "policy role films",
    "policy trust --account 123456789012 --region eu-west-1",
    "policy kms --role-arn arn:aws:iam::123456789012:role/P",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,TIMESTAMP=at --run r --dry-run",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,TIMESTAMP=at --print-sql",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,TIMESTAMP=at --run r --k-core 2 \
     --since 2015-01-01 --shift-to now",
    "prep interactions --input events.csv --map USER_ID=visitor,ITEM_ID=sku,TIMESTAMP=at --filter user_id+=+'v100' \
     --print-pipeline",
    "data generate --users 30 --items 40 --ratings 900 --output ml-sample",
    "prep all --input ml-sample --run films --dry-run",
    "prep all --input ml-sample --run films",
    "report",
    "report --markdown -",
    "completions bash",
    "man pages",
];

fn place() -> Place {
    let place = shop();
    for (name, at) in [
        ("events.csv", "events.csv"),
        ("metrics.json", "metrics.json"),
        ("batch-input.jsonl.out", "answer.out"),
    ] {
        let path = format!("{}/tests/data/shop/{name}", env!("CARGO_MANIFEST_DIR"));
        place.write(at, std::fs::read(path).expect("a sample"));
    }
    place.write("answer.csv", "ITEM_ID\n00017\n00021\n");
    place
}

/// The faults of what a command printed, by the schema of these very arguments.
pub(crate) fn faults_of(place: &Place, args: &[&str], printed: &[u8]) -> Vec<String> {
    let schema = place.done(&[args, &["--json-schema"]].concat());
    let schema: Value = serde_json::from_slice(&schema).expect("JSON");
    match serde_json::from_slice(printed) {
        Ok(value) => faults(&schema, &value),
        Err(error) => vec![format!("no JSON: {error}")],
    }
}

#[test]
fn every_json_fits_its_schema() {
    let place = place();
    let mut all = Vec::new();
    for line in COMMANDS {
        let words: Vec<String> =
            line.split_whitespace().map(|word| word.replace('+', " ")).collect();
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let output =
            place.command(&[&args[..], &["--format", "json", "--force"]].concat()).output();
        let output = output.expect("the binary starts");
        let text = shown(&output, place.folder());
        assert!(output.status.code().is_some_and(|code| code < 2), "{line}\n{text}");
        let faults = faults_of(&place, &args, &output.stdout);
        all.extend(faults.into_iter().map(|fault| format!("{line}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    for (file, schema) in
        [("eval.json", "eval"), ("timings.json", "timings"), ("validation.json", "validation")]
    {
        let schema = format!("{}/docs/schemas/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let schema =
            serde_json::from_slice(&std::fs::read(schema).expect("a schema")).expect("JSON");
        let value =
            serde_json::from_str(&place.text(&format!("rehearsal-run/{file}"))).expect("JSON");
        let found = faults(&schema, &value);
        assert!(found.is_empty(), "{file}: {}", found.join("\n"));
    }
}

#[cfg(feature = "s3")]
#[test]
fn the_way_into_the_service_fits_its_schemas_too() {
    let place = Place::prepared();
    for args in [
        &[&["personalize", "plan"][..], &SETUP].concat()[..],
        #[cfg(feature = "aws")]
        &[&["personalize", "apply", "--dry-run"][..], &SETUP].concat(),
        &["upload", "s3://films", "--ignore", "A7,Q5", "--dry-run", "--grant"],
    ] {
        let printed = place.done(&[args, &["--format", "json"]].concat());
        let found = faults_of(&place, args, &printed);
        assert!(found.is_empty(), "{args:?}: {}", found.join("\n"));
    }
}

#[test]
fn a_schema_needs_no_argument_and_another_fault_stays_one() {
    let place = Place::empty();
    for args in
        [&["compare"][..], &["recommend"], &["eval", "recommendations"], &["personalize", "plan"]]
    {
        let schema: Value =
            serde_json::from_slice(&place.done(&[args, &["--json-schema"]].concat()))
                .expect("JSON");
        assert!(schema["properties"].is_object(), "{args:?}");
    }
    for (args, said) in [
        (&["stats", "--json-schema", "--slow"][..], "unexpected argument '--slow' found"),
        (&["eval", "--json-schema"], "prints no JSON of its own"),
        (&["stats", "--json-schema", "--format", "csv"], "this has no tables"),
    ] {
        let refused = place.refused(args);
        assert!(refused.contains(said), "{refused}");
    }
    assert_eq!(place.files(), "");
}
