//! The fields of a compose service in their several forms, and what a text says once its variables have their defaults.

use std::sync::Arc;

use crate::edit::yaml::{Node, Value};

/// A port of a container, and where it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    /// The port of the host; none where any will do.
    pub(crate) published: Option<u16>,
    pub(crate) container: u16,
    /// Whether only the host itself reaches it.
    pub(crate) is_private: bool,
}

/// Something that a container sees at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// A volume by its name, or a path of the host; none of a volume without a name.
    pub(crate) source: Option<String>,
    pub(crate) target: String,
}

/// A command: words, or a line of which compose makes words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Words(Vec<String>),
    Line(String),
}

impl Mount {
    /// The path of the host.
    pub(crate) fn path(&self) -> Option<&str> {
        let source = self.source.as_deref()?;
        let is_path = source.starts_with(['.', '/', '~']);
        is_path.then_some(source)
    }

    /// The name of the volume.
    pub(crate) fn volume(&self) -> Option<&str> {
        self.source.as_deref().filter(|_| self.path().is_none())
    }
}

impl Command {
    /// Whatever it is, as one line.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::Words(words) => words.join(" "),
            Self::Line(line) => line.clone(),
        }
    }
}

/// A text with the defaults of its variables; `None` where one has none.
pub(crate) fn resolved(text: &str) -> Option<String> {
    let mut found = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        found += &rest[..at];
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('$') {
            found.push('$');
            rest = behind;
            continue;
        }
        let (inside, behind) = rest.strip_prefix('{')?.split_once('}')?;
        let (_, default) = inside.split_once('-')?;
        found += &resolved(default)?;
        rest = behind;
    }
    Some(found + rest)
}

/// A text in which each variable without a default must be set.
pub(crate) fn insisting(text: &str) -> String {
    let mut found = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        found += before;
        if let Some(behind) = behind.strip_prefix('$') {
            found += "$$";
            rest = behind;
            continue;
        }
        let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
        let (name, after) = braced.unwrap_or_else(|| {
            let end = behind.find(|c| !is_of_name(c));
            behind.split_at(end.unwrap_or(behind.len()))
        });
        let is_name = !name.is_empty() && name.chars().all(is_of_name);
        found += &match (is_name, braced) {
            (true, _) => format!("${{{name}:?}}"),
            (false, Some(_)) => format!("${{{name}}}"),
            (false, None) => format!("${name}"),
        };
        rest = after;
    }
    found + rest
}

/// Whether a character may stand in the name of a variable.
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_".contains(c)
}

/// Scalars of a list, or a single one.
pub(crate) fn texts(node: &Node) -> Vec<String> {
    let of = |node: &Node| node.text().map(str::to_owned);
    match &node.value {
        Value::List(items) => items.iter().filter_map(|it| of(it)).collect(),
        _ => of(node).into_iter().collect(),
    }
}

/// Names with their values: a mapping, or a list of `NAME=VALUE`. A name without a value is taken from outside.
pub(crate) fn pairs(node: &Node) -> Vec<(String, Option<String>)> {
    if let Value::List(_) = node.value {
        let pair = |text: String| match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (text, None),
        };
        return texts(node).into_iter().map(pair).collect();
    }
    let entries = node.entries().into_iter();
    let pair = |(name, value): (&Node, &Arc<Node>)| {
        let name = name.text().unwrap_or_default().to_owned();
        (name, value.text().map(str::to_owned))
    };
    entries.map(pair).collect()
}

/// Names of a list, or the keys of a mapping.
pub(crate) fn names(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Map(_) => {
            let keys = node.entries().into_iter().map(|(key, _)| key);
            keys.filter_map(|key| key.text().map(str::to_owned))
                .collect()
        }
        _ => texts(node),
    }
}

/// A command, where it is not empty.
pub(crate) fn command(node: &Node) -> Option<Command> {
    match &node.value {
        Value::List(_) => Some(Command::Words(texts(node))),
        Value::Text(line) => Some(Command::Line(line.trim().to_owned())),
        _ => None,
    }
}

/// Ports that are published; ranges and ports of UDP are none.
pub(crate) fn ports(node: &Node) -> Vec<Port> {
    node.items().iter().filter_map(|it| port(it)).collect()
}

fn port(node: &Node) -> Option<Port> {
    let Some(text) = node.text() else {
        let text = |key: &str| node.get(key).and_then(|it| it.text());
        return Some(Port {
            published: text("published").and_then(|it| resolved(it)?.parse().ok()),
            container: resolved(text("target")?)?.parse().ok()?,
            is_private: text("host_ip").is_some_and(is_loopback),
        });
    };
    // an address may be filled in later, `${BIND_ADDR:?}:3000:3000`, and the ports are told all the same
    let behind = || {
        text.split_once("}:")
            .map(|(_, ports)| ports)
            .filter(|it| it.contains(':'))
    };
    let text = resolved(text).or_else(|| resolved(behind()?))?;
    let text = text.strip_suffix("/tcp").unwrap_or(&text);
    let (before, container) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, published) = before.rsplit_once(':').unwrap_or(("", before));
    Some(Port {
        published: published.parse().ok(),
        container: container.parse().ok()?,
        is_private: is_loopback(address),
    })
}

fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || matches!(address, "localhost" | "::1" | "[::1]")
}

/// What is mounted.
pub(crate) fn mounts(node: &Node) -> Vec<Mount> {
    node.items().iter().filter_map(|it| mount(it)).collect()
}

fn mount(node: &Node) -> Option<Mount> {
    let Some(text) = node.text() else {
        let text = |key: &str| node.get(key).and_then(|it| it.text()).map(str::to_owned);
        return Some(Mount {
            source: text("source"),
            target: text("target")?,
        });
    };
    let mut parts = text.split(':');
    let first = parts.next()?;
    let (source, target) = match parts.next() {
        Some(target) => (Some(first.to_owned()), target),
        None => (None, first),
    };
    Some(Mount {
        source,
        target: target.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Mount, Port, insisting, mounts, ports, resolved};
    use crate::edit::yaml::parse;

    #[test]
    fn variables_have_their_defaults() {
        assert_eq!(resolved("a${B:-c}d$$").as_deref(), Some("acd$"));
        assert_eq!(resolved("${A-}").as_deref(), Some(""));
        for text in ["${A}", "$A", "${A:?no}", "${A"] {
            assert_eq!(resolved(text), None, "{text}");
        }
    }

    #[test]
    fn variables_without_a_default_must_be_set() {
        let cases = [
            ("run ${A} $B", "run ${A:?} ${B:?}"),
            ("${A:-b} ${C:?d} $$E", "${A:-b} ${C:?d} $$E"),
            ("a$", "a$"),
        ];
        for (text, expected) in cases {
            assert_eq!(insisting(text), expected, "{text}");
        }
    }

    #[test]
    fn ports_have_several_forms() {
        let text = "[\"8080:80\", 443, \"127.0.0.1:5432:5432/tcp\", \"${P:-9000}:9000\", \"${ADDR:?}:3100:3000\", \"${P}:80\", \"1-2:1-2\", {target: 3000, published: \"4000\"}]";
        let port = |published, container, is_private| Port {
            published,
            container,
            is_private,
        };
        let expected = [
            port(Some(8080), 80, false),
            port(None, 443, false),
            port(Some(5432), 5432, true),
            port(Some(9000), 9000, false),
            port(Some(3100), 3000, false),
            port(Some(4000), 3000, false),
        ];
        assert_eq!(ports(&parse(text).expect("this is YAML")), expected);
    }

    #[test]
    fn mounts_have_several_forms() {
        let text = "[\".:/app\", \"data:/data:ro\", /app/node_modules, {type: volume, source: a, target: /b}]";
        let mount = |source: Option<&str>, target: &str| Mount {
            source: source.map(str::to_owned),
            target: target.to_owned(),
        };
        let found = mounts(&parse(text).expect("this is YAML"));
        let expected = [
            mount(Some("."), "/app"),
            mount(Some("data"), "/data"),
            mount(None, "/app/node_modules"),
            mount(Some("a"), "/b"),
        ];
        assert_eq!(found, expected);
        assert_eq!(found[0].path(), Some("."));
        assert_eq!(found[1].volume(), Some("data"));
    }
}
