//! Setting a keyword argument of a call or a key of a dict, in the layout that it has: one line or many, with or without
//! trailing commas.

use std::ops::Range;

use crate::edit::python::{Style, WIDTH};
use crate::edit::script::style::Quotes;
use crate::edit::script::{Node, Script, items};
use crate::edit::{Edit, Refusal, indentation, line_end, line_start, list};

/// The edits that give the call or dict at `range` the member `key`. One with that value needs none.
///
/// # Errors
/// A range that holds neither, or a call whose `**` arguments may hold the key already.
pub fn set(
    script: &Script,
    range: &Range<usize>,
    key: &str,
    value: &str,
    style: &Style,
) -> Result<Vec<Edit>, Refusal> {
    let place = || format!("`{}:{}`", script.path, script.line(range.start));
    let call = script
        .node("call", range)
        .and_then(|call| call.field("arguments"));
    let is_call = call.is_some();
    let mapping = call
        .or_else(|| script.node("dictionary", range))
        .ok_or_else(|| Refusal(format!("{} holds no call and no dict", place())))?;
    if let Some(found) = member(&mapping, key) {
        if found.text() == value {
            return Ok(Vec::new());
        }
        return Ok(vec![Edit::replace(found.range(), value)]);
    }
    let splat = mapping.children().find(|n| n.kind() == "dictionary_splat");
    if let Some(splat) = splat.filter(|_| is_call) {
        return Err(Refusal(format!(
            "{} takes `{}`, which may hold `{key}` already",
            place(),
            splat.text()
        )));
    }
    let written = match (is_call, style.quotes) {
        (true, _) => format!("{key}={value}"),
        (false, Quotes::Double) => format!("\"{key}\": {value}"),
        (false, Quotes::Single) => format!("'{key}': {value}"),
    };
    Ok(add(script, &mapping, &written, style))
}

/// The value of `key`.
fn member<'a>(mapping: &Node<'a>, key: &str) -> Option<Node<'a>> {
    mapping.children().find_map(|member| match &*member.kind() {
        "keyword_argument" if member.field("name")?.text() == key => member.field("value"),
        "pair" => {
            let name = member.field("key").filter(|name| name.kind() == "string")?;
            let content = name.children().find(|n| n.kind() == "string_content")?;
            (content.text() == key).then(|| member.field("value"))?
        }
        _ => None,
    })
}

fn add(script: &Script, mapping: &Node<'_>, member: &str, style: &Style) -> Vec<Edit> {
    let text = &script.text;
    let range = mapping.range();
    let members: Vec<Node<'_>> = items(mapping).collect();
    let Some(last) = members.last() else {
        return vec![Edit::insert(range.start + 1, member)];
    };
    let end = last.range().end;
    let next = last.next_all().find(|n| n.kind() != "comment");
    let comma = next.filter(|n| n.kind() == ",");
    let comma = comma.map(|comma| comma.range().end);
    if !text[range.clone()].contains('\n') {
        let broken = broken(text, &range, &members, member, style);
        return vec![broken.unwrap_or_else(|| list::beside(end, comma, member))];
    }
    let starts_line = line_start(text, last.range().start) != line_start(text, range.start);
    if !starts_line {
        // `FastAPI(title="a", dependencies=[⏎ … ])`: the last member shares the line of the call
        return vec![list::beside(end, comma, member)];
    }
    let behind = comma.unwrap_or(end);
    let indent = indentation(text, last.range().start);
    let line = line_end(text, behind).min(range.end - 1);
    let trailing = if comma.is_some() { "," } else { "" };
    let mut edits = Vec::new();
    if comma.is_none() {
        edits.push(Edit::insert(end, ","));
    }
    // a comment behind the last member stays with it
    if text[behind..line].ends_with('\n') {
        edits.push(Edit::insert(
            line,
            format!("{indent}{member}{trailing}{}", style.newline),
        ));
    } else {
        edits.push(Edit::insert(
            behind,
            format!("{}{indent}{member}{trailing}", style.newline),
        ));
    }
    edits
}

/// A mapping on one line whose line would become too long: one member a line.
fn broken(
    text: &str,
    range: &Range<usize>,
    members: &[Node<'_>],
    member: &str,
    style: &Style,
) -> Option<Edit> {
    if !list::outgrows(text, range, member, WIDTH) {
        return None;
    }
    let members = members.iter().map(|n| n.text().into_owned());
    let inside = list::one_a_line(
        members.chain([member.to_owned()]),
        indentation(text, range.start),
        &style.indent,
        style.newline,
    );
    Some(Edit::replace(range.start + 1..range.end - 1, inside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::splice;

    fn with_key(text: &str, kind: &str) -> Result<String, Refusal> {
        let script = Script::parse("a.py", text.into());
        let root = script.root();
        let range = root
            .dfs()
            .find(|n| n.kind() == kind)
            .expect("it is there")
            .range();
        splice(text, set(&script, &range, "key", "3", &Style::of(&script))?)
    }

    fn called(text: &str) -> String {
        with_key(text, "call").expect("it can be set")
    }

    #[test]
    fn a_call_on_one_line_stays_on_it() {
        assert_eq!(called("a = f()\n"), "a = f(key=3)\n");
        assert_eq!(called("a = f(1, b=2)\n"), "a = f(1, b=2, key=3)\n");
        assert_eq!(called("a = f(b=2,)\n"), "a = f(b=2, key=3,)\n");
        assert_eq!(
            called("a = f(b=[\n    1,\n])\n"),
            "a = f(b=[\n    1,\n], key=3)\n"
        );
    }

    #[test]
    fn a_line_that_becomes_too_long_is_broken() {
        let (a, b) = ("a".repeat(40), "b".repeat(38));
        assert_eq!(
            called(&format!("x = f({a}, {b})\n")),
            format!("x = f(\n    {a},\n    {b},\n    key=3,\n)\n")
        );
    }

    #[test]
    fn over_several_lines_the_layout_is_kept() {
        assert_eq!(
            called("f(\n  a=1, # why\n)\n"),
            "f(\n  a=1, # why\n  key=3,\n)\n"
        );
        assert_eq!(
            called("f(\n\ta=1 # why\n)\n"),
            "f(\n\ta=1, # why\n\tkey=3\n)\n"
        );
        assert_eq!(
            called("f(\r\n    a=1)\r\n"),
            "f(\r\n    a=1,\r\n    key=3)\r\n"
        );
    }

    #[test]
    fn a_dict_takes_a_quoted_key() {
        let set = |text| with_key(text, "dictionary").expect("it can be set");
        assert_eq!(set("a = {'b': 1}\n"), "a = {'b': 1, 'key': 3}\n");
        assert_eq!(
            set("a = {\n    \"b\": 1,\n    **c,\n}\n"),
            "a = {\n    \"b\": 1,\n    **c,\n    \"key\": 3,\n}\n"
        );
        assert_eq!(set("a = {}\n"), "a = {\"key\": 3}\n");
    }

    #[test]
    fn what_is_there_is_replaced_or_left() {
        assert_eq!(called("f(key=3)\n"), "f(key=3)\n");
        assert_eq!(called("f(key=None)\n"), "f(key=3)\n");
        assert!(with_key("f(**options)\n", "call").is_err());
    }
}
