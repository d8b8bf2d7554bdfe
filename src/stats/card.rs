//! The data card: what the data must have to be worth a rehearsal, or a training.

use super::advice::{DataPlace, without};
use super::check::{Check, at_least, at_most};
use super::funnel::Funnel;
use super::statistics::Stats;
use crate::column::{ITEM_ID, USER_ID};
use crate::dataset::{most_of_item, most_of_user};
use crate::number::from_count;

/// The demands of the service, and what makes its figures worth something; `place` is where the commands
/// that are advised find the data.
#[must_use]
pub(super) fn card(stats: &Stats, place: &DataPlace) -> Vec<Check> {
    let mut checks = enough(stats);
    checks.extend(same_rows(stats, place));
    checks.extend(order(stats, place));
    checks.extend(largest(stats, place));
    checks.extend(stats.cold_items_newest_tenth.map(|share| {
        let why = "items that nobody had before cannot be found by collaborative models";
        at_most("cold_items_newest_tenth", share, 0.3, why)
    }));
    checks.push(at_least(
        "components.largest_users_share",
        stats.components.largest_users_share,
        0.9,
        "what one component likes says nothing to another",
    ));
    checks
}

/// Lines on whether there is enough of everything.
fn enough(stats: &Stats) -> Vec<Check> {
    vec![
        at_least(
            "interactions",
            from_count(stats.interactions),
            1_000.0,
            "the service trains on no fewer",
        ),
        at_least(
            "evaluation.users_with_two",
            from_count(stats.evaluation.users_with_two),
            25.0,
            "the service wants so many users with two interactions",
        ),
        at_least(
            "evaluation.test_users",
            from_count(stats.evaluation.test_users),
            100.0,
            "a tenth of the users is tested; of fewer than 100, one user more with a hit moves every \
             figure by a hundredth and more",
        ),
        at_least(
            "per_user.p50",
            stats.per_user.p50,
            5.0,
            "of a shorter history little can be learnt, and its newest tenth is one interaction",
        ),
    ]
}

/// Rows of a user and an item that the user has more than one row of.
fn same_rows(stats: &Stats, place: &DataPlace) -> Vec<Check> {
    let new_items = |to: &str| place.evaluate(to, "--hold-out new-items");
    let file = &stats.file.path;
    let deduplicate = place.prepare("drop them", file, "--deduplicate all", "deduplicated");
    let funnel = stats.funnel.as_ref();
    let target = funnel.and_then(|funnel| funnel.target.as_ref()).map(|target| {
        let target_word = crate::text::shell_word(target);
        let options =
            format!("--target {target_word} --hold-out new-target-items --seen exclude-target");
        place.evaluate(&format!("find the `{target}` after what came before it"), &options)
    });
    let twins = stats.twins.map(|twins| {
        let why = "rows of one user, item and second can fall on both sides of a cut by rows, which leaks the \
                   answer";
        at_most("twins", from_count(twins), 0.0, why).or([new_items("keep them together")])
    });
    let of_funnel = funnel.map(|funnel| {
        let advice = new_items("predict items that are new to the user");
        at_most("funnel.share", funnel.share, 0.01, funnel_words(funnel))
            .or([advice].into_iter().chain(target))
    });
    let equal = "equal rows count twice everywhere";
    let duplicates = at_most("duplicates", from_count(stats.duplicates), 0.0, equal);
    let discover = if stats.time.is_absent {
        "--protocol random-ratio --hold-out new-items --seen exclude"
    } else {
        "--hold-out new-items --seen exclude"
    };
    let repeats = at_most("repeat_share", stats.repeat_share, 0.1, repeats(stats))
        .or([place.evaluate("see what is discovered", discover)]);
    let first = [duplicates.or([deduplicate])];
    first.into_iter().chain(twins).chain(of_funnel).chain([repeats]).collect()
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn funnel_words(funnel: &Funnel) -> String {
    let types = match &funnel.event_types[..] {
        [] => String::new(),
        types => format!(" ({})", crate::text::shorten(&types.join(", "), 60)),
    };
    format!(
        "{} of the user–item pairs have several event types{types} within one session; a cut by rows can \
         fall between them, so that the earlier event gives the later one away",
        percent(funnel.share)
    )
}

fn repeats(stats: &Stats) -> String {
    format!(
        "{} of the rows repeat an earlier pair of user and item; a model that only repeats the history \
         finds them, and that is no discovery",
        percent(stats.repeat_share)
    )
}

/// Lines on the worth of the times.
fn order(stats: &Stats, place: &DataPlace) -> [Check; 2] {
    let time = stats.time;
    let recorded = match (time.is_constant, time.is_row_number) {
        _ if time.is_absent => "the data has no time, so that no row is older than another",
        (true, _) => "all rows have one time, so that no row is older than another",
        (_, true) => {
            "the times rise by one and the same step from row to row: a row counter, no record of when"
        }
        _ => "what is newest can only be told where times were recorded",
    };
    let unordered = if time.is_absent {
        "without a time the rows of a user are a set: whatever reads an order reads that of the file".to_owned()
    } else {
        format!(
            "{} of the rows share their second with another item or event type of the same user; which came \
         first is not known, and the order of the file decides by chance",
            percent(time.unordered_share)
        )
    };
    let at_random = || place.evaluate("hold out at random", "--protocol random-ratio");
    let as_sets = || place.evaluate("treat rows of one second as a set", "--view clean");
    [
        at_least("time.is_recorded", f64::from(u8::from(time.is_recorded)), 1.0, recorded)
            .or([at_random()]),
        at_most("time.unordered_share", time.unordered_share, 0.1, unordered)
            .or([if time.is_recorded { as_sets() } else { at_random() }]),
    ]
}

/// Lines on whether one user or one item has a good part of all rows.
fn largest(stats: &Stats, place: &DataPlace) -> [Check; 2] {
    let input = &stats.file.path;
    let advice = |column: &str, id: &str, what: &str, n: usize| {
        let filter = without(column, id).filter(|_| n > 1)?;
        Some(place.prepare("take it out", input, &filter, &format!("without-{what}")))
    };
    let why = |what: &str, id: &str, share: f64, cause: &str| {
        let (id, share) = (crate::text::shorten(id, 60), percent(share));
        format!("{what} `{id}` has {share} of all rows; beyond the bound it is most likely {cause}")
    };
    let of = &stats.largest;
    let user = why("user", &of.user, of.user_share, "a bot or a test account");
    let item = why("item", &of.item, of.item_share, "a placeholder or a default");
    [
        at_most("largest.user_share", of.user_share, most_of_user(stats.users), user).or(advice(
            USER_ID,
            &of.user,
            "user",
            stats.users,
        )),
        at_most("largest.item_share", of.item_share, most_of_item(stats.items), item).or(advice(
            ITEM_ID,
            &of.item,
            "item",
            stats.items,
        )),
    ]
}
