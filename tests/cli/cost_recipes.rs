//! `cost --recipe`: each recipe by its own scheme.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn a_use_case_is_charged_by_users_and_hours_as_far_as_its_prices_are_known() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["cost", "--recipe", "aws-vod-top-picks"]), @"
    exit code: 0
    --- stdout
    aws-vod-top-picks is charged by users and hours, and by requests beyond those
      that are free, for which no list has all the prices: the cost is unknown.

    in 30 days        to be paid
    ----------------------------
    users       2,880 user-hours

    in 30 days                                   key of a list of --prices
    ----------------------------------------------------------------------
    users       recommenders.whole_units, recommenders.user_tiers[0].up_to

    data: 29 interactions, 4 users, 6 items
    import: the prepared files of the run folder have 1,041 bytes
    recommender: 4 users in each of 720 hours, and 2,592,000 requests, as
      provisioned or as asked for, whichever is more; its training is taken to be in
      the price, for no note names another
    no estimate, but a bound by the prices `current`: at most $270.00 beside the
      import, were every user in the dearest tier and a begun 100,000 a whole one
    --- stderr
    ");
    let asked = ["cost", "--recipe", "ecomm-recommended-for-you", "--requests", "5000000"];
    let text = place.run(&asked);
    assert!(text.contains("5,000,000 requests, the free ones among them"), "{text}");
    let refused = Place::empty().refused(&["cost", "--recipe", "aws-vod-top-picks"]);
    assert!(refused.contains("charged by users: `--users` says how many"), "{refused}");
}

/// The shipped prices with limits that a test invents.
fn known(shipped: &str) -> String {
    let limits = [
        ("[list.recommenders]", "[list.recommenders]\nwhole_units = true"),
        ("{ price = 0.375,", "{ up_to = 100e3, price = 0.375,"),
        ("{ price = 0.045,", "{ up_to = 1e6, price = 0.045,"),
        ("{ price = 0.018,", "{ up_to = 10e6, price = 0.018,"),
        ("{ price = 0.0000833 }", "{ up_to = 72e6, price = 0.0000833 }"),
        ("{ price = 0.0000417 }", "{ up_to = 720e6, price = 0.0000417 }"),
    ];
    limits.iter().fold(shipped.to_owned(), |text, (from, to)| text.replacen(from, to, 1))
}

#[test]
fn with_all_its_prices_a_recommender_has_a_month() {
    let place = Place::empty();
    let shipped = String::from_utf8(place.done(&["cost", "--print-prices"])).expect("UTF-8");
    // Nothing but comments stands before a table of the same name.
    let at = shipped.find("\n[list.recommenders]").expect("shipped");
    place.write("prices.toml", shipped[..at].to_owned() + &known(&shipped[at..]));
    let args = [
        "cost",
        "--recipe",
        "aws-vod-top-picks",
        "--users",
        "250000",
        "--gigabytes",
        "0.5",
        "--prices",
        "prices.toml",
        "--vs",
        "requests=5000000",
    ];
    assert_snapshot!(place.run(&args), @"
    exit code: 0
    --- stdout
    aws-vod-top-picks

    in 30 days                           amount  prices `current`
    -------------------------------------------------------------
    import                               0.5 GB             $0.03
    recommender       250,000 users × 720 hours           $334.80
    total                                                 $334.82
    idle recommender                no requests           $334.80

    prices `current`         as asked     vs 1
    ------------------------------------------
    import                      $0.03    $0.03
    training                    $0.00    $0.00
    serving                   $334.80  $391.44
    total                     $334.82  $391.47
    paid for idle capacity  over 99 %        -

    vs 1: `requests=5000000`
    cheapest by the prices `current`: the month as asked, $334.82
    `requests=5000000`: recommender: 250,000 users in each of 720 hours, and
      5,000,000 requests, as provisioned or as asked for, whichever is more; its
      training is taken to be in the price, for no note names another
    data: 250,000 users
    recommender: 250,000 users in each of 720 hours, and 2,592,000 requests, as
      provisioned or as asked for, whichever is more; its training is taken to be in
      the price, for no note names another
    over 99 % of the month, $334.80, is paid for an idle recommender: no request is
      asked for, and it is charged for its users all the same; stop it while it is
      not needed, which pauses the charge
    `current` (2026-07): third-party cost notes, 2026: $0.05 per GB, $0.24 per
      training hour, $0.0556 / 0.0278 / 0.0139 per 1,000 requests
    --- stderr
    ");
    let markdown = place.done(&[&args[..], &["--format", "markdown"]].concat());
    let markdown = String::from_utf8(markdown).expect("UTF-8");
    assert!(
        markdown.contains("| recommender for 250,000 users in 720 hours, 0 requests | $334.80 |"),
        "{markdown}"
    );
}

#[test]
fn recipes_without_a_price_of_their_own_are_unknown() {
    let place = Place::prepared();
    let of = |args: &[&str]| place.run(&[&["cost", "--force", "--recipe"], args].concat());
    let text = of(&["aws-semantic-similarity"]);
    assert!(text.contains("semantic.training_per_hour") && !text.contains('$'), "{text}");
    let text = of(&["aws-item-affinity", "--batch-lists", "10"]);
    assert!(text.contains("batch_per_segment") && !text.contains('$'), "{text}");
    let text = of(&["aws-user-personalization-v2", "--batch-lists", "10"]);
    assert!(text.contains("by_interactions.per_thousand_batch_lists"), "{text}");
    // Without segments there is only training to pay, and no campaign.
    let text = of(&["aws-item-affinity"]);
    assert!(text.contains("there is no campaign") && !text.contains("$144"), "{text}");
    let text = of(&["aws-trending-now", "--requests", "1000"]);
    assert!(text.contains("$144.12") && !text.contains("batch job"), "{text}");
    let text = of(&["aws-sims"]);
    assert!(text.contains("a batch job for each of 6 items"), "{text}");
}

#[test]
fn what_a_recipe_does_not_do_is_refused() {
    let place = Place::prepared();
    let text = place.refused(&["cost", "--recipe", "aws-trending-now", "--batch-lists", "3"]);
    assert!(text.contains("`aws-trending-now` has no batch jobs"), "{text}");
    let text = place.refused(&["cost", "--recipe", "aws-item-affinity", "--requests", "3"]);
    assert!(text.contains("has no campaign that answers requests"), "{text}");
}
