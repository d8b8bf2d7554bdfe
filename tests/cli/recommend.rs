//! `recommend`: a list for one user.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

#[test]
fn films_that_the_user_has_not_seen_with_their_titles() {
    let place = Place::prepared();
    assert_snapshot!(place.unchanged(&["recommend", "--user", "1"]), @r#"
    exit code: 0
    --- stdout
    user 1, model item-knn
    newest in the history:
          The Long Tide (2006–2007) [Documentary]
          The "Second" Harbour (1987) [Comedy]
          Quiet Engine, The (2001) [Sci-Fi]
          Paper Lanterns (1994) [Drama, Romance]
    recommended:
       1  Nobody's Parade (2015)  0.6108
            because of Paper Lanterns (1994) 36 %, Quiet Engine, The (2001) 25 %,
              The "Second" Harbour (1987) 25 %
       2  Winter Ledger [Drama]  0.3999
            because of Paper Lanterns (1994) 39 %, The Long Tide (2006–2007) 21 %,
              Quiet Engine, The (2001) 20 %
    --- stderr
    "#);
}

#[test]
fn a_shorter_list_of_another_model_as_json_also_in_a_file() {
    let place = Place::prepared();
    let args = ["recommend", "--user", "10", "--model", "popularity", "-k", "2"];
    let args = [&args[..], &["--seen", "include", "--output", "list.json"]].concat();
    let args = [&args[..], &["--format", "json"]].concat();
    let text = place.run(&args);
    assert_snapshot!(text, @r#"
    exit code: 0
    --- stdout
    {
      "schema_version": 1,
      "interactions_sha256": "[SHA]",
      "userId": "10",
      "model": "popularity",
      "params": {
        "candidates": "all",
        "count": "users",
        "fill": "nothing"
      },
      "seen": "include",
      "history": [
        {
          "itemId": "3",
          "metadata": {
            "title": "The \"Second\" Harbour (1987)",
            "genres": "Comedy"
          }
        },
        {
          "itemId": "5",
          "metadata": {
            "title": "The Long Tide (2006–2007)",
            "genres": "Documentary"
          }
        },
        {
          "itemId": "6",
          "metadata": {
            "title": "Nobody's Parade (2015)",
            "genres": ""
          }
        },
        {
          "itemId": "1",
          "metadata": {
            "title": "Paper Lanterns (1994)",
            "genres": "Drama|Romance"
          }
        },
        {
          "itemId": "4",
          "metadata": {
            "title": "Winter Ledger",
            "genres": "Drama"
          }
        }
      ],
      "itemList": [
        {
          "itemId": "1",
          "score": 4.0,
          "metadata": {
            "title": "Paper Lanterns (1994)",
            "genres": "Drama|Romance"
          }
        },
        {
          "itemId": "2",
          "score": 3.0,
          "metadata": {
            "title": "Quiet Engine, The (2001)",
            "genres": "Sci-Fi"
          }
        }
      ]
    }
    --- stderr
    "#);
    assert!(text.contains(&without_digests(&place.text("list.json"))));
}

#[test]
fn without_an_items_file_ids_stand_for_titles() {
    let place = Place::with_release();
    place.done(&["prep", "interactions"]);
    assert_snapshot!(place.unchanged(&["recommend", "--user", "2"]), @"
    exit code: 0
    --- stdout
    user 2, model item-knn
    newest in the history:
          item 6
          item 4
          item 2
          item 1
    recommended:
       1  item 3  0.6108
            because of 1 36 %, 2 25 %, 6 25 %
       2  item 5  0.3999
            because of 1 39 %, 4 21 %, 2 20 %
    --- stderr
    ");
}

#[test]
fn an_unknown_user_is_refused_with_some_that_there_are() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["recommend", "--user", "99"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no user `99` in `rehearsal-run/interactions.csv`, which has 4 users, such as `1`, `2`, `3`
    ");
}

#[test]
fn an_unknown_model_is_refused_with_a_hint() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["recommend", "--user", "1", "--model", "itemknn"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown model `itemknn` (did you mean `item-knn`?); the models are random, popularity, weighted-rating, trending, repeat-last, content-cosine, content-euclidean, item-knn, user-knn, p3alpha, rp3beta, sar, als, bpr, pure-svd, nmf, ease, edlae, slim, markov, session-knn, sasrec, gru4rec, logistic, classifier, hybrid
    ");
}

#[test]
fn without_interactions_it_says_how_to_make_them() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["recommend", "--user", "1"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions.csv` is not there; `rehearsal prep interactions` makes it
    ");
}

/// Whoever has had everything gets nothing new, and is told so on paper and beside the JSON.
#[test]
fn an_empty_list_says_why_it_is_empty() {
    let place = Place::with_interactions(
        "USER_ID,ITEM_ID,TIMESTAMP\nall,a,1\nall,b,2\nall,c,3\nsome,a,1\nsome,c,2\n",
    );
    let user = ["recommend", "--user", "all", "--model", "item-knn"];
    let mut said = place.unchanged(&user);
    said.push_str(&place.unchanged(&[&user[..], &["--format", "json"]].concat()));
    assert_snapshot!(without_digests(&said), @r#"
    exit code: 0
    --- stdout
    user all, model item-knn
    newest in the history:
          item c
          item b
          item a
    recommended:
          nothing: item-knn knows no item beside those excluded; `--seen include`
            lists those of the history again
    --- stderr
    exit code: 0
    --- stdout
    {
      "schema_version": 1,
      "interactions_sha256": "[SHA]",
      "userId": "all",
      "model": "item-knn",
      "params": {
        "alpha": 0.5,
        "beta": 0.5,
        "half-life": "none",
        "k": 100,
        "keep": "target",
        "normalize": true,
        "shrink": 10.0,
        "similarity": "cosine",
        "weighting": "none"
      },
      "seen": "exclude",
      "history": [
        {
          "itemId": "c",
          "metadata": {
            "title": "",
            "genres": ""
          }
        },
        {
          "itemId": "b",
          "metadata": {
            "title": "",
            "genres": ""
          }
        },
        {
          "itemId": "a",
          "metadata": {
            "title": "",
            "genres": ""
          }
        }
      ],
      "itemList": []
    }
    --- stderr
    warning: nothing: item-knn knows no item beside those excluded; `--seen include` lists those of the history again
    "#);
}

/// In milliseconds half-lives and windows are a thousand times as long as asked for.
#[test]
fn instants_that_cannot_be_seconds_are_said() {
    let rows =
        "USER_ID,ITEM_ID,TIMESTAMP\nx,a,1600000001000\nx,b,1600000002000\ny,b,1600000003000\n";
    let place = Place::with_interactions(rows);
    let user = ["recommend", "--user", "y", "--model", "trending"];
    assert_snapshot!(place.unchanged(&user), @r"
    exit code: 0
    --- stdout
    user y, model trending
    newest in the history:
          item b
    recommended:
       1  item a  1.0000
    --- stderr
    warning: `rehearsal-run/interactions.csv`: 3 of 3 rows have a TIMESTAMP that cannot be seconds since 1970, such as 1600000001000 (in milliseconds: 2020-09-13T12:26:41Z); what rests on time, such as sessions, months and cuts, is wrong; `rehearsal prep interactions --input rehearsal-run/interactions.csv --timestamp-unit auto --run rehearsal-run-seconds` writes seconds
    ");
    place.write("rehearsal-run/interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\nx,a,1\ny,b,2\n");
    place.write("history.csv", "ITEM_ID,TIMESTAMP\nb,1600000003000000\n");
    let history = ["recommend", "--history", "history.csv", "--model", "popularity"];
    assert_snapshot!(place.unchanged(&history), @"
    exit code: 0
    --- stdout
    model popularity
    newest in the history:
          item b
    recommended:
       1  item a  1.0000
    --- stderr
    warning: `history.csv`: timestamps must be seconds since 1970, and 1600000003000000 must be microseconds or finer: ages, half-lives and windows of models come out wrong; divide them by 1,000,000
    ");
}

/// As many users as items, of whom each has two.
fn pairs(n: usize) -> Place {
    let row = |at: usize| format!("u{at},i{at},1\nu{at},i{},2\n", (at * 7 + 1) % n);
    let rows: String = (0..n).map(row).collect();
    Place::with_interactions(format!("USER_ID,ITEM_ID,TIMESTAMP\n{rows}"))
}

/// Where nobody set a limit, that of the process counts: the run neither ends in the middle nor takes
/// what is not there.
#[cfg(target_os = "linux")]
#[test]
fn a_model_beyond_what_the_process_may_take_is_refused() {
    let place = pairs(30_000);
    let line = format!(
        "ulimit -v 4000000; exec {} recommend --user u1 --model ease",
        env!("CARGO_BIN_EXE_rehearsal")
    );
    let mut command = std::process::Command::new("sh");
    let found = command.args(["-c", &line]).current_dir(place.folder()).output().expect("it runs");
    let said = String::from_utf8_lossy(&found.stderr).into_owned();
    assert_eq!(found.status.code(), Some(2), "{said}");
    assert!(said.contains("80 % of what "), "{said}");
    assert!(said.contains("; head="), "{said}");
}

/// Before anything is allocated, with what would fit.
#[test]
fn a_model_that_does_not_fit_is_refused() {
    let place = pairs(3_000);
    let user = ["recommend", "--user", "u1", "--model", "ease", "--memory-limit", "32MiB"];
    let said = place.run(&user);
    assert!(said.starts_with("exit code: 2"), "{said}");
    assert!(
        said.contains("it would take ")
            && said.contains("what the limit leaves beside the data is ")
            && said.contains("; head="),
        "{said}"
    );
}
