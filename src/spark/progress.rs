//! The state of a query that runs.

use spark_connect_proto::execute_plan_response::ExecutionProgress;

/// The tasks of a query that are done, of those that are known so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskProgress {
    /// Tasks that are done.
    pub done: u64,
    /// Tasks that are known. More may follow.
    pub tasks: u64,
    /// Bytes that were read.
    pub bytes: u64,
}

impl TaskProgress {
    pub(super) fn of(progress: &ExecutionProgress) -> Self {
        let whole = |number: i64| u64::try_from(number).unwrap_or(0);
        progress.stages.iter().fold(Self::default(), |all, stage| Self {
            done: all.done + whole(stage.num_completed_tasks),
            tasks: all.tasks + whole(stage.num_tasks),
            bytes: all.bytes + whole(stage.input_bytes_read),
        })
    }
}
