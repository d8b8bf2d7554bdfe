//! Users of a release, as it describes them.

use std::path::PathBuf;

use polars::prelude::{DataFrame, IntoColumn, StringChunkedBuilder};

use super::super::table::TableForm;
use super::{Layout, ReadError, Release, Source, expect_whole, frame};
use crate::column::{AGE, GENDER, OCCUPATION, USER_ID, ZIP_CODE};

impl Release {
    const fn users_source(&self) -> Option<Source> {
        match self.layout() {
            Layout::Csv => None,
            Layout::Dat => Some(Source {
                name: "users.dat",
                form: TableForm::Delimited("::"),
                columns: &["UserID", "Gender", "Age", "Occupation", "Zip-code"],
            }),
            Layout::Tab => Some(Source {
                name: "u.user",
                form: TableForm::Delimited("|"),
                columns: &["user id", "age", "gender", "occupation", "zip code"],
            }),
        }
    }

    /// The file on the disk that describes the users, if the release has one.
    #[must_use]
    pub fn users_path(&self) -> Option<PathBuf> {
        let source = self.users_source().filter(|source| self.folder.has(source.name))?;
        Some(self.folder.on_disk(source.name))
    }

    /// Checks that the release says who its users are.
    ///
    /// # Errors
    /// When it does not.
    pub fn expect_users(&self) -> Result<(), ReadError> {
        self.known_users().map(|_| ())
    }

    fn known_users(&self) -> Result<Source, ReadError> {
        self.users_source().filter(|source| self.folder.has(source.name)).ok_or_else(|| {
            ReadError::NotInRelease {
                path: self.folder().to_owned(),
                what: "file that says who its users are",
                hint: "only ml-100k and ml-1m have one; `prep users --from activity` makes users \
                       from what they did",
            }
        })
    }

    /// The users in file order: `USER_ID`, `AGE`, `GENDER`, `OCCUPATION`, `ZIP_CODE`, all as text.
    ///
    /// # Errors
    /// When the release does not say who its users are, or at the first row that cannot be read.
    pub fn users(&self) -> Result<DataFrame, ReadError> {
        let source = self.known_users()?;
        // In the order of the columns below.
        let names = match self.layout() {
            Layout::Tab => ["user id", "age", "gender", "occupation", "zip code"],
            _ => ["UserID", "Age", "Gender", "Occupation", "Zip-code"],
        };
        let mut table = self.table(&source)?;
        let mut columns = Vec::with_capacity(names.len());
        for (name, target) in names.into_iter().zip([USER_ID, AGE, GENDER, OCCUPATION, ZIP_CODE]) {
            columns.push((table.column(name)?, StringChunkedBuilder::new(target.into(), 0)));
        }
        while table.advance()? {
            for (at, (column, texts)) in columns.iter_mut().enumerate() {
                let text = if at == 0 { table.id(*column)? } else { table.text(*column)? };
                if at == 1 && !text.is_empty() && text.parse::<i32>().is_err() {
                    return Err(table.unexpected(*column, "an age in whole years"));
                }
                texts.append_value(text);
            }
        }
        expect_whole(&table)?;
        Ok(frame(columns.into_iter().map(|(_, texts)| texts.finish().into_column()).collect()))
    }
}
