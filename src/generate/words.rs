//! The words from which titles are made.
//!
//! Laid out by hand: rustfmt would give each word a line.

/// Describing words.
#[rustfmt::skip]
pub(super) const QUALITIES: [&str; 96] = [
    "Silent", "Amber", "Hollow", "Crimson", "Restless", "Distant", "Broken", "Golden", "Winter",
    "Hidden", "Paper", "Electric", "Gentle", "Bitter", "Forgotten", "Velvet", "Burning", "Quiet",
    "Northern", "Southern", "Salted", "Wandering", "Patient", "Crooked", "Scarlet", "Frozen",
    "Borrowed", "Drowned", "Faithful", "Hungry", "Idle", "Jagged", "Kindred", "Lonesome", "Marble",
    "Narrow", "Opal", "Painted", "Quicksilver", "Ragged", "Sleepless", "Tangled", "Unspoken",
    "Vanishing", "Weathered", "Yellow", "Zealous", "Ashen", "Brazen", "Copper", "Daring", "Emerald",
    "Feral", "Glass", "Harmless", "Iron", "Jealous", "Keen", "Lucid", "Midnight", "Nameless",
    "Oaken", "Pale", "Rusted", "Second", "Thirteenth", "Uncertain", "Violet", "Wooden", "Absent",
    "Blue", "Careless", "Dusty", "Endless", "Final", "Grey", "Honest", "Invisible", "Jade",
    "Laughing", "Mechanical", "Neon", "Orphaned", "Perfect", "Reluctant", "Stolen", "Tin",
    "Unlikely", "Vagrant", "White", "Young", "Ancient", "Black", "Clever", "Double", "Early",
];

/// Names of people, some with letters beyond ASCII.
#[rustfmt::skip]
pub(super) const NAMES: [&str; 96] = [
    "Ada", "Bruno", "Celeste", "Dorian", "Élodie", "Felix", "Greta", "Hugo", "Inés", "Jonas",
    "Klara", "Leopold", "Mirela", "Nestor", "Odile", "Pascal", "Quentin", "Renée", "Stellan",
    "Tamsin", "Ulrike", "Vera", "Wendell", "Xenia", "Yorick", "Zoltán", "Agnes", "Björn",
    "Clémence", "Dmitri", "Edith", "Florian", "Gisela", "Håkon", "Imogen", "Jasper", "Katya",
    "Lucien", "Magda", "Noor", "Oskar", "Petra", "Rafael", "Sunniva", "Tobias", "Una", "Viktor",
    "Wanda", "Yusuf", "Zelda", "Anselm", "Beatrix", "Casimir", "Delphine", "Emil", "Fiona",
    "Gustav", "Harriet", "Ivo", "Judith", "Kasper", "Lotte", "Matthias", "Nadia", "Orlando",
    "Philippa", "Roland", "Saskia", "Thaddeus", "Ursula", "Valentin", "Winifred", "Alma",
    "Benedikt", "Cordelia", "Darius", "Esther", "Frida", "Gideon", "Hedwig", "Isidore", "Josefa",
    "Konrad", "Linnea", "Maurice", "Nikolai", "Ottilie", "Percival", "Rosalind", "Sigrid", "Teodor",
    "Vivian", "Walter", "Yvonne", "Zacharias", "Mabel",
];

/// Names of places, mostly invented, some with letters beyond ASCII.
#[rustfmt::skip]
pub(super) const PLACES: [&str; 96] = [
    "Aldermoor", "Brackwater", "Calverley", "Dunmere", "Eastvale", "Farrowdale", "Glenhaven",
    "Hartsmouth", "Inverlyn", "Juniper Bay", "Kestrel Point", "Lindenau", "Marrow Creek",
    "Northwold", "Ostergaard", "Pendrick", "Quillan", "Ravensholt", "Saltmarsh", "Thornbury",
    "Umberfield", "Valmora", "Westerlund", "Yarrow Hill", "Zellmark", "Ashgrove", "Birkenfeld",
    "Corvane", "Drumlin", "Elmsworth", "Fairhollow", "Greywater", "Holmfirth Row", "Ironbridge",
    "Jessamine", "Kirkholm", "Larkspur", "Mistral", "Nettlebed", "Oxbow", "Petrograd Street",
    "Rosenthal", "Skarholm", "Tidewater", "Ullsfjord", "Vesper Island", "Wolfsmere", "Ørsvik",
    "Ambérieu", "Bellacosta", "Château-Brun", "Döbeln", "Estrella", "Fjällnäs", "Grünau",
    "Havering", "Isola Nera", "Jaroslaw", "Kværnes", "Lucerne", "Montéval", "Novagrad", "Oporto",
    "Põhjala", "Rivabella", "São Brás", "Torrevieja", "Uppvik", "Verona", "Warwick Lane", "Ystad",
    "Zagora", "Antwerp", "Bergamo", "Cádiz", "Dakar", "Elba", "Fez", "Ghent", "Hanoi", "Izmir",
    "Jaipur", "Kyoto", "Lisbon", "Málaga", "Naples", "Odessa", "Prague", "Quebec", "Riga", "Sofia",
    "Tangier", "Utrecht", "Vienna", "Warsaw", "Zurich",
];

/// Things.
#[rustfmt::skip]
pub(super) const THINGS: [&str; 144] = [
    "Harbour", "Lantern", "Orchard", "Engine", "Garden", "Mirror", "River", "Station", "Summer",
    "Letter", "Bridge", "Captain", "Daughter", "Empire", "Fortune", "Ghost", "Horizon", "Island",
    "Journey", "Kingdom", "Labyrinth", "Machine", "Neighbour", "Oath", "Passenger", "Quarrel",
    "Raven", "Shadow", "Thief", "Umbrella", "Voyage", "Widow", "Apprentice", "Balcony", "Carousel",
    "Detective", "Echo", "Feather", "Gambit", "Hunter", "Inheritance", "Jury", "Keeper", "Ladder",
    "Masquerade", "Nightingale", "Officer", "Pilgrim", "Quarry", "Reckoning", "Stranger", "Tide",
    "Uprising", "Valley", "Wedding", "Year", "Anthem", "Bargain", "Cathedral", "Dancer", "Elephant",
    "Frontier", "Guardian", "Heist", "Interval", "Jester", "Key", "Lighthouse", "Memory", "Needle",
    "Opera", "Prophecy", "Question", "Rendezvous", "Scandal", "Tower", "Undertow", "Verdict",
    "Whisper", "Yard", "Affair", "Battalion", "Clock", "Deception", "Expedition", "Fire", "Game",
    "Hour", "Idol", "Jungle", "Kite", "Legend", "Mountain", "Notebook", "Ocean", "Paradox", "Quilt",
    "Robbery", "Secret", "Telegram", "Universe", "Vow", "Witness", "Archer", "Blizzard", "Comet",
    "Duel", "Eclipse", "Falcon", "Glacier", "Hotel", "Invention", "Judge", "Knot", "Library",
    "Monsoon", "Nomad", "Oracle", "Puppet", "Queen", "Refuge", "Sparrow", "Tempest", "Understudy",
    "Village", "Waltz", "Axis", "Beacon", "Circus", "Desert", "Estate", "Festival", "Grove",
    "Highway", "Impostor", "Jewel", "Knave", "Lullaby", "Meridian", "Novice", "Outpost", "Pact",
    "Rainmaker", "Signal",
];

/// The judgements that people put in tags on any film.
#[rustfmt::skip]
pub(super) const JUDGEMENTS: [&str; 40] = [
    "great", "weak", "clever", "slow", "stunning", "predictable", "unforgettable", "overlong",
    "quirky", "dark", "moving", "clumsy", "stylish", "funny", "haunting", "uneven", "warm", "bleak",
    "surreal", "sharp", "silly", "tense", "tender", "loud", "subtle", "original", "dated",
    "timeless", "dreamlike", "gritty", "witty", "sombre", "playful", "brutal", "elegant", "chaotic",
    "heartfelt", "cynical", "colourful", "understated",
];

/// The aspects of a film that those judgements are about.
#[rustfmt::skip]
pub(super) const ASPECTS: [&str; 40] = [
    "ending", "soundtrack", "dialogue", "photography", "acting", "pacing", "villain", "twist",
    "script", "atmosphere", "hero", "chemistry", "editing", "humour", "story", "costumes",
    "direction", "opening", "cast", "world", "premise", "effects", "score", "romance", "finale",
    "narration", "setting", "sets", "ensemble", "chase", "monologue", "friendship", "mystery",
    "satire", "stunts", "animation", "remake", "sequel", "subplot", "mood",
];
