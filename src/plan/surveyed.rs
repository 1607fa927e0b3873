//! The facts of every service on one tree, surveyed once however many patches ask for them.

use minijinja::Value;
use rayon::prelude::*;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::plan::Planner;
use crate::survey::fact::Fact;
use crate::survey::service::Service;
use crate::survey::stack::Facts;
use crate::survey::stacks;

/// The facts of a service, once somebody has asked for them.
type Known<'s> = Asked<Option<Box<dyn Facts + 's>>>;

pub(super) struct Surveyed<'s> {
    pub(super) survey: &'s Survey<'s>,
    services: Vec<(&'s Service, Known<'s>)>,
}

impl<'s> Surveyed<'s> {
    /// Nothing is looked at before it is asked for.
    pub(super) fn new(survey: &'s Survey<'s>, services: &'s [Service]) -> Self {
        let unasked = |service| (service, Asked::new());
        Self {
            survey,
            services: services.iter().map(unasked).collect(),
        }
    }

    /// The facts of `service`; `None` where it is no longer there or its stack is not surveyed.
    pub(super) fn facts(&self, service: &Service) -> Option<&(dyn Facts + 's)> {
        let known = self.services.iter().find(|(known, _)| *known == service);
        let (service, facts) = known.expect("the services of a tree are found once");
        facts
            .or_find(|| stacks::facts(self.survey, service))
            .as_deref()
    }
}

impl Surveyed<'_> {
    /// Texts that nobody may see, of all services: what patches have asked of them is not worked out again.
    pub(super) fn secrets(&self) -> Vec<String> {
        let services = self.services.par_iter();
        let secrets = services.filter_map(|(service, _)| Some(self.facts(service)?.secrets()));
        secrets.flatten_iter().collect()
    }
}

impl Planner<'_> {
    /// The first service's fact of this name that is there.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Value> {
        self.asked(|facts| match facts.fact(name, None) {
            Some(Fact::Present(value)) => Some(value),
            _ => None,
        })
        .into_iter()
        .next()
    }

    /// Texts of the tree that nobody may see.
    #[must_use]
    pub fn secrets(&self) -> &[String] {
        self.secrets.get_or_init(|| {
            let survey = Survey::new(&self.start, &self.parsed);
            Surveyed::new(&survey, &self.services).secrets()
        })
    }

    /// What the services answer that have an answer.
    fn asked<T>(&self, ask: impl Fn(&dyn Facts) -> Option<T>) -> Vec<T> {
        let survey = Survey::new(&self.start, &self.parsed);
        let services = self.services.iter();
        services
            .filter_map(|service| ask(&*stacks::facts(&survey, service)?))
            .collect()
    }
}
