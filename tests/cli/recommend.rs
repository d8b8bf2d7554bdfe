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
            because of Paper Lanterns (1994) 36 %, Quiet Engine, The (2001) 25 %, The "Second" Harbour (1987) 25 %
       2  Winter Ledger [Drama]  0.3999
            because of Paper Lanterns (1994) 39 %, The Long Tide (2006–2007) 21 %, Quiet Engine, The (2001) 20 %
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
    error: unknown model `itemknn` (did you mean `item-knn`?); the models are random, popularity, weighted-rating, trending, repeat-last, content-cosine, content-euclidean, item-knn, user-knn, p3alpha, rp3beta, sar, als, bpr, pure-svd, nmf, ease, edlae, slim, markov, session-knn, logistic, classifier, hybrid
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
