//! The words that patches may use of a tree of Terraform, and the lists behind them.

use std::collections::BTreeSet;
use std::sync::Arc;

use elsa::sync::FrozenMap;
use minijinja::Value;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::code::asked::Asked;
use crate::survey::fact::{Dangling, Fact, Site};
use crate::survey::service::Service;
use crate::survey::terraform::group::trees;
use crate::survey::terraform::host::Block;
use crate::survey::terraform::secrets::{self, Secrets};
use crate::survey::terraform::source::{Contents, Source};
use crate::survey::terraform::tree::{Tree, VariableFile, dangling};
use crate::survey::terraform::values::{ValueFile, value_files};
use crate::survey::word::{Rooms, Surveyed, vocabulary};
use crate::tree::{Literal, Literals, is_terraform};

/// The words of a tree of Terraform, whatever is deployed with it.
pub(crate) const ROOMS: Rooms<Terraform> = &[WORDS, secrets::words::WORDS];

vocabulary! { Terraform:
    /// an EC2 instance or launch template is there
    fact "instances" = |it, _| it.holds(!it.tree.instances().is_empty());
    /// an instance or launch template has no instance profile
    fact "roleless-instances" = |it, _| it.roleless_instances();
    /// where folders with roleless instances declare their variables
    list "instance-variables" = |it| files(it.tree.variable_files(&it.roleless()));
    /// where modules whose instance takes no user data declare their variables
    list "user-data-variables" = |it| files(it.tree.variable_files(&it.tree.modules_without_user_data()));
    /// instances without an instance profile, their own or a launch template's
    list "instances-without-profile" = |it| blocks(it.tree.instances_without_profile());
    /// launch templates without an instance profile
    list "launch-templates-without-profile" = |it| blocks(it.tree.launch_templates_without_profile());
    /// the only instance of a module, where it takes no user data
    list "instances-without-user-data" = |it| blocks(it.tree.modules_without_user_data());
    /// instances with `var.user_data` that leave open whether a change replaces them
    list "instances-without-replacement" = |it| blocks(it.tree.user_data_without_replacement());
    /// instances and launch templates that leave the metadata service as it is
    list "instances-without-metadata-options" = |it| blocks(it.tree.instances_without_metadata_options());
}

/// One tree of modules and environments, surveyed.
pub(crate) struct Terraform {
    pub(crate) tree: Tree,
    values: Vec<ValueFile>,
    secrets: Asked<Secrets>,
    /// Why not all instances are known: one may stand in a file that does not parse, or in JSON.
    unknown_hosts: Option<Unknown>,
}

/// Why something is not known, and where.
struct Unknown {
    path: String,
    line: usize,
    reason: String,
}

impl Terraform {
    /// Surveys `service`; `None` where it is no longer there.
    #[must_use]
    pub(crate) fn new(survey: &Survey<'_>, service: &Service) -> Option<Self> {
        let tree = below(survey, service.folder())
            .iter()
            .find(|tree| tree.path == service.path)
            .cloned()?;
        let hosts = tree.unreadable(Literal::AwsHost).map(does_not_parse);
        let in_json = tree.roleless_in_json().map(|path| Unknown {
            path: path.to_owned(),
            line: 1,
            reason: format!(
                "`{path}` is JSON, which is not edited; give its instances a profile there"
            ),
        });
        let unknown_hosts = hosts.or(in_json);
        Some(Self {
            secrets: Asked::default(),
            unknown_hosts,
            values: value_files(survey, service.folder()),
            tree,
        })
    }

    /// Where secrets stand.
    pub(super) fn secrets(&self) -> &Secrets {
        self.secrets
            .or_find(|| Secrets::of(&self.tree, &self.values))
    }

    /// The files of values.
    pub(crate) fn values(&self) -> &[ValueFile] {
        &self.values
    }

    /// The names of variables that hold a secret.
    pub(crate) fn secret_variables(&self) -> BTreeSet<String> {
        self.secrets().names.clone()
    }

    /// Why not all secrets are known: one may stand in a file that does not parse.
    fn unknown_secrets(&self) -> Option<Unknown> {
        let values = self.values.iter().find_map(|file| {
            let error = file.body.as_ref().err()?;
            let literals = Literals::in_file("values.tf", file.text.as_bytes());
            literals
                .has(Literal::Secret)
                .then(|| does_not_parse((&file.path, error.line)))
        });
        let files = self.tree.unreadable(Literal::Secret).map(does_not_parse);
        files.or(values)
    }

    /// A fact about the secrets of the tree, which a file that does not parse may have more of.
    pub(super) fn about_secrets(&self, there: impl Fn(&Secrets) -> bool) -> Fact<Value> {
        let reason = self.unknown_secrets().map(|unknown| unknown.reason);
        Fact::flag_unless(reason.as_ref(), there(self.secrets()))
    }

    /// A fact about the whole tree: what stands in a file that does not parse is not known.
    fn holds(&self, there: bool) -> Fact<Value> {
        let reason = self.unknown_hosts.as_ref().map(|unknown| &unknown.reason);
        Fact::flag_unless(reason, there)
    }

    fn roleless_instances(&self) -> Fact<Value> {
        let roleless = self.roleless();
        match self.tree.unfit_profile(&roleless) {
            Some(folder) => Fact::Unknown(format!(
                "`var.iam_instance_profile` in `{}` is not the name of a profile; give the instance its profile by hand",
                folder.path
            )),
            None => self.holds(!roleless.is_empty()),
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

impl Terraform {
    /// The first instance, where a finding about something that is missing points.
    pub(crate) fn place(&self) -> Option<(String, usize)> {
        let instances = self.tree.instances();
        let first = instances.first();
        let first = first.map(|block| (block.path.clone(), block.line));
        let place = |unknown: &Unknown| (unknown.path.clone(), unknown.line);
        let hosts = || self.unknown_hosts.as_ref().map(place);
        first
            .or_else(hosts)
            .or_else(|| self.unknown_secrets().as_ref().map(place))
    }

    /// Texts of its files that nobody may see.
    pub(crate) fn hidden(&self) -> Vec<String> {
        self.secrets().hidden.iter().cloned().collect()
    }

    /// References that lead nowhere.
    pub(crate) fn dangling(&self) -> BTreeSet<Dangling> {
        dangling(std::slice::from_ref(&self.tree))
    }
}

fn does_not_parse((path, line): (&str, usize)) -> Unknown {
    Unknown {
        path: path.to_owned(),
        line,
        reason: format!(
            "`{path}` does not parse at line {line}; mend it, or leave it out with `--exclude {path}`"
        ),
    }
}

/// What each file says, by its path and text.
type Known = Arc<Memo<(String, Arc<str>), Arc<Contents>>>;

/// The trees of a survey, by the folder that they are below.
#[derive(Default)]
struct Trees(FrozenMap<String, Box<Arc<[Tree]>>>);

/// The trees of the Terraform files below `folder`, put together once a survey.
pub(crate) fn below(survey: &Survey<'_>, folder: &str) -> Arc<[Tree]> {
    let known = &survey.answers.of::<Trees>().0;
    if let Some(trees) = known.get(folder) {
        return trees.clone();
    }
    let found = Box::new(find(survey, folder).into());
    known.insert(folder.to_owned(), found).clone()
}

fn find(survey: &Survey<'_>, folder: &str) -> Vec<Tree> {
    let known = survey.parsed.answers.of::<Known>();
    let paths = survey
        .overlay
        .paths_below(folder)
        .filter(|path| is_terraform(path));
    let files = paths.map(|path| {
        let (known, text, own) = (known.clone(), survey.overlay.reader(path), path.to_owned());
        let read = move || {
            let text = match text() {
                Ok(text) => text.unwrap_or_default(),
                Err(unreadable) => return Arc::new(Contents::unreadable(&own, unreadable.0)),
            };
            known.of((own.clone(), text.clone()), || {
                Arc::new(Contents::of(&own, text))
            })
        };
        let mut file = Source::new(path, survey.overlay.literals(path), read);
        file.is_written = survey.overlay.is_written(path);
        file
    });
    trees(files.collect())
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
