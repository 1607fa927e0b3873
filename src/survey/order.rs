//! The order of an app: what its statements do gives them roles, roles have ranks, and a role that is missing has a place among
//! the statements that are there. So it is the same place whichever patches came before. Nothing here knows a patch.

use std::collections::BTreeSet;

use crate::code::statements::comments_above;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Captures, Side, Slot};
use crate::survey::place;

/// What must stand before (`after`) and behind (`before`) the place of a role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<R: 'static> {
    /// Roles that the place must follow. Transitively closed: what must follow a role must follow all that this role must
    /// follow; otherwise the order of patches would show.
    pub(crate) after: &'static [R],
    /// Roles that must follow the place.
    pub(crate) before: &'static [R],
    /// Only from the first statement of this role on can something stand in the way.
    pub(crate) since: Option<R>,
}

/// What a statement of an app can do; the order of the values is that of the ranks.
pub(crate) trait Rank: Copy + Ord + 'static {
    /// What must stand around the place of a role that has a slot.
    fn rule(self) -> Rule<Self>;
}

/// The order of the apps of a framework.
pub(crate) trait Order<'s> {
    /// What a statement can do.
    type Role: Rank;

    /// Whether it is the first of the statements that a place must follow which counts, and not the last.
    const FOLLOWS_FIRST: bool = false;

    /// What the place of a role follows, where nothing that must come later stands above it.
    fn follows(&self, _role: Self::Role) -> &'static [Self::Role] {
        &[]
    }

    /// What a statement does.
    fn roles(&self, statement: &Node<'s>) -> BTreeSet<Self::Role>;

    /// Whether a statement only brings modules in.
    fn is_import(&self, statement: &Node<'_>) -> bool;

    /// Whether the statement above the group that `group` begins, with its comments at byte `start`, belongs to it, too. The
    /// last of `group` is the statement whose group it is.
    fn belongs(&self, above: &Node<'s>, group: &[Node<'s>], start: usize) -> bool;

    /// Why a role has no place, where the statement at `place` stands in the way.
    fn in_the_way(&self, _role: Self::Role, place: &str) -> String {
        format!("`{place}` stands before what it must follow")
    }
}

/// A list of statements with their roles.
pub(crate) struct Ordered<'o, 's, O: Order<'s>> {
    order: &'o O,
    script: &'o Script,
    statements: &'o [Node<'s>],
    roles: Vec<BTreeSet<O::Role>>,
}

impl<'o, 's, O: Order<'s>> Ordered<'o, 's, O> {
    /// The statements of a block of `script`.
    pub(crate) fn new(order: &'o O, script: &'o Script, statements: &'o [Node<'s>]) -> Self {
        Self {
            order,
            script,
            statements,
            roles: statements.iter().map(|it| order.roles(it)).collect(),
        }
    }

    /// The slot of `role`.
    pub(crate) fn slot(&self, role: O::Role, captures: Captures) -> Slot {
        if self.roles.iter().any(|roles| roles.contains(&role)) {
            return Slot::Filled;
        }
        let rule = role.rule();
        let behind = self.behind(rule);
        if let Some(early) = self.in_the_way(rule, behind) {
            let line = self.script.line(self.statements[early].range().start);
            let place = format!("{}:{line}", self.script.path);
            return Slot::Missing(self.order.in_the_way(role, &place));
        }
        let behind = self.behind_preferred(role, behind);
        let outranks = |at: &usize| self.roles[*at].last().is_some_and(|rank| *rank > role);
        if let Some(upper) = (behind..self.statements.len()).find(outranks) {
            // a statement with a role of its own belongs to no other one's group
            let lowest = behind.max(self.behind_ranked(upper));
            let start = self.group_start(upper, lowest);
            return place::before(self.script, start, captures);
        }
        match self.last() {
            Some(last) => place::beside(self.script, last, Side::After, captures),
            None => Slot::Missing(format!(
                "`{}` registers nothing on the app",
                self.script.path
            )),
        }
    }

    /// The start of the group of the statement at `at`, whatever ranks stand above it. Imports belong to no group: what they
    /// bring is needed by what is inserted, too.
    pub(crate) fn group_of(&self, at: usize) -> usize {
        let mut above = self.statements[..at].iter();
        let import = above.rposition(|statement| self.order.is_import(statement));
        let behind_import = import.map_or(0, |last| last + 1);
        self.group_start(at, behind_import.max(self.behind_ranked(at)))
    }

    /// The index behind all that must come first.
    fn behind(&self, rule: Rule<O::Role>) -> usize {
        let is_lower =
            |roles: &BTreeSet<O::Role>| has(roles, rule.after) && !has(roles, rule.before);
        let mut roles = self.roles.iter();
        let lower = if O::FOLLOWS_FIRST {
            roles.position(is_lower)
        } else {
            roles.rposition(is_lower)
        };
        lower.map_or(0, |lower| lower + 1)
    }

    /// The index behind what the place follows if it can.
    fn behind_preferred(&self, role: O::Role, behind: usize) -> usize {
        let early = self.roles.iter();
        let later = |roles: &BTreeSet<O::Role>| has(roles, role.rule().before);
        let end = early.clone().position(later).unwrap_or(self.roles.len());
        let mut open = self.roles[..end].iter();
        let last = open.rposition(|roles| has(roles, self.order.follows(role)));
        last.map_or(behind, |last| behind.max(last + 1))
    }

    /// A statement above the place that must follow it.
    fn in_the_way(&self, rule: Rule<O::Role>, behind: usize) -> Option<usize> {
        // what stands above all routes is not in the way of what follows them
        let since = rule.since.and_then(|role| {
            let mut roles = self.roles.iter();
            roles.position(|roles| roles.contains(&role))
        });
        let first = since.filter(|at| *at < behind).unwrap_or(0);
        let mut between = self.roles[first..behind].iter();
        let early = between.position(|roles| has(roles, rule.before))?;
        Some(first + early)
    }

    /// The index behind the last statement above `at` with a role.
    fn behind_ranked(&self, at: usize) -> usize {
        let mut above = self.roles[..at].iter();
        let ranked = above.rposition(|roles| !roles.is_empty());
        ranked.map_or(0, |ranked| ranked + 1)
    }

    /// The last statement with a role, or the last import.
    fn last(&self) -> Option<&Node<'s>> {
        let ranked = self.roles.iter().rposition(|roles| !roles.is_empty());
        let imports = || {
            let mut statements = self.statements.iter();
            statements.rposition(|statement| self.order.is_import(statement))
        };
        ranked.or_else(imports).map(|at| &self.statements[at])
    }

    /// Where the group of a statement begins: its comments, and what directly above belongs to it.
    fn group_start(&self, at: usize, lowest: usize) -> usize {
        let mut first = at;
        let mut start = comments_above(self.script, &self.statements[at]);
        while first > lowest {
            let above = &self.statements[first - 1];
            let group = &self.statements[first..=at];
            if !self.order.belongs(above, group, start) {
                break;
            }
            first -= 1;
            start = comments_above(self.script, above);
        }
        start
    }
}

fn has<R: Ord>(roles: &BTreeSet<R>, wanted: &[R]) -> bool {
    wanted.iter().any(|role| roles.contains(role))
}
