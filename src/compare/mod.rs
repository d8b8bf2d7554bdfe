//! Personalize's metrics beside ours.

mod answer;
pub mod diagnosis;
mod next_steps;
mod paired;
mod published;
mod same_data;
mod service_metrics;
mod simulation;
mod table;

pub use answer::{MetricsError, from_metrics, parse};
pub use paired::{Named, PairedLists, PairedRow, PairingError, pair};
pub use published::{find_published, published};
pub use same_data::{Check, SameData, Sameness};
pub use service_metrics::{ServiceData, ServiceMetrics};
pub use simulation::{DRAWS, Place, Simulated, Simulation, simulate};
pub use table::{
    Beside, Cell, Comparison, Evaluated, ModelRow, Row, Run, Summary, Verdict, compare,
};
