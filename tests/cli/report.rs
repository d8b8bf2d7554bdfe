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
    rehearsal-run/charts/metric-per-model.png
    rehearsal-run/charts/accuracy-and-reach.png
    rehearsal-run/charts/segments-users.png
    rehearsal-run/charts/segments-items.png
    rehearsal-run/charts/cut.png
    rehearsal-run/charts/rows-of-interactions.png
    rehearsal-run/charts/item-popularity.png
    rehearsal-run/charts/user-activity.png
    rehearsal-run/charts/cold-share.png
    rehearsal-run/charts/matrix.png
    rehearsal-run/charts/cost-by-choice.png
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
    // Two outputs are never one file, and none is refused after another was written.
    let onto = ["report", "--markdown", "rehearsal-run/charts/decision.png"];
    assert!(place.refused(&onto).contains("would be written twice"));
    let onto = ["report", "--csv", "tables", "--markdown", "tables/leaderboard-clean.csv"];
    assert!(place.refused(&onto).contains("would be written twice"));
    // A result is never written over.
    let onto = ["report", "--force", "--markdown", "rehearsal-run/eval.json"];
    assert!(place.refused(&onto).contains("is an input of this very command"));
}

/// The text that a command prints to stdout.
fn printed(place: &Place, args: &[&str]) -> String {
    String::from_utf8(place.done(args)).expect("text")
}

/// Texts that would be markup, a formula, or a steering sign somewhere.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "=1+1",
    "</svg><b>out</b>",
    "\"quoted\" & 'single'",
    "right\u{202e}to left",
    "bell \u{7} and back\u{8}",
];

/// A run folder whose titles, event types and ids are hostile.
fn with_hostile_texts() -> Place {
    let place = Place::empty();
    let mut rows = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for user in 0..6 {
        for item in 0..8 {
            let kind = quoted(HOSTILE[(user + item) % 3]);
            let id = quoted(HOSTILE.get(item).unwrap_or(&"plain"));
            let id = if item < HOSTILE.len() { id } else { format!("{item}") };
            let second = 1_500_000_000 + user * 40_000_000 + item * 3_000;
            rows.extend([format!("u{user},"), id, ",".to_owned(), kind, format!(",{second}\n")]);
        }
    }
    place.write("rehearsal-run/interactions.csv", rows);
    place.done(&["stats"]);
    place.done(&["eval", "baselines", "--folds", "2", "--models", "random,popularity,markov"]);
    place.done(&["recommend", "--examples", "--seen", "include", "-k", "8"]);
    place
}

#[test]
fn hostile_ids_and_types_are_inert_on_the_page_in_pictures_and_in_tables() {
    let place = with_hostile_texts();
    let long = "x".repeat(10_000);
    let title = format!("</svg>\u{202e}| `x` \u{7} \\\"{long}");
    place.done(&["report", "--title", &title, "--markdown", "summary.md", "--csv", "tables"]);
    let page = place.text("rehearsal-run/report.html");
    assert_eq!(page.matches("<script").count(), 1, "our own");
    assert!(!page.contains("<b>out"), "no markup comes from a text");
    let (opened, closed) = (page.matches("<svg").count(), page.matches("</svg>").count());
    assert_eq!(opened, closed, "no drawing is closed by a text");
    // They are there: in lists as HTML, in the chart of months as SVG, and the long one whole.
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "in a list");
    assert!(page.contains("&lt;&#x2f;svg&gt;&lt;b&gt;out") && page.contains(&long));
    let months = &page[page.find("Interactions per month").expect("the chart is there")..];
    assert!(months[..40_000.min(months.len())].contains("&lt;script&gt;ale"), "in a drawing");
    let lists = place.text("tables/recommendations-example.csv");
    assert!(
        lists.contains("item =1+1") && lists.contains("\"item \"\"quoted\"\" & 'single'\""),
        "{lists}"
    );
    let months = place.text("tables/interactions-per-month.csv");
    assert!(months.lines().next().is_some_and(|line| line.contains("'=1+1")), "{months:.200}");
    assert!(page.contains("right\\u{202e}to left") && page.contains("bell \\u{7} and back\\u{8}"));
    let summary = place.text("summary.md");
    assert!(!summary.contains("<script") && !summary.contains("</svg>"), "{summary:.300}");
}

#[test]
fn hostile_titles_are_text_on_the_page_and_in_csv() {
    let place = with_results();
    let list = "rehearsal-run/recommendations.json";
    place.done(&["recommend", "--user", "1", "-k", "4", "--output", list]);
    let mut json: serde_json::Value = serde_json::from_str(&place.text(list)).expect("JSON");
    for (at, title) in HOSTILE.iter().take(2).enumerate() {
        json["itemList"][at]["metadata"]["title"] = (*title).into();
    }
    place.write(list, json.to_string());
    place.done(&["report", "--csv", "tables"]);
    let page = place.text("rehearsal-run/report.html");
    assert_eq!(page.matches("<script").count(), 1, "our own");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    let table = place.text("tables/recommendations.csv");
    assert!(table.contains(",'=1+1,"), "{table:.300}");
}

#[test]
fn an_evaluation_comes_as_markdown_and_as_exact_csv() {
    let place = Place::prepared();
    let models = ["eval", "baselines", "--folds", "2", "--models", "random,popularity"];
    let markdown = printed(&place, &[&models[..], &["--format", "markdown"]].concat());
    assert!(markdown.contains("## Leaderboard clean\n\n| model | ndcg@25 |"), "{markdown}");
    let csv = printed(&place, &[&models[..], &["--format", "csv"]].concat());
    assert!(
        csv.starts_with("protocol,view,convention,users,model,metric,value,low,high\n"),
        "{csv}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON");
    let value =
        json["views"]["clean"]["models"][1]["metrics"]["mean_reciprocal_rank_at_25"].clone();
    let row = csv
        .lines()
        .find(|line| {
            line.contains(",clean,") && line.contains(",popularity,mean_reciprocal_rank_at_25,")
        })
        .expect("a row");
    let cell = row.split(',').nth(6).and_then(|cell| cell.parse().ok());
    assert_eq!(cell, value.as_f64(), "{row}");
    let figures = printed(&place, &["stats", "--format", "csv"]);
    assert!(figures.starts_with("figure,value\n") && figures.contains("\nusers,"), "{figures}");
    assert!(
        printed(&place, &["cost", "--format", "csv"]).starts_with("prices,choice,part,dollars\n")
    );
    let refused = place.refused(&["prep", "items", "--force", "--format", "csv"]);
    assert!(refused.contains("are for the results of `eval`, `compare`,"), "{refused}");
}

#[test]
fn statistics_and_validation_have_pages_of_their_own() {
    let place = Place::prepared();
    place.done(&["stats", "--html"]);
    place.done(&["validate", "schema", "--ignore", "Q", "--html=checked.html"]);
    let stats = place.text("rehearsal-run/stats.html");
    assert!(stats.contains("id=\"sparsity\"") && stats.contains("role=\"img\""), "{stats:.300}");
    assert!(!stats.contains("id=\"leaderboard\""));
    let checked = place.text("checked.html");
    assert!(checked.contains("id=\"validation\"") && checked.contains("interactions.csv"));
    for page in [&stats, &checked] {
        assert_eq!(page.matches("<script").count(), 1);
    }
    // A page is no reason to lose a file, and none is written over a file of data.
    let onto = ["validate", "schema", "--html=rehearsal-run/interactions.csv", "--force"];
    assert!(place.refused(&onto).contains("is an input of this very command"));
    place.write("mine.html", "mine");
    let onto = ["stats", "--html=mine.html"];
    assert!(place.refused(&onto).contains("`--force`"));
    assert_eq!(place.text("mine.html"), "mine");
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
    place.done(&["recommend", "--examples"]);
    place.done(&["eval", "tune", "--model", "popularity", "--budget", "2"]);
    place.done(&["cost"]);
    place.done(&["prep", "interactions", "--watched-threshold", "0", "--force"]);
    let said = place.run(&["report"]);
    for command in [
        "stats",
        "eval baselines",
        "compare",
        "recommend",
        "recommend --examples",
        "eval tune",
        "cost",
        "validate schema",
    ] {
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

#[test]
fn the_command_on_the_page_makes_the_evaluation_again() {
    let place = Place::prepared();
    let odd = "eval baselines --folds 2 --models random,popularity --model item-knn:k=3 --seed 7 --metric mrr@25 \
               --replicates 100 --hold-out items --seen exclude";
    place.done(&["stats"]);
    place.done(&odd.split(' ').collect::<Vec<_>>());
    place.done(&["report"]);
    let page = place.text("rehearsal-run/report.html");
    let from = page.find("id=\"reproduce\"").expect("the section is there");
    let mut lines = page[from..].lines();
    let line = lines.find_map(|line| line.split("rehearsal eval baselines ").nth(1));
    let line = line.expect("the page has the command").replace("&#x2f;", "/");
    let first: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON");
    let again = format!("eval baselines {line} --force");
    place.done(&again.split(' ').collect::<Vec<_>>());
    let second: serde_json::Value =
        serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON");
    assert_eq!(first, second, "{line}");
}
