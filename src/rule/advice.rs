//! `A`: quality of the data, the service's own data insights among it.

super::definition::rules! {
    Advice;
    REPEATED_ROW = "A701" Warning, "interactions are there twice",
        "Of rows that are equal in everything one is kept.",
        "Remove the others, so that counts here and there agree; `validate schema --fix` does.",
        "preparing-training-data";
    TWIN_EVENTS = "A702" Warning, "a user, an item and a timestamp occur in several rows that differ",
        "Such twins (a click and a watch of one instant) fall on both sides of a test cut, so that metrics are measured on what was seen.",
        "Keep the strongest event (`prep interactions --collapse-events`), or compare with care.",
        "an observation of ours; amazon-personalize-samples, POC_in_a_box";
    REPEATED_ID = "A703" Warning, "an id stands in several rows of a metadata file",
        "The newer record replaces the older, and within one file which is newer is not said.",
        "Keep one row for each id.",
        "preparing-training-data; updating-datasets";
    COLUMN_INCOMPLETE = "A704" Advice, "a column is less than 70 % complete",
        "The service's own data insights list it.",
        "Fill the column, or leave it out.",
        "analyzing-data";
    TEXT_INCOMPLETE = "A705" Warning, "a textual column is less than 85 % complete",
        "The column is not used in training.",
        "Fill it.",
        "analyzing-data";
    ROWS_INCOMPLETE = "A706" Advice, "more than 30 % of the rows miss a value",
        "The service's own data insights report it.",
        "Fill the columns that are empty most often.",
        "analyzing-data";
    TOO_MANY_CATEGORIES = "A707" Advice, "a categorical column has more than 1,000 values",
        "Values that few rows share teach little.",
        "Join rare values, or leave the column out.",
        "analyzing-data";
    OUTLIERS = "A708" Advice, "a numeric column has outliers",
        "One value far from all others stretches the scale for the rest; the service reports outliers, by a method that it does not give. Ours: further than 10 standard deviations from the mean.",
        "Check the extreme value; it is often a placeholder such as 999999.",
        "analyzing-data";
    NOTHING_TO_LEARN = "A709" Advice, "a column has the same value in every row",
        "It tells nothing apart.",
        "Leave it out.",
        "amazon retail-demo-store issue 393";
}
