//! Terraform as a stack: its services, the words that patches may use, and the lists behind them.

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::Value;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::hcl::ParseError;
use crate::survey::fact::{Dangling, Fact, Site, Slot};
use crate::survey::service::Service;
use crate::survey::stack::{Facts, Stack};
use crate::survey::terraform::group::trees;
use crate::survey::terraform::host::Block;
use crate::survey::terraform::source::{File, Source};
use crate::survey::terraform::tree::{Tree, VariableFile, dangling};
use crate::survey::word::{self, Rooms, Row, Surveyed, Word};
use crate::tree::paths::within;

/// Terraform on AWS, as a stack.
pub(crate) struct TerraformStack;

const NAME: &str = "terraform";

const ROOMS: Rooms<Terraform> = &[&[
    Row::fact(
        "instances",
        "an EC2 instance or launch template is there",
        |it, _| it.holds(!it.tree.instances().is_empty()),
    ),
    Row::fact(
        "roleless-instances",
        "an instance or launch template has no instance profile",
        |it, _| it.holds(!it.roleless().is_empty()),
    ),
    Row::list(
        "instance-variables",
        "where folders with roleless instances declare their variables",
        &[],
        |it| files(it.tree.variable_files(&it.roleless())),
    ),
    Row::list(
        "user-data-variables",
        "where modules whose instance takes no user data declare their variables",
        &[],
        |it| files(it.tree.variable_files(&it.tree.modules_without_user_data())),
    ),
    Row::list(
        "instances-without-profile",
        "instances without an instance profile, their own or a launch template's",
        &[],
        |it| blocks(it.tree.instances_without_profile()),
    ),
    Row::list(
        "launch-templates-without-profile",
        "launch templates without an instance profile",
        &[],
        |it| blocks(it.tree.launch_templates_without_profile()),
    ),
    Row::list(
        "instances-without-user-data",
        "the only instance of a module, where it takes no user data",
        &[],
        |it| blocks(it.tree.modules_without_user_data()),
    ),
    Row::list(
        "instances-without-replacement",
        "instances with `var.user_data` that leave open whether a change replaces them",
        &[],
        |it| blocks(it.tree.user_data_without_replacement()),
    ),
    Row::list(
        "instances-without-metadata-options",
        "instances and launch templates that leave the metadata service as it is",
        &[],
        |it| blocks(it.tree.instances_without_metadata_options()),
    ),
]];

impl Stack for TerraformStack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn words(&self) -> Vec<&'static Word> {
        word::words(ROOMS).collect()
    }

    /// The trees of the repository; those of other clouds are none.
    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let used = below(survey, "").into_iter().filter(Tree::uses_aws);
        used.map(|tree| Service {
            path: tree.path,
            stack: NAME,
            entry: None,
            unreadable: None,
        })
        .collect()
    }

    fn facts<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
    ) -> Option<Box<dyn Facts + 's>> {
        Some(Box::new(Terraform::new(survey, service)?))
    }
}

/// One tree of modules and environments, surveyed.
pub(crate) struct Terraform {
    tree: Tree,
    /// A file that does not parse and may hold an instance.
    unreadable: Option<String>,
}

impl Terraform {
    /// Surveys `service`; `None` where it is no longer there.
    #[must_use]
    fn new(survey: &Survey<'_>, service: &Service) -> Option<Self> {
        let tree = below(survey, service.folder())
            .into_iter()
            .find(|tree| tree.path == service.path)?;
        let may_hold_host = |path: &&str| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_none_or(|text| {
                text.contains("aws_instance") || text.contains("aws_launch_template")
            })
        };
        let unreadable = tree.unreadable().find(may_hold_host).map(str::to_owned);
        Some(Self { tree, unreadable })
    }

    /// A fact about the whole tree: what stands in a file that does not parse is not known.
    fn holds(&self, there: bool) -> Fact<Value> {
        match &self.unreadable {
            Some(path) => Fact::Unknown(format!(
                "`{path}` does not parse; mend it, or leave it out with `--exclude {path}`"
            )),
            None => Fact::flag(there),
        }
    }

    fn roleless(&self) -> Vec<&Block> {
        [
            self.tree.instances_without_profile(),
            self.tree.launch_templates_without_profile(),
        ]
        .concat()
    }
}

impl Surveyed for Terraform {
    type Of<'s> = Terraform;
}

impl Facts for Terraform {
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        word::fact(ROOMS, self, name, seen_from)
    }

    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        word::list(ROOMS, self, name)
    }

    fn slot(&self, name: &str) -> Option<Slot> {
        word::slot(ROOMS, self, name)
    }

    /// The first instance.
    fn place(&self) -> Option<(String, usize)> {
        let instances = self.tree.instances();
        let first = instances.first();
        let first = first.map(|block| (block.path.clone(), block.line));
        first.or_else(|| self.unreadable.clone().map(|path| (path, 1)))
    }

    fn dangling(&self) -> BTreeSet<Dangling> {
        dangling(std::slice::from_ref(&self.tree))
    }
}

/// What each file says, by its path and text.
type Sources = Memo<(String, String), Result<Source, ParseError>>;

/// The trees of the Terraform files below `folder`.
fn below(survey: &Survey<'_>, folder: &str) -> Vec<Tree> {
    let paths = survey
        .overlay
        .paths()
        .filter(|path| path.ends_with(".tf") && within(path, folder));
    let texts: Vec<(&str, Arc<str>)> = paths
        .filter_map(|path| Some((path, survey.overlay.text(path).ok().flatten()?)))
        .collect();
    let files: Vec<File<'_>> = texts
        .iter()
        .map(|(path, text)| File { path, text })
        .collect();
    let parsed = survey.parsed.answers.of::<Sources>();
    let read = |file: &File<'_>| {
        let key = (file.path.to_owned(), file.text.to_owned());
        parsed.of(key, || Source::read(file.path, file.text))
    };
    trees(&files, read).0
}

fn blocks(list: Vec<&Block>) -> Fact<Vec<Site>> {
    let site = |block: &Block| Site::new(&block.path, block.range.clone(), block.line);
    Fact::Present(list.into_iter().map(site).collect())
}

/// A whole file is a site without a range.
fn files(list: Vec<VariableFile>) -> Fact<Vec<Site>> {
    let site = |file: VariableFile| Site::new(&file.path, 0..0, 1);
    Fact::Present(list.into_iter().map(site).collect())
}
