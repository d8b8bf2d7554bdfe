//! Inputs without an end, and pipes.

use crate::support::Place;

const COMMANDS: [&str; 12] = [
    "stats INPUT",
    "stats --against INPUT",
    "split INPUT",
    "schema infer INPUT",
    "prep interactions --input INPUT",
    "prep run INPUT",
    "eval baselines --models popularity --interactions INPUT",
    "eval baselines --models popularity --items INPUT",
    "eval baselines --models popularity --purpose re-rank --candidates INPUT",
    "recommend --history INPUT",
    "recommend --user u1 --load INPUT",
    "compare --personalize INPUT",
];

#[test]
fn a_device_is_refused_by_name_by_every_command() {
    let place = Place::with_users(50, 40);
    for command in COMMANDS {
        let left = place.run(&command.replace("INPUT", "/dev/zero"));
        left.expect_refused("`/dev/zero`: it is a device without an end");
    }
    let schema = "validate schema rehearsal-run/interactions.csv --schema /dev/zero";
    place.run(schema).expect_refused("it is a device without an end");
}

#[test]
fn a_pipe_that_nobody_writes_into_is_given_up() {
    std::thread::scope(|scope| {
        // They wait at the same time, each in a folder of its own.
        for command in COMMANDS {
            scope.spawn(move || {
                let place = Place::with_users(50, 40);
                let line = command.replace("INPUT", "pipe");
                // Whoever waited twice would be ended without a word.
                let left = place.run_within(19, "mkfifo pipe;", &line);
                left.expect_refused("a pipe that nobody opened for writing in 10 seconds");
            });
        }
    });
}

#[test]
fn what_comes_through_a_pipe_is_read_like_a_file() {
    let place = Place::with_users(50, 40);
    let stats = |words: &str| {
        let left = place.run(&format!("--format json --force stats {words}"));
        assert_eq!(left.status, Some(0), "{}", left.text);
        left.text
    };
    let figures_of = |text: &str| -> Vec<String> {
        let figures = ["\"sha256\"", "\"bytes\"", "\"interactions\":", "\"density\""];
        let is_figure = |line: &&str| figures.iter().any(|figure| line.contains(figure));
        text.lines().filter(is_figure).map(str::to_owned).collect()
    };
    let file = figures_of(&stats("rehearsal-run/interactions.csv --run a"));
    assert!(file.iter().any(|line| line.contains("\"interactions\": 500")), "{file:#?}");
    for words in [
        "<(cat rehearsal-run/interactions.csv) --run b",
        "/dev/stdin --run c < <(cat rehearsal-run/interactions.csv)",
        "/dev/stdin --run d < rehearsal-run/interactions.csv",
    ] {
        // The digest is of the same bytes too.
        assert_eq!(figures_of(&stats(words)), file, "{words}");
    }
}
