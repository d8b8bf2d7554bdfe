//! Personalize's metrics beside ours.

mod agreement;
mod answer;
mod beside;
mod caution;
mod comparison;
pub mod diagnosis;
mod figures;
mod next_step;
mod next_steps;
mod paired;
mod pairing;
mod published;
mod same_data;
mod service_metrics;
mod simulation;
mod summary;
mod table_cells;
mod verdict;

pub use answer::{MetricsError, Required, from_metrics, parse};
pub use beside::{Evaluated, compare};
pub use comparison::{Beside, Comparison, Run};
pub use figures::{Cell, ModelRow, Row, Verdict};
pub use next_step::{NextStep, Typed};
pub use paired::{Named, PairedLists, PairedRow, PairingError, pair};
pub use pairing::steps_to_a_clean_cut;
pub use published::{find_published, published};
pub use same_data::{SameData, SameDataCheck, Sameness};
pub use service_metrics::{ServiceData, ServiceMetrics};
pub use simulation::{DRAWS, Simulated, SimulatedPlace, Simulation, simulate};
pub use summary::ComparisonSummary;
pub use table_cells::{METRIC_HEADING, PAIRED_HEADING, metric_cells, paired_cells};
