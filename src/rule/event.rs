//! `E`: event types.

super::definition::rules! {
    Event;
    EVENT_SPELLINGS = "E401" Warning, "an event type is spelled in several ways",
        "Event types differ by case in training (filters alone ignore it), so that each spelling has a part of the rows.",
        "Use one spelling.",
        "filter-expressions";
    EVENT_DOMAIN_SPELLING = "E402" Warning, "an event type of the domain has another case",
        "The use cases name `Watch`, `Click`, `View` and `Purchase`; documented spelling is the safe one.",
        "Write it as the use case does.",
        "VIDEO_ON_DEMAND-use-cases; ECOMMERCE-use-cases";
    EVENT_TOO_MANY = "E403" Error, "there are more than 10 event types",
        "Training fails with more than 10.",
        "Join rare types, or leave them out.",
        "analyzing-data";
    EVENT_TOO_MANY_WITH_METADATA = "E404" Error, "event types and optional columns are more than 10 together",
        "Distinct event types and optional metadata columns, EVENT_TYPE and EVENT_VALUE among them, share one quota of 10.",
        "Leave out a column, or join rare types.",
        "limits";
    EVENT_OF_ACTION = "E405" Error, "an event of an action is none of the three that there are",
        "Action interactions know `Taken`, `Not taken` and `Viewed` only.",
        "Write one of the three.",
        "action-interactions-dataset-requirements";
    EVENT_VALUE_IGNORED = "E406" Advice, "a domain dataset group ignores EVENT_VALUE",
        "Only custom solutions can weigh or filter events by their value.",
        "Use a custom dataset group if values matter, or leave the column out.",
        "interactions-datasets";
    EVENT_NEAR = "E407" Warning, "an event type looks like a misspelt other one",
        "A misspelt event type is filtered out, and is the usual cause of too few interactions.",
        "Correct the spelling, or ignore this if both are meant.",
        "error-messages";
    EVENT_NONE = "E408" Error, "no row has an event type",
        "With an event type that is empty, or a word for nothing, in every row no event is found in training.",
        "Write what happened into the column, or leave it out where the solution asks for no type.",
        "error-messages";
}
