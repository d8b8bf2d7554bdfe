//! Users to be deleted from a dataset group: their list, the files of it that the service takes, and those whom the
//! data does not have. (Developer guide, "delete-records".)

mod error;
mod known;
mod list;
mod parts;

pub use error::DeletionError;
pub use known::{UnknownUsers, unknown};
pub use list::UserList;
pub use parts::{BYTES_MAX, PENDING_JOBS_MAX, parts};

/// The rules of the service on a deletion, a sentence each.
pub const RULES: [&str; 6] = [
    "a job deletes users, their metadata and their interactions from one dataset group; each other group needs a job of \
     its own",
    "a job takes up to a day; meanwhile no import, training or batch job may run on the dataset group, else the deletion \
     is not guaranteed and another job is needed",
    "afterwards create a new solution version and update campaigns: models learnt from the users before",
    "the service role needs s3:GetObject and s3:ListBucket on the bucket, which must not use a customer-managed KMS key",
    "a job takes at most 100 MB of files, and 5 jobs of a group may be pending",
    "what lies outside stays: batch results in S3, and the files that the next full import brings",
];
