//! Words of column names, in the languages that exports come in.

/// Words that mean what an id is of; an id has one of them alone, or with one of [`OF_IDS`].
pub(super) const USERS: &[&str] = &[
    "user",
    "customer",
    "member",
    "visitor",
    "viewer",
    "client",
    "account",
    "subscriber",
    "reader",
    "listener",
    "player",
    "guest",
    "buyer",
    "shopper",
    "profile",
    "reviewer",
    "uid",
    "kunde",
    "kunden",
    "nutzer",
    "benutzer",
    "besucher",
    "mitglied",
    "cliente",
    "usuario",
    "utilisateur",
    "acheteur",
    "klant",
    "gebruiker",
];
/// The same, of what stands for a user while nobody is logged in.
pub(super) const VISITS: &[&str] = &["session", "device", "cookie", "browser", "anonymous"];
pub(super) const ITEMS: &[&str] = &[
    "item",
    "product",
    "article",
    "movie",
    "film",
    "video",
    "song",
    "track",
    "artist",
    "album",
    "book",
    "sku",
    "asin",
    "isbn",
    "game",
    "recipe",
    "hotel",
    "venue",
    "poi",
    "place",
    "offer",
    "news",
    "show",
    "episode",
    "course",
    "property",
    "listing",
    "podcast",
    "restaurant",
    "business",
    "content",
    "iid",
    "artikel",
    "produkt",
    "produit",
    "producto",
    "articulo",
    "prodotto",
    "buch",
    "titel",
    "ware",
];
/// Words beside which an id stays an id.
pub(super) const OF_IDS: &[&str] = &[
    "id", "ids", "key", "no", "nr", "nummer", "number", "code", "uuid", "guid", "hash", "ref",
    "pk", "numero", "sk", "pseudo", "external", "internal", "public", "anon",
];
pub(super) const TIMES: &[&str] = &[
    "time",
    "timestamp",
    "ts",
    "date",
    "datetime",
    "at",
    "when",
    "created",
    "occurred",
    "unixtime",
    "zeit",
    "zeitpunkt",
    "zeitstempel",
    "datum",
    "fecha",
    "heure",
    "horodatage",
    "moment",
    "dt",
    "day",
    "tag",
];
/// Instants of what a system did with a row, not of the event.
pub(super) const OF_SYSTEMS: &[&str] = &[
    "ingested",
    "ingest",
    "processed",
    "updated",
    "modified",
    "loaded",
    "received",
    "inserted",
    "published",
    "batch",
    "partition",
    "dt",
    "day",
    "export",
    "exported",
    "load",
];
pub(super) const EVENTS: &[&str] = &[
    "event",
    "action",
    "behavior",
    "behaviour",
    "activity",
    "interaction",
    "aktion",
    "ereignis",
    "evento",
];
pub(super) const RATINGS: &[&str] =
    &["rating", "ratings", "stars", "overall", "score", "bewertung", "note", "nota", "grade"];
pub(super) const STRENGTHS: &[&str] = &[
    "weight",
    "plays",
    "playcount",
    "count",
    "listens",
    "times",
    "value",
    "strength",
    "freq",
    "frequency",
    "anzahl",
    "views",
    "clicks",
];
/// Amounts that may say how strong an event is.
pub(super) const AMOUNTS: &[&str] = &[
    "price", "amount", "revenue", "total", "betrag", "preis", "umsatz", "quantity", "menge",
    "duration", "dauer", "seconds",
];
pub(super) const TITLES: &[&str] = &["title", "titel", "titre", "titulo"];
pub(super) const NAMES: &[&str] = &["name", "bezeichnung", "nom", "nombre"];
pub(super) const CATEGORIES: &[&str] =
    &["category", "categories", "kategorie", "kategorien", "warengruppe", "categoria", "categorie"];
pub(super) const PRICES: &[&str] = &["price", "preis", "prix", "precio", "prezzo"];
pub(super) const DESCRIPTIONS: &[&str] =
    &["description", "beschreibung", "descripcion", "abstract", "summary", "overview"];
pub(super) const CREATED: &[&str] = &[
    "created",
    "added",
    "released",
    "release",
    "since",
    "available",
    "launch",
    "launched",
    "published",
];
