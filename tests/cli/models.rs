//! Models: described, searched, saved, refused, taken up again.

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::without_digests;

fn stdout(place: &Place, args: &[&str]) -> String {
    String::from_utf8(place.done(args)).expect("UTF-8")
}

/// A generated release, prepared.
fn generated() -> Place {
    let place = Place::empty();
    let size = ["--users", "150", "--items", "120", "--ratings", "4000"];
    place.done(&[&["data", "generate", "--output", "ml-made"][..], &size].concat());
    place.done(&["prep", "interactions", "--input", "ml-made"]);
    place
}

#[test]
fn all_models_in_a_list() {
    let place = Place::empty();
    assert_snapshot!(place.run(&["models"]), @r"
    exit code: 0
    --- stdout
    non-personal
      random             Items drawn evenly: the floor under every other model.
      popularity         The most popular items, the same for everybody, as the
                         service's Popularity-Count.
      weighted-rating    The best rated items, held back where few have voted.
      trending           What is popular now: rows that decay with age, or growth
                         over a window as the service's Trending-Now.
      repeat-last        The newest items of the user's own history: the witness of
                         leaks.

    content
      content-cosine     Items whose features point where those of the history do.
      content-euclidean  Items whose features lie near those of the history.

    neighbourhood and graph
      item-knn           Items whose users are those of the history's items.
      user-knn           What the users most like this one have.
      p3alpha            Where a random walk of three steps from the history ends.
      rp3beta            Where a random walk of three steps ends, popular items held
                         back.
      sar                Affinities that halve with age, times similarities by
                         co-occurrence.

    latent factors
      als                Implicit alternating least squares (iALS).
      bpr                Bayesian personalised ranking of vectors (BPR-MF).
      pure-svd           A truncated singular value decomposition (PureSVD).
      nmf                Non-negative matrix factorisation.

    linear
      ease               Each item regressed on all others in closed form (EASE^R).
      edlae              EASE^R with dropout in closed form (EDLAE of full rank).
      slim               Each item regressed on few others (SLIM, elastic net).

    order-aware
      markov             What tends to come soon after, or before, the newest items
                         of the history.
      session-knn        What stood near the newest items, in the sessions most like
                         this one.
      sasrec             A transformer over the newest items of the history
                         (SASRec).
      gru4rec            A gated recurrent unit over the history (GRU4Rec).

    classifier
      logistic           Logistic regression on the features of the classifier.
      classifier         A neural network that says how likely an item comes next.

    blend
      hybrid             A blend of models whose weights are learnt on an inner cut
                         of the training users.

    One with its formula, source and parameters:
      rehearsal models ease
    --- stderr
    ");
    assert_snapshot!(place.run(&["models", "ease"]), @r"
    exit code: 0
    --- stdout
    ease: Each item regressed on all others in closed form (EASE^R).

      score(u, j) = Σ w(i) · B(i, j) over the history's items i, B(i, j) = −P(i,
        j)/P(j, j), B(j, j) = 0, P = (XᵀX + λI)⁻¹; w halves every `half-life` newer
        items
      source: Steck 2019, doi:10.1145/3308558.3313710, equation 8
      fit, for m users, n items and r rows: time Σ over users of items² + n³ (or m³
        where users are fewer), memory n² (or m²)

      l2 (default 100)
          λ, the ridge
          a number from 0.000001 to 1,000,000,000; tune tries 10 to 5,000, by its
            logarithm
      half-life (default none)
          after how many newer items of the history an item counts half
          a number from 0.1 to 1,000,000,000, or `none`; tune tries 1 to 100, by its
            logarithm
      head (default all)
          only so many of the items with most users; the others follow by popularity
          a whole number from 1 to 1,000,000, or `all`
    --- stderr
    ");
    assert_snapshot!(place.run(&["models", "eas"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown model `eas` (did you mean `ease`?); the models are random, popularity, weighted-rating, trending, repeat-last, content-cosine, content-euclidean, item-knn, user-knn, p3alpha, rp3beta, sar, als, bpr, pure-svd, nmf, ease, edlae, slim, markov, session-knn, sasrec, gru4rec, logistic, classifier, hybrid
    ");
    let json = place.run(&["models", "repeat-last", "--format", "json"]);
    assert_snapshot!(json, @r#"
    exit code: 0
    --- stdout
    {
      "models": [
        {
          "cost": "nothing to fit",
          "equation": "score(u, j) = 1 / place of j among the newest distinct items of u",
          "family": "non-personal",
          "is_fast": true,
          "name": "repeat-last",
          "needs": null,
          "parameters": [],
          "source": "no paper",
          "summary": "The newest items of the user's own history: the witness of leaks."
        }
      ],
      "schema_version": 1
    }
    --- stderr
    "#);
}

#[test]
fn the_page_of_models_is_what_the_program_prints() {
    let page = stdout(&Place::empty(), &["models", "--markdown"]);
    let committed = include_str!("../../docs/models.md");
    assert!(page == committed, "run `rehearsal models --markdown > docs/models.md`");
}

#[test]
fn a_model_without_its_input_is_left_out_and_the_others_go_on() {
    let place = Place::prepared();
    let interactions = "rehearsal-run/interactions.csv";
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0", "--run", "other"];
    let models = ["--models", "popularity,content-cosine", "--interactions", interactions];
    assert_snapshot!(place.run(&[&args[..], &models].concat()), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 6 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    ------------------------------------------------------------------------
    popularity   0.6905              –  0.5833     1.0000    0.6667  [S]
    4 lists with fewer than 25 items

    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (popularity)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    popularity  0.3333  0.5655   0.6622   0.6622       0.1500        0.1000

    model       precision@25  coverage  seconds
    -------------------------------------------
    popularity        0.0400    1.0000  [S]
    4 lists with fewer than 25 items
    --- stderr
    warning: content-cosine was left out: it needs genres, years or descriptions of items: `--items FILE` names a file with GENRES, YEAR or DESCRIPTION
    ");
    let result = place.text("other/eval.json");
    assert!(result.contains("\"skipped\""), "{result}");
    // With nothing else to run there is no result.
    let alone = ["--models", "content-cosine", "--interactions", interactions, "--force"];
    assert_snapshot!(place.run(&[&args[..], &alone].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no model could be fitted: content-cosine was left out: it needs genres, years or descriptions of items: `--items FILE` names a file with GENRES, YEAR or DESCRIPTION
    ");
}

#[test]
fn a_model_beyond_the_memory_limit_says_what_would_fit() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0"];
    let models = ["--models", "popularity", "--model", "als:factors=4096"];
    let limit = ["--memory-limit", "16MiB"];
    assert_snapshot!(place.run(&[&args[..], &models, &limit].concat()), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    ------------------------------------------------------------------------
    popularity   0.6905              –  0.5833     1.0000    0.5714  [S]
    4 lists with fewer than 25 items

    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (popularity)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    popularity  0.3333  0.5655   0.6622   0.6622       0.1500        0.1000

    model       precision@25  coverage  seconds
    -------------------------------------------
    popularity        0.0400    0.8571  [S]
    4 lists with fewer than 25 items
    --- stderr
    warning: als:factors=4096 was left out: it would take 640.3 MiB and what the limit leaves beside the data is 16.0 MiB; factors=7 would fit
    ");
    assert_snapshot!(place.run(&[&args[..], &["--memory-limit", "much", "--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--memory-limit much`: expected at least 16MiB, such as 512MiB or 2GB
    ");
}

#[test]
fn items_for_items_and_the_order_of_candidates() {
    let place = Place::prepared();
    let args = [
        "eval",
        "baselines",
        "--folds",
        "2",
        "--replicates",
        "0",
        "--models",
        "popularity,item-knn",
    ];
    assert_snapshot!(place.run(&[&args[..], &["--purpose", "similar-items"]].concat()), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      asked: items like the newest of each history, which is all that is shown; how
        the service forms its queries is not published, so its figures are not
        comparable
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    ------------------------------------------------------------------------
    item-knn     0.6577              –  0.5417     1.0000    0.5714  [S]
    witnesses:
    popularity   0.6905              –  0.5833     1.0000    0.5714  [S]
    8 lists with fewer than 25 items

    no winner: popularity is not beaten; the best model, item-knn, has ndcg@25
      0.6577
    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (item-knn)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      asked: items like the newest of each history, which is all that is shown; how
        the service forms its queries is not published, so its figures are not
        comparable
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    item-knn    0.3125  0.3750   0.3750   0.3750       0.1000        0.0500
    witnesses:
    popularity  0.1667  0.3155   0.3155   0.3155       0.1000        0.0500

    model       precision@25  coverage  seconds
    -------------------------------------------
    item-knn          0.0200    0.8571  [S]
    witnesses:
    popularity        0.0200    0.8571  [S]
    8 lists with fewer than 25 items
    --- stderr
    ");
    let ranked = ["--purpose", "re-rank", "--candidates", "popular:3", "--force"];
    assert_snapshot!(place.run(&[&args[..], &ranked].concat()), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded (1 held-out items
        can never be hit)
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      asked: the order of given candidates; which ones the service takes is not
        published, so its figures are not comparable
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    ------------------------------------------------------------------------
    item-knn     0.5655              –  0.5000     0.7500    0.2857  [S]
    witnesses:
    popularity   0.5655              –  0.5000     0.7500    0.2857  [S]
    8 lists with fewer than 25 items
    4 lists of one item: what they score says whether that item is a hit, and
      nothing of an order

    no winner: popularity is not beaten; the best model, item-knn, has ndcg@25
      0.5655
    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (item-knn)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      asked: the order of given candidates; which ones the service takes is not
        published, so its figures are not comparable
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    item-knn    0.3333  0.6577   0.6577   0.6577       0.1500        0.0750
    witnesses:
    popularity  0.2917  0.5655   0.5655   0.5655       0.1500        0.0750

    model       precision@25  coverage  seconds
    -------------------------------------------
    item-knn          0.0300    0.4286  [S]
    witnesses:
    popularity        0.0300    0.4286  [S]
    8 lists with fewer than 25 items
    --- stderr
    replaced: rehearsal-run/eval.json, rehearsal-run/timings.json
    ");
    place.write("lists.csv", "USER_ID,ITEM_ID,RANK\n1,5,1\n1,2,2\n99,2,1\n");
    let ranked = ["--purpose", "re-rank", "--candidates", "lists.csv", "--force"];
    assert_snapshot!(place.run(&[&args[..], &ranked].concat()), @r"
    exit code: 0
    --- stdout
    data: 29 interactions of 4 users, catalogue of 7 items

    clean view, to decide by: personalize, new items held out, convention standard
      tested: 4 users on 6 rows, 4 items; seen items are excluded (3 held-out items
        can never be hit)
      order: 24 rows of test users share their second with another; they are a set,
        in an order that seed 42 draws
      asked: the order of given candidates; which ones the service takes is not
        published, so its figures are not comparable
      audit: for 2 users training knows later rows than their first held-out one,
        43.8 % of it on average

    model       ndcg@25  95 % interval  mrr@25  recall@25  coverage  seconds
    ------------------------------------------------------------------------
    item-knn     0.2500              –  0.2500     0.2500    0.0714  [S]
    witnesses:
    popularity   0.2500              –  0.2500     0.2500    0.0714  [S]
    8 lists with fewer than 25 items
    2 lists of one item: what they score says whether that item is a hit, and
      nothing of an order
    6 lists without an item: all that the model would list is excluded

    no winner: popularity is not beaten; the best model, item-knn, has ndcg@25
      0.2500
    another draw of the order within seconds moves ndcg@25 by 0.0000 at most
      (item-knn)

    service view, to compare with the service: personalize, rows held out,
      convention service
      tested: 4 users on 4 rows, 4 items; seen items may be recommended again
      asked: the order of given candidates; which ones the service takes is not
        published, so its figures are not comparable
      leak: for 2 of 4 users the newest visible item is held out too;
        `--hold-out new-items` holds out nothing that the history has
      leak: for 2 of 4 users the cut falls inside one second, so that file order
        decides; `--view clean` never cuts inside a second
      audit: 2 of 4 held-out items are in the history already (users: 2); 2 held-out
        rows have a twin of the same second in the history (users: 2); for 2 users
        training knows later rows than their first held-out one, 43.8 % of it on
        average

    model       mrr@25  ndcg@5  ndcg@10  ndcg@25  precision@5  precision@10
    -----------------------------------------------------------------------
    item-knn    0.1250  0.2500   0.2500   0.2500       0.0500        0.0250
    witnesses:
    popularity  0.1250  0.2500   0.2500   0.2500       0.0500        0.0250

    model       precision@25  coverage  seconds
    -------------------------------------------
    item-knn          0.0100    0.1429  [S]
    witnesses:
    popularity        0.0100    0.1429  [S]
    8 lists with fewer than 25 items
    6 lists without an item: all that the model would list is excluded
    --- stderr
    warning: `lists.csv`: 1 candidates are of users or items that the data does not have
    replaced: rehearsal-run/eval.json, rehearsal-run/timings.json
    ");
    assert_snapshot!(place.run(&[&args[..], &["--candidates", "popular:3", "--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--candidates` goes with `--purpose re-rank`
    ");
    let wrong = ["--purpose", "re-rank", "--candidates", "popular:0", "--force"];
    assert_snapshot!(place.run(&[&args[..], &wrong].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--candidates popular:0`: expected a whole number of at least 1 after `popular:`
    ");
}

#[test]
fn a_saved_model_recommends_as_a_fitted_one() {
    let place = Place::prepared();
    let args = ["eval", "baselines", "--folds", "2", "--replicates", "0", "--save", "models"];
    place.run(&[&args[..], &["--models", "ease", "--model", "item-knn:k=5"]].concat());
    assert!(place.files().contains("models/item-knn_k_5.model"), "{}", place.files());
    let fitted = stdout(&place, &["recommend", "--user", "1", "--model", "ease"]);
    let loaded = stdout(&place, &["recommend", "--user", "1", "--load", "models/ease.model"]);
    assert_eq!(fitted, loaded);
    assert_snapshot!(loaded, @r#"
    user 1, model ease
    newest in the history:
          The Long Tide (2006–2007) [Documentary]
          The "Second" Harbour (1987) [Comedy]
          Quiet Engine, The (2001) [Sci-Fi]
          Paper Lanterns (1994) [Drama, Romance]
    recommended:
       1  Nobody's Parade (2015)  0.0718
            because of Paper Lanterns (1994) 38 %, Quiet Engine, The (2001) 25 %,
              The "Second" Harbour (1987) 25 %
       2  Winter Ledger [Drama]  0.0441
            because of Paper Lanterns (1994) 41 %, The Long Tide (2006–2007) 20 %,
              Quiet Engine, The (2001) 19 %
    "#);
    place.write("models/cut.model", "rehearsal model\nnot quite");
    assert_snapshot!(place.run(&["recommend", "--user", "1", "--load", "models/cut.model"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot load `models/cut.model`: not a saved model: the file is too short; `eval baselines --save DIR` makes one
    ");
    // What was changed since is not replaced unasked.
    place.write("models/ease.model", "mine");
    assert_snapshot!(place.refused(&[&args[..], &["--models", "ease"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `models/ease.model` was changed since `rehearsal eval baselines` wrote it; `--force` replaces it
    ");
}

#[test]
fn lists_for_a_history_and_for_an_item() {
    let place = Place::prepared();
    place.write("history.csv", "ITEM_ID,TIMESTAMP\n2,5\n3,9\nnone,7\n");
    let list = place.run(&["recommend", "--history", "history.csv", "-k", "3"]);
    assert_snapshot!(list, @r#"
    exit code: 0
    --- stdout
    model item-knn
    newest in the history:
          The "Second" Harbour (1987) [Comedy]
          Quiet Engine, The (2001) [Sci-Fi]
    recommended:
       1  Paper Lanterns (1994) [Drama, Romance]  0.4456
            because of Quiet Engine, The (2001) 50 %, The "Second" Harbour (1987)
              50 %
       2  Nobody's Parade (2015)  0.3077
            because of Quiet Engine, The (2001) 50 %, The "Second" Harbour (1987)
              50 %
       3  The Long Tide (2006–2007) [Documentary]  0.2410
            because of The "Second" Harbour (1987) 67 %, Quiet Engine, The (2001)
              33 %
    --- stderr
    warning: 1 of 3 rows of `history.csv` have an item that the data does not have
    "#);
    assert_snapshot!(place.run(&["similar", "--item", "3", "-k", "3"]), @r#"
    exit code: 0
    --- stdout
    item 3, model item-knn
    which is:
          The "Second" Harbour (1987) [Comedy]
    similar:
       1  Paper Lanterns (1994) [Drama, Romance]  0.2228
       2  The Long Tide (2006–2007) [Documentary]  0.1606
       3  Quiet Engine, The (2001) [Sci-Fi]  0.1538
    --- stderr
    "#);
    assert_snapshot!(place.run(&["similar", "--item", "none"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no item `none` in `rehearsal-run/interactions.csv`, which has 7 items, such as `1`, `2`, `3`
    ");
    assert_snapshot!(place.run(&["recommend"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      --user <ID>

    Usage: rehearsal recommend --user <ID>

    For more information, try '--help'.
    ");
    let json = place.run(&["similar", "--item", "3", "-k", "1", "--format", "json"]);
    assert_snapshot!(without_digests(&json), @r#"
    exit code: 0
    --- stdout
    {
      "schema_version": 1,
      "interactions_sha256": "[SHA]",
      "userId": "",
      "itemId": "3",
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
          "itemId": "3",
          "metadata": {
            "title": "The \"Second\" Harbour (1987)",
            "genres": "Comedy"
          }
        }
      ],
      "itemList": [
        {
          "itemId": "1",
          "score": 0.22281471,
          "metadata": {
            "title": "Paper Lanterns (1994)",
            "genres": "Drama|Romance"
          }
        }
      ]
    }
    --- stderr
    "#);
}

#[test]
fn an_interrupted_run_is_taken_up_again() {
    let place = Place::prepared();
    let args =
        ["eval", "baselines", "--folds", "2", "--replicates", "0", "--models", "popularity,markov"];
    place.run(&args);
    let whole = place.text("rehearsal-run/eval.json");
    assert!(
        !place.files().contains("eval.partial"),
        "nothing is left of a run that came to its end"
    );
    // What a run leaves that stops after its models: here, since its result is there already.
    place.run(&[&args[..], &["--resume", "--force"]].concat());
    assert_eq!(place.text("rehearsal-run/eval.json"), whole);
}

#[test]
fn parameters_are_searched_on_an_inner_cut() {
    let place = generated();
    let args = ["eval", "tune", "--model", "ease:half-life=5", "--budget", "4"];
    let found = stdout(&place, &args);
    assert!(found.contains("best: --model ease:"), "{found}");
    assert!(found.contains("half-life=5"), "what was given stays: {found}");
    let first = place.text("rehearsal-run/tune.json");
    place.run(&[&args[..], &["--force"]].concat());
    assert_eq!(place.text("rehearsal-run/tune.json"), first, "the same seed, the same bytes");
    let winner = serde_json::from_str::<serde_json::Value>(&first).expect("JSON")["model"].clone();
    let judge = format!(
        "\n  rehearsal eval baselines --folds 1 --view clean --model {} --model ease:half-life=5\n",
        winner.as_str().expect("a text")
    );
    assert!(found.contains(&judge), "{found}");
    // Where nothing is free to be searched, no time is spent.
    let alone = ["eval", "tune", "--model", "repeat-last", "--budget", "2h", "--force"];
    let found = stdout(&place, &alone);
    assert!(found.starts_with("candidates: 1, in 1 trial\ninner cut: "), "{found}");
    let last_one = ["--protocol", "leave-last-one", "--force"];
    let found = stdout(&place, &[&args[..], &last_one].concat());
    assert!(found.contains("nothing that is held out was in either part"), "{found}");
    for wrong in [["--budget", "0"], ["--budget", "soon"], ["--metric", "rmse"], ["--model", "eas"]]
    {
        let found = place.run(&["eval", "tune", "--model", "ease", "--force", wrong[0], wrong[1]]);
        assert!(found.starts_with("exit code: 2"), "{wrong:?}: {found}");
    }
}
