//! Texts that are not UTF-8 and say so: UTF-16 with a byte order mark, as PowerShell's `>` writes it. They are read, and never
//! written.

/// Whether bytes begin with a mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

/// The text behind such a mark; none where it is no whole text.
pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, units) = bytes.split_at_checked(2)?;
    let (pairs, rest) = units.as_chunks::<2>();
    let unit: fn([u8; 2]) -> u16 = if mark == [0xFF, 0xFE] {
        u16::from_le_bytes
    } else {
        u16::from_be_bytes
    };
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    // UTF-32 begins alike
    text.ok()
        .filter(|text| rest.is_empty() && !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::{is_utf16, utf16};

    #[test]
    fn a_whole_text_of_either_order_is_read() {
        let text = "fastapi==0.115.0\r\n# 🎉\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (mark, units) in [([0xFF, 0xFE], little), ([0xFE, 0xFF], big)] {
            let bytes = [&mark[..], &units].concat();
            assert!(is_utf16(&bytes));
            assert_eq!(utf16(&bytes).as_deref(), Some(text));
            assert_eq!(utf16(&bytes[..bytes.len() - 1]), None);
        }
        // UTF-32
        assert_eq!(utf16(&[0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]), None);
        assert_eq!(utf16(&[0xFF, 0xFE, 0, 0xD8]), None);
        assert!(!is_utf16(b"fastapi") && !is_utf16("\u{feff}fastapi".as_bytes()));
    }
}
