//! Personalize's metrics beside ours.

mod published;
mod service_metrics;
mod table;

pub use published::{Published, published, published_names};
pub use service_metrics::{MetricsError, ServiceMetrics};
pub use table::{Cell, Comparison, ModelRow, Row, Verdict, compare};
