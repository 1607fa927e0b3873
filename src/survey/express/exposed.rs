//! What a proxy must know of an Express service: its paths, its sockets and streams, and how much it takes.

use std::collections::BTreeSet;

use crate::code::javascript::names::{calls_package, reference};
use crate::edit::script::{Node, Script, arguments, method_call, property, string_value};
use crate::survey::exposed::{Exposed, first_parts, is_internal};
use crate::survey::express::routes::{Served, all_of};
use crate::survey::express::surveyed::Express;
use crate::survey::fact::Fact;
use crate::survey::http::is_health_path;

/// Packages that serve web sockets, and the path where they do it by themselves.
const SOCKETS: &[(&str, Option<&str>)] = &[
    ("socket.io", Some("/socket.io/")),
    ("ws", None),
    ("express-ws", None),
    ("graphql-ws", None),
    ("websocket", None),
];

/// What a form has beside its file.
const FORM: u64 = 1024 * 1024;

impl<'s> Express<'s> {
    /// The service, as a proxy sees it.
    pub(crate) fn as_exposed(&self) -> Exposed {
        let survey = self.node.survey;
        let served = match self.node.app() {
            Fact::Present(app) => all_of(survey, app),
            _ => Served {
                paths: Vec::new(),
                is_open: true,
            },
        };
        let sockets = self.sockets();
        let (internal, public): (Vec<&String>, Vec<&String>) =
            served.paths.iter().partition(|path| is_internal(path));
        let has_other_sockets = sockets.contains(&None);
        let public = public.into_iter().map(String::as_str);
        let public = public.filter(|path| !is_health_path(path));
        let paths = first_parts(public).filter(|_| !served.is_open && !has_other_sockets);
        let (largest, unlimited) = self.largest();
        let mut scripts = self.node.reached_scripts();
        Exposed {
            paths,
            internal: internal.into_iter().cloned().collect(),
            sockets: sockets.into_iter().flatten().collect(),
            has_other_sockets,
            streams: scripts.any(|script| self.streams(script)),
            largest,
            unlimited,
        }
    }

    /// The paths of web sockets; none of those that cannot be told.
    fn sockets(&self) -> BTreeSet<Option<String>> {
        let loads = |package: &str| {
            let mut files = self.node.reached().iter();
            files.any(|path| self.node.survey.loads(path).iter().any(|it| it == package))
        };
        let loaded = SOCKETS.iter().filter(|(package, _)| loads(package));
        let mut found: BTreeSet<Option<String>> = BTreeSet::new();
        for (package, usual) in loaded {
            let own = self.paths_of_servers(package);
            if own.is_empty() {
                found.insert(usual.map(str::to_owned));
            }
            found.extend(own.into_iter().map(Some));
        }
        found
    }

    /// The paths that servers of sockets are given as an option.
    fn paths_of_servers(&self, package: &str) -> Vec<String> {
        let mut found = Vec::new();
        for script in self.node.reached_scripts() {
            let root = script.root();
            let made = root.dfs().filter(|node| node.kind() == "new_expression");
            let is_of = |node: &Node<'_>| {
                let maker = node.field("constructor").and_then(|it| reference(&it));
                maker.is_some_and(|it| it.module == package)
            };
            for node in made.filter(is_of) {
                let options = arguments(&node).into_iter();
                let paths = options.filter_map(|it| string_value(&property(&it, "path")?));
                found.extend(paths.filter(|path| path.starts_with('/')));
            }
        }
        found
    }

    /// Whether a script sends events. Our own, which speak of those of others, send none.
    fn streams(&self, script: &Script) -> bool {
        let says =
            |node: Node<'_>| node.kind() == "string_fragment" && node.text() == "text/event-stream";
        script.text.contains("text/event-stream")
            && self.node.survey.helper(&script.path).is_none()
            && script.root().dfs().any(says)
    }

    /// The most bytes that a request may have, and where files of any size are taken.
    fn largest(&self) -> (Option<u64>, Option<(String, usize)>) {
        let limits = self.node.found(|script, call| self.limit(script, &call));
        let largest = limits.iter().filter_map(|limit| limit.bytes).max();
        let unlimited = limits.into_iter().find(|limit| limit.bytes.is_none());
        (largest, unlimited.map(|limit| limit.place))
    }

    /// How much a parser takes; none of other calls, and of parsers that keep to their small usual limit.
    fn limit(&self, script: &'s Script, call: &Node<'s>) -> Option<Limit> {
        let place = (script.path.clone(), script.line(call.range().start));
        let options = arguments(call).into_iter().next();
        let option = |keys: &[&str]| {
            let mut at = options.clone()?;
            for key in keys {
                at = property(&at, key)?;
            }
            Some(at)
        };
        if calls_package(call, "multer") || calls_package(call, "express-fileupload") {
            let size = option(&["limits", "fileSize"]).and_then(|it| self.bytes(script, &it));
            return Some(Limit {
                bytes: size.map(|it| it + FORM),
                place,
            });
        }
        let (_, method) = method_call(call)?;
        let is_parser = matches!(&*method, "json" | "urlencoded" | "raw" | "text");
        let limit = option(&["limit"]).filter(|_| is_parser)?;
        let bytes = self.bytes(script, &limit)?;
        Some(Limit {
            bytes: Some(bytes),
            place,
        })
    }

    /// The bytes that an expression stands for: a number, a product of such, or a text with a unit.
    fn bytes(&self, script: &'s Script, node: &Node<'s>) -> Option<u64> {
        let survey = self.node.survey;
        let found = survey.definition(script, node)?;
        let node = &found.node;
        match &*node.kind() {
            "number" => node.text().replace('_', "").parse().ok(),
            "parenthesized_expression" => self.bytes(found.script, &node.named_children().next()?),
            "binary_expression" => {
                let operator = node.field("operator")?;
                let left = self.bytes(found.script, &node.field("left")?)?;
                let right = self.bytes(found.script, &node.field("right")?)?;
                (operator.text() == "*").then(|| left.checked_mul(right))?
            }
            _ => with_unit(&string_value(node)?),
        }
    }
}

/// How much something takes, where it says so.
struct Limit {
    bytes: Option<u64>,
    place: (String, usize),
}

/// `20mb`, `512kb`, `1048576`
fn with_unit(text: &str) -> Option<u64> {
    let text = text.trim().to_lowercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = match text[digits.len()..].trim() {
        "" | "b" => 1,
        "k" | "kb" => 1024,
        "m" | "mb" => 1024 * 1024,
        "g" | "gb" => 1024 * 1024 * 1024,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::with_unit;

    #[test]
    fn sizes_have_units() {
        assert_eq!(with_unit("20mb"), Some(20 * 1024 * 1024));
        assert_eq!(with_unit("512 KB"), Some(512 * 1024));
        assert_eq!(with_unit("100"), Some(100));
        assert_eq!(with_unit("much"), None);
    }
}
