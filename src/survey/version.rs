//! A version of Node, as manifests, images and patches write it.

use std::fmt;

/// A version of Node: `18`, or `14.18`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeVersion {
    major: u32,
    /// None where every one of the major version is meant.
    minor: Option<u32>,
}

impl NodeVersion {
    /// The line: 24 of 24.1.
    pub(crate) const fn line(self) -> u32 {
        self.major
    }

    /// A version, with or without a minor one.
    #[must_use]
    pub const fn new(major: u32, minor: Option<u32>) -> Self {
        Self { major, minor }
    }

    /// The version at the start of a text: `v14.18.1-alpine` is 14.18.
    #[must_use]
    pub fn starting(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut next = || {
            let part = parts.next()?;
            let end = part.find(|c: char| !c.is_ascii_digit());
            part[..end.unwrap_or(part.len())].parse().ok()
        };
        Some(Self {
            major: next()?,
            minor: next(),
        })
    }

    /// The version that is the whole text.
    #[must_use]
    pub fn exact(text: &str) -> Option<Self> {
        Self::starting(text).filter(|version| version.to_string() == text)
    }

    /// Every version with the same major one.
    #[must_use]
    pub fn any_minor(self) -> Self {
        Self {
            minor: None,
            ..self
        }
    }

    /// Whether it certainly is older: `14` may be 14.18, for who asks for it gets the last one.
    #[must_use]
    pub fn is_older_than(self, other: Self) -> bool {
        let same = self.major == other.major;
        let minors = self.minor.zip(other.minor);
        self.major < other.major || same && minors.is_some_and(|(own, needed)| own < needed)
    }
}

/// Whether the newest version of a line, such as 24, lies in a range as manifests write it; what names no version (`*`,
/// `lts/*`) takes any.
pub(crate) fn admits(range: &str, line: u32) -> bool {
    range
        .split("||")
        .any(|alternative| is_in(alternative, line))
}

fn is_in(alternative: &str, line: u32) -> bool {
    let mut words = alternative.split([' ', ',']).filter(|it| !it.is_empty());
    let mut operator = "";
    while let Some(word) = words.next() {
        let at = word.find(|c: char| !"^~<>=v".contains(c));
        let (written, rest) = word.split_at(at.unwrap_or(word.len()));
        if !written.trim_end_matches('v').is_empty() {
            operator = written.trim_end_matches('v');
        }
        if rest == "-" {
            // `18 - 20`
            let end = words.next().and_then(NodeVersion::starting);
            return end.is_none_or(|end| line <= end.major);
        }
        let Some(version) = NodeVersion::starting(rest) else {
            continue;
        };
        let is_first = operator.is_empty() && alternative.contains(" - ");
        let fits = match operator {
            _ if is_first => version.major <= line,
            ">=" => version.major <= line,
            ">" => version.major < line || version.major == line && version.minor.is_some(),
            "<" => line < version.major,
            "<=" => line < version.major || line == version.major && version.minor.is_none(),
            _ => line == version.major,
        };
        if !fits {
            return false;
        }
        operator = "";
    }
    true
}

impl fmt::Display for NodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        self.minor.map_or(Ok(()), |minor| write!(f, ".{minor}"))
    }
}

#[cfg(test)]
mod tests {
    use super::admits;

    #[test]
    fn a_range_takes_the_lines_whose_newest_version_lies_in_it() {
        let cases: &[(&str, &[u32])] = &[
            (">=18", &[18, 20, 22, 24]),
            (">= 18.17.0 <23", &[18, 20, 22]),
            ("^20.9.0 || >=22", &[20, 22, 24]),
            ("20.x", &[20]),
            ("22.11.0", &[22]),
            ("v20", &[20]),
            ("18 - 20", &[18, 20]),
            ("<=22", &[18, 20, 22]),
            ("<=22.1", &[18, 20]),
            (">20.1", &[20, 22, 24]),
            ("*", &[18, 20, 22, 24]),
            ("lts/*", &[18, 20, 22, 24]),
        ];
        for (range, lines) in cases {
            let all = [18, 20, 22, 24].into_iter();
            let taken: Vec<u32> = all.filter(|line| admits(range, *line)).collect();
            assert_eq!(taken, *lines, "{range}");
        }
    }
}
