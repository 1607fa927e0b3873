//! One Next.js app, surveyed: its manifest, its config, and the versions that it asks for.

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::survey::docker::contexts::{Context, own, to_come};
use crate::survey::fact::Fact;
use crate::survey::nextjs::config::{Config, config};
use crate::survey::node::package::{Package, packages};
use crate::survey::service::Service;
use crate::survey::version::NodeVersion;
use crate::survey::word::{Surveyed, vocabulary};
use crate::tree::paths::{below, file_name};

vocabulary! { Nextjs:
    /// what the app is called
    fact "name" = |it, _| Fact::of(it.name());
    /// the folder of the app
    folder "service" = |it, _| Fact::of(it.service.folder());
}

/// One Next.js app, surveyed.
pub(crate) struct Nextjs<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) service: &'s Service,
    pub(crate) package: &'s Package,
    to_come: Asked<Vec<Context>>,
}

impl Surveyed for Nextjs<'static> {
    type Of<'s> = Nextjs<'s>;
}

impl<'s> Nextjs<'s> {
    /// Surveys `service`; `None` where its manifest is gone.
    pub(crate) fn new(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        let mut all = packages(survey).iter();
        let package = all.find(|it| it.folder == service.folder())?;
        Some(Self {
            survey,
            service,
            package,
            to_come: Asked::new(),
        })
    }

    fn name(&self) -> String {
        let folder = file_name(self.service.folder());
        let own = self.package.name().unwrap_or("web");
        (if folder.is_empty() { own } else { folder }).to_owned()
    }

    /// The path of a file of the app.
    pub(crate) fn path(&self, name: &str) -> String {
        below(self.service.folder(), name)
    }

    /// The version of Next.js that the manifest asks for; none where that is a tag.
    pub(crate) fn next(&self) -> Option<NodeVersion> {
        let range = self.package.ranges().find(|(name, _)| *name == "next")?.1;
        NodeVersion::starting(range.trim_start_matches(['^', '~', '=', 'v', '>', '<', ' ']))
    }

    /// What `tsconfig.json` says.
    pub(crate) fn tsconfig(&self) -> Option<serde_json::Value> {
        let text = self.survey.text(&self.path("tsconfig.json"))?;
        jsonc_parser::parse_to_serde_value(&text, &jsonc_parser::ParseOptions::default()).ok()
    }

    /// The config that Next.js reads.
    pub(crate) fn config(&self) -> Fact<Config<'s>> {
        let next = self.next().map(NodeVersion::line);
        config(self.survey, self.service.folder(), next)
    }

    /// The contexts of images that are built from the folder of the app, or will be.
    pub(crate) fn contexts(&self) -> Vec<&Context> {
        let own_folder = self.service.folder();
        let found = own(self.survey, own_folder);
        let expected = || {
            let folder = self.context_to_come().filter(|it| it == own_folder);
            to_come(folder.as_slice(), &found)
        };
        let expected = self.to_come.or_find(expected);
        found.iter().copied().chain(expected).collect()
    }
}
