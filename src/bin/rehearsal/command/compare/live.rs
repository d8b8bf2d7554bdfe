//! Asks Personalize itself for metrics.

use rehearsal::aws::Access;
use rehearsal::compare::{Required, ServiceMetrics};
use rehearsal::live::solution_metrics;

use crate::args::Live;

/// The metrics of every solution version that was named.
pub(super) fn fetch(args: &Live, required: Required) -> anyhow::Result<Vec<ServiceMetrics>> {
    if args.solution_version_arn.is_empty() {
        return Ok(Vec::new());
    }
    let access = Access {
        endpoint_url: args.endpoint_url.clone(),
        region: args.region.clone(),
        ..Access::default()
    };
    Ok(solution_metrics(&args.solution_version_arn, &access, required)?)
}
