//! What a proxy in front of a service must know of it: which paths are for everybody, what stays open, how much is sent.

use std::collections::BTreeSet;

/// A service, as a proxy sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposed {
    /// The first parts of all paths that it answers, an empty one for `/`; none where they cannot all be told.
    pub paths: Option<BTreeSet<String>>,
    /// Pages about the API and what else is not for everybody.
    pub internal: BTreeSet<String>,
    /// The paths of web sockets.
    pub sockets: BTreeSet<String>,
    /// Whether there are web sockets on paths that cannot be told.
    pub has_other_sockets: bool,
    /// Whether it sends events for as long as somebody listens.
    pub streams: bool,
    /// The most bytes that a request may have; none where the framework's own limit stands, which is small.
    pub largest: Option<u64>,
    /// Where files of any size are taken: file and line.
    pub unlimited: Option<(String, usize)>,
}

/// The first parts of paths; none where one may begin with anything.
pub(crate) fn first_parts<'p>(paths: impl Iterator<Item = &'p str>) -> Option<BTreeSet<String>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    let part = |path: &str| {
        let first = path.trim_start_matches('/').split('/').next()?;
        first.chars().all(is_plain).then(|| first.to_owned())
    };
    paths.map(part).collect()
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
    use super::first_parts;

    #[test]
    fn the_first_part_of_each_path_counts() {
        let paths = ["/", "/api/users/:id", "/api/orders", "/copilot"];
        let found = first_parts(paths.into_iter()).expect("all can be told");
        assert!(found.iter().eq(["", "api", "copilot"]));
    }

    #[test]
    fn a_path_that_may_begin_with_anything_leaves_all_open() {
        for path in ["/:tenant/users", "/*", "*", "/(a|b)", "/{tenant}/x"] {
            assert_eq!(first_parts(["/api/a", path].into_iter()), None, "{path}");
        }
    }
}
