//! A step of the caller's own.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};

use super::transform::Transform;

/// A step that is not of the list. It runs in the general engine, stands in manifests with its name alone, and no
/// pipeline file can hold it.
///
/// ```
/// use rehearsal::polars::df;
/// use rehearsal::polars::prelude::{LazyFrame, PolarsResult, col, lit};
/// use rehearsal::transform::{Log, Own, Step, Transform, run};
///
/// /// Drops the rows of the account that only tests the shop.
/// struct WithoutTester;
///
/// impl Transform for WithoutTester {
///     fn needs(&self) -> Vec<String> {
///         vec!["USER_ID".to_owned()]
///     }
///
///     fn apply(&self, frame: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
///         log.say("the account `test` is left out");
///         Ok(frame.filter(col("USER_ID").neq(lit("test"))))
///     }
/// }
///
/// let frame = df!["USER_ID" => ["ann", "test"], "ITEM_ID" => ["x", "y"]]?;
/// let (frame, records) = run(&[Step::own("without-tester", WithoutTester)], frame)?;
/// assert_eq!((frame.height(), records[0].rows_in, records[0].rows_out), (1, 2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Own {
    name: &'static str,
    step: Arc<dyn Transform>,
}

impl Own {
    /// A step under `name`, which should be none of [`super::Step::NAMES`].
    pub fn new(name: &'static str, step: impl Transform + 'static) -> Self {
        Self { name, step: Arc::new(step) }
    }

    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn step(&self) -> &dyn Transform {
        self.step.as_ref()
    }
}

impl std::fmt::Debug for Own {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Own").field(&self.name).finish()
    }
}

/// Two clones of one step.
impl PartialEq for Own {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.step, &other.step)
    }
}

impl JsonSchema for Own {
    fn schema_name() -> Cow<'static, str> {
        "Own".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

impl Serialize for Own {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("name", self.name)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Own {
    fn deserialize<D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        Err(de::Error::custom("a step of somebody's own is known to their program alone"))
    }
}
