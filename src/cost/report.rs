//! The content of `cost.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::data::{BatchLists, CostData};
use super::estimate::Estimate;
use super::prices::FreeTier;
use super::side_by_side::{SideBySide, WhatIf, side_by_side};
use super::usage::{Unpriced, Usage};

/// The name of the month itself beside others.
const AS_ASKED: &str = "as asked";

/// The content of `cost.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CostReport {
    /// The version of the form, 2.
    pub schema_version: u32,
    /// SHA-256 of the interactions file whose size or rows the amounts rest on; empty where they rest on none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub interactions_sha256: String,
    /// The recipe, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// The usage of the month.
    pub usage: Usage,
    /// The amounts that cost nothing, where the free tier is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_tier: Option<FreeTier>,
    /// The sources of the amounts, in words.
    pub basis: Vec<String>,
    /// One estimate per price list, the one to go by first.
    pub estimates: Vec<Estimate>,
    /// The amounts that no list has a price for; there is no estimate then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Unpriced>,
    /// The advice on what to do, by the first list.
    pub advice: Vec<String>,
    /// The data that was measured in the run folder, or said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<CostData>,
    /// The lists of a batch job that would do instead of the campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_instead: Option<BatchLists>,
    /// The month beside what could be otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_by_side: Option<SideBySide>,
}

impl CostReport {
    /// A report of these estimates and nothing else.
    #[must_use]
    pub fn new(usage: Usage, basis: Vec<String>, estimates: Vec<Estimate>) -> Self {
        Self {
            schema_version: 2,
            interactions_sha256: String::new(),
            recipe: None,
            usage,
            free_tier: None,
            basis,
            estimates,
            unpriced: Vec::new(),
            advice: Vec::new(),
            data: None,
            batch_instead: None,
            side_by_side: None,
        }
    }

    /// The month under this name, to be compared.
    #[must_use]
    pub fn what_if(&self, name: &str) -> WhatIf {
        WhatIf {
            name: name.to_owned(),
            recipe: self.recipe.clone(),
            usage: self.usage,
            basis: self.basis.clone(),
            estimates: self.estimates.clone(),
            unpriced: self.unpriced.clone(),
        }
    }

    /// The report with what could be otherwise beside it; the cheapest of all is named.
    #[must_use]
    pub fn beside(self, what_ifs: Vec<WhatIf>) -> Self {
        let found = side_by_side(&self.what_if(AS_ASKED), what_ifs);
        Self { side_by_side: Some(found), ..self }
    }

    /// The table of the months side by side, a month in a column and the heading first; none where there is one month alone.
    #[must_use]
    pub fn side_by_side_rows(&self) -> Option<Vec<Vec<String>>> {
        self.side_by_side.as_ref().map(|found| found.rows(&self.what_if(AS_ASKED)))
    }

    /// The cheapest month and the unknown ones in words; empty where there is one month alone.
    #[must_use]
    pub fn side_by_side_sentences(&self) -> Vec<String> {
        let sentences = |found: &SideBySide| found.sentences(&self.what_if(AS_ASKED));
        self.side_by_side.as_ref().map_or_else(Vec::new, sentences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_from_before_months_stood_side_by_side_still_reads() {
        let old = r#"{"schema_version":2,"usage":{"gigabytes":0.1,"training_hours":1.0,"trainings":2.0,"tps":1.0,
            "serving_hours":720.0,"requests":0.0,"batch_lists":0.0,"free_tier":false},"basis":[],"estimates":[{"prices":
            {"name":"own","date":"2026","source":"ours","import_per_gb":0.05,"training_per_hour":0.24,"batch_per_list":null,
            "serving":{"unit":"request","tiers":[{"up_to":null,"price":0.1}]}},"import":0.0,"training":0.0,"serving":0.0,
            "batch":null,"total":0.0,"idle":0.0,"as_batch":null}],"advice":[]}"#;
        let read: CostReport = serde_json::from_str(old).expect("reads");
        assert!(read.data.is_none() && read.side_by_side_rows().is_none());
        assert_eq!(read.side_by_side_sentences(), [] as [String; 0]);
        assert!(read.usage.is_of_campaign() && read.estimates[0].is_complete(&read.usage));
        let written = serde_json::to_string(&read).expect("writes");
        assert!(!written.contains("side_by_side") && !written.contains("idle_share"), "{written}");
    }
}
