//! A model with its parameters, before it is fitted.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::error::FitError;
use super::family::ModelFamily;
use super::fit::Fit;
use super::kind::{Learn, ModelKind};
use super::parameter::{Parameter, ParameterValues, Value};
use super::recommend::{Recommend, Save};
use super::spec_error::SpecError;
use super::training::{Shape, Training};
use super::watch::Watch;
use crate::param::nearest;

/// A model of the registry and its parameters.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    kind: &'static ModelKind,
    values: ParameterValues,
    /// The model with typed parameters, made of `values`.
    model: Arc<dyn Learn>,
}

impl PartialEq for ModelConfig {
    fn eq(&self, other: &Self) -> bool {
        self.kind.name == other.kind.name && self.values == other.values
    }
}

impl ModelConfig {
    /// The model `kind` with its defaults.
    #[must_use]
    pub fn new(kind: &'static ModelKind) -> Self {
        let values = ParameterValues::defaults(kind.parameters());
        Self { kind, values, model: (kind.method.default)() }
    }

    /// The same model with the parameters of `key=value,key=value`.
    ///
    /// # Errors
    /// When a key or a value is not known, or a key is given twice; the known ones are listed.
    pub(in crate::model) fn with_text(mut self, text: &str) -> Result<Self, SpecError> {
        let mut given: Vec<&str> = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let model = || self.kind.name.to_owned();
            let Some((key, text)) = part.split_once('=') else {
                return Err(SpecError::NotKeyValue { model: model(), found: part.to_owned() });
            };
            if given.contains(&key) {
                return Err(SpecError::Repeated { model: model(), key: key.to_owned() });
            }
            given.push(key);
            let parameter = self.parameter(key)?;
            let value = parameter.domain.parse(text);
            let value = value.ok_or_else(|| self.refused(parameter, text.to_owned()))?;
            self.set(key, value)?;
        }
        Ok(self)
    }

    /// Gives a parameter this value.
    ///
    /// # Errors
    /// When the model has no such parameter, or the value is out of its domain; nothing changes then.
    pub fn set(&mut self, key: &str, value: Value) -> Result<(), SpecError> {
        let parameter = self.parameter(key)?;
        let mut values = self.values.clone();
        let model = values.set(key, value).then(|| (self.kind.method.read)(values.in_order()));
        let model = model.flatten().ok_or_else(|| self.refused(parameter, value.to_string()))?;
        (self.values, self.model) = (values, model);
        Ok(())
    }

    /// The parameter of this name.
    fn parameter(&self, key: &str) -> Result<&'static Parameter, SpecError> {
        let known = self.kind.parameters();
        known.iter().find(|parameter| parameter.key == key).ok_or_else(|| {
            let known: Vec<&str> = known.iter().map(|parameter| parameter.key).collect();
            let (model, near) = (self.kind.name.to_owned(), nearest(key, &known));
            SpecError::UnknownKey { model, key: key.to_owned(), near, known }
        })
    }

    fn refused(&self, parameter: &Parameter, found: String) -> SpecError {
        let (model, key) = (self.kind.name.to_owned(), parameter.key);
        SpecError::Value { model, key, expected: parameter.domain.expected(), found }
    }

    /// The description of the model before it is fitted.
    #[must_use]
    pub const fn kind(&self) -> &'static ModelKind {
        self.kind
    }

    /// The values of its parameters.
    #[must_use]
    pub const fn values(&self) -> &ParameterValues {
        &self.values
    }

    /// The model's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.kind.name
    }

    /// The text that `--model` takes: the name with the parameters that are not the default ones.
    #[must_use]
    pub fn text(&self) -> String {
        let differing = self.values.differing();
        if differing.is_empty() {
            self.name().to_owned()
        } else {
            format!("{}:{differing}", self.name())
        }
    }

    /// Every parameter with its value, defaults included.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, Json> {
        self.values.json()
    }

    /// The most memory that learning and recommending take on data of this shape, in bytes; an
    /// estimate from above, beside the data itself.
    #[must_use]
    pub fn memory(&self, shape: &Shape) -> u64 {
        self.model.memory(shape)
    }

    /// The multiplications that learning takes on data of this shape, where they grow faster than the
    /// pairs; 0 where they do not.
    #[must_use]
    pub fn work(&self, shape: &Shape) -> u64 {
        self.model.work(shape)
    }

    /// Learns from `training`.
    ///
    /// # Errors
    /// When input is missing, or it would take more memory than the task allows (without a limit of
    /// its own, 80 % of what the system leaves) or more work, which is found out before anything is
    /// allocated, or its numbers go out of range.
    pub fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        self.expect_fits(training)?;
        self.model.fit(training)
    }

    /// Tells why learning from `training` would take more memory or work than it may, before anything is
    /// learnt.
    ///
    /// # Errors
    /// The errors of [`Self::fit`] that memory and work give.
    pub fn expect_fits(&self, training: &Training<'_>) -> Result<(), FitError> {
        let shape = training.shape();
        if let Some((needed, limit)) = training.lacks_memory(self.memory(&shape)) {
            let fits = |model: &Self| model.memory(&shape) <= limit.bytes;
            let advice = self.what_would_fit(&shape, &fits);
            return Err(FitError::Memory { needed, limit, advice });
        }
        if let Some((needed, limit)) = training.lacks_work(self.work(&shape)) {
            let advice = self.what_would_fit(&shape, &|model| model.work(&shape) <= limit);
            return Err(FitError::Work { needed, limit, advice });
        }
        Ok(())
    }

    /// The largest `head` or number of neighbours or factors with which it would fit.
    fn what_would_fit(&self, shape: &Shape, fits: &dyn Fn(&Self) -> bool) -> String {
        for key in ["head", "k", "factors"] {
            let fits = |number: u64| {
                let mut smaller = self.clone();
                smaller.set(key, Value::Integer(number)).is_ok() && fits(&smaller)
            };
            let (mut low, mut high) = (0, shape.items as u64 + 1);
            while low + 1 < high {
                let middle = low.midpoint(high);
                if fits(middle) { low = middle } else { high = middle }
            }
            if low > 0 {
                return format!("; {key}={low} would fit");
            }
        }
        String::new()
    }
}

impl Fit for ModelConfig {
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
        Ok(Self::fit(self, training)?)
    }

    fn fit_watched(
        &self,
        training: &Training<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<Box<dyn Recommend>, FitError> {
        Self::expect_fits(self, training)?;
        Ok(self.model.fit_watched(training, watch)?)
    }

    fn learns_in_epochs(&self) -> bool {
        self.model.learns_in_epochs()
    }

    fn params(&self) -> BTreeMap<String, Json> {
        Self::params(self)
    }

    fn family(&self) -> ModelFamily {
        self.kind().family
    }

    fn is_fast(&self) -> bool {
        self.kind().is_fast
    }

    fn learns_from_a_set(&self) -> bool {
        self.kind().learns_from_a_set()
    }

    fn memory(&self, shape: &Shape) -> u64 {
        Self::memory(self, shape)
    }

    fn work(&self, shape: &Shape) -> u64 {
        Self::work(self, shape)
    }

    fn expect_fits(&self, training: &Training<'_>) -> Result<(), FitError> {
        Self::expect_fits(self, training)
    }
}
