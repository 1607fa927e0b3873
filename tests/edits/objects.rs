//! Keys of object literals, in scripts of any style.

use std::sync::Arc;

use fixup::edit::script::{Script, object, property};
use fixup::edit::splice;
use proptest::prelude::*;

use super::text::{Layout, config, ink, is_added_to, layout};

/// An object literal somewhere in a script.
#[derive(Clone, Debug)]
struct Case {
    layout: Layout,
    typescript: bool,
    unit: &'static str,
    before: &'static str,
    members: Vec<(&'static str, &'static str)>,
    multi_line: bool,
    trailing_comma: bool,
    comment_behind_the_last: bool,
    key: &'static str,
    value: &'static str,
}

const MEMBERS: &[&str] = &[
    "origin: '*'",
    "credentials: true",
    "'allowed-headers': ['a', \"b\"]",
    "shorthand",
    "...rest",
    "run() { return { origin: 1 }; }",
    "nested: { origin: '*', deep: [1, 2] }",
    "[computed]: 1",
    "text: `a ${b} c`",
    "call: (a, b) => ({ a, b })",
    "maxAge: 600 /* seconds */",
];

const ABOVE: &[&str] = &[
    "",
    "",
    "",
    "// a comment, with a comma\n",
    "/* { */\n",
    "\n",
];

fn case() -> impl Strategy<Value = Case> {
    let member = (prop::sample::select(ABOVE), prop::sample::select(MEMBERS));
    let unit = prop::sample::select(&["  ", "    ", "\t"][..]);
    let before = prop::sample::select(
        &[
            "const options = ",
            "app.use(cors(",
            "module.exports = make(1, ",
        ][..],
    );
    let style = (layout(), any::<bool>(), unit, before);
    let shape = (any::<bool>(), any::<bool>(), any::<bool>());
    let key = prop::sample::select(&["origin", "allowRequest", "maxAge"][..]);
    let value =
        prop::sample::select(&["allowedOrigins", "(req, done) => done(null, true)", "'x'"][..]);
    let members = proptest::collection::vec(member, 0..5);
    (style, shape, members, key, value).prop_map(|(style, shape, members, key, value)| Case {
        layout: style.0,
        typescript: style.1,
        unit: style.2,
        before: style.3,
        multi_line: shape.0,
        trailing_comma: shape.1,
        comment_behind_the_last: shape.2,
        members,
        key,
        value,
    })
}

impl Case {
    fn source(&self) -> String {
        let mut members = Vec::new();
        for (above, member) in &self.members {
            let name = member.split([':', '(']).next();
            if !members
                .iter()
                .any(|(_, other): &(_, &str)| other.split([':', '(']).next() == name)
            {
                members.push((*above, *member));
            }
        }
        let count = members.len();
        let mut inside = String::new();
        for (at, (above, member)) in members.into_iter().enumerate() {
            let last = at + 1 == count;
            let comma = if last && !self.trailing_comma {
                ""
            } else {
                ","
            };
            if self.multi_line {
                let above = if above.trim().is_empty() {
                    above.to_owned()
                } else {
                    format!("{}{above}", self.unit)
                };
                let behind = if last && self.comment_behind_the_last && !member.ends_with('}') {
                    " // it stays"
                } else {
                    ""
                };
                inside += &format!("{above}{}{member}{comma}{behind}\n", self.unit);
            } else {
                inside += &format!(" {member}{comma}");
            }
        }
        let open = if self.multi_line { "{\n" } else { "{" };
        let close = if self.multi_line { "}" } else { " }" };
        let closing = ")".repeat(self.before.matches('(').count());
        let text = format!(
            "import x from 'x';\n\n{}{open}{inside}{close}{closing};\nconst after = {{ origin: '*' }};\n",
            self.before
        );
        self.layout.of(&text)
    }

    fn path(&self) -> &'static str {
        if self.typescript { "a.ts" } else { "a.js" }
    }

    fn parse(&self, text: &str) -> Script {
        Script::parse(self.path(), Arc::from(text))
    }
}

/// The first object literal of the script.
fn first(script: &Script) -> std::ops::Range<usize> {
    let root = script.root();
    root.dfs()
        .find(|node| node.kind() == "object")
        .expect("there is one")
        .range()
}

/// The value of a key in the first object, as text.
fn value(script: &Script, key: &str) -> Option<String> {
    let root = script.root();
    let object = root.dfs().find(|node| node.kind() == "object")?;
    property(&object, key).map(|value| value.text().into_owned())
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn a_key_gets_its_value_once_and_its_neighbours_stay(case in case()) {
        let text = case.source();
        let script = case.parse(&text);
        prop_assert_eq!(script.syntax_error(&script.root()), None, "{}", text);
        let old = value(&script, case.key);
        let edits = object::set(&script, &first(&script), case.key, case.value, case.unit);
        let Ok(edits) = edits else { return Ok(()) };
        let after = splice(&text, edits).expect("its own edits do not overlap");
        let script = case.parse(&after);
        prop_assert_eq!(script.syntax_error(&script.root()), None, "{}", after);
        prop_assert_eq!(value(&script, case.key), Some(case.value.to_owned()), "{}", after);
        case.layout.check(&after)?;
        match old {
            None => prop_assert!(is_added_to(ink(&text).chars(), ink(&after).chars()), "{}", after),
            Some(old) => {
                let (old, new) = (ink(&old), ink(case.value));
                let expected = ink(&text).len() + new.len();
                prop_assert!(ink(&after).len() + old.len() >= expected, "{}", after);
            }
        }
        let again = object::set(&script, &first(&script), case.key, case.value, case.unit);
        prop_assert_eq!(again, Ok(Vec::new()), "{}", after);
    }
}
