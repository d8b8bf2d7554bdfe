//! Fields of the files as bytes.

/// Appends a number and the byte that ends its field.
pub(super) fn push_number(bytes: &mut Vec<u8>, number: impl Into<u64>, end: u8) {
    let mut digits = [0_u8; 20];
    let mut position = digits.len();
    let mut left: u64 = number.into();
    loop {
        position -= 1;
        digits[position] = b'0' + u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    bytes.extend_from_slice(&digits[position..]);
    bytes.push(end);
}

/// Appends a text, quoted as RFC 4180 asks where it must be, and the byte that ends its
/// field.
pub(super) fn push_field(bytes: &mut Vec<u8>, text: &str, end: u8) {
    if text.contains([',', '"', '\n', '\r']) {
        bytes.push(b'"');
        bytes.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        bytes.push(b'"');
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.push(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_fields() {
        let mut bytes = Vec::new();
        push_number(&mut bytes, 0_u32, b',');
        push_number(&mut bytes, 1_537_799_250_u32, b',');
        push_field(&mut bytes, "Silent \"Harbour\", The (1994)", b',');
        push_field(&mut bytes, "Drama|War", b'\n');
        let expected = "0,1537799250,\"Silent \"\"Harbour\"\", The (1994)\",Drama|War\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
