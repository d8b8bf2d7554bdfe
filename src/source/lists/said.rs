//! The content of a file of lists, one part after another.

/// The query that a list answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListQuery<'a> {
    /// A user.
    User(&'a str),
    /// An item: items like it, or users for it.
    Item(&'a str),
    /// An expression on items' attributes, such as `ITEMS.genres = "Comedy"`.
    ItemAttributes(&'a str),
}

/// The next part of a file of lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said<'a> {
    /// A list begins; it may be empty. Only files with a line for each list say so.
    List(ListQuery<'a>),
    /// A place of a list.
    Place(ListPlace<'a>),
    /// The job failed on this line; `error` is what it says.
    Failed {
        /// The line.
        line: u64,
        /// The query, if it is there.
        query: Option<ListQuery<'a>>,
        /// The error as it stands.
        error: &'a str,
    },
}

/// A place of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListPlace<'a> {
    /// The query that the list answers.
    pub query: ListQuery<'a>,
    /// The item, or the user of a segment.
    pub id: &'a str,
    /// True if `id` is a user.
    pub is_user: bool,
    /// The rank as the file has it, smaller is better; from 1 in files that have none but their order.
    pub rank: Option<f64>,
    /// The score, higher is better.
    pub score: Option<f64>,
}
