//! The cut through one user's rows, row by row.

use super::*;

const TENTH: Rule = Rule::NewestShare(0.1);

fn cut(dataset: &Dataset, cut: &Cut, rule: Rule) -> Sides {
    let targets = Targets::of(dataset, &cut.target).expect("known");
    let (hold_out, order) = (cut.hold_out, cut.order);
    let cutter = Cutter { dataset, hold_out, order, targets, rule };
    let rows = crate::split::order::Rows::new(dataset, order);
    cutter.sides(rows.of(UserIdx(0)))
}

fn sizes(n: usize, rule: Rule) -> (usize, usize) {
    let rows: Vec<(&str, &str, &str, i64)> = (0..).take(n).map(|at| ("1", "a", "", at)).collect();
    let dataset = Dataset::from_rows(&rows);
    let sides = cut(&dataset, &HoldOut::Rows.into(), rule);
    (sides.history.len(), sides.held_out.len())
}

#[test]
fn the_newest_tenth_is_rounded_up() {
    // r is held out when 10 r > 9 n: for n = 10 only r = 10, for n = 11 r = 10 and 11.
    assert_eq!(sizes(1, TENTH), (1, 0));
    assert_eq!(sizes(2, TENTH), (1, 1));
    assert_eq!(sizes(10, TENTH), (9, 1));
    assert_eq!(sizes(11, TENTH), (9, 2));
    assert_eq!(sizes(20, TENTH), (18, 2));
    assert_eq!(sizes(21, TENTH), (18, 3));
    for n in 2..2_000 {
        assert_eq!(sizes(n, TENTH).0, 9 * n / 10, "as whole numbers say, for {n}");
    }
    // A fifth of 10: ranks 9 and 10.
    assert_eq!(sizes(10, Rule::NewestShare(0.2)), (8, 2));
    assert_eq!(sizes(10, Rule::NewestOne), (9, 1));
}

fn both(sides: Sides) -> (Vec<u32>, Vec<u32>) {
    (sides.history, sides.held_out)
}

#[test]
fn twin_rows_stay_together_when_items_are_held_out() {
    let dataset = Dataset::from_rows(&[
        ("1", "a", "click", 1),
        ("1", "b", "click", 2),
        ("1", "c", "click", 2),
        ("1", "b", "watch", 2),
    ]);
    let of = |hold_out: HoldOut, rule| both(cut(&dataset, &hold_out.into(), rule));
    assert_eq!(of(HoldOut::Rows, TENTH), (vec![0, 1, 2], vec![3]));
    // Three groups: a, b (rows 1 and 3) and c (row 2); 9·3/10 = 2 of them are history.
    assert_eq!(of(HoldOut::Items, TENTH), (vec![0, 1, 3], vec![2]));
    assert_eq!(of(HoldOut::Items, Rule::NewestOne), (vec![0, 1, 3], vec![2]));
    assert_eq!(of(HoldOut::Rows, Rule::From(2)), (vec![0], vec![1, 2, 3]));
    // The watch of b was held out, but the history has its click.
    let nothing_new = cut(&dataset, &HoldOut::NewItems.into(), TENTH);
    assert!(nothing_new.has_nothing_new && nothing_new.held_out.is_empty());
}

#[test]
fn a_target_counts_alone_and_what_follows_it_is_nowhere() {
    let dataset = Dataset::from_rows(&[
        ("1", "a", "view", 1),
        ("1", "a", "buy", 2),
        ("1", "b", "view", 3),
        ("1", "c", "view", 4),
        ("1", "b", "buy", 5),
        ("1", "d", "view", 6),
    ]);
    let cut_by = |hold_out| Cut { hold_out, target: vec!["buy".into()], ..Cut::default() };
    // Two buys, 9·2/10 = 1 of them is history; the view of d comes after the buy of b.
    let of = |hold_out| both(cut(&dataset, &cut_by(hold_out), TENTH));
    assert_eq!(of(HoldOut::Rows), (vec![0, 1, 2, 3], vec![4]));
    assert_eq!(of(HoldOut::NewTargetItems), (vec![0, 1, 2, 3], vec![4]));
    // b was viewed before.
    assert_eq!(of(HoldOut::NewItems), (vec![0, 1, 2, 3], vec![]));
    let drawn = Cut { order: RowOrder::Drawn(1), ..cut_by(HoldOut::Rows) };
    assert_eq!(both(cut(&dataset, &drawn, TENTH)), (vec![0, 1, 2, 3], vec![4]));
}

#[test]
fn a_single_target_row_is_found_after_what_came_before() {
    let dataset = Dataset::from_rows(&[("1", "a", "view", 1), ("1", "b", "buy", 2)]);
    for order in [RowOrder::File, RowOrder::Drawn(3)] {
        let cut_by = Cut { target: vec!["buy".into()], order, ..Cut::default() };
        assert_eq!(both(cut(&dataset, &cut_by, TENTH)), (vec![0], vec![1]));
    }
}

#[test]
fn a_drawn_order_is_cut_between_seconds_only() {
    // Ten rows, the last four of one second: the rank 9 is nearest to the boundary at 6.
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let at = [1, 2, 3, 4, 5, 6, 7, 7, 7, 7];
    let rows: Vec<(&str, &str, &str, i64)> =
        names.iter().zip(at).map(|(&name, at)| ("1", name, "", at)).collect();
    let dataset = Dataset::from_rows(&rows);
    for seed in 0..20 {
        let sides = cut(&dataset, &Cut::clean(seed), TENTH);
        assert_eq!((sides.history.len(), sides.held_out.len()), (6, 4));
    }
}

#[test]
fn of_two_boundaries_equally_near_either_is_drawn() {
    // Six rows in three seconds, of which 9·6/10 = 5 are history: boundaries 2 and 4; 4 is nearer.
    // Of four rows in seconds 1, 2, 2, 3 the newest half begins at 2: boundaries 1 and 3.
    let dataset = Dataset::from_rows(&[
        ("1", "a", "", 1),
        ("1", "b", "", 2),
        ("1", "c", "", 2),
        ("1", "d", "", 3),
    ]);
    let n_history = |seed| cut(&dataset, &Cut::clean(seed), Rule::NewestShare(0.5)).history.len();
    let found: Vec<usize> = (0..200).map(n_history).collect();
    let n_early = found.iter().filter(|&&n| n == 1).count();
    assert!(found.iter().all(|n| [1, 3].contains(n)));
    assert!((60..140).contains(&n_early), "{n_early} of 200");
}

#[test]
fn of_one_second_a_tenth_of_the_items_is_drawn() {
    let names: Vec<String> = (0..11).map(|item| item.to_string()).collect();
    let rows: Vec<(&str, &str, &str, i64)> = names
        .iter()
        .flat_map(|name| [("1", name.as_str(), "view", 5), ("1", name.as_str(), "buy", 5)])
        .collect();
    let dataset = Dataset::from_rows(&rows);
    let sides = cut(&dataset, &Cut::clean(1), TENTH);
    // Two of eleven items, each with both rows.
    assert!(sides.is_one_second);
    assert_eq!((sides.history.len(), sides.held_out.len()), (18, 4));
    let random = Rule::RandomShare { share: 0.5, seed: 1 };
    let sides = cut(&dataset, &HoldOut::Rows.into(), random);
    assert_eq!((sides.history.len(), sides.held_out.len()), (10, 12));
    let one = Dataset::from_rows(&[("1", "a", "", 5), ("1", "a", "", 5)]);
    assert!(cut(&one, &Cut::clean(1), TENTH).held_out.is_empty(), "nothing else to show");
}
