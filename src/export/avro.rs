//! Frames as Avro object containers.

use std::io::{self, Write};

use apache_avro::types::Value;
use apache_avro::{Codec, Schema, Writer};
use polars::prelude::{AnyValue, DataFrame};
use sha2::{Digest, Sha256};

/// Writes `frame` as one Avro object container with the schema of this text, whose fields must be
/// the columns. The marker between blocks is taken from the schema, so that the same input gives the
/// same bytes.
///
/// # Errors
/// When `out` refuses, or a value does not fit the schema.
pub fn write(frame: &DataFrame, schema: &str, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let schema = Schema::parse_str(schema).map_err(io::Error::other)?;
    let mut marker = [0; 16];
    marker.copy_from_slice(&Sha256::digest(schema.canonical_form().as_bytes())[..16]);
    // Without compression there is one entry in the header, so that its order is no question.
    let mut writer = Writer::builder()
        .schema(&schema)
        .writer(out)
        .codec(Codec::Null)
        .marker(marker)
        .build()
        .map_err(io::Error::other)?;
    let Schema::Record(record) = &schema else {
        return Err(io::Error::other("the schema is not a record"));
    };
    let mut columns = Vec::new();
    for field in &record.fields {
        let column = frame.column(&field.name).map_err(io::Error::other)?;
        columns.push((field.name.clone(), &field.schema, column));
    }
    for row in 0..frame.height() {
        let mut fields = Vec::with_capacity(columns.len());
        for (name, schema, column) in &columns {
            let value = column.get(row).map_err(io::Error::other)?;
            fields.push((name.clone(), encoded(&value, schema)?));
        }
        writer.append_value(Value::Record(fields)).map_err(io::Error::other)?;
    }
    writer.flush().map_err(io::Error::other)?;
    Ok(())
}

/// The value as the field's schema wants it; inside a union, as its one type beside null.
fn encoded(value: &AnyValue<'_>, schema: &Schema) -> io::Result<Value> {
    if let Schema::Union(union) = schema {
        let is_null = matches!(value, AnyValue::Null);
        let wanted = |variant: &&Schema| matches!(variant, Schema::Null) == is_null;
        let variants = union.variants();
        let at = variants.iter().position(|variant| wanted(&variant));
        let at = at.ok_or_else(|| io::Error::other("a value that the schema does not allow"))?;
        let index = u32::try_from(at).map_err(io::Error::other)?;
        return Ok(Value::Union(index, Box::new(encoded(value, &variants[at])?)));
    }
    Ok(match (value, schema) {
        (AnyValue::Null, _) => Value::Null,
        (AnyValue::String(text), _) => Value::String((*text).to_owned()),
        (AnyValue::Int32(number), _) => Value::Int(*number),
        (AnyValue::Int64(number), _) => Value::Long(*number),
        #[expect(clippy::cast_possible_truncation, reason = "the service's own type has 32 bits")]
        (AnyValue::Float64(number), Schema::Float) => Value::Float(*number as f32),
        (AnyValue::Float64(number), _) => Value::Double(*number),
        (other, _) => return Err(io::Error::other(format!("a value of type {}", other.dtype()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use apache_avro::Reader;
    use polars::df;

    const SCHEMA: &str = r#"{"type":"record","name":"Items","fields":[
        {"name":"ITEM_ID","type":"string"},
        {"name":"YEAR","type":["null","int"]},
        {"name":"PRICE","type":["float","null"]}]}"#;

    #[test]
    fn rows_encode_and_decode() {
        let frame = df![
            "ITEM_ID" => ["1", "2"],
            "YEAR" => [Some(1999_i32), None],
            "PRICE" => [None, Some(2.5)],
        ]
        .expect("equal lengths");
        let mut bytes = Vec::new();
        write(&frame, SCHEMA, &mut bytes).expect("it fits");
        let rows: Vec<Value> =
            Reader::new(&bytes[..]).expect("a container").map(|row| row.expect("a row")).collect();
        let union = |index, value| Value::Union(index, Box::new(value));
        let expected = |id: &str, year, price| {
            Value::Record(vec![
                ("ITEM_ID".into(), Value::String(id.into())),
                ("YEAR".into(), year),
                ("PRICE".into(), price),
            ])
        };
        assert_eq!(
            rows,
            [
                expected("1", union(1, Value::Int(1999)), union(1, Value::Null)),
                expected("2", union(0, Value::Null), union(0, Value::Float(2.5))),
            ]
        );
        let mut again = Vec::new();
        write(&frame, SCHEMA, &mut again).expect("it fits");
        assert!(bytes == again, "same input, same bytes");
    }

    #[test]
    fn null_where_none_is_allowed_is_refused() {
        let frame = df![
            "ITEM_ID" => [None::<&str>], "YEAR" => [None::<i32>], "PRICE" => [None::<f64>],
        ];
        assert!(write(&frame.expect("equal"), SCHEMA, &mut Vec::new()).is_err());
    }
}
