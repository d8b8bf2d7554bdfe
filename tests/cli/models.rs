//! Models: described, searched, saved, refused, taken up again.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

fn stdout(place: &Place, args: &[&str]) -> String {
    String::from_utf8(place.done(args)).expect("UTF-8")
}

/// A generated release, prepared.
fn generated() -> Place {
    let place = Place::empty();
    let size = ["--users", "150", "--items", "120", "--ratings", "4000"];
    place.done(&[&["data", "generate", "--output", "ml-made"][..], &size].concat());
    place.done(&["prep", "interactions", "--input", "ml-made"]);
    place
}

#[test]
fn all_models_in_a_list() {
    let place = Place::empty();
    assert_snapshot!(place.run(&["models"]), @"");
    assert_snapshot!(place.run(&["models", "ease"]), @"");
    assert_snapshot!(place.run(&["models", "eas"]), @"");
    let json = place.run(&["models", "repeat-last", "--format", "json"]);
    assert_snapshot!(json, @"");
}

#[test]
fn the_page_of_models_is_what_the_program_prints() {
    let page = stdout(&Place::empty(), &["models", "--markdown"]);
    let committed = include_str!("../../docs/models.md");
    assert!(page == committed, "run `rehearsal models --markdown > docs/models.md`");
}

#[test]
fn a_model_without_its_input_is_left_out_and_the_others_go_on() {
    let place = Place::prepared();
    let interactions = "rehearsal-run/interactions.csv";
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0", "--run", "other"];
    let models = ["--models", "popularity,content-cosine", "--interactions", interactions];
    assert_snapshot!(place.run(&[&args[..], &models].concat()), @"");
    let result = place.text("other/eval.json");
    assert!(result.contains("\"skipped\""), "{result}");
    // With nothing else to run there is no result.
    let alone = ["--models", "content-cosine", "--interactions", interactions, "--force"];
    assert_snapshot!(place.run(&[&args[..], &alone].concat()), @"");
}

#[test]
fn a_model_beyond_the_memory_limit_says_what_would_fit() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0"];
    let models = ["--models", "popularity", "--model", "als:factors=4096"];
    let limit = ["--memory-limit", "16MiB"];
    assert_snapshot!(place.run(&[&args[..], &models, &limit].concat()), @"");
    assert_snapshot!(place.run(&[&args[..], &["--memory-limit", "much"]].concat()), @"");
}

#[test]
fn items_for_items_and_the_order_of_candidates() {
    let place = Place::prepared();
    let args = [
        "eval",
        "baselines",
        "--folds",
        "2",
        "--replicates",
        "0",
        "--models",
        "popularity,item-knn",
    ];
    assert_snapshot!(place.run(&[&args[..], &["--purpose", "similar-items"]].concat()), @"");
    let ranked = ["--purpose", "re-rank", "--candidates", "popular:3", "--force"];
    assert_snapshot!(place.run(&[&args[..], &ranked].concat()), @"");
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,5,1\n1,2,2\n99,2,1\n");
    let ranked = ["--purpose", "re-rank", "--candidates", "lists.csv", "--force"];
    assert_snapshot!(place.run(&[&args[..], &ranked].concat()), @"");
    assert_snapshot!(place.run(&[&args[..], &["--candidates", "popular:3", "--force"]].concat()), @"");
    let wrong = ["--purpose", "re-rank", "--candidates", "popular:0", "--force"];
    assert_snapshot!(place.run(&[&args[..], &wrong].concat()), @"");
}

#[test]
fn a_saved_model_recommends_as_a_fitted_one() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0", "--save", "models"];
    place.run(&[&args[..], &["--models", "ease", "--model", "item-knn:k=5"]].concat());
    assert!(place.files().contains("models/item-knn_k_5.model"), "{}", place.files());
    let fitted = stdout(&place, &["recommend", "--user", "1", "--model", "ease"]);
    let loaded = stdout(&place, &["recommend", "--user", "1", "--load", "models/ease.model"]);
    assert_eq!(fitted, loaded);
    assert_snapshot!(loaded, @"");
    place.write("models/cut.model", "rehearsal model\nnot quite");
    assert_snapshot!(place.run(&["recommend", "--user", "1", "--load", "models/cut.model"]), @"");
    // A second run does not replace them unasked.
    let again = place.run(
        &[
            &args[..],
            &[
                "--models",
                "ease",
                "--run",
                "other",
                "--interactions",
                "rehearsal-run/interactions.csv",
            ],
        ]
        .concat(),
    );
    assert_snapshot!(again, @"");
}

#[test]
fn lists_for_a_history_and_for_an_item() {
    let place = Place::prepared();
    place.write("history.csv", "ITEM_ID,TIMESTAMP\n2,5\n3,9\nnone,7\n");
    let list = place.run(&["recommend", "--history", "history.csv", "-k", "3"]);
    assert_snapshot!(list, @"");
    assert_snapshot!(place.run(&["similar", "--item", "3", "-k", "3"]), @"");
    assert_snapshot!(place.run(&["similar", "--item", "none"]), @"");
    assert_snapshot!(place.run(&["recommend"]), @"");
    let json = place.run(&["similar", "--item", "3", "-k", "1", "--format", "json"]);
    assert_snapshot!(without_digests(&json), @"");
}

#[test]
fn an_interrupted_run_is_taken_up_again() {
    let place = Place::prepared();
    let args =
        ["eval", "baselines", "--folds", "2", "--replicates", "0", "--models", "popularity,markov"];
    place.run(&args);
    let whole = place.text("rehearsal-run/eval.json");
    assert!(
        !place.files().contains("eval.partial"),
        "nothing is left of a run that came to its end"
    );
    // What a run leaves that stops after its models: here, since its result is there already.
    place.run(&[&args[..], &["--resume", "--force"]].concat());
    assert_eq!(place.text("rehearsal-run/eval.json"), whole);
}

#[test]
fn parameters_are_searched_on_an_inner_cut() {
    let place = generated();
    let args = ["eval", "tune", "--model", "ease:half-life=5", "--budget", "4"];
    let found = stdout(&place, &args);
    assert!(found.contains("best: --model ease:"), "{found}");
    assert!(found.contains("half-life=5"), "what was given stays: {found}");
    let first = place.text("rehearsal-run/tune.json");
    place.run(&[&args[..], &["--force"]].concat());
    assert_eq!(place.text("rehearsal-run/tune.json"), first, "the same seed, the same bytes");
    for wrong in [["--budget", "0"], ["--budget", "soon"], ["--metric", "rmse"], ["--model", "eas"]]
    {
        let found = place.run(&["eval", "tune", "--model", "ease", "--force", wrong[0], wrong[1]]);
        assert!(found.starts_with("exit code: 2"), "{wrong:?}: {found}");
    }
}
