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
fn the_decision_comes_first_and_goes_into_markdown_and_the_tables_into_csv() {
    let place = with_results();
    place.done(&["report", "--markdown", "summary.md", "--csv", "tables"]);
    let page = place.text("rehearsal-run/report.html");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("class=\"decision\"") < at("id=\"leaderboard\""));
    assert!(at("id=\"leaderboard\"") < at("id=\"data\""));
    for heading in ["How sure that is", "What it costs", "What to do next"] {
        assert!(at(heading) < at("<nav"), "{heading}");
    }
    let summary = place.text("summary.md");
    assert!(summary.starts_with("# Rehearsal report\n\n**"), "{summary}");
    assert!(summary.contains("`rehearsal split rehearsal-run/interactions.csv --view clean"));
    assert!(summary.contains("\n## Leaderboard clean\n\n| model | ndcg@25 | 95 % interval |"));
    let table = place.text("tables/leaderboard-clean.csv");
    assert!(table.starts_with("model,ndcg@25,95 % interval"), "{table}");
    let printed = place.run(&["report", "--markdown", "-"]);
    assert!(printed.contains(&summary), "{printed}");
    // A result is never written over.
    let onto = ["report", "--force", "--markdown", "rehearsal-run/eval.json"];
    assert!(place.refused(&onto).contains("is an input of this very command"));
}

#[test]
fn hostile_titles_are_text_on_the_page_in_markdown_and_in_csv() {
    let place = with_results();
    let list = "rehearsal-run/recommendations.json";
    place.done(&["recommend", "--user", "1", "-k", "4", "--output", list]);
    let hostile = ["<script>alert(1)</script>", "=1+1"];
    let title = format!("</svg>\u{202e}| `x` \u{7} \\\"{}", "x".repeat(10_000));
    let mut json: serde_json::Value = serde_json::from_str(&place.text(list)).expect("JSON");
    for (at, title) in hostile.iter().enumerate() {
        json["itemList"][at]["metadata"]["title"] = (*title).into();
    }
    place.write(list, json.to_string());
    place.done(&["report", "--title", &title, "--markdown", "summary.md", "--csv", "tables"]);
    let page = place.text("rehearsal-run/report.html");
    assert_eq!(page.matches("<script").count(), 1, "our own");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    assert!(page.contains(&"x".repeat(10_000)), "it is there");
    let svgs = page.matches("<svg").count();
    assert_eq!(page.matches("</svg>").count(), svgs, "no drawing is closed by a title");
    let table = place.text("tables/recommendations.csv");
    assert!(table.contains(",'=1+1,"), "{table:.300}");
    assert!(!place.text("summary.md").contains("<script"));
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
    place.done(&["validate", "schema", "--ignore", "Q"]);
    place.done(&["stats"]);
    place.done(&["eval", "baselines", "--folds", "2"]);
    place.done(&["compare", "--personalize", "published:ml-latest-small/hands-on/2022"]);
    let list = "rehearsal-run/recommendations.json";
    place.done(&["recommend", "--user", "1", "--output", list]);
    place.done(&["prep", "interactions", "--watched-threshold", "0", "--force"]);
    let said = place.run(&["report"]);
    for command in ["stats", "eval baselines", "compare", "recommend", "validate schema"] {
        let left_out = format!("the result of `{command}` rests on an older file and is left out");
        assert!(said.contains(&left_out), "{command}: {said}");
    }
    place.done(&["stats", "--force"]);
    let said = place.run(&["report"]);
    assert!(
        said.starts_with("exit code: 0\n") && !said.contains("the result of `stats`"),
        "{said}"
    );
    let page = place.text("rehearsal-run/report.html");
    assert!(!page.contains("Leaderboard") && !page.contains("id=\"validation\""));
    assert!(page.contains("the result of eval baselines rests on an older file and is left out"));
}
