//! The forms in which a report is written for other programs.

mod concise;
mod findings_format;
mod github;
mod gitlab;
mod grouped;
mod json_lines;
mod junit;
mod markdown;
mod places;
mod sarif;

pub use findings_format::FindingsFormat;
pub use junit::junit;
pub use sarif::sarif;

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
