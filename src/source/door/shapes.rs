//! The records of which the metadata and the page headers of Parquet consist, by the numbers of their fields
//! (`parquet.thrift` of the Apache Parquet format).
//!
//! The reader of Parquet takes a field by its number alone, whatever type stands beside it. A file whose types are
//! others would be walked through in one way here and in another way there.

/// The types of values on the wire.
pub(super) const BYTE: u8 = 3;
pub(super) const SHORT: u8 = 4;
pub(super) const INTEGER: u8 = 5;
pub(super) const LONG: u8 = 6;
pub(super) const DOUBLE: u8 = 7;
pub(super) const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
pub(super) const SET: u8 = 10;
pub(super) const MAP: u8 = 11;
pub(super) const RECORD: u8 = 12;
pub(super) const UUID: u8 = 13;

/// The form of a value.
#[derive(Debug)]
pub(super) enum Form {
    /// A value of this type.
    Plain(u8),
    /// A truth, whose value stands in the type.
    Truth,
    Record(Fields),
    /// A list of values of one form.
    List(&'static Form),
}

/// The fields of a record that have a known form. Other fields are passed over.
pub(super) type Fields = &'static [(i16, Form)];

const I8: Form = Form::Plain(BYTE);
const I16: Form = Form::Plain(SHORT);
const I32: Form = Form::Plain(INTEGER);
const I64: Form = Form::Plain(LONG);
const NUMBER: Form = Form::Plain(DOUBLE);
const BYTES: Form = Form::Plain(BINARY);
/// A choice that carries nothing.
const EMPTY: Form = Form::Record(&[]);

const KEY_VALUE: Form = Form::Record(&[(1, BYTES), (2, BYTES)]);

const TIME_UNIT: Form = Form::Record(&[(1, EMPTY), (2, EMPTY), (3, EMPTY)]);
const TIME: Form = Form::Record(&[(1, Form::Truth), (2, TIME_UNIT)]);
const LOGICAL_TYPE: Form = Form::Record(&[
    (1, EMPTY),
    (2, EMPTY),
    (3, EMPTY),
    (4, EMPTY),
    (5, Form::Record(&[(1, I32), (2, I32)])),
    (6, EMPTY),
    (7, TIME),
    (8, TIME),
    (10, Form::Record(&[(1, I8), (2, Form::Truth)])),
    (11, EMPTY),
    (12, EMPTY),
    (13, EMPTY),
    (14, EMPTY),
    (15, EMPTY),
    (16, Form::Record(&[(1, I8)])),
    (17, Form::Record(&[(1, BYTES)])),
    (18, Form::Record(&[(1, BYTES), (2, I32)])),
]);
const SCHEMA_ELEMENT: Form = Form::Record(&[
    (1, I32),
    (2, I32),
    (3, I32),
    (4, BYTES),
    (5, I32),
    (6, I32),
    (7, I32),
    (8, I32),
    (9, I32),
    (10, LOGICAL_TYPE),
]);

const STATISTICS: Form = Form::Record(&[
    (1, BYTES),
    (2, BYTES),
    (3, I64),
    (4, I64),
    (5, BYTES),
    (6, BYTES),
    (7, Form::Truth),
    (8, Form::Truth),
    (9, I64),
]);
const SIZE_STATISTICS: Form =
    Form::Record(&[(1, I64), (2, Form::List(&I64)), (3, Form::List(&I64))]);
const BOUNDING_BOX: Form = Form::Record(&[
    (1, NUMBER),
    (2, NUMBER),
    (3, NUMBER),
    (4, NUMBER),
    (5, NUMBER),
    (6, NUMBER),
    (7, NUMBER),
    (8, NUMBER),
]);
const GEOSPATIAL_STATISTICS: Form = Form::Record(&[(1, BOUNDING_BOX), (2, Form::List(&I32))]);
const PAGE_ENCODING_STATISTICS: Form = Form::Record(&[(1, I32), (2, I32), (3, I32)]);

const COLUMN_METADATA: Form = Form::Record(&[
    (1, I32),
    (2, Form::List(&I32)),
    (3, Form::List(&BYTES)),
    (4, I32),
    (5, I64),
    (6, I64),
    (7, I64),
    (8, Form::List(&KEY_VALUE)),
    (9, I64),
    (10, I64),
    (11, I64),
    (12, STATISTICS),
    (13, Form::List(&PAGE_ENCODING_STATISTICS)),
    (14, I64),
    (15, I32),
    (16, SIZE_STATISTICS),
    (17, GEOSPATIAL_STATISTICS),
]);
const COLUMN_CHUNK: Form = Form::Record(&[
    (1, BYTES),
    (2, I64),
    (3, COLUMN_METADATA),
    (4, I64),
    (5, I32),
    (6, I64),
    (7, I32),
    (9, BYTES),
]);
const SORTING_COLUMN: Form = Form::Record(&[(1, I32), (2, Form::Truth), (3, Form::Truth)]);
const ROW_GROUP: Form = Form::Record(&[
    (1, Form::List(&COLUMN_CHUNK)),
    (2, I64),
    (3, I64),
    (4, Form::List(&SORTING_COLUMN)),
    (5, I64),
    (6, I64),
    (7, I16),
]);
const COLUMN_ORDER: Form = Form::Record(&[(1, EMPTY), (2, EMPTY)]);

/// The metadata at the end of a file.
pub(super) const FILE_METADATA: Fields = &[
    (1, I32),
    (2, Form::List(&SCHEMA_ELEMENT)),
    (3, I64),
    (4, Form::List(&ROW_GROUP)),
    (5, Form::List(&KEY_VALUE)),
    (6, BYTES),
    (7, Form::List(&COLUMN_ORDER)),
    (9, BYTES),
];

const DATA_PAGE: Form = Form::Record(&[(1, I32), (2, I32), (3, I32), (4, I32), (5, STATISTICS)]);
const DICTIONARY_PAGE: Form = Form::Record(&[(1, I32), (2, I32), (3, Form::Truth)]);
const DATA_PAGE_2: Form = Form::Record(&[
    (1, I32),
    (2, I32),
    (3, I32),
    (4, I32),
    (5, I32),
    (6, I32),
    (7, Form::Truth),
    (8, STATISTICS),
]);

/// The header of a page. Its fields 2 and 3 are its sizes, unpacked and packed.
pub(super) const PAGE_HEADER: Fields = &[
    (1, I32),
    (2, I32),
    (3, I32),
    (4, I32),
    (5, DATA_PAGE),
    (6, EMPTY),
    (7, DICTIONARY_PAGE),
    (8, DATA_PAGE_2),
];
