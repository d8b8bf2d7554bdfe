//! Writes the files.

use std::io::{self, Write};

use super::genre::listed;
use super::history::Row;
use super::identifier::Links;
use super::number::{index, short};
use super::plan::Release;
use super::rating::written;
use super::tag::{tags, tags_per_user};
use super::text::{push_field, push_number};
use super::title::Titles;

impl Release {
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
        let counts = tags_per_user(self);
        self.write_users(out, &|_| (), &|user| counts[user] > 0, &|user, rows, bytes| {
            for tag in tags(self, user, rows, counts[user]) {
                push_number(bytes, short(user) + 1, b',');
                push_number(bytes, self.films[index(tag.item)].id, b',');
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
        let titles = Titles::new(&self.config, &self.films);
        let mut bytes = b"movieId,title,genres\n".to_vec();
        for (item, film) in self.films.iter().enumerate() {
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
        let links = Links::new(self.config.seed);
        let mut bytes = b"movieId,imdbId,tmdbId\n".to_vec();
        for (item, film) in self.films.iter().enumerate() {
            let tmdb = links.tmdb(item).map_or_else(String::new, |number| number.to_string());
            writeln!(bytes, "{},{:07},{tmdb}", film.id, links.imdb(item))?;
        }
        out.write_all(&bytes)
    }

    fn push_rating(&self, bytes: &mut Vec<u8>, user: usize, row: &Row) {
        let half_stars = self.scale.half_stars(row.pleasure, self.members[user].whole_stars);
        push_number(bytes, short(user) + 1, b',');
        push_number(bytes, self.films[index(row.item)].id, b',');
        bytes.extend_from_slice(written(half_stars).as_bytes());
        bytes.push(b',');
        push_number(bytes, row.time.unsigned_abs(), b'\n');
    }
}
