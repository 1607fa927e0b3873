//! Blocks of statements between others, in scripts of any style.

use std::sync::Arc;

use fixup::edit::script::{Script, block, statements};
use fixup::edit::{line_end, line_start, splice};
use proptest::prelude::*;

use super::text::{Layout, config, is_added_to, layout};

const STATEMENTS: &[&str] = &[
    "const express = require('express');",
    "import cors from 'cors'",
    "app.use(cors()); // everybody",
    "app.get('/', (req, res) => {\n  res.json({ ok: true });\n});",
    "/** Says hello. */\nfunction hello() {\n\treturn `\n  kept as it is\n`;\n}",
    "// a comment alone\n",
    "if (process.env.PORT) {\n    start();\n}",
    "class A {\n\n  b() {}\n}",
    "export default app",
];

fn source() -> impl Strategy<Value = (Layout, String)> {
    let gap = prop::sample::select(&["\n", "\n\n", "\n\n\n"][..]);
    let statement = (prop::sample::select(STATEMENTS), gap);
    (layout(), proptest::collection::vec(statement, 1..8)).prop_map(|(layout, parts)| {
        let text: String = parts
            .iter()
            .flat_map(|(statement, gap)| [*statement, *gap])
            .collect();
        let text = layout.of(&format!("{}\n", text.trim_end()));
        (layout, text)
    })
}

/// The statements of a script, each as it is written.
fn written(text: &str) -> Vec<String> {
    let script = Script::parse("a.js", Arc::from(text));
    statements(&script.root())
        .iter()
        .map(|node| node.text().into_owned())
        .collect()
}

const BODY: &str = "const added = 1;\n\nuse(added, {\n  deep: true,\n});\n";

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn a_block_between_statements_changes_none_of_them(
        (layout, text) in source(), at in any::<prop::sample::Index>(), behind in any::<bool>()
    ) {
        let script = Script::parse("a.js", Arc::from(text.as_str()));
        let root = script.root();
        let all = statements(&root);
        if all.is_empty() {
            return Ok(());
        }
        let chosen = all[at.index(all.len())].range();
        let edit = if behind {
            block::after(&text, line_end(&text, chosen.end), "", BODY)
        } else {
            let start = line_start(&text, chosen.start).max(if text.starts_with('\u{feff}') { 3 } else { 0 });
            block::before(&text, start, "", BODY)
        };
        let after = splice(&text, vec![edit]).expect("one edit overlaps with none");
        let (old, new) = (written(&text), written(&after));
        prop_assert_eq!(new.len(), old.len() + 2, "{}", after);
        prop_assert!(is_added_to(&old, &new), "{}", after);
        let lines = |text| str::trim_start_matches(text, '\u{feff}').lines();
        prop_assert!(is_added_to(lines(&text), lines(&after)), "{}", after);
        // one line alone tells nothing of how lines end
        if text.contains('\n') {
            layout.check(&after)?;
        }
    }
}
