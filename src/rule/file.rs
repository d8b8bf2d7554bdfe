//! `F`: header and structure of a file.

super::definition::rules! {
    File;
    FILE_EMPTY = "F201" Error, "the file has no header",
        "Columns are matched to the schema by the header's names.",
        "Write the column names into the first line.",
        "data-prep-formatting";
    FILE_BYTE_ORDER_MARK = "F202" Error, "the file begins with a byte-order mark",
        "The mark becomes part of the first column's name, so that the import misses that column.",
        "Save as UTF-8 without a byte-order mark, or let `validate schema --fix` remove it.",
        "amazon-personalize-samples issue 17";
    FILE_MISSING_COLUMN = "F203" Error, "a column of the schema is missing",
        "The import fails with `Input CSV is missing the following columns`.",
        "Add the column, or correct its spelling in the header.",
        "error-messages";
    FILE_DUPLICATE_COLUMN = "F204" Error, "a column stands in the header twice",
        "Which of the two the service reads is unknown.",
        "Remove or rename one.",
        "data-prep-formatting";
    FILE_EXTRA_COLUMN = "F205" Warning, "a column is not in the schema",
        "Imports with extra columns were seen to succeed, but the column is not stored.",
        "Add the field to the schema, or remove the column (an index without a name comes from pandas; write with `index=False`).",
        "amazon-personalize-samples, personalized_recommender_agent (2024)";
    FILE_QUOTED_HEADER = "F206" Error, "a column name stands in quotes",
        "The guide asks for a header without quotes.",
        "Remove the quotes from the first line; `validate schema --fix` does.",
        "data-prep-formatting";
    FILE_RAGGED_ROW = "F207" Error, "a row has another number of fields than the header",
        "Its values are read into the wrong columns, or the import fails.",
        "Quote values that hold a comma; look for a row that was cut off.",
        "data-prep-formatting";
    FILE_QUOTING = "F208" Error, "a quote is not closed or stands inside a value",
        "Everything up to the next quote becomes one value, over any number of lines.",
        "Put the value in quotes and double the quotes inside it.",
        "items-datasets; error-messages";
    FILE_NOT_UTF8 = "F209" Error, "a value is not UTF-8",
        "The service reads UTF-8 only.",
        "Convert the file, for instance with `iconv -f LATIN1 -t UTF-8`, or `-f UTF-16` where the message says so.",
        "data-prep-formatting";
    FILE_LINE_BREAK = "F210" Error, "a value holds a line break",
        "Each record must stand on one line.",
        "Replace the line break by a space; `validate schema --fix` does.",
        "error-messages; preparing-training-data";
    FILE_NO_ROWS = "F211" Error, "the file has no rows below its header",
        "There is nothing to import.",
        "Check the filter or query that wrote the file.",
        "limits";
    FILE_NOT_ENDED = "F212" Warning, "the last row has no line break",
        "A file that was cut off in its last value looks just like that.",
        "End the last row with a line break, once it is known to be whole.",
        "an observation of ours";
    FILE_ROW_TOO_LONG = "F213" Error, "a row is longer than 1 MiB",
        "No value that Personalize takes is that long; a quote that never closes is the usual cause.",
        "Look for an unclosed quote or a missing line break.",
        "limits";
    FILE_COLUMN_SPELLING = "F214" Error, "a column name differs in case or by blanks",
        "Names are matched exactly: `user_id`, or a name with a blank or an invisible character, is another column, and the import misses the one it needs.",
        "Write the name as the schema does; `validate schema --fix` does.",
        "error-messages; amazon-personalize-samples issue 17";
    FILE_COLUMN_ORDER = "F215" Advice, "the columns stand in another order than the schema's fields",
        "The guide asks for the schema's order; imports with another order were seen to succeed, matched by name.",
        "Write the columns in the order of the schema; `validate schema --fix` does.",
        "how-it-works-dataset-schema; amazon-personalize-samples, POC_in_a_box (2020)";
    FILE_CARRIAGE_RETURN = "F216" Warning, "lines end in carriage returns",
        "How the service reads CRLF is not documented; a carriage return that is kept becomes part of the last column.",
        "End lines with a line feed alone; `validate schema --fix` does.",
        "data-prep-formatting";
    FILE_HEADER_AGAIN = "F217" Error, "the header stands among the rows",
        "Files that were joined leave their headers inside, and each is read as a row.",
        "Remove the line.",
        "data-prep-formatting";
    FILE_NOT_CSV = "F218" Warning, "the file is not plain CSV",
        "Personalize imports CSV alone, neither Parquet nor compressed files.",
        "Write it as CSV before the upload.",
        "data-prep-formatting";
    FILE_DELIMITER = "F219" Error, "the columns are not separated by commas",
        "The service takes comma-separated values only.",
        "Write the file with commas.",
        "data-prep-formatting";
    FILE_OTHER_HEADER = "F220" Error, "files of one import have different headers",
        "All files of a folder must have the same columns.",
        "Write all parts with one header.",
        "bulk-data-import-step; data-prep-formatting";
    FILE_BLANK_LINE = "F221" Error, "a blank line stands among the rows",
        "It is read as a row without values.",
        "Remove the line.",
        "data-prep-formatting";
    FILE_IN_SUBFOLDER = "F222" Warning, "files in a subfolder are not imported",
        "An import of a folder reads its first level only.",
        "Move the files up.",
        "bulk-data-import-step";
    FILE_RETURNS_ALONE = "F223" Error, "lines end in carriage returns alone",
        "A file of an old Mac is one single line to everything that reads CSV today.",
        "Turn carriage returns into line feeds, for instance with `tr '\\r' '\\n'`.",
        "data-prep-formatting";
    FILE_OTHER_FILE = "F224" Warning, "a folder holds files that are not CSV",
        "An import of a folder reads every file of its first level as CSV.",
        "Move the other files away, or give CSV files that ending.",
        "bulk-data-import-step";
    FILE_UNREADABLE = "F225" Error, "the file cannot be read",
        "A file that is damaged or was cut off cannot be imported.",
        "Write or fetch the file again.",
        "data-prep-formatting";
}
