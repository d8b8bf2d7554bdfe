//! The parameters of a model as its formulas take them.

use super::error::ListsSqlError;
use crate::model::{ModelConfig, Value};
use crate::number::single;

/// The parameters of a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameters<'m>(pub(super) &'m ModelConfig);

impl Parameters<'_> {
    fn get(self, key: &str) -> Option<Value> {
        self.0.values().get(key)
    }

    /// A whole number; none where a word stands for all.
    pub(super) fn whole(self, key: &str) -> Option<u64> {
        match self.get(key) {
            Some(Value::Integer(number)) => Some(number),
            _ => None,
        }
    }

    /// A number of 64 bits; infinity where a word stands for none.
    pub(super) fn real(self, key: &str) -> f64 {
        match self.get(key) {
            Some(Value::Real(number)) => number,
            _ => f64::INFINITY,
        }
    }

    /// The same of 32 bits.
    pub(super) fn real_single(self, key: &str) -> f32 {
        single(self.real(key))
    }

    /// A word.
    pub(super) fn word(self, key: &str) -> &'static str {
        match self.get(key) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    /// Refuses any value of a parameter but one.
    pub(super) fn expect(
        self,
        key: &'static str,
        expected: &str,
        why: &'static str,
    ) -> Result<(), ListsSqlError> {
        let value = self.word(key);
        if value == expected {
            return Ok(());
        }
        let model = self.0.name();
        Err(ListsSqlError::Parameter { model, key, value: value.to_owned(), why })
    }
}
