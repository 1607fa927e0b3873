//! Attributes and blocks of HCL, in files of any style.

use std::ops::Range;

use fixup::edit::{Edit, Refusal, hcl, splice};
use hcl_edit::Span;
use hcl_edit::structure::{Body, Structure};
use proptest::prelude::*;

use super::text::{Layout, config, ink, is_added_to, layout};

const VALUES: &[&str] = &[
    "\"t3.small\"",
    "var.name",
    "12",
    "[\"a\", \"b\"] # why",
    "[\n  \"a\", # first\n  \"b\",\n]",
    "{\n  Name = \"x\" // a tag\n}",
    "<<-EOT\n  #!/bin/sh\n  echo \"${var.name}\" # { not a block\nEOT",
    "var.on ? 1 : 0",
    "(var.a || # why\n  var.b)",
    "join(\"-\", [var.a, \"b\"])",
    "\"${var.a}-\\\"quoted\\\"\"",
];

const KEYS: &[&str] = &[
    "ami",
    "instance_type",
    "tags",
    "count",
    "user_data",
    "depends_on",
    "monitoring",
];

const BETWEEN: &[&str] = &[
    "",
    "",
    "",
    "\n",
    "# a comment, with = and {\n",
    "// another\n",
    "/* one\n   more */\n",
];

/// What stands in a body.
#[derive(Clone, Debug)]
enum Item {
    Attribute {
        between: &'static str,
        key: &'static str,
        pad: usize,
        value: &'static str,
    },
    Block {
        between: &'static str,
        head: &'static str,
        one_line: bool,
        body: Vec<Item>,
    },
}

const HEADS: &[&str] = &[
    "resource \"aws_instance\" \"app\"",
    "metadata_options",
    "variable \"name\"",
    "locals",
    "dynamic \"ebs\"",
];

fn attribute() -> impl Strategy<Value = Item> {
    let text = prop::sample::select(BETWEEN);
    (
        text,
        prop::sample::select(KEYS),
        1_usize..5,
        prop::sample::select(VALUES),
    )
        .prop_map(|(between, key, pad, value)| Item::Attribute {
            between,
            key,
            pad,
            value,
        })
}

fn item() -> impl Strategy<Value = Item> {
    attribute().prop_recursive(3, 24, 5, |inner| {
        let block = (
            prop::sample::select(BETWEEN),
            prop::sample::select(HEADS),
            proptest::bool::weighted(0.2),
            proptest::collection::vec(inner, 0..5),
        );
        let block = block.prop_map(|(between, head, one_line, body)| Item::Block {
            between,
            head,
            one_line,
            body,
        });
        prop_oneof![1 => attribute(), 2 => block]
    })
}

fn written(items: &[Item], depth: usize, unit: &str, out: &mut String) {
    let indent = unit.repeat(depth);
    let mut seen = Vec::new();
    for item in items {
        match item {
            Item::Attribute {
                between,
                key,
                pad,
                value,
            } => {
                if seen.contains(key) {
                    continue;
                }
                seen.push(key);
                let lines = value.replace('\n', &format!("\n{indent}"));
                // the end of a heredoc stands where it likes, its lines as they are
                let value = if value.starts_with("<<") {
                    (*value).to_owned()
                } else {
                    lines
                };
                *out += &format!(
                    "{}{indent}{key}{}= {value}\n",
                    laid(between, &indent),
                    " ".repeat(*pad)
                );
            }
            Item::Block {
                between,
                head,
                one_line,
                body,
            } => {
                *out += &laid(between, &indent);
                let simple = body.iter().find_map(|item| match item {
                    Item::Attribute { key, value, .. } if !value.contains(['\n', '#']) => {
                        Some(format!(" {key} = {value} "))
                    }
                    _ => None,
                });
                if *one_line {
                    *out += &format!("{indent}{head} {{{}}}\n", simple.unwrap_or_default());
                    continue;
                }
                *out += &format!("{indent}{head} {{\n");
                written(body, depth + 1, unit, out);
                *out += &format!("{indent}}}\n");
            }
        }
    }
}

fn laid(between: &str, indent: &str) -> String {
    if between.trim().is_empty() {
        between.to_owned()
    } else {
        format!("{indent}{between}")
    }
}

#[derive(Clone, Debug)]
struct File {
    layout: Layout,
    text: String,
}

fn file() -> impl Strategy<Value = File> {
    let unit = prop::sample::select(&["  ", "    ", "\t"][..]);
    (layout(), unit, proptest::collection::vec(item(), 0..6)).prop_map(|(layout, unit, items)| {
        let mut text = String::new();
        written(&items, 0, unit, &mut text);
        File {
            text: layout.of(&text),
            layout,
        }
    })
}

/// All blocks, outermost first, and all attributes with the text of their values.
fn parts(
    body: &Body,
    text: &str,
    blocks: &mut Vec<Range<usize>>,
    values: &mut Vec<(String, String)>,
) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let span = attribute.value.span().expect("the parser gives spans");
                values.push((
                    attribute.key.to_string().trim().to_owned(),
                    ink(&text[span]),
                ));
            }
            Structure::Block(block) => {
                blocks.push(block.span().expect("the parser gives spans"));
                parts(&block.body, text, blocks, values);
            }
        }
    }
}

fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    parts(
        &hcl::parse(text).expect("it is HCL"),
        text,
        &mut found,
        &mut Vec::new(),
    );
    found
}

fn values(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    parts(
        &hcl::parse(text).expect("it is HCL"),
        text,
        &mut Vec::new(),
        &mut found,
    );
    found
}

/// The places of all attributes, in the order of their values.
fn attributes(body: &Body) -> Vec<Range<usize>> {
    let inside = |structure: &Structure| match structure {
        Structure::Attribute(attribute) => vec![attribute.span().expect("the parser gives spans")],
        Structure::Block(block) => attributes(&block.body),
    };
    body.iter().flat_map(inside).collect()
}

fn from(text: &str, start: usize) -> Range<usize> {
    blocks(text)
        .into_iter()
        .find(|block| block.start == start)
        .expect("it stays where it was")
}

fn done(text: &str, edits: Vec<Edit>) -> String {
    splice(text, edits).expect("its own edits do not overlap")
}

const APPENDED: &[&str] = &[
    "metadata_options {\n  http_tokens = \"required\"\n}\n",
    "variable \"profile\" {\n  description = \"The profile\"\n  type        = string\n  default     = null\n}\n",
    "variable \"name\" {\n  type = string\n}\n\nvariable \"other\" {}\n",
];

proptest! {
    #![proptest_config(config(1200))]

    #[test]
    fn an_attribute_gets_its_value_once_and_nothing_else_changes(
        file in file(), at in any::<prop::sample::Index>(),
        key in prop::sample::select(KEYS), value in prop::sample::select(&["var.profile", "true", "[\n  \"x\",\n]"][..]),
    ) {
        prop_assert!(hcl::parse(&file.text).is_ok(), "{}", file.text);
        let all = blocks(&file.text);
        if all.is_empty() {
            return Ok(());
        }
        let block = all[at.index(all.len())].clone();
        let Ok(edits) = hcl::set(&file.text, block.clone(), key, value) else { return Ok(()) };
        let after = done(&file.text, edits);
        if file.text.contains('\n') {
            file.layout.check(&after)?;
        }
        prop_assert!(hcl::parse(&after).is_ok(), "{}", after);

        let (mut old, mut new) = (values(&file.text), values(&after));
        let common = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let replaced = old.len() == new.len();
        if common < new.len() {
            prop_assert_eq!(new.remove(common), (key.to_owned(), ink(value)), "{}", after);
            if replaced {
                prop_assert_eq!(&old.remove(common).0, key, "{}", after);
            }
        }
        prop_assert_eq!(old, new, "{}", after);
        if !replaced {
            prop_assert!(is_added_to(ink(&file.text).chars(), ink(&after).chars()), "{}", after);
        }
        let again = hcl::set(&after, from(&after, block.start), key, value);
        prop_assert_eq!(again, Ok(Vec::new()), "{}", after);
    }

    #[test]
    fn blocks_are_added_once_and_nothing_else_changes(
        file in file(), at in proptest::option::of(any::<prop::sample::Index>()), added in prop::sample::select(APPENDED),
    ) {
        prop_assert!(hcl::parse(&file.text).is_ok(), "{}", file.text);
        let all = blocks(&file.text);
        let into = at.filter(|_| !all.is_empty()).map(|at| all[at.index(all.len())].clone());
        let edits: Result<Vec<Edit>, Refusal> = hcl::append(&file.text, into.clone(), added);
        let Ok(edits) = edits else { return Ok(()) };
        let after = done(&file.text, edits);
        prop_assert!(hcl::parse(&after).is_ok(), "{}", after);
        prop_assert!(is_added_to(values(&file.text), values(&after)), "{}", after);
        prop_assert!(is_added_to(ink(&file.text).chars(), ink(&after).chars()), "{}", after);
        // one line alone tells nothing of how lines end
        if file.text.contains('\n') {
            file.layout.check(&after)?;
        }
        let again = hcl::append(&after, into.map(|block| from(&after, block.start)), added);
        prop_assert_eq!(again, Ok(Vec::new()), "{}", after);
    }

    #[test]
    fn an_attribute_goes_or_gives_way_to_a_comment_and_nothing_else_changes(
        file in file(), at in any::<prop::sample::Index>(), comment in prop::sample::select(&["", "# gone"][..]),
    ) {
        prop_assert!(hcl::parse(&file.text).is_ok(), "{}", file.text);
        let all = attributes(&hcl::parse(&file.text).expect("it is HCL"));
        if all.is_empty() {
            return Ok(());
        }
        let at = at.index(all.len());
        // a comment has no place in a block on one line
        let Ok(edits) = hcl::give_way(&file.text, &[(all[at].clone(), comment.to_owned())]) else {
            return Ok(());
        };
        let after = done(&file.text, edits);
        prop_assert!(hcl::parse(&after).is_ok(), "{}", after);
        let mut left = values(&file.text);
        left.remove(at);
        prop_assert_eq!(left, values(&after), "{}", after);
        let kept = after.replacen(comment, "", 1);
        prop_assert!(is_added_to(ink(&kept).chars(), ink(&file.text).chars()), "{}", after);
    }
}
