//! Names that a program gives to what it records: times, identifiers, words that nobody would type. People number files, and write
//! dates before their names.

/// The first second of 2010, and the last that a time may tell which stands in a name.
const SECONDS: std::ops::Range<u64> = 1_262_304_000..2_000_000_000;

/// Whether a program gave this name to a file or a folder.
pub(super) fn is_given(name: &str) -> bool {
    let stem = stem(name);
    is_moment(stem) || is_random(stem) || given(stem).next().is_some()
}

/// The name of a file without its endings.
pub(super) fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// The words of a name that are times or identifiers.
pub(super) fn given(stem: &str) -> impl Iterator<Item = &str> {
    let words = stem.split(['-', '_']).filter(|word| !is_dated(word));
    words.filter(|word| is_timestamp(word) || is_identifier(word))
}

/// Seconds since 1970, or thousandths, millionths or billionths of them. A number of another length, or far from today, numbers
/// something else: a book, a product, a person.
fn is_timestamp(word: &str) -> bool {
    let is_number = word.bytes().all(|b| b.is_ascii_digit());
    let has_length = matches!(word.len(), 10 | 13 | 16 | 19);
    let seconds = word.get(..10).and_then(|it| it.parse().ok());
    is_number && has_length && seconds.is_some_and(|it| SECONDS.contains(&it))
}

/// The digits of an identifier, or a part of them: `9309310c`.
fn is_identifier(word: &str) -> bool {
    let digit = word.find(|c: char| c.is_ascii_digit());
    let letter = word.rfind(|c: char| c.is_ascii_alphabetic());
    // a number behind a word is a person's: `decade1980`
    let is_mixed = digit.zip(letter).is_some_and(|(it, last)| it < last);
    word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit()) && is_mixed
}

/// Whether a name ends with a day and a time of it to the second: `session_20240115_093000`, `2024-01-15T09-30-00-123Z`.
fn is_moment(stem: &str) -> bool {
    let is_break = |c: char| matches!(c, '-' | '_' | ':' | ' ' | 'T' | 't' | 'Z');
    let before = stem.trim_end_matches(|c: char| c.is_ascii_digit() || is_break(c));
    let groups: Vec<&str> = stem[before.len()..]
        .split(is_break)
        .filter(|group| !group.is_empty())
        .collect();
    (0..groups.len()).any(|from| {
        let digits = groups[from..].concat();
        let below = |at: usize, limit: u8| {
            let part = digits.get(at..at + 2).and_then(|it| it.parse::<u8>().ok());
            part.is_some_and(|it| it < limit)
        };
        let is_time = below(8, 24) && below(10, 60) && below(12, 60);
        matches!(digits.len(), 14 | 17 | 20) && is_dated(&digits) && is_time
    })
}

/// Whether a word begins with a date: `20240115`.
fn is_dated(word: &str) -> bool {
    let digits = word
        .get(..8)
        .filter(|it| it.starts_with("19") || it.starts_with("20"));
    let part = |from: usize| digits.and_then(|it| it.get(from..from + 2)?.parse::<u8>().ok());
    let (year, month, day) = (part(2), part(4), part(6));
    year.is_some()
        && month.is_some_and(|it| (1..=12).contains(&it))
        && day.is_some_and(|it| (1..=31).contains(&it))
}

/// Whether a name is long, and changes between letters and digits as no word does: what `nanoid`, `cuid` and ULID make.
fn is_random(stem: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let changes = |word: &str| {
        let pairs = word.as_bytes().windows(2);
        let differ = |pair: &&[u8]| pair[0].is_ascii_digit() != pair[1].is_ascii_digit();
        pairs.filter(differ).count()
    };
    // `2024q1` and `h264a` change twice
    let all = stem.split(['-', '_']).map(changes).filter(|it| *it > 2);
    stem.len() >= 20 && stem.bytes().all(is_part) && all.sum::<usize>() > 3
}

#[cfg(test)]
mod tests {
    use super::is_given;

    #[test]
    fn names_of_recordings_are_told_from_those_of_people() {
        for name in [
            "9309310c-c28a-4b14-9514-dfd45cbc2cd4.json",
            "1695388401234-photo.png",
            "1695388401234567890.bin",
            "file_65f0a1b2c3d4e5f6a7b8c9d0.pdf",
            "1695388401.json",
            "20240115093000.json",
            "30594127-c28a-4b14-9514-dfd45cbc2cd4.json",
            "2024-01-15T09-30-00.json",
            "2024-01-15T09:30:00.123Z.json",
            "session_20240115_093000.json",
            "cjld2cjxh0000qzrmn831i7rn.json",
            "V1StGXR8_Z5jdHi6B-myT.json",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV.json",
        ] {
            assert!(is_given(name), "{name}");
        }
        for name in [
            "seed.json",
            "lesson-2.json",
            "facade.png",
            "v2024.csv",
            "2023.json",
            "1.csv",
            "12345678.json",
            "20240115.json",
            "20240115_initial.json",
            "20240115a.json",
            "20240115093000_initial.json",
            "20240115-120000-first-lesson.json",
            "decade1980.json",
            "404.html",
            ".seed",
            // a book, a product, a telephone, an identifier of a database
            "9783161484100.json",
            "4006381333931.json",
            "4930123456789.json",
            "1000000042.json",
            "model-v2b-2024q1-h264a-1080p.json",
            "mp3player-of-the-year-2024.json",
            "McDonaldsIPhone12ProMax.png",
        ] {
            assert!(!is_given(name), "{name}");
        }
    }
}
