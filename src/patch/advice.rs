//! What a person must still do once a fix is in. A part that speaks of one stack alone says so: `<% if fastapi %>…<% endif %>`.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::error::{Error, Result};
use crate::patch::template::Template;
use crate::survey::stacks::STACKS;

/// A text for services of some stacks.
#[derive(Clone, Debug)]
pub struct Advice(Template);

impl Advice {
    /// Checks the text, which has the name of its patch in messages.
    ///
    /// # Errors
    /// A text that does not parse, or that asks for what is no stack.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self> {
        let template = Template::parse(name, text.to_owned())?;
        let is_stack = |name: &&String| STACKS.iter().any(|stack| stack.name() == *name);
        if let Some(other) = template.names().iter().find(|name| !is_stack(name)) {
            return Err(Error::new(format!(
                "`after` of `{name}` asks for `{other}`, which is no stack"
            )));
        }
        template.render(&values(|_| true))?;
        Ok(Self(template))
    }

    /// For services of any stack.
    #[must_use]
    pub fn whole(&self) -> String {
        self.told(|_| true)
    }

    /// For services of these stacks; for any where none is named.
    #[must_use]
    pub fn of<'s>(&self, stacks: impl IntoIterator<Item = &'s str>) -> String {
        let stacks: Vec<&str> = stacks.into_iter().collect();
        self.told(|name| stacks.is_empty() || stacks.contains(&name))
    }

    fn told(&self, is_at_hand: impl Fn(&str) -> bool) -> String {
        let text = self.0.render(&values(is_at_hand));
        let text = text.expect("it asks for stacks alone, and each of them has a value");
        text.split_whitespace().collect::<Vec<&str>>().join(" ")
    }
}

fn values(is_at_hand: impl Fn(&str) -> bool) -> Value {
    let all = STACKS.iter().map(|stack| stack.name());
    let all: BTreeMap<&str, bool> = all.map(|name| (name, is_at_hand(name))).collect();
    Value::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_another_stack_is_left_out() {
        let text = "Set it<% if fastapi %>, and the other<% endif %>.\nGo on.";
        let advice = Advice::parse("one", text).expect("it parses");
        assert_eq!(advice.whole(), "Set it, and the other. Go on.");
        assert_eq!(advice.of(["express"]), "Set it. Go on.");
        assert_eq!(advice.of([]), advice.whole());
    }

    #[test]
    fn what_is_no_stack_is_told() {
        let error = Advice::parse("one", "<% if flask %>a<% endif %>").expect_err("no stack");
        assert!(error.to_string().contains("`flask`"), "{error}");
    }
}
