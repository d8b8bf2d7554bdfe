//! `X`: across the files of a dataset group.

super::definition::rules! {
    Cross;
    CROSS_UNKNOWN_ITEM = "X601" Warning, "interactions name items, or actions, that the metadata lacks",
        "They have no metadata, and filters on metadata never let them through.",
        "Export metadata and interactions at the same time, with the same ids.",
        "analyzing-data; amazon retail-demo-store issue 48";
    CROSS_UNKNOWN_USER = "X602" Warning, "interactions name users that the users file lacks",
        "They have no metadata.",
        "Export users and interactions at the same time, with the same ids.",
        "analyzing-data; amazon retail-demo-store issue 48";
    CROSS_ITEM_WITHOUT_INTERACTIONS = "X603" Advice, "items, or actions, have no interactions",
        "They can be recommended by exploration and by metadata only.",
        "Expect that; leave out what is no longer on offer.",
        "analyzing-data";
    CROSS_USER_WITHOUT_INTERACTIONS = "X604" Advice, "users have no interactions",
        "They get what is popular.",
        "Expect that; leave out who is gone.",
        "analyzing-data";
    CROSS_UNKNOWN_IMPRESSION = "X605" Warning, "impressions name items that are nowhere else",
        "They can be neither trained on nor recommended.",
        "Use the ids of the items file.",
        "interactions-datasets";
    CROSS_OTHER_IDS = "X606" Error, "no id of the interactions is in the metadata",
        "The ids of the two files were made in different ways.",
        "Bring both into one form.",
        "analyzing-data; amazon retail-demo-store issue 48";
}
