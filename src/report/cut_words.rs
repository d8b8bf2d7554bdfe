//! A view's cut and what its audit found, in words.

use crate::experiment::{EvalResult, ProtocolRecord, Purpose, Seen, View};
use crate::number::thousands;
use crate::split::{Cut, HoldOut, Leaks, Protocol, RowOrder};

/// The base of one view's figures: data, protocol, what is held out, convention, leaks.
#[must_use]
pub fn rests_on(eval: &EvalResult) -> Vec<String> {
    let mut lines = vec![data_line(eval)];
    lines.extend(caution_lines(eval));
    lines.extend(cut_lines(eval));
    lines
}

/// The name of a view, its cut and its convention.
#[must_use]
pub fn view_heading(eval: &EvalResult) -> String {
    let protocol = &eval.protocol;
    let hold_out = match protocol.cut.hold_out {
        HoldOut::Rows => "rows held out",
        HoldOut::Items => "item groups held out",
        HoldOut::NewItems => "new items held out",
        HoldOut::NewTargetItems => "new target items held out",
    };
    let name = match eval.view {
        View::Clean => "clean view, to decide by",
        View::Service => "service view, to compare with the service",
        View::Custom => "view of your options",
    };
    let protocol = protocol_name(protocol.protocol);
    format!("{name}: {protocol}, {hold_out}, convention {}", eval.convention)
}

/// The name of a protocol as it is typed.
fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Personalize { .. } => "personalize",
        Protocol::LeaveLastOne => "leave-last-one",
        Protocol::GlobalTime { .. } => "global-time",
        Protocol::PerUserRatio { .. } => "per-user-ratio",
        Protocol::RandomRatio { .. } => "random-ratio",
        Protocol::External { .. } => "a cut made elsewhere",
    }
}

/// The data of an evaluation, in words.
#[must_use]
pub fn data_line(eval: &EvalResult) -> String {
    format!(
        "data: {} interactions of {} users, catalogue of {} items",
        thousands(eval.data.rows as u64),
        thousands(eval.data.users as u64),
        thousands(eval.data.items as u64)
    )
}

/// Properties of the data that make its figures mean less than they seem to, a line each.
#[must_use]
pub fn caution_lines(eval: &EvalResult) -> Vec<String> {
    eval.data.cautions.iter().map(|caution| format!("caution: {caution}")).collect()
}

/// The cut and the score of one view, and what its leak audit found.
#[must_use]
pub fn cut_lines(eval: &EvalResult) -> Vec<String> {
    let protocol = &eval.protocol;
    let how = format!("protocol: {}", protocol_words(protocol.protocol));
    let convention = format!("convention: {} ({})", eval.convention, eval.convention.describe());
    let mut lines = vec![how];
    lines.extend(held_out_line(&protocol.cut, protocol.protocol));
    lines.push(tested_words(protocol));
    lines.extend(order_line(&protocol.cut, &protocol.leaks, protocol.users_of_one_second));
    lines.push(convention);
    lines.extend(purpose_words(protocol.purpose).map(str::to_owned));
    lines.extend(leaks(eval));
    lines
}

/// The question that models were asked, where that is not a list for a user.
fn purpose_words(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Recommend => None,
        Purpose::SimilarItems => Some(
            "asked: items like the newest of each history, which is all that is shown; how the service \
             forms its queries is not published, so its figures are not comparable",
        ),
        Purpose::ReRank => Some(
            "asked: the order of given candidates; which ones the service takes is not published, so its \
             figures are not comparable",
        ),
    }
}

/// A protocol in words.
#[must_use]
pub fn protocol_words(protocol: Protocol) -> String {
    // Two decimals at most: 0.07 · 100 is not 7 in binary.
    let percent = |share: f64| (share * 10_000.0).round() / 100.0;
    match protocol {
        Protocol::Personalize { folds: 1, test_share, .. } => format!(
            "personalize, one fold with {} % of the users tested, trained on the others",
            percent(test_share)
        ),
        Protocol::Personalize { folds, .. } => format!(
            "personalize, {folds} folds, every user with enough interactions tested once on a model \
             trained on the other folds' users"
        ),
        Protocol::LeaveLastOne => {
            "leave-last-one, every user's newest one held out, the rest in training".to_owned()
        }
        Protocol::GlobalTime { cut_s } => format!(
            "global-time, what happened from {} on held out, what was before in training",
            crate::instant::to_iso(cut_s)
        ),
        Protocol::PerUserRatio { held_out_share } => format!(
            "per-user-ratio, every user's newest {} % held out, the rest in training",
            percent(held_out_share)
        ),
        Protocol::RandomRatio { held_out_share, .. } => format!(
            "random-ratio, {} % of every user's items held out by a seeded draw, the rest in training",
            percent(held_out_share)
        ),
        Protocol::External { history: true } => {
            "a cut made elsewhere, with histories of its own".to_owned()
        }
        Protocol::External { history: false } => "a cut made elsewhere".to_owned(),
    }
}

/// The rows that are held out of a test user, in words; none of a cut made elsewhere.
#[must_use]
pub fn held_out_line(cut: &Cut, protocol: Protocol) -> Option<String> {
    let units = match cut.hold_out {
        HoldOut::Items => "rows grouped by user, item and timestamp",
        _ => "rows",
    };
    let of_target = match &cut.target[..] {
        [] => String::new(),
        names => format!(" of type {}", names.join(", ")),
    };
    let what = match protocol {
        Protocol::Personalize { .. } => format!("the newest tenth of each test user's {units}"),
        Protocol::LeaveLastOne => format!("the newest of each user's {units}"),
        Protocol::PerUserRatio { .. } => format!("the newest share of each user's {units}"),
        Protocol::RandomRatio { .. } => "a drawn share of each user's items".to_owned(),
        Protocol::GlobalTime { .. } => "rows from the cut on".to_owned(),
        Protocol::External { .. } => return None,
    };
    let of_them = match cut.hold_out {
        HoldOut::Rows | HoldOut::Items => "",
        HoldOut::NewItems => "; only items without a row in the history count",
        HoldOut::NewTargetItems => "; only items without a target row in the history count",
    };
    Some(format!("held out: {what}{of_target}{of_them}"))
}

/// The number of rows without an order and what is made of them, where `cut` takes rows of one second as a set.
#[must_use]
pub fn order_line(cut: &Cut, leaks: &Leaks, users_of_one_second: usize) -> Option<String> {
    let RowOrder::Drawn(seed) = cut.order else { return None };
    if leaks.rows_without_order == 0 {
        return Some("order: no two rows of a test user share a second".to_owned());
    }
    let of_one_second = match users_of_one_second {
        0 => String::new(),
        users => format!(
            "; of {} users with one second alone a drawn share of the items is held out",
            thousands(users as u64)
        ),
    };
    Some(format!(
        "order: {} rows of test users share their second with another; they are a set, in an order \
         that seed {seed} draws{of_one_second}",
        thousands(leaks.rows_without_order as u64)
    ))
}

fn tested_words(protocol: &ProtocolRecord) -> String {
    format!(
        "tested: {} users{}{} on {} rows, {} items; seen items {}",
        thousands(protocol.users_tested as u64),
        sample_words(protocol),
        not_tested_words(protocol),
        thousands(protocol.held_out_rows as u64),
        thousands(protocol.held_out_items as u64),
        match protocol.seen {
            Seen::Include => "may be recommended again".to_owned(),
            seen => format!(
                "are excluded{}{}",
                if seen == Seen::ExcludeTarget { " where they have a target row" } else { "" },
                match protocol.unreachable_items {
                    0 => String::new(),
                    items =>
                        format!(" ({} held-out items can never be hit)", thousands(items as u64)),
                }
            ),
        }
    )
}

/// The users from whom a sample is, where some were left out.
fn sample_words(protocol: &ProtocolRecord) -> String {
    let Some(sample) = protocol.cut.sample.filter(|_| protocol.users_left_out > 0) else {
        return String::new();
    };
    let all = count(protocol.users_tested + protocol.users_left_out);
    format!(", a sample of {all} that seed {} draws,", sample.seed)
}

fn not_tested_words(protocol: &ProtocolRecord) -> String {
    let (left, known) = (protocol.users_not_tested, protocol.users_with_nothing_new);
    match (left, known) {
        (0, _) => String::new(),
        (left, 0) => format!(" ({} more cannot be cut)", count(left)),
        (left, known) if left <= known => {
            format!(" ({} more have nothing new held out)", count(known))
        }
        (left, known) => format!(
            " ({} more cannot be cut, {} have nothing new held out)",
            count(left - known),
            count(known)
        ),
    }
}

fn leaks(eval: &EvalResult) -> Vec<String> {
    let protocol = &eval.protocol;
    if protocol.training_rows == 0 {
        return Vec::new();
    }
    let (users, items) = (protocol.users_tested, protocol.held_out_items);
    leak_lines(&protocol.leaks, users, items, &protocol.cut, protocol.protocol)
}

/// Findings of the leak audit of a cut, of `n_users` test users with `n_items` held-out items.
#[must_use]
pub fn leak_lines(
    leaks: &Leaks,
    n_users: usize,
    n_items: usize,
    cut: &Cut,
    protocol: Protocol,
) -> Vec<String> {
    // A cut made elsewhere cannot be made anew here.
    let can_advise = !matches!(protocol, Protocol::External { .. });
    let advised = |advice: &'static str| if can_advise { advice } else { "" };
    let mut lines = Vec::new();
    if leaks.newest_item_held_out > 0 {
        lines.push(format!(
            "leak: for {} of {} users the newest visible item is held out too{}",
            count(leaks.newest_item_held_out),
            count(n_users),
            advised(on_known_items(cut)),
        ));
    }
    if leaks.cut_inside_a_second > 0 {
        let advice = match cut.order {
            RowOrder::File => "; `--view clean` never cuts inside a second",
            RowOrder::Drawn(_) => "",
        };
        lines.push(format!(
            "leak: for {} of {} users the cut falls inside one second, so that file order decides{}",
            count(leaks.cut_inside_a_second),
            count(n_users),
            advised(advice),
        ));
    }
    if leaks.answers_seen_shortly_before > 0 && !cut.target.is_empty() {
        lines.push(format!(
            "leak: {} of {} answers were seen within 30 minutes before the cut (users: {}){}",
            count(leaks.answers_seen_shortly_before),
            count(n_items),
            count(leaks.users_with_answers_seen_shortly_before),
            advised(NOTHING_SEEN)
        ));
    }
    let also = audit_findings(leaks, n_users, n_items);
    if !also.is_empty() {
        lines.push(format!("audit: {}", also.join("; ")));
    }
    lines
}

fn count(count: usize) -> String {
    thousands(count as u64)
}

/// The advice against held-out items that were seen, where only some events are held out.
const NOTHING_SEEN: &str =
    "; `--hold-out new-items` without `--target` holds out nothing that was seen before";

/// The advice against held-out items that the history has; none where the cut asks for new ones.
fn on_known_items(cut: &Cut) -> &'static str {
    match (cut.hold_out, cut.target.is_empty()) {
        (HoldOut::Rows | HoldOut::Items, true) => {
            "; `--hold-out new-items` holds out nothing that the history has"
        }
        (HoldOut::Rows | HoldOut::Items, false) => NOTHING_SEEN,
        _ => "",
    }
}

/// Further findings of the audit, a phrase each.
fn audit_findings(leaks: &Leaks, n_users: usize, n_items: usize) -> Vec<String> {
    let all = of_rows(leaks, n_items).into_iter().chain(of_users(leaks, n_users));
    all.filter(|(n, _)| *n > 0).map(|(_, phrase)| phrase).collect()
}

/// Findings on held-out rows and items, each with the number of times that it holds.
fn of_rows(leaks: &Leaks, n_items: usize) -> [(usize, String); 4] {
    [
        (
            leaks.held_out_items_in_history,
            format!(
                "{} of {} held-out items are in the history already (users: {})",
                count(leaks.held_out_items_in_history),
                count(n_items),
                count(leaks.any_held_out_item_in_history)
            ),
        ),
        (
            leaks.twin_rows,
            format!(
                "{} held-out rows have a twin of the same second in the history (users: {})",
                count(leaks.twin_rows),
                count(leaks.users_with_twins)
            ),
        ),
        (
            leaks.held_out_rows_in_training,
            format!("{} held-out rows are in training", count(leaks.held_out_rows_in_training)),
        ),
        (
            leaks.held_out_items_unknown,
            format!(
                "{} held-out items are unknown to training (users with no others: {})",
                count(leaks.held_out_items_unknown),
                count(leaks.users_with_unknown_items_only)
            ),
        ),
    ]
}

/// Findings on users, each with the number of times that it holds.
fn of_users(leaks: &Leaks, n_users: usize) -> [(usize, String); 3] {
    // Where training knows no user at all, that is how the cut was meant.
    let unknown = if leaks.users_unknown < n_users { leaks.users_unknown } else { 0 };
    [
        (unknown, format!("{} users are unknown to training", count(unknown))),
        (
            leaks.users_without_history,
            format!("{} users have no history", count(leaks.users_without_history)),
        ),
        (
            leaks.users_with_later_training,
            format!(
                "for {} users training knows later rows than their first held-out one, {:.1} % of it on \
                 average",
                count(leaks.users_with_later_training),
                leaks.later_training_share * 100.0
            ),
        ),
    ]
}
