//! Invented answers of the service: lists for the users of a batch job, and metrics.

use std::fmt::Write;

use serde_json::{Value, json};

use super::draw::Draw;
use super::events::Shop;
use crate::place::Place;

/// Prepares `events.csv` and cuts it, as the pages do, and answers every line of the batch input: 25
/// products each, those first that the visitor's departments hold.
pub(super) fn batch_output(place: &Place, shop: &Shop) -> String {
    let map = "USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at";
    place.done(&["prep", "interactions", "--input", "events.csv", "--map", map]);
    place.done(&["split"]);
    let mut draw = Draw::new(7);
    let mut output = String::new();
    for line in place.text("rehearsal-run/split/batch-input.jsonl").lines() {
        let input: Value = serde_json::from_str(line).expect("a line of JSON");
        let user = input["userId"].as_str().expect("a user");
        let (items, scores) = list(&history(place, user), shop, &mut draw);
        let output_value = json!({ "recommendedItems": items, "scores": scores });
        let answer = json!({ "input": input, "output": output_value, "error": null });
        let _ = writeln!(output, "{answer}");
    }
    output
}

/// The products of a visitor's rows before the cut, in their order.
fn history(place: &Place, user: &str) -> Vec<String> {
    let text = place.text("rehearsal-run/split/history.csv");
    let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|cells| cells[0] == user).map(|cells| cells[1].to_owned()).collect()
}

/// Products drawn without replacement, more likely those of the departments that the history is about.
fn list(history: &[String], shop: &Shop, draw: &mut Draw) -> (Vec<String>, Vec<f64>) {
    let department = |sku: &String| {
        shop.products.iter().find(|product| product.sku == *sku).map(|product| product.department)
    };
    let seen = |product: usize| {
        let own = Some(shop.products[product].department);
        history.iter().filter(|sku| department(sku) == own).count()
    };
    let mut weights: Vec<usize> =
        (0..shop.products.len()).map(|at| shop.products[at].weight * (1 + seen(at))).collect();
    let mut items = Vec::new();
    let mut scores = Vec::new();
    for rank in 0..25_u32 {
        let product = draw.weighted(&weights);
        weights[product] = 0;
        items.push(shop.products[product].sku.clone());
        scores.push(f64::from(1_000 - 37 * rank) / 10_000.0);
    }
    (items, scores)
}

/// The answer of `GetSolutionMetrics` whose figures are those of the lists, rounded as the service
/// rounds.
pub(super) fn metrics(place: &Place, lists: &str) -> String {
    place.write("batch-input.jsonl.out", lists);
    let split = "rehearsal-run/split";
    let output = place.done(&[
        "eval",
        "recommendations",
        "--recommendations",
        "batch-input.jsonl.out",
        "--held-out",
        &format!("{split}/held-out.csv"),
        "--train",
        &format!("{split}/import.csv"),
        "--format",
        "json",
    ]);
    let result: Value = serde_json::from_slice(&output).expect("JSON");
    let of = |key: &str| {
        let value = result["models"][0]["metrics"][key].as_f64().expect("a figure");
        (value * 1e4).round() / 1e4
    };
    let keys = [
        "coverage",
        "mean_reciprocal_rank_at_25",
        "normalized_discounted_cumulative_gain_at_5",
        "normalized_discounted_cumulative_gain_at_10",
        "normalized_discounted_cumulative_gain_at_25",
        "precision_at_5",
        "precision_at_10",
        "precision_at_25",
    ];
    let metrics: serde_json::Map<String, Value> =
        keys.iter().map(|&key| (key.to_owned(), json!(of(key)))).collect();
    let arn = "arn:aws:personalize:eu-west-1:123456789012:solution/sample-shop/0123abcd";
    let answer = json!({ "solutionVersionArn": arn, "metrics": metrics });
    serde_json::to_string_pretty(&answer).expect("JSON") + "\n"
}
