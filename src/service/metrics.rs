//! The metrics of a training.

use std::collections::BTreeMap;

use super::client::{Service, ServiceRefusal};

impl Service {
    /// The metrics of the solution version `arn`, by name.
    ///
    /// # Errors
    /// When the service refuses.
    pub fn metrics(&self, arn: &str) -> Result<BTreeMap<String, f64>, ServiceRefusal> {
        let request = self.client.get_solution_metrics().solution_version_arn(arn);
        let answer = self.runtime.block_on(request.send());
        let answer = answer.map_err(|error| ServiceRefusal::of("GetSolutionMetrics", &error))?;
        Ok(answer.metrics.unwrap_or_default().into_iter().collect())
    }
}
