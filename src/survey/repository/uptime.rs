//! Whether something asks the public domains from outside, where AWS does not serve them.

use minijinja::Value;

use crate::survey::compose::hosts::{Hosts, hosts};
use crate::survey::compose::runs::runs_containers;
use crate::survey::compose::standing::deployed;
use crate::survey::compose::ways::elsewhere;
use crate::survey::fact::{Fact, Site};
use crate::survey::public::doors::reached;
use crate::survey::public::endpoints::{Endpoints, endpoints};
use crate::survey::public::fronts::{fronts, proxy};
use crate::survey::public::watched::is_watched;
use crate::survey::repository::Repository;
use crate::survey::word::vocabulary;

/// Where workflows lie.
const WORKFLOWS: &str = ".github/workflows";

vocabulary! { Repository:
    /// domains are served elsewhere than on AWS, and a schedule of workflows asks them, or could
    fact "asked-domains" = |it, _| it.asked_domains();
    /// what is to be said of what is asked
    fact "uptime-remarks" = |it, _| it.uptime_remarks();
    /// the folder of the workflows, none of which asks from outside; `domains` only where one is known
    list "unasked-domains" ["domains"] = |it| it.unasked_domains();
    /// what serves domains that nothing asks from outside, where there are no workflows
    list "unasked-without-workflows" = |it| it.unasked_without_workflows();
}

/// How the domains stand.
#[derive(Debug)]
pub(crate) enum Uptime {
    Unconcerned,
    Watched,
    /// No domain is known.
    Domainless,
    /// There are no workflows; what serves the domains.
    Elsewhere(Site),
    Unknown(String),
    Lacking(Endpoints),
}

impl Repository<'_> {
    fn uptime(&self) -> &Uptime {
        self.answers
            .or_find(|| self.find_uptime().unwrap_or_else(Uptime::Unknown))
    }

    fn find_uptime(&self) -> Result<Uptime, String> {
        let survey = self.survey;
        if self.service.beside.is_empty() || reached(survey) > 0 {
            return Ok(Uptime::Unconcerned);
        }
        let found = endpoints(survey, &self.known(), fronts(survey));
        let proxy = proxy(survey);
        let is_deployed = || {
            !deployed(survey).is_empty()
                || hosts(survey) != Hosts::None
                || runs_containers(survey)
                || elsewhere(survey).is_some()
        };
        if !found.has_domain && proxy.is_none() && !is_deployed() {
            return Ok(Uptime::Unconcerned);
        }
        let asked: Vec<&str> = found.all.iter().map(|it| it.host.as_str()).collect();
        if is_watched(survey, &asked) {
            return Ok(Uptime::Watched);
        }
        let has_workflows = survey.overlay.has_files_below(WORKFLOWS);
        if !has_workflows && (found.has_domain || proxy.is_some()) {
            let entry = self
                .service
                .beside
                .iter()
                .find_map(|it| it.entry.as_deref());
            let path = proxy.or(entry).unwrap_or("fixup.toml");
            return Ok(Uptime::Elsewhere(Site::new(path, 0..1, 1)));
        }
        if !found.has_domain {
            return Ok(Uptime::Domainless);
        }
        if found.all.is_empty() {
            return Err(found.remarks.join("; "));
        }
        Ok(Uptime::Lacking(found))
    }

    fn asked_domains(&self) -> Fact<Value> {
        match self.uptime() {
            Uptime::Unknown(reason) => Fact::Unknown(reason.clone()),
            Uptime::Unconcerned | Uptime::Elsewhere(_) => Fact::Absent,
            Uptime::Watched | Uptime::Domainless | Uptime::Lacking(_) => Fact::flag(true),
        }
    }

    fn uptime_remarks(&self) -> Fact<Value> {
        match self.uptime() {
            Uptime::Lacking(it) => Fact::Present(Value::from(it.remarks.clone())),
            _ => Fact::Absent,
        }
    }

    fn unasked_domains(&self) -> Fact<Vec<Site>> {
        let site = Site::new(WORKFLOWS, 0..0, 1);
        Fact::Present(match self.uptime() {
            Uptime::Lacking(it) => {
                let all = it.all.iter().map(|it| format!("{}{}", it.host, it.path));
                vec![site.with("domains", all.collect::<Vec<String>>())]
            }
            // without a domain the template asks for the parameter of this name, which nobody has given either
            Uptime::Domainless => vec![site],
            _ => Vec::new(),
        })
    }

    fn unasked_without_workflows(&self) -> Fact<Vec<Site>> {
        Fact::Present(match self.uptime() {
            Uptime::Elsewhere(site) => vec![site.clone()],
            _ => Vec::new(),
        })
    }
}
