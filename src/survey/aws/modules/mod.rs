//! Which modules of Terraform a deployment to machines of one's own lacks: what its services need, what is there, and where
//! a module would lie.

pub(super) mod capabilities;
mod layout;
mod needs;
mod part;
mod present;

use std::collections::BTreeSet;

use minijinja::Value;

use crate::survey::aws::modules::capabilities::{capabilities, through, unknown};
use crate::survey::aws::modules::layout::Layout;
use crate::survey::aws::modules::needs::Needs;
use crate::survey::aws::modules::part::Part;
use crate::survey::aws::modules::present::{Present, asks_for_key, has_roleless_instance};
use crate::survey::aws::surveyed::Aws;
use crate::survey::fact::{Fact, Site};
use crate::survey::terraform::paths::join;
use crate::survey::word::vocabulary;

vocabulary! { Aws:
    /// environments with machines of their own call modules that lie in the tree
    fact "called-modules" = |it, _| it.about_modules(|_| true);
    /// a module that something would use is not there
    fact "missing-modules" = |it, _| it.about_modules(|known| !known.missing.is_empty());
    /// what is to be said of modules that are missing, or seem to come from elsewhere
    fact "modules-left-out" = |it, _| it.modules_left_out();
    /// the folder for a module of alarms and groups of logs
    list "missing-cloudwatch-module" = |it| it.missing(Part::Logs);
    /// the folder for a module of repositories for images
    list "missing-ecr-module" = |it| it.missing(Part::Images);
    /// the folder for a module of roles of machines
    list "missing-iam-module" ["capabilities", "files", "via"] = |it| it.missing(Part::Role);
    /// the folder for a module of the key that the others use
    list "missing-kms-module" = |it| it.missing(Part::Key);
    /// the folder for a module of a bucket
    list "missing-s3-module" = |it| it.missing(Part::Files);
    /// the folder for a module of secrets
    list "missing-secrets-module" = |it| it.missing(Part::Secrets);
    /// where addresses of objects are handed out that a private bucket would not answer
    list "unsigned-object-urls" = |it| it.unsigned_object_urls();
}

/// Whether modules are missing.
#[derive(Debug)]
pub(crate) enum Modules {
    /// Nothing would call them.
    Unconcerned,
    /// It cannot be told, and why.
    Unknown(String),
    /// It is known.
    Known(Known),
}

/// Which modules are missing.
#[derive(Debug)]
pub(crate) struct Known {
    /// The folder that modules lie in.
    pub(crate) folder: String,
    /// The parts that nothing makes, though something would use them.
    pub(crate) missing: BTreeSet<Part>,
    /// Places for which a private bucket is no answer.
    unsigned: Vec<Site>,
    capabilities: Value,
    /// Whether services keep objects in a bucket, be it one that is there.
    uses_files: bool,
    /// Services that use the key on behalf of a role.
    via: Vec<&'static str>,
    left_out: Vec<String>,
}

impl Aws<'_> {
    /// Which modules are missing.
    pub(crate) fn modules(&self) -> &Modules {
        self.answers.or_find(|| self.find_modules())
    }

    fn find_modules(&self) -> Modules {
        let tree = &self.terraform.tree;
        let folder = match Layout::of(self.survey, tree) {
            Layout::None => return Modules::Unconcerned,
            Layout::Unknown(reason) => return Modules::Unknown(reason),
            Layout::Modules(folder) => folder,
        };
        let needs = Needs::of(self);
        if !needs.has_services {
            return Modules::Unconcerned;
        }
        let present = Present::of(self.survey);
        let wanted = [
            (Part::Images, needs.images),
            (Part::Files, needs.files),
            (Part::Role, has_roleless_instance(tree)),
            (Part::Secrets, needs.secrets),
            (Part::Logs, true),
        ];
        let wanted = wanted
            .iter()
            .filter(|(part, is_wanted)| *is_wanted && !present.has(*part));
        let wanted: Vec<Part> = wanted.map(|(part, _)| *part).collect();
        let is_unmade = |part: &Part| present.module(*part).is_none();
        let mut missing: BTreeSet<Part> = wanted.iter().copied().filter(is_unmade).collect();
        let unsigned = if missing.contains(&Part::Files) {
            needs.unsigned.clone()
        } else {
            Vec::new()
        };
        if !unsigned.is_empty() {
            missing.remove(&Part::Files);
        }
        let mut left_out = remarks(&needs, &missing);
        left_out.extend(wanted.iter().filter_map(|part| {
            let source = present.module(*part)?;
            let name = part.signs().names[0];
            Some(format!("no `{name}`, which `{source}` seems to bring"))
        }));
        let encrypts = missing.iter().any(|part| *part != Part::Role);
        let has_key = present.has(Part::Key);
        if missing.contains(&Part::Logs) && has_key {
            left_out.push(
                "the policy of the key that is there must let logs and alarms use it".to_owned(),
            );
        }
        if (encrypts || asks_for_key(tree)) && !has_key && is_unmade(&Part::Key) {
            missing.insert(Part::Key);
        }
        Modules::Known(Known {
            folder,
            uses_files: needs.files,
            via: through(&needs.clients, missing.contains(&Part::Files)),
            missing,
            unsigned,
            capabilities: capabilities(&needs.clients),
            left_out,
        })
    }

    fn known(&self) -> Option<&Known> {
        match self.modules() {
            Modules::Known(known) => Some(known),
            Modules::Unconcerned | Modules::Unknown(_) => None,
        }
    }

    fn about_modules(&self, there: impl Fn(&Known) -> bool) -> Fact<Value> {
        match self.modules() {
            Modules::Unknown(reason) => Fact::Unknown(reason.clone()),
            Modules::Unconcerned => Fact::Absent,
            Modules::Known(known) => Fact::flag(there(known)),
        }
    }

    fn modules_left_out(&self) -> Fact<Value> {
        let said = self.known().map(|known| known.left_out.clone());
        Fact::from_option(said.filter(|said| !said.is_empty()).map(Value::from))
    }

    fn missing(&self, part: Part) -> Fact<Vec<Site>> {
        let known = self.known().filter(|known| known.missing.contains(&part));
        let site = known.map(|known| {
            let site = Site::new(&self.folder_for(known, part), 0..0, 1);
            match part {
                Part::Role => site
                    .with("capabilities", known.capabilities.clone())
                    .with("files", known.uses_files)
                    .with("via", known.via.clone()),
                _ => site,
            }
        });
        Fact::Present(site.into_iter().collect())
    }

    /// Where a module is to lie: under its usual name, or the other one where something else lies there.
    fn folder_for(&self, known: &Known, part: Part) -> String {
        let folders = part.signs().names.map(|name| join(&known.folder, name));
        let is_free = |folder: &&String| {
            let mut own = self.terraform.tree.folders.iter();
            !own.any(|it| it.path == **folder)
        };
        folders.iter().find(is_free).unwrap_or(&folders[0]).clone()
    }

    fn unsigned_object_urls(&self) -> Fact<Vec<Site>> {
        let sites = self.known().map(|known| known.unsigned.clone());
        Fact::Present(sites.unwrap_or_default())
    }
}

/// What is to be said of the modules that are missing.
fn remarks(needs: &Needs, missing: &BTreeSet<Part>) -> Vec<String> {
    let mut said = Vec::new();
    if missing.contains(&Part::Role) {
        let unknown = unknown(&needs.clients).map(|client| {
            let Site { path, line, .. } = &client.site;
            format!(
                "no policy for `{}`, which `{path}:{line}` calls",
                client.service
            )
        });
        said.extend(unknown);
    }
    if missing.contains(&Part::Files) {
        let lists = needs.access_lists.iter();
        said.extend(lists.map(|site| {
            format!(
                "the bucket refuses the access list of `{}:{}`",
                site.path, site.line
            )
        }));
    }
    said
}
