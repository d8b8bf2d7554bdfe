//! The head of an Avro container with a name for every type.
//!
//! Some writers, such as Python polars, leave the name of the record empty, which the specification does not
//! allow and which says nothing that a reader needs.

use std::io::{self, Read};

use serde_json::Value;

/// The first bytes of a container.
const MAGIC: &[u8; 4] = b"Obj\x01";
/// The longest text of a head that is looked at.
const TEXT_BYTES_MAX: usize = 1 << 24;
/// The most entries of a head.
const ENTRIES_MAX: usize = 1 << 10;
/// Bytes of the mark that ends a head and every block.
const MARK_BYTES: usize = 16;

/// The head of the container that `input` gives, in which every type has a name; none where it has them
/// anyway, or is not understood.
pub(super) fn named(input: &mut impl Read) -> Option<Vec<u8>> {
    let mut magic = [0; MAGIC.len()];
    input.read_exact(&mut magic).ok()?;
    if magic != *MAGIC {
        return None;
    }
    let mut entries = Vec::new();
    let mut is_changed = false;
    loop {
        let mut count = long(input).ok()?;
        if count == 0 {
            break;
        }
        if count < 0 {
            // The size of the block, which nobody needs who reads it.
            long(input).ok()?;
            count = count.checked_neg()?;
        }
        for _ in 0..count {
            let (key, mut value) = (text(input).ok()?, text(input).ok()?);
            if key == b"avro.schema" {
                let mut schema: Value = serde_json::from_slice(&value).ok()?;
                is_changed |= name_types(&mut schema, &mut 0);
                value = serde_json::to_vec(&schema).ok()?;
            }
            entries.push((key, value));
            if entries.len() > ENTRIES_MAX {
                return None;
            }
        }
    }
    let mut mark = [0; MARK_BYTES];
    input.read_exact(&mut mark).ok()?;
    is_changed.then(|| head(&entries, &mark))
}

/// Gives a name to every type whose name is empty, and tells whether there was one.
fn name_types(schema: &mut Value, n: &mut u32) -> bool {
    match schema {
        Value::Array(types) => types.iter_mut().fold(false, |is, one| is | name_types(one, n)),
        Value::Object(fields) => {
            let mut is_changed = false;
            if let Some(Value::String(name)) = fields.get_mut("name")
                && name.is_empty()
            {
                *n += 1;
                *name = format!("type_{n}");
                is_changed = true;
            }
            for key in ["type", "fields", "items", "values"] {
                if let Some(inner) = fields.get_mut(key) {
                    is_changed |= name_types(inner, n);
                }
            }
            is_changed
        }
        _ => false,
    }
}

fn head(entries: &[(Vec<u8>, Vec<u8>)], mark: &[u8]) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    push_long(entries.len(), &mut head);
    for text in entries.iter().flat_map(|(key, value)| [key, value]) {
        push_long(text.len(), &mut head);
        head.extend_from_slice(text);
    }
    head.push(0);
    head.extend_from_slice(mark);
    head
}

/// A whole number as Avro writes it: zigzag, seven bits a byte, the lowest first.
fn long(input: &mut impl Read) -> io::Result<i64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        input.read_exact(&mut byte)?;
        number |= u64::from(byte[0] & 0x7F) << shift;
        if byte[0] & 0x80 == 0 {
            return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn push_long(length: usize, out: &mut Vec<u8>) {
    let mut number = (length as u64) << 1;
    loop {
        let bits = number.to_le_bytes()[0] & 0x7F;
        number >>= 7;
        if number == 0 {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

fn text(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = usize::try_from(long(input)?).map_err(io::Error::other)?;
    if length > TEXT_BYTES_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut text = Vec::new();
    if input.take(length as u64).read_to_end(&mut text)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(schema: &str) -> Vec<u8> {
        let entries = [
            (b"avro.codec".to_vec(), b"null".to_vec()),
            (b"avro.schema".to_vec(), schema.as_bytes().to_vec()),
        ];
        head(&entries, &[7; MARK_BYTES])
    }

    #[test]
    fn a_type_without_a_name_gets_one_and_others_are_left() {
        let field = "\"fields\":[{\"name\":\"a\",\"type\":[\"null\",{\"type\":\"enum\",\"name\":\"\",\"symbols\":[]}]}]";
        let schema = format!("{{\"type\":\"record\",\"name\":\"\",{field}}}");
        let bytes = container(&schema);
        let mut input = &bytes[..];
        let head = named(&mut input).expect("it lacks names");
        assert!(input.is_empty(), "the head ends with the mark");
        let text = String::from_utf8_lossy(&head);
        assert!(
            text.contains("\"name\":\"type_1\"") && text.contains("\"name\":\"type_2\""),
            "{text}"
        );
        assert_eq!(named(&mut &head[..]), None, "now it has names");
        assert_eq!(named(&mut &bytes[..40]), None, "cut off");
        assert_eq!(named(&mut &b"PAR1"[..]), None);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in [0, 1, 63, 64, 127, 128, 16_383, 1 << 20] {
            let mut bytes = Vec::new();
            push_long(number, &mut bytes);
            assert_eq!(long(&mut &bytes[..]).ok(), i64::try_from(number).ok());
        }
        assert_eq!(long(&mut &[1_u8][..]).ok(), Some(-1));
    }
}
