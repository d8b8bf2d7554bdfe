//! The films of a release.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use super::super::table::TableForm;
use super::{Layout, ReadError, Release, Source, expect_whole, frame};
use crate::column::{GENRES, ITEM_ID, TITLE, derived};

/// The columns of `u.item`; from [`FLAGS_BEGIN`] on they are flags of genres, of which the first says
/// that there is none.
const TAB_COLUMNS: [&str; 24] = [
    "movie id",
    "movie title",
    "release date",
    "video release date",
    "IMDb URL",
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];
const FLAGS_BEGIN: usize = 5;

impl Release {
    pub(super) const fn films_source(&self) -> Source {
        match self.layout() {
            Layout::Csv => Source {
                name: "movies.csv",
                form: TableForm::Csv,
                columns: &["movieId", "title", "genres"],
            },
            Layout::Dat => Source {
                name: "movies.dat",
                form: TableForm::Delimited("::"),
                columns: &["MovieID", "Title", "Genres"],
            },
            Layout::Tab => {
                Source { name: "u.item", form: TableForm::Delimited("|"), columns: &TAB_COLUMNS }
            }
        }
    }

    /// The films in file order: `ITEM_ID`, `TITLE`, `GENRES` (text). Titles and genres stand as in
    /// the file; the flags of ml-100k become names joined by `|`, the empty text for "unknown".
    ///
    /// # Errors
    /// At the first row that cannot be read, with its line.
    pub fn movies(&self) -> Result<DataFrame, ReadError> {
        let source = self.films_source();
        let mut table = self.table(&source)?;
        let [id, title] = [table.column(source.columns[0])?, table.column(source.columns[1])?];
        let listed = match self.layout() {
            Layout::Csv | Layout::Dat => vec![table.column(source.columns[2])?],
            Layout::Tab => {
                let flags = source.columns[FLAGS_BEGIN..].iter();
                flags.map(|name| table.column(name)).collect::<Result<_, _>>()?
            }
        };
        let mut items = StringChunkedBuilder::new(ITEM_ID.into(), 0);
        let mut titles = StringChunkedBuilder::new(TITLE.into(), 0);
        let mut genres = StringChunkedBuilder::new(GENRES.into(), 0);
        while table.advance()? {
            items.append_value(table.id(id)?);
            titles.append_value(table.text(title)?);
            if let [column] = listed[..] {
                genres.append_value(table.text(column)?);
                continue;
            }
            let mut names = Vec::new();
            for (&column, name) in listed.iter().zip(&TAB_COLUMNS[FLAGS_BEGIN..]) {
                match table.text(column)? {
                    "1" if *name != TAB_COLUMNS[FLAGS_BEGIN] => names.push(*name),
                    "0" | "1" => {}
                    _ => return Err(table.unexpected(column, "0 or 1")),
                }
            }
            genres.append_value(names.join("|"));
        }
        expect_whole(&table)?;
        Ok(frame(vec![
            items.finish().into_column(),
            titles.finish().into_column(),
            genres.finish().into_column(),
        ]))
    }

    /// [`Self::movies`] with `FIRST_RATED` and `NEWEST_RATED` (long), from the ratings.
    ///
    /// # Errors
    /// The errors of [`Self::movies`] and [`Self::for_each_rating`].
    ///
    /// # Panics
    /// Never: what [`Self::movies`] gives has ids as text, and one value is added for each.
    pub fn movies_with_ratings(&self) -> Result<DataFrame, ReadError> {
        let mut films = self.movies()?;
        let (first, newest) = self.first_ratings()?;
        let ids = films.column(ITEM_ID).and_then(|ids| ids.str().cloned());
        let ids = ids.expect("the films have ids, as text");
        let first: Vec<Option<i64>> =
            ids.iter().map(|id| id.and_then(|id| first.get(id).copied())).collect();
        let newest = vec![newest; first.len()];
        for (name, values) in [(derived::FIRST_RATED, first), (derived::NEWEST_RATED, newest)] {
            let column = Series::new(name.into(), values).into_column();
            films.with_column(column).expect("one value for each film");
        }
        Ok(films)
    }
}
