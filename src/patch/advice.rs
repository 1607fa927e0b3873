//! What a person must still do once a fix is in. A part that speaks of one stack alone says so, `<% if fastapi %>…<% endif %>`, and so
//! does one that speaks of something that not every fix changes: `<% if writes("fetch-secrets") %>…<% endif %>`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::Value;

use crate::error::{Error, Result};
use crate::patch::template::Template;
use crate::survey::stacks::STACKS;

/// Whether a fix adds a text, takes one away, or changes a file in which it stands.
const ASKED: [&str; 3] = ["writes", "drops", "touches"];

/// A text for fixes of some shapes.
#[derive(Clone, Debug)]
pub struct Advice(Template);

/// What fixes of one patch are for, and what they change.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The stacks; any, where none is named.
    stacks: BTreeSet<String>,
    /// What they change; anything, where nothing is told.
    changed: Option<Changed>,
}

#[derive(Clone, Debug, Default)]
struct Changed {
    written: BTreeSet<String>,
    dropped: BTreeSet<String>,
    kept: BTreeSet<String>,
}

impl Shape {
    /// Of fixes in services of these stacks.
    #[must_use]
    pub fn of<'s>(stacks: impl IntoIterator<Item = &'s str>) -> Self {
        let stacks = stacks.into_iter().map(str::to_owned).collect();
        Self {
            stacks,
            changed: None,
        }
    }

    /// The same with a change of a file.
    #[must_use]
    pub fn and(mut self, before: Option<&str>, after: &str) -> Self {
        let lines = |text: &str| {
            text.lines()
                .map(str::to_owned)
                .collect::<BTreeSet<String>>()
        };
        let (before, after) = (lines(before.unwrap_or_default()), lines(after));
        let changed = self.changed.get_or_insert_default();
        changed.written.extend(after.difference(&before).cloned());
        changed.dropped.extend(before.difference(&after).cloned());
        changed.kept.extend(after.intersection(&before).cloned());
        self
    }

    /// Of all fixes together.
    #[must_use]
    pub fn together<'s>(shapes: impl IntoIterator<Item = &'s Self>) -> Self {
        let shapes: Vec<&Self> = shapes.into_iter().collect();
        let mut all = Self::default();
        // what is not told of one of them may be so
        if shapes.iter().all(|it| !it.stacks.is_empty()) {
            all.stacks = shapes.iter().flat_map(|it| it.stacks.clone()).collect();
        }
        for shape in &shapes {
            let Some(own) = shape.changed.clone() else {
                return Self {
                    changed: None,
                    ..all
                };
            };
            let changed = all.changed.get_or_insert_default();
            changed.written.extend(own.written);
            changed.dropped.extend(own.dropped);
            changed.kept.extend(own.kept);
        }
        all
    }

    fn values(&self) -> Value {
        let is_at_hand = |name: &str| self.stacks.is_empty() || self.stacks.contains(name);
        let stacks = STACKS.iter().map(|stack| stack.name());
        let stacks = stacks.map(|name| (name, Value::from(is_at_hand(name))));
        let asked = ASKED.into_iter().map(|name| (name, self.answers(name)));
        Value::from(stacks.chain(asked).collect::<BTreeMap<&str, Value>>())
    }

    fn answers(&self, name: &'static str) -> Value {
        let lines = self.changed.as_ref().map(|changed| {
            let lines = match name {
                "writes" => vec![&changed.written],
                "drops" => vec![&changed.dropped],
                _ => vec![&changed.written, &changed.kept],
            };
            Arc::new(
                lines
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect::<Vec<String>>(),
            )
        });
        Value::from_function(move |text: String| {
            let holds = |lines: &Arc<Vec<String>>| lines.iter().any(|it| it.contains(&text));
            lines.as_ref().is_none_or(holds)
        })
    }
}

impl Advice {
    /// Checks the text, which has the name of its patch in messages.
    ///
    /// # Errors
    /// A text that does not parse, or that asks for what is neither a stack nor a question about the fix.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self> {
        let template = Template::parse(name, text.to_owned())?;
        let is_known = |name: &&String| {
            ASKED.contains(&name.as_str()) || STACKS.iter().any(|stack| stack.name() == *name)
        };
        if let Some(other) = template.names().iter().find(|name| !is_known(name)) {
            return Err(Error::new(format!(
                "`after` of `{name}` asks for `{other}`, which is no stack, and none of `writes`, `drops` and `touches`"
            )));
        }
        template.render(&Shape::default().values())?;
        Ok(Self(template))
    }

    /// For any fix.
    #[must_use]
    pub fn whole(&self) -> String {
        self.of(&Shape::default())
    }

    /// For fixes of a shape.
    #[must_use]
    pub fn of(&self, shape: &Shape) -> String {
        let text = self.0.render(&shape.values());
        let text = text.expect("it asks what was rendered when it was loaded");
        text.split_whitespace().collect::<Vec<&str>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_another_stack_is_left_out() {
        let text = "Set it<% if fastapi %>, and the other<% endif %>.\nGo on.";
        let advice = Advice::parse("one", text).expect("it parses");
        assert_eq!(advice.whole(), "Set it, and the other. Go on.");
        assert_eq!(advice.of(&Shape::of(["express"])), "Set it. Go on.");
        assert_eq!(advice.of(&Shape::of([])), advice.whole());
    }

    #[test]
    fn what_a_fix_does_not_change_is_left_out() {
        let text = "A<% if writes(\"new\") %> writes<% endif %><% if drops(\"old\") %> drops<% endif \
                    %><% if touches(\"same\") %> touches<% endif %>.";
        let advice = Advice::parse("one", text).expect("it parses");
        let shape = Shape::of(["express"]);
        assert_eq!(advice.of(&shape), "A writes drops touches.");
        let changed = |before: Option<&str>, after| advice.of(&shape.clone().and(before, after));
        assert_eq!(changed(None, "new\n"), "A writes.");
        assert_eq!(changed(Some("same\nold\n"), "same\n"), "A drops touches.");
        assert_eq!(changed(Some("new\n"), "new\nold\n"), "A.");
        let (one, other) = (
            Shape::of(["express"]).and(None, "new"),
            Shape::of(["nextjs"]).and(None, "a"),
        );
        assert_eq!(advice.of(&Shape::together([&one, &other])), "A writes.");
        assert_eq!(advice.of(&Shape::together([&one, &shape])), advice.whole());
    }

    #[test]
    fn what_is_no_stack_is_told() {
        let error = Advice::parse("one", "<% if flask %>a<% endif %>").expect_err("no stack");
        assert!(error.to_string().contains("`flask`"), "{error}");
    }
}
