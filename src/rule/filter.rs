//! `L`: filter expressions.

super::definition::rules! {
    Filter;
    FILTER_SYNTAX = "L801" Error, "the expression cannot be read",
        "CreateFilter refuses an expression that does not follow the grammar.",
        "Write it as `EXCLUDE ItemID WHERE Items.FIELD IN (\"value\")`; docs/validating.md has the grammar.",
        "creating-filter-expressions";
    FILTER_LENGTH = "L802" Error, "the expression is longer than 2,500 characters",
        "CreateFilter takes no longer text.",
        "Use a placeholder instead of a long list of values.",
        "API_CreateFilter";
    FILTER_FIELDS = "L803" Error, "an expression has more than 10 fields",
        "A filter may look at 10 different fields, over all its parts.",
        "Join columns before the import, or leave out conditions.",
        "limits";
    FILTER_GROUP = "L804" Error, "the filters together are more than a dataset group takes",
        "A dataset group takes 30 filters (adjustable), which may look at 20 different fields.",
        "Leave out filters, or let several look at the same fields through placeholders.",
        "limits";
    FILTER_DATASET = "L805" Error, "the dataset cannot be used here",
        "Items are filtered by Items and Interactions, users by Users and Interactions, actions by Actions and Action_Interactions, and the dataset must be in the group.",
        "Use one of these, or an IF condition on CurrentUser.",
        "filter-expressions";
    FILTER_MIXED = "L806" Error, "conditions of one part are on several datasets",
        "AND and OR reach only fields of the dataset of the first condition.",
        "Make a part of each dataset, with `|` between them.",
        "filter-expression-guidelines-requirements";
    FILTER_FIELD = "L807" Error, "the schema has no such field",
        "A filter looks at columns that were imported.",
        "Correct the name, or add the column and import again.",
        "filter-expressions";
    FILTER_FIELD_CASE = "L808" Warning, "a field is spelled in another case than in the schema",
        "The service ignores case only for event types, the guide says, which itself writes `Items.genres`.",
        "Write the name as the schema does.",
        "filter-expression-guidelines-requirements";
    FILTER_FIELD_KIND = "L809" Error, "the field cannot serve filters",
        "Filters pass over booleans and free text, and of events they see nothing but the type.",
        "Use a string `True` and `False` or an int of 0 and 1 for a boolean, and a category for a text.",
        "filter-expression-guidelines-requirements";
    FILTER_CURRENT_USER = "L810" Error, "CurrentUser or IF stands where it may not",
        "IF checks the user whom recommendations are for, once, at the end of a part; nothing else does.",
        "Move the condition on CurrentUser behind IF, and other conditions before it.",
        "creating-filter-expressions";
    FILTER_NOT_IN_PLACEHOLDER = "L811" Error, "NOT IN has a placeholder",
        "NOT IN takes no placeholder.",
        "Use IN, with EXCLUDE for INCLUDE or the reverse.",
        "filter-expression-guidelines-requirements; error-messages";
    FILTER_RANGE_PLACEHOLDER = "L812" Warning, "a placeholder is compared by size",
        "The guide contradicts itself: the page on errors allows placeholders with IN and = only, and its examples show `Items.PRICE <= $PRICE`.",
        "Try the filter before you rely on it; a fixed number always works.",
        "error-messages; creating-filter-expressions";
    FILTER_OPERATOR = "L813" Warning, "operator, value and type of the field do not go together",
        "IN and NOT IN match strings exactly; <, <=, > and >= compare numbers.",
        "Use =, <, <=, > or >= with a number for a numeric field, and IN with texts in double quotes for a string.",
        "creating-filter-expressions";
    FILTER_ASTERISK = "L814" Warning, "`*` stands where it has no meaning of its own",
        "`*` means all event types, and only as a value of EVENT_TYPE; elsewhere it is a text like any other.",
        "Use it as the only value of Interactions.EVENT_TYPE.",
        "creating-filter-expressions";
    FILTER_AND_OR = "L815" Warning, "AND and OR stand in one part",
        "The guide does not say which of them binds first, and brackets hold values only.",
        "Say it with parts and `|`, or with one list behind IN.",
        "creating-filter-expressions";
    FILTER_UNKNOWN_VALUE = "L816" Warning, "the data does not have the value",
        "A filter matches exact values; one that never occurs excludes nothing, and includes nothing.",
        "Correct the value, unless it will come with later data.",
        "creating-filter-expressions";
    FILTER_NEWEST = "L817" Advice, "a filter sees only the 100 newest interactions of a type",
        "Of each user and event type the service looks at the 100 newest interactions (adjustable), so that what a busy user bought long ago comes back.",
        "Ask for a higher quota, or remove older items from the answers yourself.",
        "filter-expressions; amazon-personalize-samples issue 73";
    FILTER_CURRENT_ITEM = "L818" Advice, "CurrentItem works for related items only",
        "The item of the request is known to recipes and use cases such as Similar-Items and \"More like X\" only.",
        "Use the filter with such a recipe.",
        "filter-expression-guidelines-requirements";
}
