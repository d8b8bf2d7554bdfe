//! Published results of Personalize, as named references.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::service_metrics::{ServiceData, ServiceMetrics};
use crate::metric::service_keys;

/// A published row as it is shipped.
#[derive(Debug, Clone, Deserialize)]
struct Published {
    name: String,
    source: String,
    #[serde(flatten)]
    data: ServiceData,
    /// The half-width of rounding, where fewer digits were published than the service reports.
    half_width: Option<f64>,
    /// Coverage, MRR@25, NDCG@5, 10, 25, precision@5, 10, 25.
    values: [Option<f64>; 8],
    /// Other metrics by the service's keys.
    #[serde(default)]
    more: BTreeMap<String, f64>,
}

impl Published {
    fn metrics(&self) -> ServiceMetrics {
        let mut metrics: BTreeMap<String, f64> = service_keys()
            .zip(self.values)
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect();
        metrics.extend(self.more.clone());
        let mut all =
            ServiceMetrics::new(self.name.clone(), self.source.clone(), self.data.clone(), metrics);
        all.half_width = self.half_width.unwrap_or(all.half_width);
        all.coverage_half_width = self.half_width.unwrap_or(all.coverage_half_width);
        all
    }
}

/// The published rows, in the order of their data.
///
/// # Panics
/// Never: a test reads the shipped rows.
#[must_use]
pub fn published() -> &'static [ServiceMetrics] {
    static ROWS: OnceLock<Vec<ServiceMetrics>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let rows: Vec<Published> = serde_json::from_str(include_str!("published.json"))
            .expect("a test reads the shipped rows");
        rows.iter().map(Published::metrics).collect()
    })
}

/// The published row of this name.
#[must_use]
pub fn find_published(name: &str) -> Option<&'static ServiceMetrics> {
    published().iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rows_read_and_carry_the_services_keys() {
        let row = find_published("ml-latest-small/hands-on/2022").expect("shipped");
        for (key, expected) in [
            ("mean_reciprocal_rank_at_25", 0.3782),
            ("precision_at_25", 0.0371),
            ("coverage", 0.0845),
        ] {
            assert!((row.metrics[key] - expected).abs() < 1e-12, "{key}");
        }
        assert_eq!(row.data.interactions, Some(197_491));
        assert!(find_published("elsewhere").is_none());
        let names: std::collections::BTreeSet<&str> =
            published().iter().map(|row| row.name.as_str()).collect();
        assert_eq!((names.len(), published().len()), (43, 43));
        for row in published() {
            let shares = row.metrics.iter().filter(|(key, _)| !key.starts_with("hits"));
            assert!(shares.clone().all(|(_, value)| (0.0..=1.0).contains(value)), "{}", row.name);
        }
    }
}
