//! `Q`: quotas, and what a recipe needs.

super::definition::rules! {
    Quota;
    QUOTA_INTERACTIONS = "Q501" Error, "there are fewer than 1,000 interactions",
        "An import job takes at least 1,000, and training needs 1,000 different ones.",
        "Gather more data.",
        "limits";
    QUOTA_FILTERED_INTERACTIONS = "Q502" Error, "fewer than 1,000 interactions are left after the recipe's event filter",
        "Training fails with `Dataset has fewer than 1000 interactions after filtering by event type`; a misspelt event type is the usual cause.",
        "Correct the spelling, choose another event type, or gather more data.",
        "error-messages";
    QUOTA_USERS = "Q503" Error, "fewer than 25 users have two interactions",
        "Training fails with `Dataset has fewer than 25 users with at least 2 interactions each`.",
        "Gather more data, or loosen the event filter.",
        "error-messages";
    QUOTA_USER_SHARE = "Q504" Error, "fewer than one user in a hundred has two interactions",
        "Training needs at least 1 % of the users with two interactions.",
        "Check that ids stay the same between visits.",
        "limits";
    QUOTA_ADVISED_INTERACTIONS = "Q505" Advice, "there are fewer than 50,000 interactions",
        "The guide advises 50,000 for a model that is worth having.",
        "Gather more data, or expect little beyond popularity.",
        "interactions-datasets";
    QUOTA_ADVISED_USERS = "Q506" Advice, "fewer than 1,000 users have two interactions",
        "The guide advises 1,000 for a model that is worth having.",
        "Gather more data, or expect little beyond popularity.",
        "interactions-datasets";
    QUOTA_IMPORT_SIZE = "Q507" Error, "there is more data than one import job takes",
        "A full import takes 100 GB, an incremental one 1 GB.",
        "Leave out old rows, or import in several incremental jobs.",
        "limits";
    QUOTA_TRAINING_ITEMS = "Q508" Warning, "there are more items than training considers",
        "Training considers 750,000 items (5 million with the v2 recipes, 10 million with Semantic-Similarity), and prefers the newest and most recently used.",
        "Leave out items that can no longer be recommended.",
        "limits";
    QUOTA_TRAINING_INTERACTIONS = "Q509" Warning, "there are more interactions than training considers",
        "Training considers 500 million interactions (3 billion with the v2 recipes).",
        "Leave out old rows.",
        "limits";
    QUOTA_ACTIONS = "Q510" Error, "there are more than 1,000 actions",
        "The service takes at most 1,000.",
        "Leave out actions that are no longer on offer.",
        "limits";
    RECIPE_DATASET = "Q511" Error, "the recipe needs a dataset that is not there",
        "The recipe or use case cannot be trained without it.",
        "Prepare the dataset, or choose another recipe.",
        "working-with-predefined-recipes; VIDEO_ON_DEMAND-use-cases";
    RECIPE_FIELD = "Q512" Error, "the recipe needs a field that is not there",
        "An event filter needs EVENT_TYPE, a value threshold EVENT_VALUE, and Semantic-Similarity a textual field.",
        "Add the column and the field.",
        "working-with-predefined-recipes";
    RECIPE_NOTHING_TO_TRAIN = "Q513" Error, "no attribute of the items can be trained on",
        "Item-Attribute-Affinity fails with `Did not find any attribute to train on` when every column has one value, or another in every row.",
        "Add a categorical column with some values that many items share.",
        "amazon retail-demo-store issue 393";
    RECIPE_ACTION_EVENTS = "Q514" Advice, "an action has too few events to be scored",
        "An action is scored once it has 50 `Taken` and 50 `Not taken` or `Viewed` within six weeks of the newest event.",
        "Show the action more often, or expect exploration only.",
        "action-interactions-dataset-requirements";
    RECIPE_ADVISED_EVENT = "Q515" Advice, "an event type that the use case is advised to have is not there",
        "The use case also learns from it.",
        "Record it as well.",
        "VIDEO_ON_DEMAND-use-cases; ECOMMERCE-use-cases";
    RECIPE_ONE_INSTANT = "Q516" Error, "the recipe needs timestamps that differ",
        "Training of a USER_SEGMENTATION recipe fails when all timestamps are equal.",
        "Export the time of each event.",
        "analyzing-data";
    RECIPE_METADATA_SIZE = "Q517" Error, "there is more metadata than the recipe takes",
        "HRNN-Metadata and HRNN-Coldstart take at most 5 GB of users and items together.",
        "Leave out columns or rows, or use a current recipe.",
        "limits";
    RECIPE_COLD_ITEMS = "Q518" Error, "the recipe needs another number of cold items",
        "HRNN-Coldstart takes 100 to 80,000 items without interactions.",
        "Use a current recipe, which has no such limit.",
        "limits";
}
