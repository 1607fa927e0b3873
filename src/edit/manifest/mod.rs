//! Dependencies in the manifests of packages: `package.json`, `requirements.txt`, `pyproject.toml`. A parser finds the place;
//! the new entry is spliced in, in the order and style of its neighbours.

mod package_json;
mod pyproject;
mod ranges;
mod requirements;

use crate::edit::{BYTE_ORDER_MARK, Refusal};

/// What a manifest says about a package.
enum Outcome {
    /// It is there, in this range.
    Listed(String),
    /// The text in which it is there.
    Added(String),
}

/// The text of the manifest at `path` with `package` among what the service needs, in a version that `range` allows
/// (`^1.2.3` for npm, `>=1.2,<2` for Python); `None` where it is there and no older than `since`.
///
/// # Errors
/// A manifest that cannot be parsed, or to which nothing can be added safely; a package that may be too old.
pub fn add(
    path: &str,
    text: &str,
    package: &str,
    range: &str,
    since: &str,
) -> Result<Option<String>, Refusal> {
    let bom = text.chars().next().filter(|c| *c == BYTE_ORDER_MARK);
    let bare = text.trim_start_matches(BYTE_ORDER_MARK);
    let added = match path.rsplit('/').next() {
        Some("package.json") => package_json::add(bare, package, range),
        Some("pyproject.toml") => pyproject::add(bare, package, range, since),
        Some("Pipfile") => pyproject::add_to_pipfile(bare, package, range),
        Some(name) if is_requirements(name) || is_requirements(path) => {
            requirements::add(bare, package, range)
        }
        _ => Err(Refusal::new(format!(
            "fixup adds nothing to `{path}`: put `{package}` in a version {range} there"
        ))),
    };
    let added = added.map_err(|refusal| Refusal::new(format!("`{path}`: {}", refusal.0)))?;
    match added {
        Outcome::Added(text) => Ok(Some(bom.into_iter().collect::<String>() + &text)),
        Outcome::Listed(there) if ranges::is_from(&there, since) => Ok(None),
        Outcome::Listed(there) => Err(Refusal::new(format!(
            "`{path}` lists `{package}` in a version {there}, and the fix needs {since} or later; raise it, to {range} for example"
        ))),
    }
}

/// Whether a file is a list of requirements, by its name or folder.
fn is_requirements(path: &str) -> bool {
    (path.ends_with(".txt") || path.ends_with(".in")) && path.contains("requirements")
}

/// The line ending of a text.
fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The least version that a range of a patch allows: `1.2.3` of `^1.2.3` and of `>=1.2.3,<2`.
#[must_use]
pub fn least(range: &str) -> &str {
    let version = range.trim_start_matches(['^', '~', '>', '<', '=', ' ']);
    version.split(',').next().unwrap_or(version).trim()
}

/// Where `name` belongs among `names`: behind the last that comes before it. In a list that is not sorted this is some
/// neighbour, but the same one in whatever order several names are added.
fn place<K: Ord>(names: &[String], name: &str, key: impl Fn(&str) -> K) -> usize {
    let own = key(name);
    let before = |other: &String| key(other) < own;
    names.iter().rposition(before).map_or(0, |at| at + 1)
}

/// The name of a Python package as indexes compare it: `Prometheus_Client` is `prometheus-client`.
fn normalised(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// The name at the start of a requirement: `uvicorn` of `uvicorn[standard]>=0.30 ; python_version > "3.8"`.
fn required_name(requirement: &str) -> &str {
    let end = requirement.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    &requirement[..end.unwrap_or(requirement.len())]
}

/// The range in a requirement: `>=0.30` of `uvicorn[standard]>=0.30 ; python_version > "3.8"`.
fn required_range(requirement: &str) -> &str {
    let requirement = requirement.trim();
    let rest = requirement[required_name(requirement).len()..].trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    rest.split(';')
        .next()
        .unwrap_or(rest)
        .trim_matches([' ', '(', ')', '\\'])
}

/// A requirement in the style of its neighbours: pinned where all of them are.
fn requirement(package: &str, range: &str, neighbours: &[String]) -> String {
    if !neighbours.is_empty() && neighbours.iter().all(|other| other.contains("==")) {
        return format!("{package}=={}", least(range));
    }
    format!("{package}{range}")
}

#[cfg(test)]
mod tests;
