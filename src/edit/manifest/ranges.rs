//! Ranges of versions, as manifests write them: `^1.2.3`, `1.x || 2`, `==1.2`, `>=1.2,<2`.

type Version = [u32; 3];

/// What does not say from where on.
const UPPER: &[&str] = &["<", "<="];

/// Whether no version that `range` admits is older than `since`, as far as it tells. What names no version (`latest`, `*`,
/// an address, a workspace) is taken for the newest.
pub(super) fn is_from(range: &str, since: &str) -> bool {
    let lowest = range.split("||").filter_map(lowest).min();
    lowest.is_none_or(|lowest| Some(lowest) >= version(since))
}

/// The lowest version of one alternative; of one that only says up to where, that end.
fn lowest(alternative: &str) -> Option<Version> {
    let (mut from, mut end) = (None, None);
    let mut operator = "";
    for part in alternative.split([' ', ',']).filter(|it| !it.is_empty()) {
        let at = part.find(|c: char| !"^~<>=!v".contains(c));
        let (written, rest) = part.split_at(at.unwrap_or(part.len()));
        if !written.is_empty() {
            operator = written;
        }
        if rest.is_empty() {
            continue;
        }
        if rest == "-" {
            // `1.2 - 2.0`
            break;
        }
        match operator {
            "!=" => {}
            _ if UPPER.contains(&operator) => end = end.or(version(rest)),
            _ => from = from.max(version(rest)),
        }
        operator = "";
    }
    from.or(end)
}

/// `1.2.3` of `1.2.3-rc.1`, `1.0.0` of `1.x`.
fn version(text: &str) -> Option<Version> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let mut next = || parts.next().and_then(|part| part.parse().ok());
    let first = next()?;
    Some([first, next().unwrap_or(0), next().unwrap_or(0)])
}

#[cfg(test)]
mod tests {
    use crate::edit::manifest::ranges::is_from;

    #[test]
    fn the_lowest_version_of_a_range_counts() {
        for (range, is_new) in [
            ("^8.1.0", true),
            ("v7.5.0", true),
            ("~7.5", true),
            (">=7.5.0 <9", true),
            (">= 7.5", true),
            ("<9, >=8", true),
            ("7.5.1 - 8.0.0", true),
            ("^10.0.0", true),
            ("7.4.9", false),
            ("^6.2.0", false),
            ("7 || 8", false),
            ("6.x || 8", false),
            ("<7", false),
            ("==7.5.1", true),
            ("~=7.4", false),
            ("!=7.1,>=7.5", true),
        ] {
            assert_eq!(is_from(range, "7.5"), is_new, "{range}");
        }
    }

    #[test]
    fn what_names_no_version_is_the_newest() {
        for range in [
            "",
            "*",
            "latest",
            "workspace:*",
            "catalog:",
            "git+https://example.com/x1.git",
            "@ https://example.com/x-1.0.zip",
        ] {
            assert!(is_from(range, "7.5"), "{range}");
        }
    }
}
