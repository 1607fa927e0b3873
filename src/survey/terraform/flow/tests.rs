//! Which outputs and loops depend on a variable.

use std::sync::Arc;

use crate::survey::terraform::flow::{Flow, Level, Marked};
use crate::survey::terraform::graph::Graph;
use crate::survey::terraform::group::trees;
use crate::survey::terraform::source::{Contents, Source};
use crate::survey::terraform::tree::Tree;
use crate::tree::{Literal, Literals};

fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, text): &(&str, &str)| {
        let (own, text) = ((*path).to_owned(), Arc::<str>::from(*text));
        let literals = Literals::in_file(path, text.as_bytes());
        Source::new(path, literals, move || Arc::new(Contents::of(&own, text)))
    };
    trees(files.iter().map(file).collect()).remove(0)
}

/// How much of `output "out"` would be marked if `var.password` of this folder were, and how many loops refused.
fn marks(folder: &str, files: &[(&str, &str)]) -> (Level, usize) {
    let tree = tree(files);
    let graph = Graph::of(&tree, Literal::Secret);
    let mut marked = Marked::default();
    let (folder, module) = graph
        .modules
        .get_key_value(folder)
        .expect("the folder is there");
    let (name, _) = module
        .variables
        .get_key_value("password")
        .expect("the variable is there");
    marked.variables.insert((folder, name));
    marked.folders.insert(folder);
    let flow = Flow::new(&graph, &marked);
    let outputs = flow.outputs();
    let level = outputs
        .first()
        .map_or(Level::Clear, |(_, marks)| marks.level);
    (level, flow.refused().len())
}

fn of_output(value: &str) -> Level {
    let text = format!(
        "variable \"password\" {{}}
locals {{
  login = {{ name = \"owner\", password = var.password }}
  all   = {{ for name, login in {{ a = local.login }} : name => login }}
}}
resource \"terraform_data\" \"x\" {{
  for_each = local.all
  input    = each.value
}}
output \"out\" {{
  value = {value}
}}
"
    );
    let (level, refused) = marks(".", &[("main.tf", &text)]);
    assert_eq!(
        refused, 0,
        "a secret among the members of a map is no reason to refuse it"
    );
    level
}

#[test]
fn a_mark_goes_with_the_value_and_not_with_what_stands_beside_it() {
    for value in [
        "local.login.name",
        "local.all[\"a\"].name",
        "terraform_data.x[\"a\"].input.name",
        "terraform_data.x[\"a\"].id",
        "terraform_data.x[\"a\"].output",
        "keys(local.all)",
        "length(local.login)",
        "[for name, login in local.all : login.name]",
        "{ for name, login in local.all : name => login.name }",
        "lookup(local.login, \"name\", \"\")",
        "merge(local.login, { x = 1 }).name",
        "nonsensitive(var.password)",
    ] {
        assert_eq!(of_output(value), Level::Clear, "{value}");
    }
}

#[test]
fn what_holds_a_marked_value_is_marked_inside() {
    for value in [
        "local.login",
        "local.all",
        "[var.password]",
        "values(local.all)",
        "terraform_data.x",
        "merge({ x = 1 }, local.login)",
        "[for name, login in local.all : login.password]",
    ] {
        assert_eq!(of_output(value), Level::Inside, "{value}");
    }
}

#[test]
fn what_is_worked_out_from_a_marked_value_is_marked() {
    for value in [
        "var.password",
        "\"a ${var.password}\"",
        "<<-EOT\n  %{ if local.login.password != \"\" }yes%{ endif }\n  EOT",
        "var.password == \"\" ? 1 : 2",
        "upper(local.all[\"a\"].password)",
        "jsonencode(local.login)",
        "terraform_data.x[\"a\"].input.password",
        "[for login in local.all : login if login.password != \"\"]",
        "{ (var.password) = 1 }",
        "toset([var.password])",
    ] {
        assert_eq!(of_output(value), Level::Whole, "{value}");
    }
}

const MODULE: &str = "variable \"password\" {}
variable \"name\" {}
output \"name\" {
  value = var.name
}
output \"url\" {
  value = \"${var.name}:${var.password}\"
}
";

#[test]
fn marks_go_through_modules_both_ways() {
    let root = |value: &str| {
        format!(
            "variable \"password\" {{}}
module \"m\" {{
  source   = \"./modules/m\"
  password = var.password
  name     = \"x\"
}}
output \"out\" {{
  value = {value}
}}
"
        )
    };
    let level = |folder: &str, value: &str| {
        let root = root(value);
        marks(folder, &[("main.tf", &root), ("modules/m/main.tf", MODULE)]).0
    };
    for folder in [".", "modules/m"] {
        assert_eq!(level(folder, "module.m.name"), Level::Clear);
        assert_eq!(level(folder, "module.m.url"), Level::Whole);
        assert_eq!(level(folder, "module.m"), Level::Inside);
    }
}

#[test]
fn loops_over_what_is_marked_itself_are_refused() {
    for (collection, refused) in [
        ("{ a = var.password }", 0),
        ("toset([var.password])", 1),
        ("var.password", 1),
        ("var.password == \"\" ? toset([]) : toset([\"a\"])", 1),
        ("nonsensitive(toset([var.password]))", 0),
    ] {
        let text = format!(
            "variable \"password\" {{}}
resource \"terraform_data\" \"x\" {{
  for_each = {collection}
}}
resource \"terraform_data\" \"y\" {{
  count = var.password == \"\" ? 0 : 1
}}
"
        );
        assert_eq!(marks(".", &[("main.tf", &text)]).1, refused, "{collection}");
    }
}
