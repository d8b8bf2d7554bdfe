//! A month of a recipe that segments users: it is trained by the hour and has batch segment jobs, but no campaign.

use super::campaign::estimate;
use super::prices::{PriceList, Prices};
use super::report::CostReport;
use super::usage::{Unpriced, Usage};

/// The cost of the month of `usage`, whose batch lists are segments, by each list of `prices` that has a price for them, or by all
/// where there are none. Where none has, there is no estimate, and the report names what is unpriced.
#[must_use]
pub fn estimate_by_segments(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let usage = Usage { tps: 0.0, serving_hours: 0.0, requests: 0.0, ..usage };
    let has_price = |list: &PriceList| usage.batch_lists <= 0.0 || list.batch_per_segment.is_some();
    let lists = prices.lists.into_iter().filter(has_price);
    // Lists for users have another price.
    let lists = lists.map(|list| PriceList { batch_per_list: list.batch_per_segment, ..list });
    let report = estimate(usage, basis, Prices { lists: lists.collect(), ..prices });
    if !report.estimates.is_empty() {
        return report;
    }
    let segments = Unpriced {
        what: "segments".to_owned(),
        amount: usage.batch_lists,
        unit: "segments".to_owned(),
        key: "batch_per_segment".to_owned(),
    };
    CostReport { unpriced: vec![segments], ..report }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USAGE: Usage = Usage {
        gigabytes: 0.0,
        training_hours: 1.0,
        trainings: 4.0,
        tps: 1.0,
        serving_hours: 720.0,
        requests: 0.0,
        batch_lists: 10.0,
        interactions: 0.0,
        users: 0.0,
        free_tier: false,
    };

    #[test]
    fn segments_have_a_price_of_their_own_and_no_campaign() {
        let report = estimate_by_segments(USAGE, Vec::new(), Prices::shipped());
        assert!(report.estimates.is_empty());
        assert_eq!(report.unpriced[0].key, "batch_per_segment");
        let none = Usage { batch_lists: 0.0, ..USAGE };
        let report = estimate_by_segments(none, Vec::new(), Prices::shipped());
        assert!((report.estimates[0].total - 0.96).abs() < 1e-12);
        let mut prices = Prices::shipped();
        prices.lists[1].batch_per_segment = Some(2.0);
        let report = estimate_by_segments(USAGE, Vec::new(), prices);
        let [one] = &report.estimates[..] else { panic!("one list has the price") };
        assert!((one.total - 20.96).abs() < 1e-12);
    }
}
