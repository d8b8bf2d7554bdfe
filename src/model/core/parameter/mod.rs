//! The parameters of models: typed fields for the model, a table for everybody else, both made by
//! [`parameters`].

mod declaration;
mod definition;
mod domain;
mod field;
mod values;

pub(in crate::model) use declaration::{key_of, parameters, text_of};
pub(in crate::model) use definition::{
    Definition, HALF_LIFE, HEAD, SEED, Searched, half_life_of, real, real_f32, real_or, true_flag,
    whole, whole_or,
};
pub use domain::{Parameter, ParameterDomain, Search, Value};
pub(in crate::model) use field::{Field, Parameters};
pub use values::ParameterValues;
