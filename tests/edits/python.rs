//! Imports, blocks and keys in Python files of any style.

use fixup::edit::python::{Style, block, imports, mapping};
use fixup::edit::script::Script;
use fixup::edit::{line_end, line_start, splice};
use proptest::prelude::*;

use super::text::{Layout, config, ink, is_added_to, layout};

const STATEMENTS: &[&str] = &[
    "import os",
    "import os.path as p, sys",
    "from fastapi import FastAPI",
    "from fastapi import FastAPI, Request  # web",
    "from app.db import (\n    engine,\n    session\n)",
    "from app.db import (engine, session,)",
    "if TYPE_CHECKING:\n    from fastapi import Depends",
    "try:\n\timport orjson\nexcept ImportError:\n\torjson = None",
    "# a comment alone\n",
    "app = FastAPI()",
    "app.add_middleware(\n  CORSMiddleware, allow_origins=['*'],  # everybody\n)",
    "@app.get('/')\nasync def hello():\n    \"\"\"Says\n\n  hello.\"\"\"\n    return {'a': f'{1}'}",
    "class A:\n\n    b = 1",
];

fn source() -> impl Strategy<Value = (Layout, String)> {
    let gap = prop::sample::select(&["\n", "\n\n", "\n\n\n"][..]);
    let statement = (prop::sample::select(STATEMENTS), gap);
    let docstring = prop::sample::select(&["", "", "\"\"\"What it is.\"\"\"\n\n"][..]);
    let statements = proptest::collection::vec(statement, 1..9);
    (layout(), docstring, statements).prop_map(|(layout, docstring, parts)| {
        let parts = parts.iter().flat_map(|(statement, gap)| [*statement, *gap]);
        let text = docstring.to_owned() + &parts.collect::<String>();
        let text = layout.of(&format!("{}\n", text.trim_end()));
        (layout, text)
    })
}

fn parse(text: &str) -> Script {
    Script::parse("a.py", text.into())
}

/// The statements of a file, each as it is written.
fn written(text: &str) -> Vec<String> {
    let script = parse(text);
    let root = script.root();
    root.named_children()
        .map(|node| node.text().into_owned())
        .collect()
}

const BODY: &str =
    "@app.get(\"/health\")\nasync def health_endpoint():\n    return {\n        \"a\": 1,\n    }\n";

const FRAGMENT: &str = "from functools import partial\nimport secrets\nfrom fastapi import Depends\nfrom app.db import ping\nfrom app.health import report_health\n";

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn a_block_between_statements_changes_none_of_them(
        (layout, text) in source(), at in any::<prop::sample::Index>(), behind in any::<bool>()
    ) {
        let script = parse(&text);
        let root = script.root();
        let all: Vec<_> = root.named_children().collect();
        let chosen = all[at.index(all.len())].range();
        let style = Style::of(&script);
        let body = style.fragment(BODY).expect("it parses");
        let edit = if behind {
            block::after(&text, line_end(&text, chosen.end), "", &body, &style)
        } else {
            let start = line_start(&text, chosen.start).max(if text.starts_with('\u{feff}') { 3 } else { 0 });
            block::before(&text, start, "", &body, &style)
        };
        let after = splice(&text, vec![edit]).expect("one edit overlaps with none");
        let (old, new) = (written(&text), written(&after));
        prop_assert_eq!(new.len(), old.len() + 1, "{}", after);
        prop_assert!(is_added_to(&old, &new), "{}", after);
        prop_assert_eq!(parse(&after).syntax_error(&parse(&after).root()), None, "{}", after);
        if text.contains('\n') {
            layout.check(&after)?;
        }
    }

    #[test]
    fn imports_are_added_once_and_change_nothing_else((layout, text) in source()) {
        let (brought, rest) = imports::split(FRAGMENT).expect("it parses");
        prop_assert_eq!(rest, "");
        let local = |module: &str| module.starts_with("app");
        let add = |text: &str| {
            let script = parse(text);
            let style = Style::of(&script);
            let used = text.len();
            splice(text, imports::edits(&script, &brought, used, &style, &local)?)
        };
        // `app` is a variable here and no package: nothing imports it as a whole
        let after = add(&text).expect("all names are free");
        prop_assert_eq!(parse(&after).syntax_error(&parse(&after).root()), None, "{}", after);
        let plain = |text: &str| ink(text).replace(['(', ')', ','], "");
        prop_assert!(is_added_to(plain(&text).chars(), plain(&after).chars()), "{}", after);
        for name in ["partial", "secrets", "Depends", "ping", "report_health"] {
            prop_assert!(after.contains(name), "{}", after);
        }
        let lines = after.lines().map(|line| line.trim_start_matches('\u{feff}'));
        for line in lines.filter(|line| line.ends_with("report_health")) {
            prop_assert!(line.starts_with("from app.health"), "{}", after);
        }
        if text.contains('\n') {
            layout.check(&after)?;
        }
        prop_assert_eq!(add(&after), Ok(after.clone()), "{}", after);
    }

    #[test]
    fn a_key_is_set_once(
        layout in layout(), unit in prop::sample::select(&["  ", "    ", "\t"][..]), over_lines in any::<bool>(), trailing in any::<bool>(), dict in any::<bool>(),
        count in 0_usize..4, comment in any::<bool>()
    ) {
        let members: &[&str] = if dict { &["'a': [1, 2]", "\"b\": c(d=1)", "'e': {'key': 2}"] } else { &["1", "b=[2, 3]", "c=d(key=4)"] };
        let members = &members[..count];
        let (open, close) = if dict { ("x = {", "}") } else { ("x = f(", ")") };
        let comma = if trailing && count > 0 { "," } else { "" };
        let text = if over_lines && count > 0 {
            let lines = members.join(&format!(",\n{unit}"));
            let comment = if comment { "  # why" } else { "" };
            format!("{open}\n{unit}{lines}{comma}{comment}\n{close}\ny = 1\n")
        } else {
            format!("{open}{}{comma}{close}\ny = 1\n", members.join(", "))
        };
        let text = layout.of(&text);
        let set = |text: &str| {
            let script = parse(text);
            let root = script.root();
            let kind = if dict { "dictionary" } else { "call" };
            let range = root.dfs().find(|node| node.kind() == kind).expect("it is there").range();
            splice(text, mapping::set(&script, &range, "key", "value", &Style::of(&script))?)
        };
        let after = set(&text).expect("it can be set");
        prop_assert_eq!(parse(&after).syntax_error(&parse(&after).root()), None, "{}", after);
        prop_assert!(is_added_to(ink(&text).chars(), ink(&after).chars()), "{}", after);
        prop_assert!(ink(&after).len() > ink(&text).len());
        layout.check(&after)?;
        prop_assert_eq!(set(&after), Ok(after.clone()), "{}", after);
    }
}
