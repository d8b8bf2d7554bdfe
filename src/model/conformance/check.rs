//! The check itself.

use super::asked::CheckRequest;
use super::finding::{ConformanceRule, Finding, Findings};
use crate::dataset::{Dataset, UserIdx};
use crate::model::core::{
    Fit, FitError, ListFault, Recommend, Request, Scored, Training, recommend_all,
};
use crate::number::to_u32;

/// Length of the short lists that must be the beginning of the others.
const SHORT: usize = 5;
/// The largest difference of two scores that count as equal, alone and among others: products of matrices of other
/// widths round otherwise.
const CLOSE: f32 = 1e-4;
/// The numbers of threads with which the same must come out.
const THREADS: [usize; 2] = [1, 3];

/// Checks what a model must keep to, on `dataset`: fits it on all rows and asks for lists of 25 items about some users
/// and a stranger. The findings, one for each rule that is broken, come in the order of the rules; none is well.
///
/// The check takes three fits, so small data serve best. It cannot say that the lists are good; an
/// [`Experiment`](crate::experiment::Experiment) does.
///
/// ```
/// use rehearsal::dataset::{Dataset, ItemIdx};
/// use rehearsal::model::conformance::{ConformanceRule, check};
/// use rehearsal::model::{Fit, FitError, ModelConfig, Recommend, Request, Scored, Training};
///
/// /// Lists item 0 three times.
/// struct Thrice;
///
/// impl Fit for Thrice {
///     fn fit(&self, _: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
///         Ok(Box::new(Thrice))
///     }
/// }
///
/// impl Recommend for Thrice {
///     fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
///         requests.iter().map(|_| vec![Scored { item: ItemIdx(0), score: 1.0 }; 3]).collect()
///     }
/// }
///
/// let rows = (0..40).map(|at| (format!("user {}", at % 4), format!("item {}", at % 7), at));
/// let dataset = Dataset::builder().interactions(rows).build();
/// let findings = check(&Thrice, &dataset)?;
/// assert_eq!(findings[0].rule, ConformanceRule::DistinctKnownItems);
/// assert_eq!(check(&ModelConfig::parse("markov")?, &dataset)?, []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the model cannot be fitted on this data.
pub fn check(model: &dyn Fit, dataset: &Dataset) -> Result<Vec<Finding>, FitError> {
    let users = (0..to_u32(dataset.users().len())).map(UserIdx);
    let rows: Vec<u32> = users.flat_map(|user| dataset.rows_of(user)).copied().collect();
    let fitted = model.fit(&Training::new(dataset, &rows))?;
    let asked = CheckRequest::all(dataset);
    let mut findings = Findings::default();
    let lists = one_each(fitted.as_ref(), &asked, &mut findings);
    for (asked, list) in asked.iter().zip(&lists) {
        of_list(asked, list, dataset, &mut findings);
        of_model(fitted.as_ref(), asked, list, &mut findings);
    }
    for n_threads in THREADS {
        let again = || -> Result<Vec<Vec<Scored>>, FitError> {
            let fitted = model.fit(&Training::new(dataset, &rows))?;
            let requests: Vec<Request<'_>> = asked.iter().map(CheckRequest::request).collect();
            Ok(recommend_all(fitted.as_ref(), &requests))
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
        let again = pool.map_or_else(|_| again(), |pool| pool.install(again))?;
        for (asked, (list, again)) in asked.iter().zip(lists.iter().zip(&again)) {
            if list != again {
                let fault = format!("is another after a second fit with {n_threads} threads");
                findings.add(ConformanceRule::SameEveryTime, &asked.name, fault);
            }
        }
    }
    Ok(findings.finish())
}

/// The lists of all requests; an empty one where the model gives none.
fn one_each(
    model: &dyn Recommend,
    asked: &[CheckRequest],
    findings: &mut Findings,
) -> Vec<Vec<Scored>> {
    let mut lists = Vec::with_capacity(asked.len());
    for batch in asked.chunks(crate::model::core::BATCH) {
        let requests: Vec<Request<'_>> = batch.iter().map(CheckRequest::request).collect();
        let mut found = model.recommend_many(&requests);
        if found.len() != batch.len() {
            let fault = format!("is one of {} lists for {} requests", found.len(), batch.len());
            findings.add(ConformanceRule::OneListEach, &batch[0].name, fault);
        }
        found.resize(batch.len(), Vec::new());
        lists.extend(found);
    }
    lists
}

/// The rules that a list shows by itself.
fn of_list(asked: &CheckRequest, list: &[Scored], dataset: &Dataset, findings: &mut Findings) {
    let request = asked.request();
    let n_items = dataset.items().len();
    let id = |one: &Scored| match one.item.index() {
        known if known < n_items => format!("item `{}`", dataset.items().id(known)),
        unknown => format!("item number {unknown}"),
    };
    let mut broken = |rule, fault| findings.add(rule, &asked.name, fault);
    if list.len() > request.k {
        broken(
            ConformanceRule::AtMostK,
            format!("has {} items, asked for {}", list.len(), request.k),
        );
    }
    if let Some(fault) = ListFault::of(list, n_items) {
        broken(ConformanceRule::DistinctKnownItems, fault.sentence(dataset));
    }
    if let Some(one) = list.iter().find(|one| !request.allows(one.item)) {
        broken(ConformanceRule::AllowedItems, format!("has {}, which is not allowed", id(one)));
    }
    if let Some(one) = list.iter().find(|one| !one.score.is_finite()) {
        broken(ConformanceRule::FiniteScores, format!("gives {} the score {}", id(one), one.score));
    }
    if let Some([one, other]) = list.windows(2).find(|pair| pair[0].rank(&pair[1]).is_gt()) {
        let [first, second] = [one, other].map(|one| format!("{} ({})", id(one), one.score));
        broken(ConformanceRule::BestFirst, format!("has {first} before {second}"));
    }
}

/// The rules that show when the same is asked in another way.
fn of_model(model: &dyn Recommend, asked: &CheckRequest, list: &[Scored], findings: &mut Findings) {
    let request = asked.request();
    let items = |list: &[Scored]| list.iter().map(|one| one.item).collect::<Vec<_>>();
    let alone = model.recommend(&request);
    let short = model.recommend(&Request { k: SHORT, ..request });
    let beginning = |list: &[Scored]| items(&list[..list.len().min(SHORT)]);
    if beginning(&short) != beginning(&alone) {
        let fault = format!("begins otherwise when only {SHORT} items are asked for");
        findings.add(ConformanceRule::ShortIsBeginning, &asked.name, fault);
    }
    let is_close = |(one, other): (&Scored, &Scored)| {
        one.score.to_bits() == other.score.to_bits() || (one.score - other.score).abs() < CLOSE
    };
    if alone.len() != list.len() || !alone.iter().zip(list).all(is_close) {
        findings.add(
            ConformanceRule::AloneAsInBatch,
            &asked.name,
            "is another when it is asked for alone",
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::dataset::ItemIdx;
    use crate::model::core::all_items;

    /// A model that breaks the rules of `breaks` and keeps the others.
    struct Broken(Vec<ConformanceRule>);

    struct Fitted {
        breaks: Vec<ConformanceRule>,
        n_items: usize,
        number: u32,
    }

    static FITS: AtomicU32 = AtomicU32::new(0);

    impl Fit for Broken {
        fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
            let number = FITS.fetch_add(1, Ordering::Relaxed);
            let (breaks, n_items) = (self.0.clone(), training.n_items());
            Ok(Box::new(Fitted { breaks, n_items, number }))
        }
    }

    impl Fitted {
        fn list(&self, request: &Request<'_>, n_requests: usize) -> Vec<Scored> {
            let breaks = |rule| self.breaks.contains(&rule);
            let score = |item: ItemIdx| -crate::number::single_count(item.index());
            let mut list: Vec<Scored> = all_items(self.n_items)
                .filter(|&item| breaks(ConformanceRule::AllowedItems) || request.allows(item))
                .map(|item| Scored { item, score: score(item) })
                .collect();
            if breaks(ConformanceRule::SameEveryTime) {
                let shift = f32::from(self.number.to_le_bytes()[0]);
                for one in &mut list {
                    one.score -= shift;
                }
            }
            if breaks(ConformanceRule::AloneAsInBatch) && n_requests == 1 {
                for one in &mut list {
                    one.score -= 1.0;
                }
            }
            if breaks(ConformanceRule::ShortIsBeginning) && request.k == SHORT {
                list.remove(0);
            }
            if breaks(ConformanceRule::BestFirst) && request.k != SHORT {
                list.swap(7, 8);
            }
            if !breaks(ConformanceRule::AtMostK) {
                list.truncate(request.k);
            }
            if breaks(ConformanceRule::FiniteScores) {
                list[0].score = f32::INFINITY;
            }
            if breaks(ConformanceRule::DistinctKnownItems) && request.k != SHORT {
                let last = list[list.len() - 2];
                list.pop();
                list.push(last);
            }
            list
        }
    }

    impl Recommend for Fitted {
        fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
            let lists = requests.iter().map(|request| self.list(request, requests.len()));
            let one_less = usize::from(
                self.breaks.contains(&ConformanceRule::OneListEach) && requests.len() > 1,
            );
            lists.skip(one_less).collect()
        }
    }

    /// Ten users with six of 60 items each.
    fn dataset() -> Dataset {
        let row = |at: i64| (format!("{:02}", at % 10), format!("{:02}", at * 7 % 60), at);
        Dataset::builder().interactions((0..60).map(row)).build()
    }

    fn broken_rules(breaks: &[ConformanceRule]) -> Vec<ConformanceRule> {
        let findings = check(&Broken(breaks.to_vec()), &dataset()).expect("fits");
        findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_model_that_keeps_to_the_rules_has_no_findings() {
        assert_eq!(broken_rules(&[]), []);
    }

    #[test]
    fn each_rule_that_is_broken_is_found() {
        for rule in [
            ConformanceRule::AtMostK,
            ConformanceRule::DistinctKnownItems,
            ConformanceRule::AllowedItems,
            ConformanceRule::FiniteScores,
            ConformanceRule::BestFirst,
            ConformanceRule::ShortIsBeginning,
            ConformanceRule::AloneAsInBatch,
            ConformanceRule::SameEveryTime,
        ] {
            assert_eq!(broken_rules(&[rule]), [rule]);
        }
        // Lists that belong to other requests break more than one rule.
        assert_eq!(broken_rules(&[ConformanceRule::OneListEach])[0], ConformanceRule::OneListEach);
        assert_eq!(
            broken_rules(&[
                ConformanceRule::BestFirst,
                ConformanceRule::AtMostK,
                ConformanceRule::AllowedItems
            ]),
            [ConformanceRule::AtMostK, ConformanceRule::AllowedItems, ConformanceRule::BestFirst]
        );
    }

    #[test]
    fn a_finding_names_the_first_list_and_counts_the_others() {
        let findings = check(&Broken(vec![ConformanceRule::AtMostK]), &dataset()).expect("fits");
        // 11 users; among candidates there are 30 items, without the history 54.
        assert_eq!(
            findings[0].to_string(),
            "a list has at most k items: the list for user `00` has 60 items, asked for 25 (33 such lists)"
        );
    }
}
