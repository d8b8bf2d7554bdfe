//! `report`: one page and charts.

use insta::assert_snapshot;

use crate::place::Place;

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// With the results that a report is made of.
fn with_results() -> Place {
    let place = Place::prepared();
    place.done(&["validate", "schema", "--ignore", "Q"]);
    place.done(&["stats"]);
    place.done(&["eval", "baselines", "--folds", "2", "--models", "random,popularity"]);
    place.done(&["cost"]);
    place
}

#[test]
fn the_page_and_its_pictures_are_written() {
    let place = with_results();
    assert_snapshot!(place.run(&["report"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/report.html
    rehearsal-run/charts/decision.png
    rehearsal-run/charts/item-popularity.png
    rehearsal-run/charts/user-activity.png
    rehearsal-run/charts/cold-share.png
    rehearsal-run/charts/matrix.png
    rehearsal-run/charts/metric-per-model.png
    --- stderr
    ");
    for name in ["item-popularity", "metric-per-model"] {
        let bytes = place.read(&format!("rehearsal-run/charts/{name}.png"));
        assert!(bytes.starts_with(PNG_SIGNATURE), "{name}");
    }
}

#[test]
fn the_page_runs_one_script_of_its_own_and_needs_no_network() {
    let place = with_results();
    place.done(&["report", "--title", "A <b>bold</b> & \"quoted\" title"]);
    let page = place.text("rehearsal-run/report.html");
    assert!(page.starts_with("<!doctype html>"));
    assert_eq!(page.matches("<script>").count(), 1, "the one that sorts tables");
    assert_eq!(page.matches("<script").count(), 1, "no other");
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"));
    // The name of a vocabulary is no address that a browser would open.
    let page = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!page.contains("http://") && !page.contains("https://"), "an address");
    assert!(!page.contains("<b>bold"), "the title is text, not markup");
}

#[test]
fn the_same_results_give_the_same_page_and_may_be_reported_again() {
    let place = with_results();
    place.done(&["report"]);
    let first = place.contents();
    place.done(&["report"]);
    assert!(place.contents() == first);
}

#[test]
fn a_run_folder_without_results_is_refused() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["report"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` holds neither stats.json nor eval.json; `rehearsal stats` and `rehearsal eval baselines` make them
    ");
    std::fs::create_dir(place.path("rehearsal-run")).expect("a folder can be made");
    assert_snapshot!(place.refused(&["report"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` holds neither stats.json nor eval.json; `rehearsal stats` and `rehearsal eval baselines` make them
    ");
}

#[test]
fn a_result_that_is_not_ours_is_refused() {
    let place = with_results();
    place.write("rehearsal-run/stats.json", "{\"users\": \"many\"}\n");
    assert_snapshot!(place.refused(&["report"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/stats.json` is not a result of this program: invalid type: string "many", expected usize at line 1 column 16
    "#);
}

#[test]
fn results_of_an_older_file_are_left_out_and_named() {
    let place = Place::prepared();
    place.done(&["stats"]);
    place.done(&["eval", "baselines", "--folds", "2"]);
    place.done(&["prep", "interactions", "--watched-threshold", "0", "--force"]);
    place.done(&["stats", "--force"]);
    let said = place.run(&["report"]);
    let warning = "warning: the result of `eval baselines` rests on an older file and is left out";
    assert!(said.starts_with("exit code: 0\n") && said.contains(warning), "{said}");
    assert!(!place.text("rehearsal-run/report.html").contains("Leaderboard"));
}
