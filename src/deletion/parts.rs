//! The files of a list, none larger than a job takes.

use crate::column::USER_ID;
use crate::source::quoting::push_row;

/// The most bytes of the files of a job: 100 MB. (Developer guide, "limits"; older copies say 50 MB.)
pub const BYTES_MAX: usize = 100_000_000;
/// The most jobs of a dataset group that may be pending. (Developer guide, "limits".)
pub const PENDING_JOBS_MAX: usize = 5;

/// The ids as CSV files with the one column `USER_ID`, each of at most `bytes_max` bytes, but for one id that is
/// longer than that; at least one file. With each the number of its users.
#[must_use]
pub fn parts(ids: &[String], bytes_max: usize) -> Vec<(Vec<u8>, usize)> {
    let empty = || (format!("{USER_ID}\n").into_bytes(), 0);
    let mut parts = vec![empty()];
    let mut row = Vec::new();
    for id in ids {
        row.clear();
        push_row([id], &mut row);
        let is_full = parts
            .last()
            .is_some_and(|(bytes, n_users)| *n_users > 0 && bytes.len() + row.len() > bytes_max);
        if is_full {
            parts.push(empty());
        }
        if let Some((bytes, n_users)) = parts.last_mut() {
            bytes.extend_from_slice(&row);
            *n_users += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_where_a_file_is_full() {
        let ids = ["a", "b,c", "d", "e"].map(str::to_owned);
        let text = |max: usize| {
            let parts = parts(&ids, max);
            let total: usize = parts.iter().map(|(_, n_users)| n_users).sum();
            assert_eq!(total, ids.len());
            parts
                .into_iter()
                .map(|(bytes, _)| String::from_utf8(bytes).expect("UTF-8"))
                .collect::<Vec<_>>()
        };
        assert_eq!(text(BYTES_MAX), ["USER_ID\na\n\"b,c\"\nd\ne\n"]);
        assert_eq!(text(16), ["USER_ID\na\n\"b,c\"\n", "USER_ID\nd\ne\n"]);
        assert_eq!(text(15), ["USER_ID\na\n", "USER_ID\n\"b,c\"\n", "USER_ID\nd\ne\n"]);
        assert_eq!(text(1).len(), 4, "a file has at least one user");
    }
}
