//! The advice on a month, in words.

use super::data::BatchLists;
use super::estimate::Estimate;
use super::usage::{Usage, provisioned};
use crate::number::{from_count, grouped, round_to_count, thousands};

/// The advice on a month of a campaign by the list of this estimate; `lists` are those that a batch job could make instead.
pub(super) fn advice(
    usage: &Usage,
    estimate: &Estimate,
    lists: Option<&BatchLists>,
) -> Vec<String> {
    let mut all: Vec<String> = idle(usage, estimate).into_iter().collect();
    all.extend(lists.and_then(|lists| instead(usage, estimate, lists)));
    all.extend(estimate.as_batch.map(|batch| cheapest(usage, estimate, batch)));
    all.extend(most(estimate));
    all
}

/// The part of the month that is paid for capacity which nobody asks for.
fn idle(usage: &Usage, estimate: &Estimate) -> Option<String> {
    let share = estimate.idle_share.filter(|share| *share > 0.0)?;
    let asked = if usage.requests > 0.0 {
        format!("{} are", grouped(usage.requests, 0))
    } else {
        "none is".to_owned()
    };
    let batch = if estimate.prices.batch_per_list.is_some() {
        ", or have a batch job make the lists"
    } else {
        ""
    };
    Some(format!(
        "{} of the month, {}, is paid for an idle campaign: {} TPS in each of {} hours is {} recommendations, of which \
         {asked} asked for; delete it while it is not needed{batch}",
        estimate.idle_percent()?,
        dollars(share * estimate.total),
        usage.tps,
        usage.serving_hours,
        grouped(provisioned(usage), 0),
    ))
}

/// A batch job instead of the campaign.
fn instead(usage: &Usage, estimate: &Estimate, lists: &BatchLists) -> Option<String> {
    let price = estimate.prices.batch_per_list.filter(|_| estimate.serving > 0.0)?;
    let trainings = usage.trainings.max(1.0);
    let all = from_count(lists.each) * trainings;
    Some(format!(
        "a batch job for each of {} {}s after each of {} trainings, {} lists, costs {} against {} for the campaign",
        thousands(lists.each as u64),
        lists.whose,
        grouped(trainings, 2).trim_end_matches(".00"),
        grouped(all, 0),
        dollars(all * price),
        dollars(estimate.serving)
    ))
}

/// The cheapest way to the recommendations that are asked for.
fn cheapest(usage: &Usage, estimate: &Estimate, batch: f64) -> String {
    let asked = thousands(round_to_count(usage.requests) as u64);
    let way = if usage.tps <= 0.0 {
        format!("without a campaign a batch job, {}", dollars(batch))
    } else if batch <= estimate.serving {
        let serving = dollars(estimate.serving);
        format!(
            "a batch job, if recommendations may be hours old, {} against {serving}",
            dollars(batch)
        )
    } else {
        format!("the campaign, {} against {}", dollars(estimate.serving), dollars(batch))
    };
    format!("cheapest for {asked} recommendations: {way}")
}

fn most(estimate: &Estimate) -> Option<String> {
    let parts = [
        ("training", estimate.training),
        ("the campaign", estimate.serving),
        ("batch jobs", estimate.batch.unwrap_or(0.0)),
        ("import", estimate.import),
    ];
    let (what, most) =
        parts.into_iter().reduce(|most, one| if one.1 > most.1 { one } else { most })?;
    let share = most / estimate.total * 100.0;
    (most > 0.0).then(|| format!("most of it, {share:.0} %, is {what}"))
}

fn dollars(amount: f64) -> String {
    if amount > 0.0 && amount < 0.005 {
        return "under $0.01".to_owned();
    }
    format!("${amount:.2}")
}
