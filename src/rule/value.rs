//! `V`: values.

super::definition::rules! {
    Value;
    VALUE_TYPE = "V301" Error, "a value is not of its column's type",
        "The import fails, or the stored value is unknown.",
        "Correct the value; a field of your own may also get another type.",
        "how-it-works-dataset-schema; an import with such values was seen to succeed";
    VALUE_NULL = "V302" Error, "a value is missing where null is not allowed",
        "Only a field with null among its types may be empty.",
        "Fill the value or remove the row; a field that the service does not require may also be a union with null.",
        "interactions-dataset-requirements";
    VALUE_NOT_SECONDS = "V303" Error, "a timestamp is not in seconds",
        "Timestamps are Unix seconds; 100,000,000,000 of them is the year 5138, so that larger ones are milliseconds or finer and distort every order, split and trend.",
        "Divide by 1,000 (milliseconds), 1,000,000 (microseconds) or 1,000,000,000 (nanoseconds); `validate schema --fix` does.",
        "data-prep-formatting#timestamp-data";
    VALUE_IN_FUTURE = "V304" Warning, "a timestamp lies in the future",
        "Nothing can have happened then; the newest rows decide what is trending, what is held out and what counts as new.",
        "Correct the clock or the time zone of the source; `--as-of` says which instant counts as now.",
        "data-prep-formatting#timestamp-data";
    VALUE_TOO_OLD = "V305" Warning, "a timestamp lies before 1995",
        "There was nothing to click on; zeros, days and minutes that pass for seconds look just like that.",
        "Check the unit, and leave out rows without a time.",
        "data-prep-formatting#timestamp-data";
    VALUE_ONE_INSTANT = "V306" Warning, "all timestamps are equal",
        "Without an order nothing can be learnt from sequences, and training of a USER_SEGMENTATION recipe fails.",
        "Export the time of each event.",
        "analyzing-data";
    VALUE_FRACTION = "V307" Error, "a whole number is written with a fraction",
        "A column of type long or int takes digits alone; pandas writes `.0` when the column once held an empty cell.",
        "Write whole numbers (pandas: `astype(\"Int64\")`); `validate schema --fix` takes off `.0`, and of timestamps fractions of a second.",
        "data-prep-formatting#timestamp-data";
    VALUE_ID_TOO_LONG = "V308" Error, "an id is longer than 256 characters",
        "USER_ID, ITEM_ID and ACTION_ID take at most 256 characters.",
        "Use a shorter id, for instance a hash of it.",
        "limits";
    VALUE_TOO_LONG = "V309" Error, "a value is longer than 1,000 characters",
        "The import fails with `Length cannot be more than`; unescaped quotes in a column before are the usual cause.",
        "Shorten the value; `|` lists count as a whole.",
        "limits; error-messages";
    VALUE_TEXT_CUT = "V310" Warning, "a text is longer than the service reads",
        "Text beyond 20,000 characters (7,000 in Chinese and Japanese) is cut off.",
        "Shorten it, so that what matters is read.",
        "items-datasets";
    VALUE_RESERVED = "V311" Error, "a reserved keyword stands as a value",
        "The names of reserved columns must not occur in the data.",
        "Rename the value; a header among the rows looks the same.",
        "custom-datasets-and-schemas";
    VALUE_ID_CHARACTER = "V312" Warning, "an id holds a quote or another special character",
        "The guide says to avoid quotes and special characters in ids; requests and filters have to escape them.",
        "Use letters, digits and simple signs.",
        "preparing-training-data";
    VALUE_ID_BLANK = "V313" Warning, "an id begins or ends with white space",
        "It is another id than the one without, and matches neither the metadata nor the application's.",
        "Trim it; `validate schema --fix` does.",
        "preparing-training-data";
    VALUE_LIST_MEMBER = "V314" Warning, "a list joined by `|` has an empty member",
        "The empty text becomes a category or an item of its own.",
        "Leave out the sign at the ends, and doubled ones.",
        "items-datasets; interactions-datasets";
    VALUE_LIST_BLANK = "V315" Warning, "a category or event type begins or ends with white space",
        "`Action | Crime` has the categories `Action ` and ` Crime`, which match no others; an event type with a blank is passed by no filter.",
        "Join members by `|` alone, and trim event types.",
        "items-datasets";
    VALUE_STANDS_FOR_NOTHING = "V316" Warning, "a text stands for a missing value",
        "`NULL`, `nan` and the like are read as a value that many rows share, an id even.",
        "Leave the cell empty where the field may be null, or remove the row.",
        "an observation of ours";
    VALUE_ID_OF_FLOAT = "V317" Warning, "an id is written like a decimal number",
        "`42.0` is another id than `42`: the file came from a column of real numbers.",
        "Read ids as text where the file is made (pandas: `dtype=str`).",
        "an observation of ours";
    VALUE_OUT_OF_RANGE = "V318" Error, "a reserved number is out of its range",
        "VALUE of an action is from 1 to 10, and REPEAT_FREQUENCY from 1 to 30 days.",
        "Bring it into the range.",
        "actions-dataset-requirements";
    VALUE_BLANK = "V319" Warning, "a text is nothing but white space",
        "It is neither empty nor a value that means something.",
        "Leave the cell empty where the field may be null, or remove the row.",
        "an observation of ours";
}
