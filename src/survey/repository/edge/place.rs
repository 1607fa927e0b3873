//! The place of the edge in the compose file of its host.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::edit::yaml::{Node, Value, parse};
use crate::edit::{indentation, line_end, line_start};
use crate::survey::compose::file::ComposeFile;
use crate::survey::fact::Site;
use crate::survey::public::running::Running;

/// What the service of the edge is called.
const NAME: &str = "nginx";

/// Why the edge has no place in a file: something stands there already.
pub(super) fn taken(file: &ComposeFile) -> Option<String> {
    let is_edge = |it: &&crate::survey::compose::file::ComposeService| {
        is_ours(it)
            || it
                .ports
                .iter()
                .all(|port| !matches!(port.published, Some(80 | 443)) || port.is_private)
    };
    let holder = file.services.iter().find(|it| !is_edge(it));
    let named = || {
        file.services
            .iter()
            .find(|it| it.name == NAME && !is_ours(it))
    };
    let it = holder.or_else(named)?;
    Some(format!(
        "`{}` (`{}`:{}) stands at the edge already, without TLS; give it TLS, or take it away and let the edge have ports 80 and 443",
        it.name, file.path, it.line
    ))
}

/// Whether a service is the edge that a fix adds.
fn is_ours(it: &crate::survey::compose::file::ComposeService) -> bool {
    it.name == NAME
        && it
            .mounts
            .iter()
            .any(|mount| mount.target == "/etc/nginx/ssl")
}

/// The end of the services of a file; none where the edge is among them.
///
/// # Errors
/// A file whose services are written in braces.
pub(super) fn place(survey: &Survey<'_>, path: &str) -> Result<Option<Site>, String> {
    let text = survey.text(path).unwrap_or_default();
    let root = parse(&text).map_err(|error| format!("cannot parse `{path}`: {}", error.message))?;
    let services = root.get("services");
    let own = services.and_then(|it| match &it.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    });
    let Some(entries) = own.filter(|it| !it.is_empty()) else {
        return Err(format!(
            "`{path}` has no services of its own to stand beside"
        ));
    };
    if entries.iter().any(|(key, _)| key.text() == Some(NAME)) {
        return Ok(None);
    }
    let (key, last) = entries.last().expect("there are some");
    let indent = indentation(&text, key.range.start);
    let is_block = |node: &Node| {
        text[line_start(&text, node.range.start)..node.range.start]
            .trim()
            .is_empty()
    };
    if indent.is_empty() || !is_block(key) {
        return Err(format!(
            "the services of `{path}` are written in braces; write each on lines of its own"
        ));
    }
    let end = with_comments(&text, line_end(&text, last_byte(&text, key, last)), indent);
    let fields = match &last.value {
        Value::Map(fields) => fields
            .first()
            .map(|(field, _)| indentation(&text, field.range.start)),
        _ => None,
    };
    let step = fields
        .and_then(|it| it.strip_prefix(indent))
        .filter(|it| !it.is_empty());
    let is_spaced = entries.len() == 1
        || entries.iter().skip(1).all(|(key, _)| {
            let above =
                text[..line_start(&text, key.range.start)].trim_end_matches(['\r', '\n', ' ']);
            text[above.len()..].matches('\n').nth(1).is_some()
        });
    let is_shared = |node: &Node| {
        let line = &text[line_start(&text, node.range.start)..line_end(&text, node.range.start)];
        line.contains("&service")
    };
    let mut own = match &root.value {
        Value::Map(entries) => entries.iter(),
        _ => [].iter(),
    };
    let anchor = own.any(|(key, _)| key.text() == Some("x-service") && is_shared(key));
    let site = Site::new(path, end..end, key.line)
        .with("indent", indent)
        .with("step", step.unwrap_or("  "))
        .with("anchor", anchor)
        .with("spaced", is_spaced);
    Ok(Some(site))
}

/// The end of the comment lines that follow and stand deeper than the services do.
fn with_comments(text: &str, mut end: usize, indent: &str) -> usize {
    while let Some(line) = text[end..].split_inclusive('\n').next() {
        let own = line.len() - line.trim_start().len();
        if own <= indent.len() || !line.trim_start().starts_with('#') {
            break;
        }
        end += line.len();
    }
    end
}

/// The last byte of what stands below a key, without comments and blank lines behind it.
fn last_byte(text: &str, key: &Node, value: &Node) -> usize {
    let own = |node: &Node| text[..node.range.end].trim_end().len();
    let starts_below = |node: &Node| node.range.start >= key.range.start;
    match &value.value {
        Value::Map(entries) => {
            let ends = entries.iter().filter(|(key, _)| starts_below(key));
            ends.map(|(key, value)| last_byte(text, key, value))
                .max()
                .unwrap_or_else(|| own(key))
        }
        Value::List(items) => {
            let items = items.iter().filter(|item| starts_below(item));
            items
                .map(|item| last_byte(text, key, item))
                .max()
                .unwrap_or_else(|| own(key))
        }
        Value::Text(_) if starts_below(value) => own(value).max(own(key)),
        _ => own(key),
    }
}

/// The networks that the services beside the edge are in, where they have some of their own.
pub(super) fn networks(
    survey: &Survey<'_>,
    home: &ComposeFile,
    running: &[Running<'_>],
    domains: &[Option<String>],
) -> Vec<String> {
    let text = survey.text(&home.path).unwrap_or_default();
    let Ok(root) = parse(&text) else {
        return Vec::new();
    };
    let mut found = BTreeSet::new();
    let mut is_in_usual = false;
    for it in running
        .iter()
        .zip(domains)
        .filter(|(_, domain)| domain.is_some())
        .map(|(it, _)| it)
    {
        let Some((_, service)) = it.file.filter(|(file, _)| file.path == home.path) else {
            continue;
        };
        let node = root.get("services").and_then(|all| all.get(&service.name));
        let own = node.and_then(|it| it.get("networks"));
        let listed = own
            .into_iter()
            .flat_map(|it| it.items().iter().filter_map(|it| it.text()));
        let keyed = own
            .into_iter()
            .flat_map(|it| it.entries())
            .filter_map(|(key, _)| key.text());
        let names: Vec<String> = listed.chain(keyed).map(str::to_owned).collect();
        is_in_usual |= names.is_empty();
        found.extend(names);
    }
    if !found.is_empty() && is_in_usual {
        found.insert("default".to_owned());
    }
    found.into_iter().collect()
}
