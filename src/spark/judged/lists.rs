//! The lists of one table, judged.

use super::truth::SparkTruth;
use crate::column::{ITEM_ID, USER_ID};
use crate::experiment::{CountedLists, CountedUser, ListCounts};
use crate::metric::LIST_LENGTH;
use crate::spark::error::SparkError;
use crate::spark::rows::SparkRows;
use crate::transform::sql::SqlRows;

/// The users whose hits come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EachUser {
    /// Each, in the order of ids: a few bytes a user.
    InOrder,
    /// Their numbers: users with the same hits, held-out items and places are counted.
    Counted,
}

/// The rows of lists as they are given: `user_id`, `item_id`, `worth`.
const GIVEN: &str = "judged_given";
/// Places of known users' lists: `user_id`, `item_id`, `place` from 1, `times` from 1 where the item stands again, and
/// whether the catalogue has it: `known`.
const PLACES: &str = "judged_places";
/// The examples of users whom nobody knows.
const EXAMPLES: usize = 5;

impl SparkTruth<'_> {
    /// Judges lists with the columns `USER_ID`, `ITEM_ID`, and `RANK` or `SCORE`; the rank decides where both are there. As
    /// of files that are read here the smaller item goes first of equals, equal rows are one, and an item that stands
    /// again is a miss.
    ///
    /// # Errors
    /// When Spark fails, or no list answers a test user.
    pub fn judge(
        &self,
        name: &str,
        lists: &SqlRows,
        each: EachUser,
    ) -> Result<CountedLists, SparkError> {
        self.place(lists)?;
        let users = self.users(each)?;
        let mut counts = self.counts()?;
        counts.users_without_list = users.iter().filter(|user| user.places.is_none()).count();
        if counts.users_without_list == users.len() {
            return Err(SparkError::Strangers { name: name.to_owned() });
        }
        let exposure = self.exposure()?;
        for table in [PLACES, GIVEN] {
            self.session.run(&format!("UNCACHE TABLE IF EXISTS {table}"))?;
            // The name stays without this, and the next lists need it.
            self.session.run(&format!("DROP VIEW IF EXISTS {table}"))?;
        }
        Ok(CountedLists { name: name.to_owned(), users, exposure, counts })
    }

    /// Keeps the places of the lists.
    fn place(&self, lists: &SqlRows) -> Result<(), SparkError> {
        let dialect = lists.dialect();
        let worth = if lists.has("RANK") { "0e0 - `RANK`" } else { "`SCORE`" };
        let missing = dialect.refusal(
            "'a list has a place without RANK or SCORE'",
            &polars::prelude::DataType::Float64,
        );
        let given = format!(
            "{}SELECT {} AS user_id, {} AS item_id, coalesce({worth}, {missing}) AS worth FROM {}",
            lists.with_parts(),
            dialect.quoted(USER_ID),
            dialect.quoted(ITEM_ID),
            lists.name()
        );
        self.session.run(&format!("CACHE TABLE {GIVEN} AS {given}"))?;
        let places = format!(
            "SELECT one.user_id AS user_id, one.item_id AS item_id, items.item_id IS NOT NULL AS known, \
             row_number() OVER (PARTITION BY one.user_id ORDER BY worth DESC, octet_length(one.item_id), one.item_id) AS place, \
             row_number() OVER (PARTITION BY one.user_id, one.item_id ORDER BY worth DESC) AS times \
             FROM (SELECT DISTINCT user_id, item_id, worth FROM {GIVEN}) AS one \
             JOIN {} AS users ON one.user_id = users.user_id LEFT JOIN {} AS items ON one.item_id = items.item_id",
            Self::USERS,
            Self::ITEMS
        );
        self.session.run(&format!("CACHE TABLE {PLACES} AS {places}"))
    }

    fn users(&self, each: EachUser) -> Result<Vec<CountedUser>, SparkError> {
        let judged = format!(
            "SELECT users.user_id AS user_id, coalesce(hits, CAST(0 AS BIGINT)) AS hits, held_out, \
             coalesce(places, CAST(-1 AS BIGINT)) AS places FROM {} AS users LEFT JOIN (\
             SELECT placed.user_id AS user_id, count(*) AS places, sum(CASE WHEN place <= {LIST_LENGTH} AND times = 1 \
             AND pairs.item_id IS NOT NULL THEN shiftleft(CAST(1 AS BIGINT), CAST(place - 1 AS INT)) ELSE CAST(0 AS BIGINT) END) AS hits \
             FROM {PLACES} AS placed LEFT JOIN {} AS pairs ON placed.user_id = pairs.user_id AND placed.item_id = pairs.item_id \
             GROUP BY placed.user_id) AS answered ON users.user_id = answered.user_id",
            Self::USERS,
            Self::PAIRS
        );
        let query = match each {
            EachUser::InOrder => format!(
                "SELECT hits, held_out, places, CAST(1 AS BIGINT) FROM ({judged}) AS judged ORDER BY octet_length(user_id), user_id"
            ),
            EachUser::Counted => format!(
                "SELECT hits, held_out, places, count(*) FROM (SELECT hits, held_out, least(places, {LIST_LENGTH}) AS places \
                 FROM ({judged}) AS judged) AS cut GROUP BY hits, held_out, places ORDER BY hits, held_out, places"
            ),
        };
        let rows = self.session.rows(&query)?;
        let mut users = Vec::new();
        let columns = (rows.whole(0)?, rows.whole(1)?, rows.whole(2)?, rows.whole(3)?);
        for (((hits, held_out), places), times) in
            columns.0.into_iter().zip(columns.1).zip(columns.2).zip(columns.3)
        {
            let user = CountedUser {
                hits: u32::try_from(hits).unwrap_or(0),
                held_out: usize::try_from(held_out).unwrap_or(0),
                places: usize::try_from(places).ok().map(|places| places.min(LIST_LENGTH)),
            };
            users.extend(std::iter::repeat_n(user, usize::try_from(times).unwrap_or(0)));
        }
        Ok(users)
    }

    /// Counts what is odd about the lists.
    fn counts(&self) -> Result<ListCounts, SparkError> {
        let known = format!(
            "(SELECT given.* FROM {GIVEN} AS given LEFT SEMI JOIN {} AS users ON given.user_id = users.user_id)",
            Self::USERS
        );
        let strangers = format!(
            "(SELECT DISTINCT given.user_id FROM {GIVEN} AS given LEFT ANTI JOIN {} AS users ON given.user_id = users.user_id)",
            Self::USERS
        );
        let found = self.session.rows(&format!(
            "SELECT (SELECT count(*) FROM {GIVEN}), count(*), \
             coalesce(sum(CASE WHEN places > {LIST_LENGTH} THEN 1 ELSE 0 END), 0), \
             coalesce(sum(CASE WHEN places = 1 THEN 1 ELSE 0 END), 0), \
             (SELECT count(*) FROM {known}) - coalesce(sum(places), 0), \
             coalesce(sum(CASE WHEN again > 0 THEN 1 ELSE 0 END), 0), coalesce(sum(again), 0), coalesce(sum(unknown), 0), \
             (SELECT count(*) FROM {strangers}) FROM (\
             SELECT user_id, count(*) AS places, sum(CASE WHEN times > 1 THEN 1 ELSE 0 END) AS again, \
             sum(CASE WHEN known THEN 0 ELSE 1 END) AS unknown FROM {PLACES} GROUP BY user_id) AS by_user"
        ))?;
        let number = |at| first(&found, at);
        let named = format!(
            "SELECT user_id FROM {strangers} ORDER BY octet_length(user_id), user_id LIMIT {EXAMPLES}"
        );
        Ok(ListCounts {
            form: "table of Spark".to_owned(),
            places: number(0)?,
            lists: number(1)?,
            long_lists: number(2)?,
            lists_of_one: number(3)?,
            equal_rows: number(4)?,
            lists_with_repeats: number(5)?,
            repeated_places: number(6)?,
            places_of_unknown: number(7)?,
            lists_for_strangers: number(8)?,
            strangers: self.session.rows(&named)?.texts(0)?,
            ..ListCounts::default()
        })
    }

    /// The number of times each item of the catalogue is listed.
    fn exposure(&self) -> Result<Vec<u32>, SparkError> {
        let rows = self.session.rows(&format!(
            "SELECT times, count(*) FROM (SELECT item_id, count(*) AS times FROM {PLACES} \
             WHERE place <= {LIST_LENGTH} AND times = 1 AND known GROUP BY item_id) AS listed GROUP BY times ORDER BY times"
        ))?;
        let mut exposure = Vec::new();
        for (times, items) in rows.whole(0)?.into_iter().zip(rows.whole(1)?) {
            let times = u32::try_from(times).unwrap_or(u32::MAX);
            exposure.extend(std::iter::repeat_n(times, usize::try_from(items).unwrap_or(0)));
        }
        exposure.resize(self.counted().data.items.max(exposure.len()), 0);
        Ok(exposure)
    }
}

fn first(rows: &SparkRows, column: usize) -> Result<usize, SparkError> {
    Ok(rows.whole(column)?.first().map_or(0, |&number| usize::try_from(number).unwrap_or(0)))
}
