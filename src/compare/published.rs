//! Published results of Personalize on ml-latest-small, as named references.

use std::sync::OnceLock;

use serde::Deserialize;

use super::service_metrics::ServiceMetrics;

/// A published row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Published {
    /// What it is asked for by.
    pub name: String,
    /// Where it was published and on which data.
    pub source: String,
    /// Rows of the interactions file.
    interactions: usize,
    /// Coverage, MRR@25, NDCG@5, 10, 25, precision@5, 10, 25.
    values: [f64; 8],
}

fn rows() -> &'static [Published] {
    static ROWS: OnceLock<Vec<Published>> = OnceLock::new();
    ROWS.get_or_init(|| {
        serde_json::from_str(include_str!("published.json")).expect("a test reads the shipped rows")
    })
}

/// The names of all published rows.
#[must_use]
pub fn published_names() -> Vec<&'static str> {
    rows().iter().map(|row| row.name.as_str()).collect()
}

/// The published row of this name.
#[must_use]
pub fn published(name: &str) -> Option<ServiceMetrics> {
    let row = rows().iter().find(|row| row.name == name)?;
    let keys = std::iter::once(crate::metric::COVERAGE.to_owned())
        .chain(crate::metric::REPORTED.iter().map(|metric| metric.key()));
    Some(ServiceMetrics {
        name: row.name.clone(),
        source: row.source.clone(),
        interactions: Some(row.interactions),
        metrics: keys.zip(row.values).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rows_read_and_carry_the_services_keys() {
        let row = published("ml-latest-small/hands-on/2022").expect("shipped");
        for (key, expected) in [
            ("mean_reciprocal_rank_at_25", 0.3782),
            ("precision_at_25", 0.0371),
            ("coverage", 0.0845),
        ] {
            assert!((row.metrics[key] - expected).abs() < 1e-12, "{key}");
        }
        assert_eq!(published_names().len(), 7);
        assert!(published("elsewhere").is_none());
    }
}
