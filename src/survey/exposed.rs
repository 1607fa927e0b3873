//! What a proxy in front of a service must know of it: which paths are for everybody, what stays open, how much is sent.

use std::collections::BTreeSet;

/// A service, as a proxy sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposed {
    /// The beginnings of all paths that it answers; none where they cannot all be told.
    pub paths: Option<BTreeSet<Prefix>>,
    /// Pages about the API and what else is not for everybody.
    pub internal: BTreeSet<String>,
    /// The paths of WebSockets.
    pub sockets: BTreeSet<String>,
    /// Whether there are WebSockets on paths that cannot be told.
    pub has_other_sockets: bool,
    /// Whether it sends events for as long as somebody listens.
    pub streams: bool,
    /// The most bytes that a request may have; none where the framework's own limit stands, which is small.
    pub largest: Option<u64>,
    /// Where files of any size are taken: file and line.
    pub unlimited: Option<(String, usize)>,
}

/// The beginning of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    /// The path.
    pub path: String,
    /// Whether nothing is answered below it.
    pub is_exact: bool,
}

/// The beginnings of paths, a part long each; none where one may begin with anything.
pub(crate) fn prefixes<'p>(paths: impl Iterator<Item = &'p str>) -> Option<BTreeSet<Prefix>> {
    let mut found = BTreeSet::new();
    for path in paths {
        let mut parts = path.trim_start_matches('/').splitn(2, '/');
        let first = parts.next().unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
        if !first.chars().all(is_plain) {
            return None;
        }
        let below = parts.next().is_some_and(|rest| !rest.is_empty());
        let path = match (first, below) {
            ("", _) => "/".to_owned(),
            (_, true) => format!("/{first}/"),
            (_, false) => format!("/{first}"),
        };
        let is_exact = path == "/";
        found.insert(Prefix { path, is_exact });
    }
    let whole = found.clone();
    let is_covered = |it: &Prefix| {
        let shorter = it.path.strip_suffix('/').filter(|path| !path.is_empty());
        whole.iter().any(|other| Some(&*other.path) == shorter)
    };
    found.retain(|it| !is_covered(it));
    Some(found)
}

/// Whether a path is that of pages about an API, or of measurements.
pub(crate) fn is_internal(path: &str) -> bool {
    let first = path
        .split(['/', '.'])
        .nth(1)
        .unwrap_or_default()
        .to_lowercase();
    let names = ["docs", "swagger", "openapi", "redoc"];
    first == "metrics"
        || names
            .iter()
            .any(|name| first.starts_with(name) || first.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::{Prefix, prefixes};

    fn told(paths: &[&str]) -> Option<Vec<String>> {
        let found = prefixes(paths.iter().copied())?;
        let mark = |it: Prefix| {
            if it.is_exact {
                format!("={}", it.path)
            } else {
                it.path
            }
        };
        Some(found.into_iter().map(mark).collect())
    }

    #[test]
    fn the_first_part_of_each_path_counts() {
        let wanted = ["=/", "/api/", "/copilot"].map(str::to_owned).to_vec();
        let paths = [
            "/",
            "/api/users/:id",
            "/api/orders",
            "/copilot",
            "/copilot/ask",
        ];
        assert_eq!(told(&paths), Some(wanted));
    }

    #[test]
    fn a_path_that_may_begin_with_anything_leaves_all_open() {
        for path in ["/:tenant/users", "/*", "*", "/(a|b)", "/{tenant}/x"] {
            assert_eq!(told(&["/api/a", path]), None, "{path}");
        }
    }
}
