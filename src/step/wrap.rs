//! A statement of the user's that a template puts inside another one. Not a byte of it changes but the indentation of its
//! lines, and of those not one that lies inside a string.

use minijinja::Value;
use minijinja::value::ValueKind;

use crate::edit::line_start;
use crate::edit::script::Script;
use crate::survey::fact::Captures;
use crate::survey::fact::Site;

/// The texts that a site brings as they stand, and the captures with a name in place of each.
pub(super) struct Kept {
    /// What the template sees.
    pub captures: Captures,
    texts: Vec<String>,
}

impl Kept {
    /// Texts that are marked as safe stay as they stand.
    pub(super) fn of(site: &Site) -> Self {
        let mut texts = Vec::new();
        let captures = site
            .captures
            .iter()
            .map(|(name, value)| (name.clone(), hidden(value, &mut texts)))
            .collect();
        Self { captures, texts }
    }

    /// The text with every kept one back in its place, as it stands at `site`.
    pub(super) fn put_back(&self, text: &str, script: &Script, site: &Site) -> String {
        if self.texts.is_empty() {
            return as_deep(text, script, site);
        }
        let start = line_start(&script.text, site.range.start);
        let line = &script.text[start..site.range.end];
        let indent = &line[..line.len() - line.trim_start().len()];
        let newline = crate::edit::line_ending(&script.text, site.range.start);
        let mut lines = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let mut line = line.to_owned();
            let inner = line[..line.len() - line.trim_start().len()].to_owned();
            for (at, kept) in self.texts.iter().enumerate() {
                if line.contains(&placeholder(at)) {
                    let kept = indented(kept, indent, &format!("{indent}{inner}"));
                    line = line.replace(&placeholder(at), &kept);
                }
            }
            let opens = if number == 0 || line.is_empty() {
                ""
            } else {
                indent
            };
            lines.push(format!("{opens}{line}"));
        }
        lines.join(newline)
    }
}

/// The value with a name in place of every text that is kept.
fn hidden(value: &Value, texts: &mut Vec<String>) -> Value {
    if value.is_safe() {
        texts.push(value.to_string());
        return Value::from(placeholder(texts.len() - 1));
    }
    let Ok(items) = value.try_iter().map(Iterator::collect::<Vec<Value>>) else {
        return value.clone();
    };
    match value.kind() {
        ValueKind::Seq => items.iter().map(|item| hidden(item, texts)).collect(),
        ValueKind::Map => {
            let member = |key: &Value| {
                let inner = value.get_item(key).unwrap_or_default();
                (key.to_string(), hidden(&inner, texts))
            };
            Value::from(items.iter().map(member).collect::<Captures>())
        }
        _ => value.clone(),
    }
}

/// A name that nobody uses.
fn placeholder(at: usize) -> String {
    format!("__kept_{at}__")
}

/// The lines of `text` behind the first with `to` in place of `from`.
fn indented(text: &str, from: &str, to: &str) -> String {
    let script = Script::parse("kept.ts", text.into());
    let root = script.root();
    let strings: Vec<_> = root
        .dfs()
        .filter(|n| n.kind() == "template_string")
        .map(|n| n.range())
        .collect();
    let mut out = String::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let inside = strings
            .iter()
            .any(|string| string.start < at && at < string.end);
        match line.strip_prefix(from) {
            _ if at == 0 || inside => out.push_str(line),
            Some(rest) if !rest.trim().is_empty() => {
                out.push_str(to);
                out.push_str(rest);
            }
            _ => out.push_str(line),
        }
        at += line.len();
    }
    out
}

/// An expression of several lines, as deep as the line of its site. One that holds lines of the user's stays as it is.
pub(super) fn as_deep(text: &str, script: &Script, site: &Site) -> String {
    let is_broken = |value: &Value| value.as_str().is_some_and(|text| text.contains('\n'));
    if site.captures.values().any(is_broken) {
        return text.to_owned();
    }
    let start = line_start(&script.text, site.range.start);
    let line = &script.text[start..site.range.end];
    let indent = &line[..line.len() - line.trim_start().len()];
    indented(text, "", indent)
}

/// Whether a site is a whole statement.
pub(super) fn is_statement(script: &Script, site: &Site) -> bool {
    let root = script.root();
    root.dfs()
        .any(|n| n.range() == site.range && n.kind().ends_with("_statement"))
}
