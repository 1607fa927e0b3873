//! Setting a key of an object literal, in the layout that the object has: one line or many, with or without trailing commas.

use std::ops::Range;

use crate::edit::script::style::WIDTH;
use crate::edit::script::{Node, Script, items, property};
use crate::edit::{Edit, Refusal, indentation, line_end, line_ending, line_start, list};

/// The edits that give the object at `range` the property `key: value`. A key with that value needs none.
///
/// # Errors
/// A range that holds no object literal.
pub fn set(
    script: &Script,
    range: &Range<usize>,
    key: &str,
    value: &str,
    indent: &str,
) -> Result<Vec<Edit>, Refusal> {
    let root = script.root();
    let object = root
        .dfs()
        .find(|n| n.kind() == "object" && n.range() == *range);
    let object = object.ok_or_else(|| {
        Refusal::new(format!(
            "`{}:{}` holds no object",
            script.path,
            script.line(range.start)
        ))
    })?;
    if let Some(error) = script.syntax_error(&object) {
        return Err(Refusal::new(format!("{error}; mend it first")));
    }
    match property(&object, key) {
        Some(found) if found.text() == value => Ok(Vec::new()),
        // `{ origin }` and `{ origin() { … } }` are their own keys
        Some(found)
            if found
                .parent()
                .is_some_and(|parent| parent.node_id() == object.node_id()) =>
        {
            Ok(vec![Edit::replace(
                found.range(),
                format!("{key}: {value}"),
            )])
        }
        Some(found) => Ok(vec![Edit::replace(found.range(), value)]),
        None => Ok(add(script, &object, &format!("{key}: {value}"), indent)),
    }
}

fn add(script: &Script, object: &Node<'_>, member: &str, unit: &str) -> Vec<Edit> {
    let text = &script.text;
    let range = object.range();
    let Some(last) = items(object).last() else {
        return vec![first_of(text, object, member, unit)];
    };
    let end = end_of(&last);
    let comma = last.next().filter(|n| n.kind() == ",");
    let comma = comma.map(|comma| comma.range().end);
    if !text[range.clone()].contains('\n') {
        let broken = broken(text, object, member, unit);
        return vec![broken.unwrap_or_else(|| list::beside(end, comma, member))];
    }
    let newline = line_ending(text, range.start);
    let indent = member_indent(text, &last, range.start, unit);
    let behind = comma.unwrap_or(end);
    let line = line_end(text, behind).min(range.end - 1);
    // a comment behind the last member stays with it
    let at = if text[behind..line].contains('\n') {
        line
    } else {
        behind
    };
    let trailing = if comma.is_some() { "," } else { "" };
    let added = if at == line {
        format!("{indent}{member}{trailing}{newline}")
    } else {
        format!("{newline}{indent}{member}{trailing}")
    };
    let mut edits = vec![Edit::insert(at, added)];
    if comma.is_none() {
        edits.insert(0, Edit::insert(end, ","));
    }
    edits
}

/// The first member of an object, behind the comments that stand there alone.
fn first_of(text: &str, object: &Node<'_>, member: &str, unit: &str) -> Edit {
    let range = object.range();
    let Some(comment) = object.named_children().last() else {
        return Edit::replace(range, format!("{{ {member} }}"));
    };
    let newline = line_ending(text, range.start);
    let indent = indentation(text, range.start).to_owned() + unit;
    let close = line_start(text, range.end - 1);
    if close > comment.range().end {
        return Edit::insert(close, format!("{indent}{member},{newline}"));
    }
    let outer = indentation(text, range.start);
    let end = comment.range().end;
    Edit::replace(
        end..range.end - 1,
        format!("{newline}{indent}{member},{newline}{outer}"),
    )
}

/// Where the text of a member ends. The grammar of TypeScript counts a comment behind a method to its body.
fn end_of(member: &Node<'_>) -> usize {
    let body = member
        .field("body")
        .filter(|_| member.kind() == "method_definition");
    let brace = body.and_then(|body| body.children().find(|n| n.kind() == "}"));
    brace.unwrap_or_else(|| member.clone()).range().end
}

/// An object on one line whose line would become too long: one member a line.
fn broken(text: &str, object: &Node<'_>, member: &str, unit: &str) -> Option<Edit> {
    let range = object.range();
    let has_comment = object.named_children().any(|n| n.kind() == "comment");
    if has_comment || !list::outgrows(text, &range, member, WIDTH) {
        return None;
    }
    let members = object.named_children().map(|n| n.text().into_owned());
    let inside = list::one_a_line(
        members.chain([member.to_owned()]),
        indentation(text, range.start),
        unit,
        line_ending(text, range.start),
    );
    Some(Edit::replace(range, format!("{{{inside}}}")))
}

/// The indentation of the last member, or one level more than the object's line where the member shares that line.
fn member_indent(text: &str, last: &Node<'_>, object: usize, unit: &str) -> String {
    let start = last.range().start;
    if line_start(text, start) == line_start(text, object) {
        indentation(text, object).to_owned() + unit
    } else {
        indentation(text, start).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edit::splice;

    fn with_key(text: &str) -> String {
        with_key_in("a.js", text)
    }

    fn with_key_in(path: &str, text: &str) -> String {
        let script = Script::parse(path, Arc::from(text));
        let root = script.root();
        let range = root
            .dfs()
            .find(|n| n.kind() == "object")
            .expect("an object")
            .range();
        splice(
            text,
            set(&script, &range, "key", "value", "  ").expect("it can be set"),
        )
        .expect("no overlap")
    }

    #[test]
    fn an_object_on_one_line_stays_on_it() {
        assert_eq!(with_key("f({ a: 1 });"), "f({ a: 1, key: value });");
        assert_eq!(with_key("f({});"), "f({ key: value });");
    }

    #[test]
    fn a_comment_that_stands_alone_stays() {
        assert_eq!(
            with_key("f({\n  /* options */\n});\n"),
            "f({\n  /* options */\n  key: value,\n});\n"
        );
        assert_eq!(
            with_key("f({ /* options */ });\n"),
            "f({ /* options */\n  key: value,\n});\n"
        );
    }

    #[test]
    fn a_trailing_comma_is_kept() {
        assert_eq!(
            with_key("f({\n  a: 1, // why\n});\n"),
            "f({\n  a: 1, // why\n  key: value,\n});\n"
        );
    }

    #[test]
    fn without_a_trailing_comma_none_is_added() {
        assert_eq!(
            with_key("f({\n\ta: 1\n});\n"),
            "f({\n\ta: 1,\n\tkey: value\n});\n"
        );
    }

    #[test]
    fn an_object_without_an_end_is_refused() {
        let script = Script::parse("a.js", Arc::from("f({\n  a: 1,\n  b: 2"));
        let root = script.root();
        let objects = root.dfs().filter(|n| n.kind() == "object");
        for object in objects {
            set(&script, &object.range(), "key", "value", "  ").expect_err("it has no end");
        }
    }

    #[test]
    fn a_comma_lands_in_no_comment() {
        for path in ["a.js", "a.ts"] {
            assert_eq!(
                with_key_in(path, "f({\n  a() {} // why\n});\n"),
                "f({\n  a() {}, // why\n  key: value\n});\n"
            );
        }
    }

    #[test]
    fn a_key_with_the_value_is_left_alone() {
        assert_eq!(with_key("f({ key: value });"), "f({ key: value });");
        assert_eq!(with_key("f({ key: other });"), "f({ key: value });");
        assert_eq!(with_key("f({ key });"), "f({ key: value });");
    }
}
