//! What of a file of HCL is an expression, so that it names where a value comes from, and the secrets among the texts in these.

use std::collections::BTreeSet;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey};
use hcl_edit::structure::Attribute;
use hcl_edit::visit::{self, Visit};

use crate::edit::hcl;
use crate::survey::secret_values::is_secret;

/// Functions whose first argument says where something lies.
const PLACES: [&str; 3] = ["file", "filebase64", "templatefile"];

#[derive(Default)]
pub(super) struct Settings {
    /// Where the expressions begin that are more than a text.
    expressions: BTreeSet<usize>,
    /// The texts in them that are secrets, by what they are given to.
    pub(super) secrets: BTreeSet<String>,
}

impl Settings {
    /// Those of a text; none where it is no HCL.
    pub(super) fn of(text: &str) -> Self {
        let mut settings = Self::default();
        if let Ok(body) = hcl::parse(text) {
            settings.visit_body(&body);
        }
        settings
    }

    /// Whether an expression that is more than a text begins at this byte.
    pub(super) fn is_expression(&self, at: usize) -> bool {
        self.expressions.contains(&at)
    }

    fn look(&mut self, name: &str, value: &Expression) {
        if is_text(value) {
            return;
        }
        self.expressions.extend(value.span().map(|it| it.start));
        let mut texts = Vec::new();
        texts_in(value, &mut texts);
        let secrets = texts.into_iter().filter(|text| is_secret(name, text));
        self.secrets.extend(secrets.map(str::to_owned));
    }
}

impl Visit for Settings {
    fn visit_attr(&mut self, node: &Attribute) {
        self.look(node.key.as_str(), &node.value);
        visit::visit_attr(self, node);
    }

    fn visit_object_item(&mut self, key: &ObjectKey, value: &hcl_edit::expr::ObjectValue) {
        let name = match key {
            ObjectKey::Ident(name) => Some(name.as_str()),
            ObjectKey::Expression(key) => key.as_str(),
        };
        self.look(name.unwrap_or_default(), value.expr());
        visit::visit_object_item(self, key, value);
    }
}

/// Texts are read as lines are, with what stands in them.
fn is_text(value: &Expression) -> bool {
    matches!(
        value,
        Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_)
    )
}

/// The texts that an expression may come to.
fn texts_in<'e>(value: &'e Expression, found: &mut Vec<&'e str>) {
    match value {
        Expression::String(text) => found.push(text),
        Expression::Parenthesis(inner) => texts_in(inner.inner(), found),
        Expression::Array(items) => items.iter().for_each(|it| texts_in(it, found)),
        Expression::Conditional(either) => {
            texts_in(&either.true_expr, found);
            texts_in(&either.false_expr, found);
        }
        Expression::FuncCall(call) => in_call(call, found),
        _ => {}
    }
}

fn in_call<'e>(call: &'e FuncCall, found: &mut Vec<&'e str>) {
    let name = call.name.name.as_str();
    if PLACES.contains(&name) {
        return;
    }
    // what is looked up is a name
    let names = if name == "lookup" { 2 } else { 0 };
    let arguments = call.args.iter().skip(names);
    arguments.for_each(|it| texts_in(it, found));
}
