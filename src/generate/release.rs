//! A release and its files, its users drawn in parallel and written in order.

use std::io::{self, Write};
use std::ops::Range;

use super::catalogue::Links;
use super::config::Config;
use super::genre::listed;
use super::history::{Historian, Row, Scale, written};
use super::plan::Plan;
use super::titles_and_tags::{Titles, tags, tags_per_user};
use crate::number::{to_index, to_u32};
use crate::parallel::in_order;
use crate::param::InvalidParam;

/// A planned release: its films and its users with their tastes. The rows follow from
/// it, user by user, when they are written.
///
/// Memory: about 100 bytes per user and 1,100 per film; nothing per rating.
pub struct SyntheticRelease {
    pub(super) plan: Plan,
    scale: Scale,
}

impl SyntheticRelease {
    /// Plans a release with exactly the configured counts.
    ///
    /// # Errors
    /// [`InvalidParam`] for counts that no release can have: no users or films, more
    /// rated films than films, fewer ratings than users or rated films, or more than
    /// distinct pairs.
    pub fn plan(config: &Config) -> Result<Self, InvalidParam> {
        config.check()?;
        let plan = Plan::new(config);
        let scale = Scale::fitted(&plan);
        Ok(Self { plan, scale })
    }

    /// Writes ratings.csv: `userId,movieId,rating,timestamp`, by user, then film.
    ///
    /// `progress` is told now and then, from this thread, how many rows are written so
    /// far, and at the end the number of all. Holds about 30 MB whatever the number of
    /// rows, unless single users have very many.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_ratings(
        &self,
        out: &mut (dyn Write + Send),
        progress: &(dyn Fn(u64) + Sync),
    ) -> io::Result<()> {
        out.write_all(b"userId,movieId,rating,timestamp\n")?;
        self.write_users(out, progress, &|_| true, &|user, rows, bytes| {
            for row in rows {
                self.push_rating(bytes, user, row);
            }
        })
    }

    /// Writes tags.csv: `userId,movieId,tag,timestamp`, by user, then film, then tag.
    /// Without tags only the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_tags(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        out.write_all(b"userId,movieId,tag,timestamp\n")?;
        let counts = tags_per_user(&self.plan);
        self.write_users(out, &|_| (), &|user| counts[user] > 0, &|user, rows, bytes| {
            for tag in tags(&self.plan, user, rows, counts[user]) {
                push_number(bytes, to_u32(user) + 1, b',');
                push_number(bytes, self.plan.films[to_index(tag.item)].id, b',');
                push_field(bytes, &tag.text, b',');
                push_number(bytes, tag.time.unsigned_abs(), b'\n');
            }
        })
    }

    /// Writes movies.csv: `movieId,title,genres`, by film.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_movies(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let titles = Titles::new(&self.plan.config, &self.plan.films);
        let mut bytes = b"movieId,title,genres\n".to_vec();
        for (item, film) in self.plan.films.iter().enumerate() {
            push_number(&mut bytes, film.id, b',');
            push_field(&mut bytes, &titles.title(item, film.year), b',');
            push_field(&mut bytes, &listed(film.genres), b'\n');
        }
        out.write_all(&bytes)
    }

    /// Writes links.csv: `movieId,imdbId,tmdbId`, by film. The numbers are invented and
    /// lead nowhere; a few films have no `tmdbId`, as in the real releases.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_links(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let links = Links::new(self.plan.config.seed);
        let mut bytes = b"movieId,imdbId,tmdbId\n".to_vec();
        for (item, film) in self.plan.films.iter().enumerate() {
            let tmdb = links.tmdb(item).map_or_else(String::new, |number| number.to_string());
            writeln!(bytes, "{},{:07},{tmdb}", film.id, links.imdb(item))?;
        }
        out.write_all(&bytes)
    }

    fn push_rating(&self, bytes: &mut Vec<u8>, user: usize, row: &Row) {
        let half_stars = self.scale.half_stars(row.pleasure, self.plan.members[user].stars);
        push_number(bytes, to_u32(user) + 1, b',');
        push_number(bytes, self.plan.films[to_index(row.item)].id, b',');
        bytes.extend_from_slice(written(half_stars).as_bytes());
        bytes.push(b',');
        push_number(bytes, row.time.unsigned_abs(), b'\n');
    }
}

/// About how many ratings one task draws.
const ROWS_PER_CHUNK: u64 = 32_768;

/// Appends the lines of one user, given the user's rows, to the bytes of a file.
type Push<'push> = dyn Fn(usize, &[Row], &mut Vec<u8>) + Sync + 'push;

impl SyntheticRelease {
    /// Draws the wished users' ratings in parallel and writes what `push` makes of them
    /// in the order of the users.
    pub(super) fn write_users(
        &self,
        out: &mut (dyn Write + Send),
        progress: &(dyn Fn(u64) + Sync),
        wished: &(dyn Fn(usize) -> bool + Sync),
        push: &Push<'_>,
    ) -> io::Result<()> {
        let mut chunks = self.chunks().into_iter();
        let make = |historian: &mut Historian<'_>, users: Range<usize>| {
            let (mut rows, mut bytes) = (0, Vec::new());
            for user in users.filter(|&user| wished(user)) {
                let own = historian.rows(user);
                rows += own.len() as u64;
                push(user, own, &mut bytes);
            }
            Ok((rows, bytes))
        };
        let mut written_rows = 0;
        let take = |(rows, bytes): (u64, Vec<u8>)| {
            out.write_all(&bytes)?;
            written_rows += rows;
            progress(written_rows);
            Ok::<_, io::Error>(())
        };
        let historians =
            (0..rayon::current_num_threads()).map(|_| Historian::new(&self.plan)).collect();
        in_order(historians, || Ok(chunks.next()), make, take)
    }

    /// Ranges of users with about equally many ratings.
    fn chunks(&self) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let (mut first, mut rows) = (0, 0);
        for (user, member) in self.plan.members.iter().enumerate() {
            rows += u64::from(member.ratings);
            if rows >= ROWS_PER_CHUNK || user + 1 == self.plan.members.len() {
                chunks.push(first..user + 1);
                (first, rows) = (user + 1, 0);
            }
        }
        chunks
    }
}

impl SyntheticRelease {
    /// Writes README.txt: that the release is synthetic, and how to make it again.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_readme(&self, out: &mut dyn Write) -> io::Result<()> {
        let config = &self.plan.config;
        write!(
            out,
            "Synthetic ratings\n\
             =================\n\n\
             This is not MovieLens data. It was made by `rehearsal data generate` in the\n\
             layout and the shape of a MovieLens release. Users, films, ratings, tags and\n\
             links are all invented; the links lead nowhere.\n\n\
             Parameters\n\
             ----------\n\n\
             users:       {}\n\
             items:       {}\n\
             rated items: {}\n\
             ratings:     {}\n\
             tags:        {}\n\
             seed:        {}\n\n\
             The same parameters and seed give the same files.\n\n\
             Files (CSV, UTF-8, one header row)\n\
             ----------------------------------\n\n\
             ratings.csv  userId,movieId,rating,timestamp   0.5 to 5.0 stars; seconds, UTC\n\
             movies.csv   movieId,title,genres              genres joined by |\n\
             tags.csv     userId,movieId,tag,timestamp\n\
             links.csv    movieId,imdbId,tmdbId\n",
            config.users,
            config.items,
            config.rated_items,
            config.ratings,
            config.tags,
            config.seed
        )
    }
}

/// Appends a number and the byte that ends its field.
fn push_number(bytes: &mut Vec<u8>, number: impl Into<u64>, end: u8) {
    bytes.extend_from_slice(itoa::Buffer::new().format(number.into()).as_bytes());
    bytes.push(end);
}

/// Appends a text, quoted as RFC 4180 asks where it must be, and the byte that ends its
/// field.
fn push_field(bytes: &mut Vec<u8>, text: &str, end: u8) {
    if text.contains([',', '"', '\n', '\r']) {
        bytes.push(b'"');
        bytes.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        bytes.push(b'"');
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.push(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_fields() {
        let mut bytes = Vec::new();
        push_number(&mut bytes, 0_u32, b',');
        push_number(&mut bytes, 1_537_799_250_u32, b',');
        push_field(&mut bytes, "Silent \"Harbour\", The (1994)", b',');
        push_field(&mut bytes, "Drama|War", b'\n');
        let expected = "0,1537799250,\"Silent \"\"Harbour\"\", The (1994)\",Drama|War\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
