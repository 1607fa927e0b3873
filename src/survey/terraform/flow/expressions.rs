//! Marks of expressions: what a value holds, and what is worked out from it.

use hcl_edit::expr::{Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Directive, Element, Template};

use crate::survey::terraform::flow::Flow;
use crate::survey::terraform::flow::marks::{Bound, Env, Marks, Of, Part, bound};

impl Flow<'_, '_> {
    /// The marks of what stands at `path` in a value.
    pub(super) fn marks(
        &self,
        at: usize,
        value: &Expression,
        path: &[Part],
        env: Env<'_>,
    ) -> Marks {
        if self.marked.literals.contains(&std::ptr::from_ref(value)) {
            return Marks::WHOLE;
        }
        let of = |value: &Expression| self.marks(at, value, &[], env);
        match value {
            Expression::Null(_)
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::String(_) => Marks::default(),
            Expression::Parenthesis(inner) => self.marks(at, inner.inner(), path, env),
            Expression::Array(items) => self.of_members(at, items.iter(), path, env),
            Expression::Object(object) => {
                let keys = object.iter().filter_map(|(key, _)| match key {
                    ObjectKey::Expression(key) => Some(of(key).spread()),
                    ObjectKey::Ident(_) => None,
                });
                let wanted = path.first();
                let members = object.iter().filter(|(key, _)| may_be(key, wanted));
                let members = members.map(|(_, value)| value.expr());
                Marks::all(keys).join(self.of_members(at, members, path, env))
            }
            Expression::StringTemplate(text) => self.of_template(at, text, env),
            Expression::HeredocTemplate(text) => self.of_template(at, &text.template, env),
            Expression::Conditional(it) => {
                let either = self.marks(at, &it.true_expr, path, env).join(self.marks(
                    at,
                    &it.false_expr,
                    path,
                    env,
                ));
                of(&it.cond_expr).spread().join(either)
            }
            Expression::UnaryOp(it) => of(&it.expr).spread(),
            Expression::BinaryOp(it) => of(&it.lhs_expr).join(of(&it.rhs_expr)).spread(),
            Expression::FuncCall(call) => self.of_call(at, call, path, env),
            Expression::ForExpr(it) => self.of_for(at, it, path, env),
            Expression::Variable(name) => self.of_root(at, name.as_str(), path, env),
            Expression::Traversal(it) => self.of_traversal(at, it, path, env),
        }
    }

    /// Of a collection with these members, or of what stands at `path` in one of them.
    fn of_members<'e>(
        &self,
        at: usize,
        members: impl Iterator<Item = &'e Expression>,
        path: &[Part],
        env: Env<'_>,
    ) -> Marks {
        match path.split_first() {
            Some((_, rest)) => Marks::all(members.map(|member| self.marks(at, member, rest, env))),
            None => Marks::all(members.map(|member| self.marks(at, member, &[], env))).around(),
        }
    }

    fn of_template(&self, at: usize, template: &Template, env: Env<'_>) -> Marks {
        let parts = template.iter().map(|element| match element {
            Element::Literal(_) => Marks::default(),
            Element::Interpolation(it) => self.marks(at, &it.expr, &[], env),
            Element::Directive(it) => match &**it {
                Directive::If(it) => {
                    let condition = self.marks(at, &it.if_expr.cond_expr, &[], env);
                    let inside = self.of_template(at, &it.if_expr.template, env);
                    let other = it
                        .else_expr
                        .as_ref()
                        .map(|other| self.of_template(at, &other.template, env));
                    condition.join(inside).join(other.unwrap_or_default())
                }
                Directive::For(it) => {
                    let it = &it.for_expr;
                    let value = bound(it.value_var.as_str(), Of::Value, &it.collection_expr, env);
                    let key = it.key_var.as_ref().map(|key| Bound {
                        outer: Some(&value),
                        ..bound(key.as_str(), Of::Key, &it.collection_expr, env)
                    });
                    let collection = self.marks(at, &it.collection_expr, &[], env);
                    let inner = key.as_ref().unwrap_or(&value);
                    collection.join(self.of_template(at, &it.template, Some(inner)))
                }
            },
        });
        Marks::all(parts).spread()
    }

    fn of_for(&self, at: usize, it: &ForExpr, path: &[Part], env: Env<'_>) -> Marks {
        let collection = &it.intro.collection_expr;
        let value = bound(it.intro.value_var.as_str(), Of::Value, collection, env);
        let key = it.intro.key_var.as_ref().map(|key| Bound {
            outer: Some(&value),
            ..bound(key.as_str(), Of::Key, collection, env)
        });
        let inner = Some(key.as_ref().unwrap_or(&value));
        let shape = self.marks(at, collection, &[], env).of_shape();
        let condition = it
            .cond
            .iter()
            .map(|condition| self.marks(at, &condition.expr, &[], inner).spread());
        let keys = it
            .key_expr
            .iter()
            .map(|key| self.marks(at, key, &[], inner).spread());
        // members of one key are grouped
        let below = path
            .get(if it.grouping { 2 } else { 1 }..)
            .unwrap_or_default();
        let value = self.marks(at, &it.value_expr, below, inner);
        let value = if path.is_empty() {
            value.around()
        } else {
            value
        };
        Marks::all(condition.chain(keys)).join(shape).join(value)
    }

    fn of_call(&self, at: usize, call: &FuncCall, path: &[Part], env: Env<'_>) -> Marks {
        let arguments = || call.args.iter();
        let all = |path: &[Part]| Marks::all(arguments().map(|it| self.marks(at, it, path, env)));
        let rest = path.get(1..).unwrap_or_default();
        let element = || [&[Part::Any], rest].concat();
        match call.name.name.as_str() {
            _ if !call.name.namespace.is_empty() => all(&[]).spread(),
            "nonsensitive" | "sensitive" | "issensitive" => Marks::default(),
            "keys" | "length" => all(&[]).of_shape(),
            "merge" | "try" | "coalesce" | "tomap" | "tolist" | "defaults" => all(path),
            "concat" | "values" | "coalescelist" | "reverse" | "slice" if path.is_empty() => {
                all(&[])
            }
            "concat" | "values" | "coalescelist" | "reverse" => all(&element()),
            "element" | "one" => {
                let first = arguments()
                    .next()
                    .map(|it| self.marks(at, it, &[&[Part::Any], path].concat(), env));
                first.unwrap_or_default().join(
                    Marks::all(arguments().skip(1).map(|it| self.marks(at, it, &[], env))).spread(),
                )
            }
            "lookup" => {
                let key = arguments().nth(1);
                let part = key
                    .and_then(Expression::as_str)
                    .map_or(Part::Any, |key| Part::Index(key.to_owned()));
                let found = arguments()
                    .next()
                    .map(|it| self.marks(at, it, &[&[part], path].concat(), env));
                let key = key.map(|key| self.marks(at, key, &[], env).spread());
                let default = arguments().nth(2).map(|it| self.marks(at, it, path, env));
                Marks::all([found, key, default].into_iter().flatten())
            }
            _ => all(&[]).spread(),
        }
    }

    fn of_traversal(&self, at: usize, it: &Traversal, path: &[Part], env: Env<'_>) -> Marks {
        let mut indices = Marks::default();
        let mut whole: Vec<Part> = Vec::new();
        for operator in &it.operators {
            whole.push(match operator.value() {
                TraversalOperator::GetAttr(name) => Part::Key(name.as_str().to_owned()),
                TraversalOperator::Index(index) => {
                    indices = indices.join(self.marks(at, index, &[], env).spread());
                    index
                        .as_str()
                        .map_or(Part::Any, |index| Part::Index(index.to_owned()))
                }
                _ => Part::Any,
            });
        }
        whole.extend_from_slice(path);
        let value = match &it.expr {
            Expression::Variable(name) => self.of_root(at, name.as_str(), &whole, env),
            value => self.marks(at, value, &whole, env),
        };
        indices.join(value)
    }
}

/// What a key of an object may be asked for by this step.
fn may_be(key: &ObjectKey, wanted: Option<&Part>) -> bool {
    let Some(Part::Key(wanted) | Part::Index(wanted)) = wanted else {
        return true;
    };
    match key {
        ObjectKey::Ident(own) => own.as_str() == wanted,
        ObjectKey::Expression(own) => own.as_str().is_none_or(|own| own == wanted),
    }
}
