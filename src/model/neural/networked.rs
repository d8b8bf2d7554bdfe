//! Models that are a network.

use std::fmt::Debug;
use std::ops::ControlFlow;

use super::fitted::fit;
use super::settings::NeuralSettings;
use crate::model::core::{FitError, Learn, Save, Shape, Training, Watch};

/// The parameters of a model that is a network.
pub(super) trait Networked: Debug + Send + Sync {
    /// All that decides how the network is built and learns.
    fn settings(&self) -> NeuralSettings;
}

impl<N: Networked> Learn for N {
    fn memory(&self, shape: &Shape) -> u64 {
        self.settings().memory(shape)
    }

    fn work(&self, shape: &Shape) -> u64 {
        self.settings().work(shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        self.fit_watched(training, &mut |_| ControlFlow::Continue(()))
    }

    fn fit_watched(
        &self,
        training: &Training<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<Box<dyn Save>, FitError> {
        let settings = self.settings();
        settings.expect_sound()?;
        fit(&settings, training, watch)
    }

    fn learns_in_epochs(&self) -> bool {
        true
    }
}
