//! `S`: the schema's own text.

super::definition::rules! {
    SchemaText;
    SCHEMA_NOT_JSON = "S101" Error, "the schema is not JSON",
        "CreateSchema takes the schema as JSON text and refuses anything else.",
        "Correct the text at the line and column given; a comma after the last field is the usual slip.",
        "how-it-works-dataset-schema";
    SCHEMA_NOT_AVRO = "S102" Error, "the schema is not an Avro record",
        "Personalize describes a dataset by one flat Avro record.",
        "Begin with one of the shipped schemas (`rehearsal schema show`), or with the one that `prep` writes beside the data.",
        "how-it-works-dataset-schema";
    SCHEMA_NAME = "S103" Error, "the record's name is not a dataset type",
        "The name tells the service which dataset the schema is for.",
        "Use `Interactions`, `Items`, `Users`, `Actions` or `ActionInteractions`.",
        "how-it-works-dataset-schema";
    SCHEMA_NAMESPACE = "S104" Error, "the namespace is not the service's",
        "The guide prescribes one namespace; whether another is refused was not established.",
        "Use `com.amazonaws.personalize.schema`.",
        "how-it-works-dataset-schema";
    SCHEMA_TYPE = "S105" Error, "a field's type is not allowed",
        "Personalize takes float, double, int, long, string, boolean and null only.",
        "Use one of these, or a union of one of them with null.",
        "how-it-works-dataset-schema#personalize-datatypes";
    SCHEMA_REQUIRED = "S106" Error, "a required field is missing",
        "The service refuses a schema without the fields that every row needs.",
        "Add the field with the type named.",
        "custom-datasets-and-schemas";
    SCHEMA_RESERVED_TYPE = "S107" Error, "a required or reserved field has another type",
        "Reserved names have a fixed type, and those that every row needs may not be null.",
        "Give the field the type named, or another name.",
        "custom-datasets-and-schemas";
    SCHEMA_FIELD_NAME = "S108" Error, "a field's name is not allowed or clashes",
        "Names are alphanumeric and unique, at most 150 characters, and underscores do not make two names different.",
        "Rename the field.",
        "how-it-works-dataset-schema";
    SCHEMA_METADATA = "S109" Error, "there is no metadata field",
        "Items, Users and Actions need at least one field beside the id that training can use.",
        "Add a categorical string, a textual string (Items) or a number.",
        "item-dataset-requirements, user-dataset-requirements";
    SCHEMA_VERSION = "S110" Warning, "the version is not \"1.0\"",
        "Every documented schema carries version \"1.0\"; the number 1 was seen to be accepted.",
        "Add `\"version\": \"1.0\"`.",
        "how-it-works-dataset-schema";
    SCHEMA_NOT_FLAT = "S111" Error, "a field is a record, an array or a map",
        "Schemas are flat: a field holds one value.",
        "Use a string whose values are joined by `|`, or a field for each part.",
        "how-it-works-dataset-schema";
    SCHEMA_UNION = "S112" Error, "a union is not of one type and null",
        "A field has one type; the only thing a union may add is null, for cells that may be empty.",
        "Write `[\"null\", \"string\"]`, with the type that the cells have.",
        "how-it-works-dataset-schema#personalize-datatypes";
    SCHEMA_NOT_CATEGORICAL = "S113" Error, "a reserved category or text is not marked as such",
        "Some reserved strings are categories, or text to learn from, and must say so.",
        "Add `\"categorical\": true` (or `\"textual\": true` for PRODUCT_DESCRIPTION).",
        "custom-datasets-and-schemas";
    SCHEMA_CATEGORICAL = "S114" Error, "a field that is not a category is marked as one",
        "Ids, event types, impressions and everything that is not a string are never categorical.",
        "Remove `\"categorical\"`.",
        "custom-datasets-and-schemas";
    SCHEMA_TEXTUAL = "S115" Error, "a textual field is not allowed here",
        "Only Items may have text to learn from, in one string field that is not a category.",
        "Remove `\"textual\"`, or make the field a category.",
        "items-datasets";
    SCHEMA_TOO_MANY_FIELDS = "S116" Error, "there are more metadata fields than the service takes",
        "Interactions take 5 fields of your own, Users 25, Items 100 and Actions 10.",
        "Leave out the fields that matter least.",
        "limits";
    SCHEMA_TOO_LONG = "S117" Error, "the schema is longer than 20,000 characters",
        "CreateSchema takes no longer text.",
        "Remove blanks, or fields.",
        "API_CreateSchema";
    SCHEMA_ATTRIBUTE = "S118" Warning, "an attribute is none that the service documents",
        "Avro's `default`, `doc` and `aliases`, and anything else, are neither documented as allowed nor as refused.",
        "Remove the attribute.",
        "how-it-works-dataset-schema";
    SCHEMA_BOOLEAN = "S119" Warning, "a field is boolean",
        "Booleans are neither trained on nor can filters use them.",
        "Use a categorical string `True` and `False`, or an int of 0 and 1.",
        "filter-expressions; error-messages";
    SCHEMA_PLAIN_STRING = "S120" Advice, "a string of your own is neither a category nor text",
        "Such a field can serve filters and titles, but takes no part in training.",
        "Add `\"categorical\": true`, if it has few values that many rows share.",
        "how-it-works-dataset-schema";
    SCHEMA_ITEM_NAME = "S121" Error, "`itemName` is not allowed here",
        "`itemName` marks one string field of Items as the name that Semantic-Similarity reads.",
        "Keep it on one string field of Items.",
        "native-recipe-semantic-similarity";
    SCHEMA_DOMAIN = "S122" Error, "the domain has no such dataset",
        "Actions and action interactions exist in custom dataset groups only.",
        "Use a custom dataset group (`--domain custom`).",
        "how-it-works-dataset-schema";
    SCHEMA_FLAG = "S123" Error, "a flag of a field is neither true nor false",
        "`categorical`, `textual` and `itemName` are JSON booleans; the text \"true\" is not one.",
        "Write `true` without quotes.",
        "how-it-works-dataset-schema";
}
