//! `recipes`: what the service can train, what each needs, and whether data has it.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::place::Place;

const SCHEMA: &str = r#"{"type":"record","name":"Interactions",
    "namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"}]}"#;

/// A shop with as many views and purchases, by these names, in `shop`.
fn shop(view: &str, n_views: usize, purchase: &str, n_purchases: usize) -> Place {
    let mut rows = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    for n in 0..n_views + n_purchases {
        let event = if n < n_views { view } else { purchase };
        let _ = writeln!(rows, "u{},i{},{event},{}", n % 60, n % 37, 1_600_000_000 + n * 60);
    }
    let place = Place::empty();
    place.write("shop/interactions.csv", rows);
    place
}

#[test]
fn all_are_listed_in_plain_words() {
    let place = Place::empty();
    assert_snapshot!(place.unchanged(&["recipes"]), @r#"
    exit code: 0
    --- stdout
    Recipes of a custom dataset group
      aws-user-personalization-v2: what a user will want next, of 5 million items
        needs interactions
      aws-user-personalization: what a user will want next, with new items tried out
        needs interactions
      aws-hrnn: what a user will want next; old, superseded by the two above
        needs interactions
      aws-hrnn-metadata: the same, with what is known of items and users; old
        needs interactions; items; at most 5 GB of metadata
      aws-hrnn-coldstart: new items that a user will want; old, no longer on offer
        needs interactions; items; 100 to 80,000 items without interactions; at most
            5 GB of metadata
      aws-popularity-count: what most users have used, the same for everybody
        needs interactions
      aws-trending-now: the items whose use grows fastest, the same for everybody
        needs interactions
      aws-personalized-ranking-v2: your own list, the best for a user first
        needs interactions
      aws-personalized-ranking: the same, of the generation before
        needs interactions
      aws-similar-items: items like an item, by who used both and by what they are
        needs interactions
      aws-sims: items like an item, by who used both alone; the older one
        needs interactions
      aws-semantic-similarity: items like an item, by what their texts say
        needs interactions; items; a field of the items with "textual": true
      aws-next-best-action: what to offer a user to do, such as to join a club
        needs actions; action-interactions; at most 1,000 actions
      aws-item-affinity: the users who will want an item, for a campaign
        needs interactions; times that differ
      aws-item-attribute-affinity: the users who will want items of a genre or kind
        needs interactions; items; a category or number that several items share;
            times that differ

    Use cases of the domain VIDEO_ON_DEMAND
      aws-vod-because-you-watched-x: what those who watched a video watched as well
        needs interactions with EVENT_TYPE, of which only the type Watch counts
      aws-vod-more-like-x: videos like a video
        needs interactions with EVENT_TYPE; items with GENRES and
            CREATION_TIMESTAMP; better with Watch and Click too
      aws-vod-most-popular: the videos that most people watched
        needs interactions with EVENT_TYPE, of which only the type Watch counts
      aws-vod-trending-now: the videos whose use grows fastest
        needs interactions with EVENT_TYPE
      aws-vod-top-picks: what a user will want to watch next
        needs interactions with EVENT_TYPE

    Use cases of the domain ECOMMERCE
      aws-ecomm-popular-items-by-views: the goods that are viewed most
        needs interactions with EVENT_TYPE, of which only the type View counts
      aws-ecomm-popular-items-by-purchases: the goods that are bought most
        needs interactions with EVENT_TYPE, of which only the type Purchase counts
      aws-ecomm-frequently-bought-together: what is bought together with an item
        needs interactions with EVENT_TYPE, of which only the type Purchase counts
      aws-ecomm-customers-who-viewed-x-also-viewed: what its viewers viewed as well
        needs interactions with EVENT_TYPE, of which only the type View counts;
            better with Purchase too
      aws-ecomm-recommended-for-you: what a customer will want next
        needs interactions with EVENT_TYPE; better with View and Purchase too

    All interactions have USER_ID, ITEM_ID and TIMESTAMP, all items ITEM_ID. What
    learns from interactions needs 1,000 different ones, and 25 users with two,
    counted after its event type.
    The option `--for DIR` says for which of them the data in a folder suffices.
    --- stderr
    "#);
}

#[test]
fn help_for_a_recipe_leads_to_the_list() {
    let place = Place::empty();
    let list = place.done(&["recipes"]);
    for args in
        [["validate", "schema", "--recipe", "help"], ["validate", "dataset", "--recipe", "help"]]
    {
        assert_eq!(place.done(&args), list, "{args:?}");
    }
}

#[test]
fn data_is_held_against_each() {
    let place = shop("View", 1_500, "Purchase", 300);
    assert_snapshot!(place.unchanged(&["recipes", "--for", "shop"]), @r#"
    exit code: 0
    --- stdout
    Recipes of a custom dataset group
      aws-user-personalization-v2: what a user will want next, of 5 million items
        needs interactions
        yes: this data suffices
      aws-user-personalization: what a user will want next, with new items tried out
        needs interactions
        yes: this data suffices
      aws-hrnn: what a user will want next; old, superseded by the two above
        needs interactions
        yes: this data suffices
      aws-hrnn-metadata: the same, with what is known of items and users; old
        needs interactions; items; at most 5 GB of metadata
        no: aws-hrnn-metadata needs Items, found none
      aws-hrnn-coldstart: new items that a user will want; old, no longer on offer
        needs interactions; items; 100 to 80,000 items without interactions; at most
            5 GB of metadata
        no: aws-hrnn-coldstart needs Items, found none
      aws-popularity-count: what most users have used, the same for everybody
        needs interactions
        yes: this data suffices
      aws-trending-now: the items whose use grows fastest, the same for everybody
        needs interactions
        yes: this data suffices
      aws-personalized-ranking-v2: your own list, the best for a user first
        needs interactions
        yes: this data suffices
      aws-personalized-ranking: the same, of the generation before
        needs interactions
        yes: this data suffices
      aws-similar-items: items like an item, by who used both and by what they are
        needs interactions
        yes: this data suffices
      aws-sims: items like an item, by who used both alone; the older one
        needs interactions
        yes: this data suffices
      aws-semantic-similarity: items like an item, by what their texts say
        needs interactions; items; a field of the items with "textual": true
        no: aws-semantic-similarity needs Items, found none
      aws-next-best-action: what to offer a user to do, such as to join a club
        needs actions; action-interactions; at most 1,000 actions
        no: aws-next-best-action needs Actions and ActionInteractions, found none
      aws-item-affinity: the users who will want an item, for a campaign
        needs interactions; times that differ
        yes: this data suffices
      aws-item-attribute-affinity: the users who will want items of a genre or kind
        needs interactions; items; a category or number that several items share;
            times that differ
        no: aws-item-attribute-affinity needs Items, found none

    Use cases of the domain VIDEO_ON_DEMAND
      aws-vod-because-you-watched-x: what those who watched a video watched as well
        needs interactions with EVENT_TYPE, of which only the type Watch counts
        no: expected at least 1,000 different interactions of type Watch, found 0;
            event types: Purchase (300 rows), View (1,500 rows)
      aws-vod-more-like-x: videos like a video
        needs interactions with EVENT_TYPE; items with GENRES and
            CREATION_TIMESTAMP; better with Watch and Click too
        no: aws-vod-more-like-x needs Items, found none
        advice: aws-vod-more-like-x also learns from Watch, of which there is none
      aws-vod-most-popular: the videos that most people watched
        needs interactions with EVENT_TYPE, of which only the type Watch counts
        no: expected at least 1,000 different interactions of type Watch, found 0;
            event types: Purchase (300 rows), View (1,500 rows)
      aws-vod-trending-now: the videos whose use grows fastest
        needs interactions with EVENT_TYPE
        yes: this data suffices
      aws-vod-top-picks: what a user will want to watch next
        needs interactions with EVENT_TYPE
        yes: this data suffices

    Use cases of the domain ECOMMERCE
      aws-ecomm-popular-items-by-views: the goods that are viewed most
        needs interactions with EVENT_TYPE, of which only the type View counts
        yes: this data suffices
      aws-ecomm-popular-items-by-purchases: the goods that are bought most
        needs interactions with EVENT_TYPE, of which only the type Purchase counts
        no: expected at least 1,000 different interactions of type Purchase, found
            300; event types: Purchase (300 rows), View (1,500 rows)
      aws-ecomm-frequently-bought-together: what is bought together with an item
        needs interactions with EVENT_TYPE, of which only the type Purchase counts
        no: expected at least 1,000 different interactions of type Purchase, found
            300; event types: Purchase (300 rows), View (1,500 rows)
      aws-ecomm-customers-who-viewed-x-also-viewed: what its viewers viewed as well
        needs interactions with EVENT_TYPE, of which only the type View counts;
            better with Purchase too
        yes: this data suffices
      aws-ecomm-recommended-for-you: what a customer will want next
        needs interactions with EVENT_TYPE; better with View and Purchase too
        yes: this data suffices

    All interactions have USER_ID, ITEM_ID and TIMESTAMP, all items ITEM_ID. What
    learns from interactions needs 1,000 different ones, and 25 users with two,
    counted after its event type.
    The data in `shop` suffices for 15 of 25.
    --- stderr
    "#);
}

#[test]
fn a_schema_beside_the_data_holds_and_other_forms_are_read() {
    let place = shop("view", 1_500, "buy", 1_200);
    let found = |place: &Place, folder: &str| -> Vec<(String, bool)> {
        let args = ["recipes", "--for", folder, "--format", "json"];
        let value: serde_json::Value = serde_json::from_slice(&place.done(&args)).expect("JSON");
        let recipes = value["recipes"].as_array().expect("a list");
        let of = |one: &serde_json::Value| {
            (one["name"].to_string(), one["has_it"].as_bool().expect("an answer"))
        };
        recipes.iter().map(of).collect()
    };
    let inferred = found(&place, "shop");
    place.write("shop/interactions.avsc", SCHEMA);
    assert_eq!(found(&place, "shop"), inferred);
    let input = "shop/interactions.csv";
    place.done(&[
        "prep",
        "interactions",
        "--input",
        input,
        "--output",
        "other/interactions.parquet",
    ]);
    assert_eq!(found(&place, "other"), inferred);
    let rename = ["--rename-event", "view=View,buy=Purchase", "--run", "renamed"];
    place.done(&[&["prep", "interactions", "--input", input][..], &rename].concat());
    let n = |found: Vec<(String, bool)>| found.iter().filter(|(_, has_it)| *has_it).count();
    assert_eq!((n(inferred), n(found(&place, "renamed"))), (13, 17));
}

#[test]
fn the_json_says_the_same() {
    let place = shop("View", 1_500, "Purchase", 300);
    let args = ["recipes", "--for", "shop", "--format", "json"];
    let value: serde_json::Value = serde_json::from_slice(&place.done(&args)).expect("JSON");
    let text = |at: usize| serde_json::to_string_pretty(&value["recipes"][at]).expect("JSON");
    assert_snapshot!(text(16), @r#"
    {
      "advised": [
        "aws-vod-more-like-x also learns from Watch, of which there is none"
      ],
      "advised_event_types": [
        "Watch",
        "Click"
      ],
      "condition": null,
      "domain": "video-on-demand",
      "event_type": null,
      "has_it": false,
      "missing": [
        "aws-vod-more-like-x needs Items, found none"
      ],
      "name": "aws-vod-more-like-x",
      "needs": [
        {
          "columns": [
            "USER_ID",
            "ITEM_ID",
            "TIMESTAMP",
            "EVENT_TYPE"
          ],
          "dataset": "interactions"
        },
        {
          "columns": [
            "ITEM_ID",
            "GENRES",
            "CREATION_TIMESTAMP"
          ],
          "dataset": "items"
        }
      ],
      "summary": "videos like a video"
    }
    "#);
    assert_snapshot!(text(23), @r#"
    {
      "advised": [],
      "advised_event_types": [
        "Purchase"
      ],
      "condition": null,
      "domain": "ecommerce",
      "event_type": "View",
      "has_it": true,
      "missing": [],
      "name": "aws-ecomm-customers-who-viewed-x-also-viewed",
      "needs": [
        {
          "columns": [
            "USER_ID",
            "ITEM_ID",
            "TIMESTAMP",
            "EVENT_TYPE"
          ],
          "dataset": "interactions"
        }
      ],
      "summary": "what its viewers viewed as well"
    }
    "#);
}

#[test]
fn a_folder_without_data_is_refused() {
    let place = Place::empty();
    place.write("empty/readme.txt", "nothing");
    assert_snapshot!(place.refused(&["recipes", "--for", "empty"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `empty` holds no interactions.csv, items.csv or users.csv, nor one of them in another form; `rehearsal prep interactions` makes the first
    ");
    assert_snapshot!(place.refused(&["recipes", "--for", "nowhere"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `nowhere`: No such file or directory (os error 2)
    ");
    place.write("bad/interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n");
    place.write("bad/interactions.avsc", "{}");
    assert_snapshot!(place.refused(&["recipes", "--for", "bad"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: bad/interactions.avsc: expected an object with "type": "record" and a list "fields"; `rehearsal validate dataset bad` says more
    "#);
}
