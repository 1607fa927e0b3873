//! Connections without a limit of time: a health check that asks them may wait for ever.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::syntax::{callee, entry, keyword, positional, spread};
use crate::survey::fact::{Fact, Site};
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// options of connections without a limit of time, where a health check asks them
    list "open-ended-connections" = |it| Fact::Present(it.open_ended_connections());
    /// pools of psycopg that hand no options to their connections, where a health check asks them
    list "open-ended-pools" = |it| Fact::Present(it.open_ended_pools());
}

/// The option that sets the limit.
const LIMIT: &str = "connect_timeout";

impl Service<'_> {
    /// The options of connections that may wait for ever, where a health check would ask them.
    fn open_ended_connections(&self) -> Vec<Site> {
        let mut found: Vec<Site> = Vec::new();
        // a pool of psycopg hands on no options of connections, and is asked with a limit
        let takes_it =
            |makes: &str| makes.starts_with("psycopg2.") || makes.starts_with("psycopg.");
        let asked = self
            .handles()
            .iter()
            .filter(|handle| takes_it(handle.client.makes) && handle.reach.is_ok());
        for options in asked.filter_map(|handle| open_ended(self.survey, &handle.call)) {
            let site = Site::at(options.script, &options.node);
            if !found.contains(&site) {
                found.push(site);
            }
        }
        found
    }
}

impl Service<'_> {
    /// The pools of psycopg that hand on no options, and name no limit in their address.
    fn open_ended_pools(&self) -> Vec<Site> {
        let asked = self.handles().iter().filter(|handle| {
            handle.client.makes.starts_with("psycopg_pool.") && handle.reach.is_ok()
        });
        let mut found: Vec<Site> = Vec::new();
        for handle in asked {
            let call = &handle.call;
            let has_options =
                keyword(&call.node, "kwargs").is_some() || !spread(&call.node).is_empty();
            if !has_options && !call.node.text().contains(LIMIT) {
                found.push(Site::at(call.script, &call.node));
            }
        }
        found
    }
}

/// The options of a connection that set no limit: a dictionary that is spread, or the call itself.
fn open_ended<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> Option<Located<'s>> {
    if keyword(&call.node, LIMIT).is_some() {
        return None;
    }
    let options = spread(&call.node);
    let Some(first) = options.first() else {
        let texts = positional(&call.node);
        let is_limited = texts.iter().any(|text| text.text().contains(LIMIT));
        return (!is_limited).then(|| call.clone());
    };
    let found = definition(survey, call.script, first)?;
    let is_limited = match &*found.node.kind() {
        "dictionary" => entry(&found.node, LIMIT).is_some(),
        "call" => {
            let is_dict = callee(&found.node).is_some_and(|callee| callee.text() == "dict");
            !is_dict || keyword(&found.node, LIMIT).is_some()
        }
        _ => return None,
    };
    (!is_limited).then_some(found)
}
