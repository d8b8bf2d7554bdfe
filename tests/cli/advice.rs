//! Advice that is followed: each command that a command prints runs as printed, and the leak is gone.

use super::place::Place;

/// The sample shop, prepared.
fn shop() -> Place {
    let place = Place::empty();
    let events = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop/events.csv");
    let map = "USER_ID=visitor,ITEM_ID=sku,EVENT_TYPE=action,TIMESTAMP=at";
    place.done(&["prep", "interactions", "--input", events, "--map", map]);
    place
}

/// The words of a printed command line, without the program; single quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let command = command.trim().strip_prefix("rehearsal ").expect("one of ours");
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in command.chars() {
        match letter {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            other => words.last_mut().expect("one at least").push(other),
        }
    }
    words
}

/// Runs a printed command, and gives the view of its `eval.json` that the options made.
fn evaluated(place: &Place, command: &str) -> serde_json::Value {
    let mut words = words(command);
    words.extend(["--force", "--replicates", "0"].map(str::to_owned));
    place.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    serde_json::from_str(&place.text("rehearsal-run/eval.json")).expect("JSON")
}

/// What an audit calls a leak.
const LEAKS: [&str; 4] = [
    "newest_item_held_out",
    "held_out_items_in_history",
    "twin_rows",
    "answers_seen_shortly_before",
];

fn expect_no_leak(eval: &serde_json::Value, command: &str) {
    for leak in LEAKS {
        assert_eq!(eval["protocol"]["leaks"][leak], 0, "{leak} after `{command}`");
    }
}

#[test]
fn what_the_data_card_advises_ends_the_leak() {
    let place = shop();
    let stats = place.done(&["stats", "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_slice(&stats).expect("JSON");
    let card = stats["card"].as_array().expect("a card");
    let advice = card.iter().filter_map(|check| check["advice"].as_array()).flatten();
    let commands: Vec<&str> = advice.filter_map(|one| one["command"].as_str()).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands.iter().filter(|command| command.contains("eval baselines")) {
        let eval = evaluated(&place, command);
        // Whoever looks for the purchase after the view wants the view in the history.
        if !command.contains("--target") {
            expect_no_leak(&eval, command);
        }
    }
}

#[test]
fn what_an_audit_advises_ends_the_leak() {
    let place = shop();
    // Views at the very second of the purchase, so that a cut falls inside it.
    let rows = place.text("rehearsal-run/interactions.csv");
    let header = rows.lines().next().expect("a header");
    let twins = rows.lines().skip(1).fold(String::new(), |twins, row| {
        twins + row + "\n" + &row.replacen(",view,", ",seen,", 1) + "\n"
    });
    place.write("rehearsal-run/interactions.csv", format!("{header}\n{twins}"));
    let said = place.done(&["eval", "baselines", "--view", "service", "--replicates", "0"]);
    let said = String::from_utf8(said).expect("text").replace("\n    ", " ");
    let leaks: Vec<&str> =
        said.lines().filter(|line| line.trim_start().starts_with("leak:")).collect();
    assert_eq!(leaks.len(), 2, "{said}");
    for leak in leaks {
        let option = leak.split('`').nth(1).expect("an option in back-ticks");
        let command = format!("rehearsal eval baselines {option}");
        let eval = evaluated(&place, &command);
        expect_no_leak(&eval, &command);
        if option == "--view clean" {
            assert_eq!(eval["protocol"]["leaks"]["cut_inside_a_second"], 0);
        }
    }
}

#[test]
fn answers_that_were_seen_just_before_are_a_leak_of_their_own() {
    let place = shop();
    let to_find_the_buy =
        ["--target", "buy", "--hold-out", "new-target-items", "--seen", "exclude-target"];
    let command = format!("rehearsal eval baselines {}", to_find_the_buy.join(" "));
    let eval = evaluated(&place, &command);
    assert_ne!(eval["protocol"]["leaks"]["answers_seen_shortly_before"], 0);
    assert_eq!(eval["protocol"]["unreachable_items"], 0, "the buy after the view can be found");
    let said = place.done(&[&["eval", "baselines", "--force"][..], &to_find_the_buy].concat());
    let said = String::from_utf8(said).expect("text");
    let said = said.replace("\n    ", " ");
    assert!(said.contains("answers were seen within 30 minutes"), "{said}");
    assert!(said.contains("`--hold-out new-items` without `--target`"), "{said}");
    let command = "rehearsal eval baselines --hold-out new-items";
    expect_no_leak(&evaluated(&place, command), command);
    // Nobody buys here what was never viewed.
    let refused =
        place.run(&["eval", "baselines", "--target", "buy", "--hold-out", "new-items", "--force"]);
    assert!(refused.contains("new-target-items"), "{refused}");
}

#[test]
fn the_command_that_a_search_prints_judges_its_winner() {
    let place = shop();
    for options in [
        &[][..],
        &["--protocol", "leave-last-one", "--view", "service"],
        &["--target", "buy", "--hold-out", "new-target-items", "--seen", "exclude-target"],
    ] {
        let tune = ["eval", "tune", "--model", "ease:head=90", "--budget", "3", "--force"];
        let said = place.done(&[&tune[..], options].concat());
        let said = String::from_utf8(said).expect("text");
        let command = said.lines().find(|line| line.trim_start().starts_with("rehearsal "));
        let eval = evaluated(&place, command.unwrap_or_else(|| panic!("{said}")));
        let models = eval["models"].as_array().expect("models");
        assert!(!models.is_empty() && models.iter().all(|model| model["name"] == "ease"));
        let is_service = options.contains(&"service");
        let is_own = options.contains(&"--target");
        let view = if is_service {
            "service"
        } else if is_own {
            "custom"
        } else {
            "clean"
        };
        assert_eq!(eval["view"], view, "{said}");
        if is_own {
            assert_eq!(eval["protocol"]["target"], serde_json::json!(["buy"]));
        }
    }
}

#[test]
fn the_commands_that_a_cut_prints_score_it_as_it_was_made() {
    let place = shop();
    for (options, view) in [
        (&["--view", "clean"][..], "clean"),
        (&["--view", "service"], "custom"),
        (&["--hold-out", "items"], "custom"),
    ] {
        let said = place.done(&[&["split", "--force"][..], options].concat());
        let said = String::from_utf8(said).expect("text");
        let commands: Vec<&str> =
            said.lines().filter(|line| line.trim_start().starts_with("rehearsal ")).collect();
        assert_eq!(commands.len(), 2, "{said}");
        let mut words = words(commands[1]);
        words.push("--force".to_owned());
        place.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let eval: serde_json::Value =
            serde_json::from_str(&place.text("cut/eval.json")).expect("JSON");
        assert_eq!(eval["view"], view);
        let ease = eval["models"].as_array().expect("models");
        let ease = ease.iter().find(|model| model["name"] == "ease").expect("it ran");
        let value = ease["metrics"]["recall_at_25"].as_f64().expect("a number");
        assert!(value > 0.2, "{options:?}: {value}");
        // The lists that a job would give back, scored by the other command.
        let inputs = place.text("rehearsal-run/split/batch-input.jsonl");
        let answers = inputs.lines().map(|line| {
            let input: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let output = serde_json::json!({ "recommendedItems": ["00017"], "scores": [1.0] });
            serde_json::json!({ "input": input, "output": output, "error": null }).to_string()
        });
        place.write("batch-input.jsonl.out", answers.collect::<Vec<_>>().join("\n") + "\n");
        let mut words = self::words(commands[0]);
        words.push("--force".to_owned());
        place.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
