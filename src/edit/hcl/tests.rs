//! Files of Terraform before and after an edit, and the names in them.

use std::collections::BTreeSet;

use super::*;

use crate::edit::splice;

fn first_block(text: &str) -> Range<usize> {
    span(parse(text).unwrap().blocks().next().unwrap())
}

fn set_in(text: &str, key: &str, value: &str) -> String {
    let once = splice(text, set(text, first_block(text), key, value).unwrap()).unwrap();
    assert_eq!(
        set(&once, first_block(&once), key, value).unwrap(),
        [],
        "a second run changes nothing"
    );
    once
}

/// Looks at what becomes of each text when `key` gets `value` in its first block.
fn assert_set(key: &str, value: &str, texts: &[(&str, &str)]) {
    for (before, after) in texts {
        assert_eq!(set_in(before, key, value), *after);
    }
}

fn append_to(text: &str, into: Option<Range<usize>>, blocks: &str) -> String {
    splice(text, append(text, into, blocks).unwrap()).unwrap()
}

fn append_in(text: &str, blocks: &str) -> String {
    let once = append_to(text, Some(first_block(text)), blocks);
    assert_eq!(
        append(&once, Some(first_block(&once)), blocks).unwrap(),
        [],
        "a second run changes nothing"
    );
    once
}

fn names(text: &str) -> Vec<String> {
    references(text)
        .unwrap()
        .uses
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_new_attribute_joins_the_aligned_chain() {
    let before = "resource \"aws_instance\" \"this\" {\n  ami                    = var.ami\n  vpc_security_group_ids = var.ids\n\n  tags = {\n    a = 1\n  }\n}\n";
    let after = before.replace("var.ids\n", "var.ids\n  user_data              = var.x\n");
    assert_eq!(set_in(before, "user_data", "var.x"), after);
}

fn gone(text: &str, attribute: &str, comment: &str) -> String {
    let start = text.find(attribute).unwrap();
    let range = start..start + attribute.len();
    splice(
        text,
        give_way(text, &[(range, comment.to_owned())]).unwrap(),
    )
    .unwrap()
}

#[test]
fn an_attribute_goes_with_its_line_and_its_neighbours_stay_aligned() {
    for (before, after) in [
        (
            "x {\n  a   = 1\n  bcd = 2 # why\n  ef  = 3\n}\n",
            "x {\n  a  = 1\n  ef = 3\n}\n",
        ),
        ("x {\n  a = 1\n\n  bcd = 2\n}\n", "x {\n  a = 1\n}\n"),
        ("x {\n  bcd = 2\n}\n", "x {\n}\n"),
        ("x { bcd = 2 }\n", "x {}\n"),
        ("\u{feff}bcd = 2\r\na   = 1\r\n", "\u{feff}a = 1\r\n"),
        ("a = 1\nbcd = 2\nef = 3\n", "a = 1\nef = 3\n"),
    ] {
        assert_eq!(gone(before, "bcd = 2", ""), after);
    }
}

#[test]
fn an_attribute_that_gives_way_to_a_comment_parts_its_neighbours() {
    for (before, after) in [
        (
            "a   = 1\nbcd = 2 # why\nef  = 3\n",
            "a = 1\n# gone\nef = 3\n",
        ),
        ("a   = 1\r\nbcd = 2\r\n", "a = 1\r\n# gone\r\n"),
        ("bcd = 2", "# gone"),
    ] {
        assert_eq!(gone(before, "bcd = 2", "# gone"), after);
    }
    let heredoc = "bcd = <<EOT\nline\nEOT\na = 1\n";
    assert_eq!(
        gone(heredoc, "bcd = <<EOT\nline\nEOT\n", "# gone"),
        "# gone\na = 1\n"
    );
    assert!(give_way("x { bcd = 2 }\n", &[(4..11, "# gone".to_owned())]).is_err());
}

#[test]
fn json_is_read_as_the_blocks_that_it_stands_for() {
    let json = r#"{
  "//": "a comment",
  "variable": { "a": { "type": "string", "default": "it \"is\" ${" } },
  "resource": { "x": { "y": [{ "for_each": "${toset([\"a\"])}", "tags": { "a.b": "$${c} %{ if var.d }e%{ endif }" } }] } }
}"#;
    let text = from_json(&json.replace("${\"", "\"")).unwrap();
    let file = parse(&text).unwrap();
    let labels: Vec<usize> = file.blocks().map(|block| block.labels.len()).collect();
    assert_eq!(labels, [1, 2], "{text}");
    assert_eq!(names(&text), ["var.d"], "{text}");
    assert!(from_json("[]").is_err() && from_json("{").is_err());
}

#[test]
fn a_longer_key_moves_the_neighbours_that_are_aligned() {
    let aligned = (
        "x {\n  a   = 1 # one\n  bcd = 2 # two\n\n  e = 3\n}\n",
        "x {\n  a      = 1 # one\n  bcd    = 2 # two\n  longer = 3\n\n  e = 3\n}\n",
    );
    let loose = (
        "x {\n  a = 1\n  bcd = 2\n}\n",
        "x {\n  a = 1\n  bcd = 2\n  longer = 3\n}\n",
    );
    let tight = ("x{\n  ami= 1\n}\n", "x{\n  ami= 1\n  longer= 3\n}\n");
    assert_set("longer", "3", &[aligned, loose, tight]);
}

#[test]
fn a_single_line_follows_the_rest_of_the_file() {
    let file = |pad: &str| format!("x {{\n  a{pad} = 1\n  bcd = 2\n}}\ny {{\n  ab = 1\n}}\n");
    let set_in_second = |text: &str| {
        let block = span(parse(text).unwrap().blocks().nth(1).unwrap());
        splice(text, set(text, block, "longer", "2").unwrap()).unwrap()
    };
    assert!(set_in_second(&file("  ")).ends_with("y {\n  ab     = 1\n  longer = 2\n}\n"));
    assert!(set_in_second(&file("")).ends_with("y {\n  ab = 1\n  longer = 2\n}\n"));
}

#[test]
fn a_new_attribute_stands_above_what_ends_the_chain_and_apart_from_meta_arguments() {
    let ends = "  text = <<-EOF\n    b\n  EOF\n  tags = {}\n}\n";
    let before = format!("x {{\n  ab   = 1\n{ends}");
    assert_eq!(
        set_in(&before, "c", "2"),
        format!("x {{\n  ab   = 1\n  c    = 2\n{ends}")
    );
    let meta = "x {\n  source  = \"./x\"\n  version = 1\n\n  name = 2\n";
    assert_eq!(
        set_in(&format!("{meta}}}\n"), "c", "3"),
        format!("{meta}  c    = 3\n}}\n")
    );
}

#[test]
fn a_block_on_one_line_is_opened_up() {
    let typed = "variable \"x\" {\n  type      = string\n  sensitive = true\n}\n";
    let empty = "variable \"x\" {\n  sensitive = true\n}";
    assert_set(
        "sensitive",
        "true",
        &[
            ("variable \"x\" { type = string }\n", typed),
            ("variable \"x\" {}", empty),
        ],
    );
}

#[test]
fn a_body_without_attributes_gets_it_at_the_top() {
    let texts = [
        ("x {\n  y {}\n}\n", "x {\n  a = 1\n\n  y {}\n}\n"),
        ("x {\n  # nothing\n}\n", "x {\n  # nothing\n  a = 1\n}\n"),
        (
            "x {\n  y = [\n    1,\n  ]\n}\n",
            "x {\n  y = [\n    1,\n  ]\n  a = 1\n}\n",
        ),
    ];
    assert_set("a", "1", &texts);
}

#[test]
fn tabs_line_endings_and_the_byte_order_mark_are_kept() {
    assert_eq!(
        set_in("\u{feff}x {\r\n\ta = 1\r\n}", "b", "2"),
        "\u{feff}x {\r\n\ta = 1\r\n\tb = 2\r\n}"
    );
    assert_eq!(
        append_in("x {\r\n\ta = 1\r\n}", "y {\n  z {\n    b = 2\n  }\n}\n"),
        "x {\r\n\ta = 1\r\n\r\n\ty {\r\n\t\tz {\r\n\t\t\tb = 2\r\n\t\t}\r\n\t}\r\n}"
    );
}

#[test]
fn the_same_value_in_other_words_is_left_alone() {
    for (text, value, is_same) in [
        ("x {\n  a = f( 1,2 )\n}\n", "f(1, 2)", true),
        ("x {\n  a = f(b...)\n}\n", "f(b)", false),
        ("x {\n  a = \"b c\"\n}\n", "\"bc\"", false),
    ] {
        let edits = set(text, first_block(text), "a", value).unwrap();
        assert_eq!(edits.is_empty(), is_same, "{text}");
    }
}

#[test]
fn another_value_gives_way_and_comments_stay_in_their_column() {
    let before = "x {\n  a   = false # why\n  bcd = 1     # how\n}\n";
    assert_eq!(
        set_in(before, "a", "true"),
        "x {\n  a   = true # why\n  bcd = 1    # how\n}\n"
    );
    assert_eq!(
        set_in("x {\n  a = <<EOF\nold\nEOF\n  b = 1\n}\n", "a", "2"),
        "x {\n  a = 2\n  b = 1\n}\n"
    );
}

#[test]
fn a_value_that_shrinks_to_one_line_joins_its_neighbours() {
    let (many, one) = (
        "x {\n  a = [\n    1,\n  ]\n  bcd = 2\n}\n",
        "x {\n  a   = 1\n  bcd = 2\n}\n",
    );
    assert_eq!(set_in(many, "a", "1"), one);
    assert_eq!(set_in(one, "a", "[\n  1,\n]"), many);
}

#[test]
fn what_cannot_be_set_is_refused_with_the_reason() {
    let reason = |text: &str| set(text, first_block(text), "tags", "1").unwrap_err().0;
    assert_eq!(
        reason("x {\n  tags {}\n}\n"),
        "the block on line 1 has a block called `tags`"
    );
    assert_eq!(
        reason("\nx { a = [\n  1\n] }\n"),
        "the block on line 2 is written on one line around a value of several lines"
    );
    assert_eq!(
        set("x {}\n", 1..3, "a", "1").unwrap_err().0,
        "no block stands at byte 1"
    );
    assert_eq!(
        set("x {}\n", 0..4, "a", "1\nb = 2").unwrap_err().0,
        "a value must be one expression"
    );
}

#[test]
fn text_that_is_not_hcl_is_refused_with_the_place() {
    let error = parse("\u{feff}x = \n").unwrap_err();
    assert_eq!((error.line, error.column), (1, 5));
}

#[test]
fn blocks_are_added_at_the_end_of_the_file() {
    let (known, new) = (
        "variable \"a\" {}",
        "variable \"b\" {\n  type = string\n}\n",
    );
    for (text, after) in [
        (format!("{known}\n"), format!("{known}\n\n{new}")),
        (known.to_owned(), format!("{known}\n\n{}", new.trim_end())),
        (format!("{known}\n\n"), format!("{known}\n\n{new}")),
        (String::new(), new.to_owned()),
        (
            "x {\n    a = 1\n}\n".to_owned(),
            "x {\n    a = 1\n}\n\nvariable \"b\" {\n    type = string\n}\n".to_owned(),
        ),
    ] {
        assert_eq!(append_to(&text, None, new), after);
    }
}

#[test]
fn a_nested_block_stands_behind_a_blank_line_unless_the_body_is_empty() {
    let behind = "x {\n  a = 1\n\n  y {}\n}\n";
    for (text, after) in [
        ("x {\n  a = 1\n}\n", behind),
        ("x {\n  a = 1\n\n}\n", behind),
        ("x { a = 1 }\n", behind),
        ("x {\n}\n", "x {\n  y {}\n}\n"),
        ("x {}\n", "x {\n  y {}\n}\n"),
    ] {
        assert_eq!(append_in(text, "y {}\n"), after);
    }
}

#[test]
fn a_block_that_is_there_is_left_out() {
    let known = "variable \"a\" { type = string }\n";
    let second = "# Two\nvariable \"b\" {}\n";
    let two = format!("# One\nvariable \"a\" {{}}\n\n{second}");
    assert_eq!(append_to(known, None, &two), format!("{known}\n{second}"));
    for text in ["x {\n  dynamic \"y\" {}\n}\n", "x {\n  y = []\n}\n"] {
        let edits = append(text, Some(first_block(text)), "y {}\n");
        assert_eq!(edits.unwrap(), [], "{text}");
    }
    assert_eq!(
        append("", None, "a = 1\n").unwrap_err().0,
        "`a` is an attribute; only blocks can be appended"
    );
}

#[test]
fn blocks_declared_elsewhere_are_taken_out() {
    let declared = BTreeSet::from([Name::Variable("a".to_owned())]);
    assert_eq!(
        without("variable \"a\" {}\n\n# Two\nvariable \"b\" {}\n", &declared).unwrap(),
        "# Two\nvariable \"b\" {}\n"
    );
    assert_eq!(without("variable \"a\" {}\n", &declared).unwrap(), "");
}

#[test]
fn the_lines_of_a_heredoc_keep_what_they_mean() {
    let blocks = "y {\n  a = <<-EOF\n    b\n  EOF\n  c = <<EOF\n  d\nEOF\n}\n";
    assert_eq!(
        append_in("x {\n}\n", blocks),
        "x {\n  y {\n    a = <<-EOF\n      b\n    EOF\n    c = <<EOF\n  d\nEOF\n  }\n}\n"
    );
}

#[test]
fn references_are_found_in_expressions_strings_and_heredocs() {
    let text = "resource \"a_b\" \"c\" {\n  x = \"${var.one}-${local.two}\"\n  y = <<-EOF\n    %{ for each_one in var.three ~}\n    ${each_one.name}${module.m[0].out}\n    %{ endfor ~}\n  EOF\n  z = data.d_e.f[*].id\n  w = a_b.c.id\n}\n";
    assert_eq!(
        names(text),
        [
            "var.one",
            "var.three",
            "local.two",
            "module.m",
            "module.m.out",
            "data.d_e.f",
            "a_b.c"
        ]
    );
}

#[test]
fn names_of_loops_iterators_and_providers_are_no_references() {
    let text = "resource \"a_b\" \"c\" {\n  provider = aws.west\n  a = [for k, v in var.x : v.id if v.on]\n  dynamic \"d\" {\n    for_each = var.y\n    iterator = it\n    content {\n      e = it.value\n    }\n  }\n  lifecycle {\n    ignore_changes = [tags[\"x\"], b_c.d]\n  }\n  f = each.value.g + self.h + count.index\n}\nmoved {\n  from = a_b.old\n  to   = a_b.c\n}\n";
    assert_eq!(names(text), ["var.x", "var.y"]);
}

#[test]
fn declarations_outputs_and_calls_are_found() {
    let found = references("locals {\n  a = 1\n}\nvariable \"b\" {}\nmodule \"c\" {\n  source = \"../c\"\n}\noutput \"d\" {\n  value = 1\n}\n").unwrap();
    let declared: Vec<String> = found.declares.iter().map(ToString::to_string).collect();
    assert_eq!(declared, ["var.b", "local.a", "module.c"]);
    assert!(found.outputs.contains("d") && found.calls["c"] == "../c");
}

#[test]
fn many_blocks_are_set_as_if_one_after_the_other() {
    let text = "resource \"a\" \"b\" {\n  ami  = 1\n  size = 2\n\n  inner {\n    x = 1\n  }\n}\nvariable \"c\" { type = string }\n";
    let at = |start: &str| text.find(start).unwrap();
    let settings = [
        (at("resource"), "profile"),
        (at("inner"), "longer"),
        (at("variable"), "sensitive"),
        (at("resource"), "data"),
    ];
    let together = settings.map(|(start, key)| (start, key.to_owned(), "true".to_owned()));
    let mut one_by_one = text.to_owned();
    // from the last one up no other moves
    for at in [2, 1, 0, 3] {
        let (start, key) = settings[at];
        let file = parse(&one_by_one).unwrap();
        let block = super::span(super::block_from(&file, start).unwrap());
        one_by_one = splice(&one_by_one, set(&one_by_one, block, key, "true").unwrap()).unwrap();
    }
    let set = super::set_each(text, together.to_vec()).unwrap();
    assert_eq!(set, one_by_one);
    assert_eq!(super::set_each(&set, Vec::new()), Ok(set.clone()));
    assert!(super::set_each(text, vec![(1, "a".to_owned(), "1".to_owned())]).is_err());
}
