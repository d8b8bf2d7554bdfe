//! The road into Personalize: every call that makes a working set-up of a run folder, and the same as a script, as
//! AWS CLI lines, as a CloudFormation template and as Terraform.
//!
//! (Service model of Amazon Personalize, version 2018-05-22; developer guide, "personalize-workflow".)

mod build;
mod error;
mod fits;
mod hyperparameters;
mod name;
mod operation;
mod options;
pub mod render;
mod step;

pub use build::build;
pub use error::WorkflowError;
pub use hyperparameters::{HyperparameterError, check_hyperparameters};
pub use name::{NameError, ResourceName};
pub use operation::Operation;
pub use options::{
    AutoTraining, ColumnsOption, CutOption, DatasetSource, EventWeight, FilterOption, ImportSize,
    MetricOption, ServingOption, Workflow,
};
pub use step::{WorkflowStep, arn_of, refers_to};
