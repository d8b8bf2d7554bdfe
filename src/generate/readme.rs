//! The text that says what the files are.

use std::io::{self, Write};

use super::plan::Release;

impl Release {
    /// Writes README.txt: that the release is synthetic, and how to make it again.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_readme(&self, out: &mut dyn Write) -> io::Result<()> {
        let config = &self.config;
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
