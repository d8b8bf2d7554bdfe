//! The real binary, as a user runs it: exit code, stdout, stderr and what is left on the disk.

#![expect(clippy::too_many_lines, reason = "snapshots count as lines")]

#[path = "../support/committed.rs"]
mod committed;
#[path = "../support/json_schema.rs"]
mod json_schema;
mod json_schemas;
mod place;
#[path = "../support/printed.rs"]
mod printed;
mod release;
mod shown;

mod advice;
mod closed_pipe;
mod compare;
mod cost;
mod cost_data;
mod cost_recipes;
mod cost_vs;
mod data;
mod deletion;
mod demo;
mod eval;
mod eval_lists;
mod eval_refused;
mod eval_said;
mod example;
mod fetch;
mod filter;
mod for_programs;
mod foreign;
mod forms;
mod help;
mod history;
mod interrupt;
mod kill;
mod layouts;
mod lists;
mod lists_decide;
#[cfg(feature = "aws")]
mod live;
mod models;
mod next_commands;
mod old_results;
#[cfg(all(feature = "aws", feature = "fetch", feature = "s3"))]
mod pages;
mod policy;
mod prep;
mod prep_engines;
mod prep_formats;
mod prep_layouts;
mod prep_lists;
mod prep_output;
mod prep_pipeline;
mod prep_refused;
mod prep_shift;
mod prep_sql;
mod prep_table;
mod project;
mod project_wrong;
mod recipes;
mod recommend;
mod report;
mod rerun;
mod scale;
mod schema_diff;
#[cfg(feature = "aws")]
mod service;
mod shop;
mod split;
mod stats;
mod stats_merge;
mod terminal;
#[cfg(feature = "s3")]
mod upload;
mod usage;
mod validate;
mod validate_apart;
mod validate_formats;
mod validate_team;
mod views;
mod workflow;
