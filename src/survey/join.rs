//! Two tables that would be interactions if they were one: users in the first, items in the second.

use super::cells::Cells;
use super::choose;
use super::overlap::share;
use super::sample::Sample;
use super::words::{Meaning, strength};
use crate::text::shell_word;

/// Two tables with the column that they share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Join<'s> {
    users: (&'s Sample, &'s Cells),
    items: (&'s Sample, &'s Cells),
    key: &'s Cells,
}

/// The least share of the keys of one table that the other has.
const SAME_KEYS: f64 = 0.5;

/// The two tables whose join has users and items, if there are such.
pub(super) fn join(samples: &[Sample]) -> Option<Join<'_>> {
    let of = |meaning| {
        // A join is written for files.
        let files = samples.iter().filter(|sample| sample.path.is_file());
        files.filter_map(move |sample| Some((sample, named(meaning, sample)?)))
    };
    let pairs =
        of(Meaning::User).flat_map(|users| of(Meaning::Item).map(move |items| (users, items)));
    let mut joins: Vec<(f64, Join<'_>)> = pairs
        .filter(|(users, items)| users.0.path != items.0.path)
        .filter_map(|(users, items)| {
            let (share, key) = key(users, items)?;
            Some((share, Join { users, items, key }))
        })
        .collect();
    // The first of equals.
    joins.sort_by(|left, right| right.0.total_cmp(&left.0));
    joins.into_iter().next().map(|(_, join)| join)
}

/// The column of ids whose name speaks for a meaning most.
fn named(meaning: Meaning, sample: &Sample) -> Option<&Cells> {
    let named = choose::ids(meaning, sample, &[]).into_iter();
    let named = named.filter(|one| strength(meaning, &one.cells.name) >= 2);
    named.max_by_key(|one| one.points).map(|one| one.cells)
}

/// The column of both tables that joins them best, with the share of its values that both have: it has one row for
/// each value in one of them.
fn key<'s>(
    (users, user): (&'s Sample, &Cells),
    (items, item): (&Sample, &Cells),
) -> Option<(f64, &'s Cells)> {
    let shared = users.columns.iter().filter_map(|one| {
        let other = items.column(&one.name)?;
        let is_key =
            one.may_be_ids() && other.may_be_ids() && (one.is_unique() || other.is_unique());
        let is_free = one.name != user.name && other.name != item.name;
        let common = share(other, one).max(share(one, other));
        // Of a table that was not read to its end the other half may be elsewhere.
        let is_enough =
            common >= SAME_KEYS || (common > 0.0 && !(users.is_whole && items.is_whole));
        (is_key && is_free && is_enough).then_some((common, one))
    });
    shared.max_by(|left, right| left.0.total_cmp(&right.0))
}

impl Join<'_> {
    /// The remedy, in words.
    pub(super) fn said(&self) -> String {
        let Self { users, items, key } = self;
        let [users_path, items_path] = [users, items].map(|(sample, _)| sample.path.display());
        format!(
            "No table has users and items, but two have one each: `{users_path}` has users in `{}`, `{items_path}` has \
             items in `{}`, and both have `{}`. Join them first, for example with duckdb:\n  {}",
            users.1.name,
            items.1.name,
            key.name,
            self.command()
        )
    }

    /// The command that writes the joined table beside the table of users.
    fn command(&self) -> String {
        let is_bare =
            self.key.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let key = if is_bare {
            self.key.name.clone()
        } else {
            format!("\"{}\"", self.key.name.replace('"', "\"\""))
        };
        let joined = self.users.0.path.with_file_name("interactions.csv");
        let [users, items, joined] = [&self.users.0.path, &self.items.0.path, &joined]
            .map(|path| path.display().to_string().replace('\'', "''"));
        let sql =
            format!("COPY (SELECT * FROM '{users}' JOIN '{items}' USING ({key})) TO '{joined}'");
        let is_plain = !sql.contains(['"', '$', '`', '\\', '!']);
        let word = if is_plain { format!("\"{sql}\"") } else { shell_word(&sql) };
        format!("duckdb -c {word}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample;
    use super::*;

    #[test]
    fn two_tables_that_share_a_key_are_named_with_a_command() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            sample(&path).expect("a table")
        };
        let orders = table(
            "orders.csv",
            "order_id,customer_id,at\n1,7,2024-01-01\n2,7,2024-01-02\n3,8,2024-01-02\n",
        );
        let lines = table("lines.csv", "line,order_id,product_id\n1,1,5\n2,1,6\n3,3,5\n4,2,5\n");
        let products = table("products.csv", "product_id,name\n5,A\n6,B\n");
        let samples = [lines, orders, products];
        let said = join(&samples).expect("two").said();
        let said = said.replace(&format!("{}/", folder.path().display()), "");
        assert!(said.contains("`orders.csv` has users in `customer_id`, `lines.csv` has items in `product_id`, and both have `order_id`"), "{said}");
        assert!(said.ends_with(
            "duckdb -c \"COPY (SELECT * FROM 'orders.csv' JOIN 'lines.csv' USING (order_id)) TO 'interactions.csv'\""
        ), "{said}");
        assert!(join(&samples[1..]).is_none(), "no key");
    }
}
