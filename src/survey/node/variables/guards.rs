//! Guards that stand only where their variable is set: `if (process.env.API_KEY && key !== process.env.API_KEY) return
//! res.status(401)`. Without it, whoever calls gets in.

use crate::edit::script::{Node, Script, arguments, bare, method_call, string_value};
use crate::survey::node::variables::forms::{CHOICE, operator, outermost};
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::reads::{Read, reads};
use crate::survey::variables::local::Local;
use crate::survey::variables::names::is_given;

impl<'s> Program<'s> {
    /// The variables without which a guard lets everybody in.
    pub(super) fn guards(&self, script: &'s Script) -> Vec<String> {
        let all = reads(script);
        let guards = all.iter().filter(|read| !read.bound && guards(read, &all));
        let names = guards.filter_map(|read| read.name.clone());
        names.filter(|name| !is_given(self.survey, name)).collect()
    }

    /// The variables whose fallback is the machine itself.
    pub(super) fn local_defaults(&self, script: &'s Script) -> Vec<Local> {
        let all = reads(script).into_iter();
        let named = all.filter_map(|read| Some((read.name?, CHOICE.around(&read.node))));
        let local = named.filter_map(|(name, choice)| {
            let operands = CHOICE.operands(&choice);
            let fallback = operands.last().filter(|_| operands.len() > 1)?;
            Local::of(&name, &string_value(fallback)?).filter(|_| !is_given(self.survey, &name))
        });
        local.collect()
    }
}

/// `X && given !== X` as the condition of an answer that refuses.
fn guards(read: &Read<'_>, all: &[Read<'_>]) -> bool {
    let node = outermost(&read.node);
    let Some(both) = node.parent().filter(|n| operator(n) == "&&") else {
        return false;
    };
    let Some(right) = both
        .field("right")
        .filter(|right| right.range().start >= node.range().end)
    else {
        return false;
    };
    let range = right.range();
    let compared = bare(&right).dfs().any(|n| {
        matches!(&*operator(&n), "!==" | "!=")
            && all.iter().any(|other| {
                let inside = other.node.range();
                other.name == read.name
                    && n.range().start <= inside.start
                    && inside.end <= n.range().end
                    && range.start <= inside.start
            })
    });
    let statement = both.ancestors().find(|n| n.kind() == "if_statement");
    let refused = statement
        .filter(|n| {
            let condition = n.field("condition");
            condition.is_some_and(|condition| condition.range().end >= both.range().end)
        })
        .and_then(|n| n.field("consequence"));
    compared && refused.is_some_and(|body| body.dfs().any(|n| refuses(&n)))
}

/// `res.status(401)`, `res.sendStatus(403)`.
fn refuses(call: &Node<'_>) -> bool {
    let Some((_, method)) = method_call(call) else {
        return false;
    };
    let status = arguments(call).into_iter().next();
    matches!(&*method, "status" | "sendStatus")
        && status.is_some_and(|status| matches!(&*status.text(), "401" | "403"))
}
