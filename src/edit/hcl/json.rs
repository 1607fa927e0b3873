//! Terraform's other syntax, `.tf.json`, read as HCL: what a file of it declares can be seen, and is edited by nobody.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::edit::hcl::ParseError;

/// Blocks of a file by how many labels they have; what else there is stays an attribute.
const BLOCKS: [(&str, usize); 10] = [
    ("check", 1),
    ("data", 2),
    ("ephemeral", 2),
    ("locals", 0),
    ("module", 1),
    ("output", 1),
    ("provider", 1),
    ("resource", 2),
    ("terraform", 0),
    ("variable", 1),
];

/// HCL with the same blocks and attributes; blocks inside of blocks become attributes with objects.
///
/// # Errors
/// Text that is not a JSON object.
pub fn from_json(text: &str) -> Result<String, ParseError> {
    let mut out = String::new();
    for (kind, value) in &object(text)? {
        if let Some((_, labels)) = BLOCKS.iter().find(|(known, _)| known == kind) {
            blocks(&mut out, kind, *labels, value);
        }
    }
    Ok(out)
}

/// The same of a file of values, `.tfvars.json`: its attributes.
///
/// # Errors
/// Text that is not a JSON object.
pub fn values_from_json(text: &str) -> Result<String, ParseError> {
    let mut out = String::new();
    attributes(&mut out, &object(text)?);
    Ok(out)
}

fn object(text: &str) -> Result<Map<String, Value>, ParseError> {
    serde_json::from_str(text).map_err(|error| ParseError {
        language: "JSON",
        line: error.line(),
        column: error.column(),
        message: "not a JSON object".to_owned(),
    })
}

fn attributes(out: &mut String, members: &Map<String, Value>) {
    for (key, value) in members.iter().filter(|(key, _)| is_name(key)) {
        let _ = writeln!(out, "  {key} = {}", expression(value, key == "type"));
    }
}

/// The blocks of one kind: an object by label, or a list of such.
fn blocks(out: &mut String, head: &str, labels: usize, value: &Value) {
    match value {
        Value::Array(several) => several
            .iter()
            .for_each(|one| blocks(out, head, labels, one)),
        Value::Object(members) if labels > 0 => {
            for (label, inner) in members {
                blocks(out, &format!("{head} {}", quoted(label)), labels - 1, inner);
            }
        }
        Value::Object(members) => {
            let _ = writeln!(out, "{head} {{");
            attributes(out, members);
            out.push_str("}\n");
        }
        _ => {}
    }
}

fn is_name(key: &str) -> bool {
    key.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && key
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic())
}

fn expression(value: &Value, bare: bool) -> String {
    match value {
        Value::String(text) if bare && is_name(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| expression(item, false)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                format!("{} = {}", quoted(key), expression(value, false))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{ {} }}", members.join(", "))
        }
        plain => plain.to_string(),
    }
}

/// A string as HCL writes it; what stands in `${…}` is an expression and stays as it is.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut depth = 0_usize;
    let mut before = [' ', ' '];
    for character in text.chars() {
        match character {
            // `$${` is the text `${`
            '{' if depth > 0 || matches!(before, [first, '$' | '%'] if first != before[1]) => {
                depth += 1;
            }
            '}' if depth > 0 => depth -= 1,
            _ => {}
        }
        match character {
            '"' | '\\' if depth == 0 => out.extend(['\\', character]),
            '\n' if depth == 0 => out.push_str("\\n"),
            '\r' if depth == 0 => out.push_str("\\r"),
            '\t' if depth == 0 => out.push_str("\\t"),
            _ => out.push(character),
        }
        before = [before[1], character];
    }
    out.push('"');
    out
}
