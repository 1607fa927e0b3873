//! Terraform as patches see it: the words that they may use, and the lists behind them.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::hcl::ParseError;
use crate::survey::fact::{Captures, Fact, Kind, Site, Word, word};
use crate::survey::service::{Service, Stack};
use crate::survey::terraform::read::Source;
use crate::survey::terraform::{Block, Dangling, File, Tree, VariableFile, dangling, trees};
use crate::tree::paths::within;

/// The names that patches for terraform may use.
pub const VOCABULARY: &[Word] = &[
    word(
        "instances",
        Kind::Fact,
        "an EC2 instance or launch template is there",
    ),
    word(
        "roleless-instances",
        Kind::Fact,
        "an instance or launch template has no instance profile",
    ),
    word(
        "instance-variables",
        Kind::List,
        "where folders with roleless instances declare their variables",
    ),
    word(
        "user-data-variables",
        Kind::List,
        "where modules whose instance takes no user data declare their variables",
    ),
    word(
        "instances-without-profile",
        Kind::List,
        "instances without an instance profile, their own or a launch template's",
    ),
    word(
        "launch-templates-without-profile",
        Kind::List,
        "launch templates without an instance profile",
    ),
    word(
        "instances-without-user-data",
        Kind::List,
        "the only instance of a module, where it takes no user data",
    ),
    word(
        "instances-without-replacement",
        Kind::List,
        "instances with `var.user_data` that leave open whether a change replaces them",
    ),
    word(
        "instances-without-metadata-options",
        Kind::List,
        "instances and launch templates that leave the metadata service as it is",
    ),
];

/// One tree of modules and environments, surveyed.
pub struct Terraform {
    tree: Tree,
    /// A file that does not parse and may hold an instance.
    unreadable: Option<String>,
}

impl Terraform {
    /// Surveys `service`; `None` where it is no longer there.
    #[must_use]
    pub fn new(survey: &Survey<'_>, service: &Service) -> Option<Self> {
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

    /// The fact `name`.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Fact<Value>> {
        let there = match name {
            "instances" => !self.tree.instances().is_empty(),
            "roleless-instances" => !self.roleless().is_empty(),
            _ => return None,
        };
        // what stands in a file that does not parse is not known
        Some(match &self.unreadable {
            Some(path) => Fact::Unknown(format!(
                "`{path}` does not parse; mend it, or leave it out with `--exclude {path}`"
            )),
            None if there => Fact::Present(Value::from(true)),
            None => Fact::Absent,
        })
    }

    /// The list `name`.
    #[must_use]
    pub fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        let tree = &self.tree;
        let sites = match name {
            "instance-variables" => files(tree.variable_files(&self.roleless())),
            "user-data-variables" => files(tree.variable_files(&tree.modules_without_user_data())),
            "instances-without-profile" => blocks(tree.instances_without_profile()),
            "launch-templates-without-profile" => blocks(tree.launch_templates_without_profile()),
            "instances-without-user-data" => blocks(tree.modules_without_user_data()),
            "instances-without-replacement" => blocks(tree.user_data_without_replacement()),
            "instances-without-metadata-options" => {
                blocks(tree.instances_without_metadata_options())
            }
            _ => return None,
        };
        Some(Fact::Present(sites))
    }

    fn roleless(&self) -> Vec<&Block> {
        [
            self.tree.instances_without_profile(),
            self.tree.launch_templates_without_profile(),
        ]
        .concat()
    }

    /// References that lead nowhere.
    #[must_use]
    pub fn dangling(&self) -> BTreeSet<Dangling> {
        dangling(std::slice::from_ref(&self.tree))
    }

    /// The first instance.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        let first = self
            .tree
            .instances()
            .first()
            .map(|block| (block.path.clone(), block.line));
        first.or_else(|| self.unreadable.clone().map(|path| (path, 1)))
    }
}

/// The Terraform services of the repository that use AWS.
#[must_use]
pub fn services(survey: &Survey<'_>) -> Vec<Service> {
    let used = below(survey, "").into_iter().filter(Tree::uses_aws);
    used.map(|tree| Service {
        path: tree.path,
        stack: Stack::Terraform,
        entry: None,
        unreadable: None,
    })
    .collect()
}

/// What each file says, by its path and text.
type Sources = Memo<(String, String), Result<Source, ParseError>>;

/// The trees of the Terraform files below `folder`.
fn below(survey: &Survey<'_>, folder: &str) -> Vec<Tree> {
    let paths = survey
        .overlay
        .paths()
        .filter(|path| path.ends_with(".tf") && within(path, folder));
    let texts: Vec<(&str, std::sync::Arc<str>)> = paths
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

fn blocks(list: Vec<&Block>) -> Vec<Site> {
    let site = |block: &Block| Site {
        path: block.path.clone(),
        range: block.range.clone(),
        line: block.line,
        captures: Captures::new(),
    };
    list.into_iter().map(site).collect()
}

/// A whole file is a site without a range.
fn files(list: Vec<VariableFile>) -> Vec<Site> {
    list.into_iter()
        .map(|file| Site {
            path: file.path,
            range: 0..0,
            line: 1,
            captures: Captures::new(),
        })
        .collect()
}
