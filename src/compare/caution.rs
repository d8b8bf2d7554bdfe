//! The cautions: what a reader must know before judging a comparison.

use super::diagnosis::Diagnosis;
use super::service_metrics::ServiceMetrics;
use crate::experiment::{EvalResult, Purpose};
use crate::metric::Convention;
use crate::number::thousands;

/// The cautions, as sentences.
pub(super) fn cautions(
    service: &ServiceMetrics,
    diagnosis: &Diagnosis,
    eval: &EvalResult,
    n_service: usize,
) -> Vec<String> {
    let mut cautions = Vec::new();
    cautions.extend(diagnosis.contradictions.iter().map(|text| format!("Impossible: {text}.")));
    if diagnosis.no_definition_fits() && diagnosis.contradictions.is_empty() {
        cautions
            .push("No definition of NDCG that we know gives these figures together.".to_owned());
    }
    cautions.push(format!(
        "The service's figures are taken to rest on {} test users, ours on {}. A difference within the \
         noise cannot be told: 1.96 standard errors of the difference, where the service's users are \
         taken to stray as those of our model whose figure comes nearest. Where nothing differs, 1 in \
         20 verdicts is clear by chance.",
        thousands(n_service as u64),
        thousands(eval.protocol.users_tested as u64)
    ));
    if eval.convention != Convention::Service {
        cautions.push(format!(
            "Our figures follow the convention `{}`; the service's follow `service`: their NDCG \
             must not be compared.",
            eval.convention
        ));
    }
    if eval.protocol.leaks.newest_item_held_out > 0 {
        cautions.push(format!(
            "For {} of {} test users the newest visible item is held out too: `repeat-last` shows \
             how much that alone gives. The clean view has no such users.",
            thousands(eval.protocol.leaks.newest_item_held_out as u64),
            thousands(eval.protocol.users_tested as u64)
        ));
    }
    cautions.push(
        "Coverage is bounded by 25 × test users ÷ items and grows with the test set; it is shown, \
         not compared."
            .to_owned(),
    );
    cautions.extend(other_question(service, eval));
    cautions
}

/// The sentence on a recipe that answers another question than our models were asked.
fn other_question(service: &ServiceMetrics, eval: &EvalResult) -> Option<String> {
    let asked = service.data.purpose.filter(|&purpose| purpose != eval.protocol.purpose)?;
    let words = |purpose| match purpose {
        Purpose::Recommend => "recommend items to users",
        Purpose::SimilarItems => "find items like an item",
        Purpose::ReRank => "put given items in order",
    };
    let option = match asked {
        Purpose::Recommend => "",
        Purpose::SimilarItems => "; `eval baselines --purpose similar-items` comes nearest",
        Purpose::ReRank => "; `eval baselines --purpose re-rank` comes nearest",
    };
    Some(format!(
        "Not the same question: the service's recipe was asked to {}, our models to {}{option}.",
        words(asked),
        words(eval.protocol.purpose)
    ))
}
