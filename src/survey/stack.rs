//! What a kind of service has to offer: how its services are found, the words that patches may use of them, and the survey of
//! one. A stack is a folder beside this file and a line in `stacks`.

use std::collections::BTreeSet;
use std::fmt;

use minijinja::Value;

use crate::code::Survey;
use crate::edit::script::Script;
use crate::survey::clouds::Clouds;
use crate::survey::container::Container;
use crate::survey::exposed::Exposed;
use crate::survey::fact::{Dangling, Fact, Site, Slot};
use crate::survey::service::Service;
use crate::survey::version::{NodeVersion, TypeScript};
use crate::survey::word::{Listed, Vocabulary, Word};

/// A kind of service.
pub trait Stack: Sync {
    /// What it is called, and what patches for it may say.
    fn about(&self) -> About;

    /// Its name, in patches and reports.
    fn name(&self) -> &'static str {
        self.about().name
    }

    /// The names that patches for it may use.
    fn words(&self) -> Vec<&'static Word> {
        let rooms = self.about().rooms.iter();
        rooms.flat_map(|rooms| rooms.words()).collect()
    }

    /// The services of this kind, in any order.
    fn services(&self, survey: &Survey<'_>) -> Vec<Service>;

    /// Services that are there because of `others`, which are all that the stacks find by themselves.
    fn services_beside(&self, _survey: &Survey<'_>, _others: &[Service]) -> Vec<Service> {
        Vec::new()
    }

    /// What stands in `service`, computed when asked for; `None` where it is no longer there.
    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> Surveyed<'s>;

    /// The same of a service that is there because of others, which `find` surveys.
    fn facts_beside<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
        _find: Find,
    ) -> Surveyed<'s> {
        self.facts(survey, service)
    }

    /// Whether its services are Node programs that listen by themselves, so that a patch may say which Node a package needs.
    fn serves_on_node(&self) -> bool {
        false
    }

    /// Whether a service of this kind is a part of one of the `other` kind in the same folder.
    fn is_served_by(&self, _other: &dyn Stack) -> bool {
        false
    }
}

/// What a stack is called, and what patches for it may say.
pub struct About {
    name: &'static str,
    rooms: &'static [&'static dyn Listed],
}

impl About {
    /// The name of a stack, and the rooms of its words: its own, then those of its runtime.
    #[must_use]
    pub const fn new(name: &'static str, rooms: &'static [&'static dyn Listed]) -> Self {
        Self { name, rooms }
    }
}

/// What surveys a service, whatever its stack.
pub type Find = for<'s> fn(&'s Survey<'s>, &'s Service) -> Surveyed<'s>;

/// What stands in a service; `None` where it is no longer there.
pub type Surveyed<'s> = Option<Box<dyn Facts + 's>>;

impl fmt::Debug for dyn Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What stands in one service. Names are those of the stack's words; others give `None`.
pub trait Facts: Send + Sync {
    /// What its words mean: of the framework, then of the runtime.
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>>;

    /// A fact, with code as seen from the file `seen_from`.
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        let mut all = self.vocabularies().into_iter();
        all.find_map(|it| it.fact(name, seen_from))
    }

    /// A list of sites.
    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        let mut all = self.vocabularies().into_iter();
        all.find_map(|it| it.sites(name))
    }

    /// A slot.
    fn slot(&self, name: &str) -> Option<Slot> {
        let mut all = self.vocabularies().into_iter();
        all.find_map(|it| it.slot(name))
    }

    /// The survey of its runtime, where it has one: that answers what the stack does not.
    fn runtime(&self) -> Option<&dyn Runtime> {
        None
    }

    /// Where a finding about something that is missing points: file and line.
    fn place(&self) -> Option<(String, usize)> {
        self.runtime()?.place()
    }

    /// The script that new scripts are written like.
    fn model(&self) -> Option<&Script> {
        self.runtime()?.model()
    }

    /// The file that lists the packages which the service needs.
    fn manifest(&self) -> Fact<String> {
        self.runtime().map_or(Fact::Absent, Runtime::manifest)
    }

    /// The Node that the service runs on and the file that says so; `None` where nothing says it.
    fn node(&self) -> Option<(NodeVersion, String)> {
        self.runtime()?.node()
    }

    /// The TypeScript that the service is compiled with; none where it is not written in it.
    fn typescript(&self) -> Option<TypeScript> {
        self.runtime()?.typescript()
    }

    /// Whether plain `.js` files of the service are ES modules.
    fn is_module(&self) -> bool {
        self.runtime().is_some_and(Runtime::is_module)
    }

    /// The folders that the modules of a Python service are imported from, as its start says; none where nothing does.
    fn import_roots(&self) -> Vec<String> {
        self.runtime().map_or_else(Vec::new, Runtime::import_roots)
    }

    /// The package that makes the app of a script: what is imported for it stands above.
    fn app_package(&self) -> Option<&'static str> {
        self.runtime()?.app_package()
    }

    /// What somebody who runs it in a container must know; `None` of what is no container.
    fn container(&self) -> Option<Container> {
        let health = match self.fact("health-path", None) {
            Some(Fact::Present(path)) => Some(path.to_string()),
            _ => None,
        };
        Some(Container {
            health,
            ..self.runtime()?.container()
        })
    }

    /// What its code uses of AWS.
    fn clouds(&self) -> Clouds {
        self.runtime().map_or_else(Clouds::default, Runtime::clouds)
    }

    /// What a proxy in front of it must know.
    fn exposed(&self) -> Exposed {
        Exposed::default()
    }

    /// Why not all of it is known: a file of it cannot be looked into.
    fn obstacle(&self) -> Option<String> {
        self.runtime()?.obstacle()
    }

    /// Texts of its files that nobody may see.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// References of Terraform that lead nowhere.
    fn dangling(&self) -> BTreeSet<Dangling> {
        BTreeSet::new()
    }
}

/// What a runtime knows of a service, whatever framework serves its requests. The methods are those of `Facts`.
pub trait Runtime {
    /// Where a finding about something that is missing points.
    fn place(&self) -> Option<(String, usize)>;

    /// The script that new scripts are written like.
    fn model(&self) -> Option<&Script>;

    /// The file that lists the packages.
    fn manifest(&self) -> Fact<String>;

    /// What somebody who runs it in a container must know, but for what its framework tells.
    fn container(&self) -> Container;

    /// What its code uses of AWS.
    fn clouds(&self) -> Clouds;

    /// Why not all of it is known.
    fn obstacle(&self) -> Option<String> {
        None
    }

    /// The Node that the service runs on.
    fn node(&self) -> Option<(NodeVersion, String)> {
        None
    }

    /// The TypeScript that the service is compiled with.
    fn typescript(&self) -> Option<TypeScript> {
        None
    }

    /// Whether plain `.js` files are ES modules.
    fn is_module(&self) -> bool {
        false
    }

    /// The folders that modules are imported from.
    fn import_roots(&self) -> Vec<String> {
        Vec::new()
    }

    /// The package that makes the app.
    fn app_package(&self) -> Option<&'static str> {
        None
    }
}
