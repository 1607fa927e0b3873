//! What a service needs from its environment: what all reads of all its scripts say together.

use std::collections::BTreeSet;

use crate::edit::script::Script;
use crate::survey::node::variables::choices::{Need, resolve};
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::reads::written;
use crate::survey::node::variables::usage::asked_for;
use crate::survey::variables::needs::{Meaning, Usage, Variables};
use crate::survey::variables::replaced::is_replaced;

impl<'s> Program<'s> {
    /// What the service needs.
    pub(crate) fn environment(&self) -> &Variables {
        self.environment.or_find(|| self.variables())
    }

    fn variables(&self) -> Variables {
        let scripts: Vec<&'s Script> = self.scripts().collect();
        let needs: Vec<Need> = scripts
            .iter()
            .flat_map(|script| {
                let needs = self.needs_in(script).into_iter();
                needs.map(|need| {
                    if is_replaced(self.survey, &script.path, &need.names) {
                        need.later()
                    } else {
                        need
                    }
                })
            })
            .collect();
        let set: BTreeSet<String> = scripts.iter().flat_map(|script| written(script)).collect();
        let asked_for: BTreeSet<String> = scripts
            .iter()
            .flat_map(|script| asked_for(script))
            .collect();
        let is_optional = |meaning: &Meaning| {
            matches!(meaning, Meaning::Name(_, Usage::Late)) && meaning.is_of(&asked_for)
        };
        let meanings = resolve(&needs).into_iter();
        let named = self.named.iter().cloned();
        let meanings = meanings.chain(named.map(|name| Meaning::Name(name, Usage::Essential)));
        let guards = scripts.iter().flat_map(|script| self.guards(script));
        let guards = guards.filter(|name| !set.contains(name)).collect();
        let local = scripts
            .iter()
            .flat_map(|script| self.local_defaults(script));
        Variables::of(meanings.filter(|meaning| !meaning.is_of(&set) && !is_optional(meaning)))
            .with_guards(guards)
            .with_local(local.filter(|local| !set.contains(&local.name)))
    }
}
