//! The environment to come, with all that follows from its reference, and why it cannot be derived.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::edit::hcl::Name;
use crate::survey::aws::environment::groups::{self, SERVICE_CIDRS};
use crate::survey::aws::environment::hosts::{Known, call, called, known, module_of, scripts};
use crate::survey::aws::environment::names::{Names, declares};
use crate::survey::aws::environment::network::{Moved, subnets};
use crate::survey::aws::environment::ours::{Ours, ours};
use crate::survey::aws::environment::reference::{SIZE, companions, found, shared_size};
use crate::survey::aws::environment::renamed::{Words, edits};
use crate::survey::aws::environment::shared::{database, opened};
use crate::survey::aws::environment::state;
use crate::survey::environments::says_environment;
use crate::survey::terraform::environments::Evidence;
use crate::survey::terraform::environments::plan::Plan;
use crate::survey::terraform::expressions::{
    blocks, label, output_of, value, variable_of, written,
};
use crate::survey::terraform::surveyed::Terraform;
use crate::survey::terraform::tree::{Folder, Tree};
use crate::survey::terraform::values::ValueFile;
use crate::tree::paths::within;

/// The environment to come.
pub(super) struct Sought<'t> {
    pub(super) survey: &'t Survey<'t>,
    pub(super) tree: &'t Tree,
    pub(super) values: &'t [ValueFile],
    pub(super) plan: &'t Plan,
    pub(super) reference: &'t Folder,
    pub(super) words: Words,
    pub(super) moved: Moved,
    pub(super) hosts: Vec<Known>,
    /// The variable for the size of all hosts, which each gets for itself, and the calls that use it.
    pub(super) size: Option<String>,
    pub(super) sized: BTreeSet<String>,
    /// Files beside those of Terraform that the reference reads.
    pub(super) companions: BTreeSet<String>,
    pub(super) ours: BTreeMap<&'static str, Ours>,
    pub(super) names: Names,
    /// The region, as it is written.
    pub(super) region: Option<String>,
    /// What the reference declares.
    pub(super) declared: BTreeSet<Name>,
    /// Lists of things that the role of the application may use, beside those that the environment makes.
    pub(super) granted: Vec<String>,
    /// Whether its hosts have fixed addresses: each is told where the other is, or a rule lets one in.
    pub(super) fixes_addresses: bool,
    /// How many subnets its hosts and databases need.
    pub(super) subnets: usize,
    pub(super) services: Vec<Deployed>,
    secrets: BTreeSet<String>,
}

/// A service that the repository deploys.
pub(super) struct Deployed {
    pub(super) name: String,
    /// Whether browsers load it: it runs on the host that they reach.
    pub(super) serves_pages: bool,
    /// Whether it may ask for a database.
    pub(super) asks_database: bool,
}

/// What a role of ours is given by what the environment makes.
pub(super) const MADE: [&str; 5] = [
    "kms_key_arns",
    "repository_arns",
    "secret_arns",
    "bucket_arns",
    "log_group_arns",
];

impl<'t> Sought<'t> {
    /// What a plan gives; none where its reference is gone.
    pub(super) fn of(
        survey: &'t Survey<'t>,
        terraform: &'t Terraform,
        services: Vec<Deployed>,
        plan: &'t Plan,
    ) -> Option<Self> {
        let tree = &terraform.tree;
        let reference = tree
            .folders
            .iter()
            .find(|folder| folder.path == plan.reference)?;
        let hosts = known(tree, reference);
        let mut ours = ours(tree, reference);
        // a registry without a repository has no address
        ours.retain(|kind, it| *kind != "ecr" || it.is_called || !services.is_empty());
        let names = Names::of(reference, &plan.word);
        let values = terraform.values();
        let size = shared_size(reference, &hosts);
        let sized = hosts.iter().map(|it| it.host.call.clone()).filter(|name| {
            let variable =
                call(reference, name).and_then(|(_, block)| variable_of(value(&block.body, SIZE)?));
            variable.is_some() && variable == size
        });
        let granted = ours
            .get("iam")
            .map(|iam| iam.variables.clone())
            .unwrap_or_default();
        let granted = granted
            .into_iter()
            .filter(|name| name.ends_with("_arns") && !is_made(name, &ours));
        Some(Self {
            survey,
            values,
            plan,
            words: Words::of(plan),
            moved: Moved::of(tree, reference, values),
            sized: sized.collect(),
            size,
            companions: companions(reference).unwrap_or_default(),
            region: region(reference, &names),
            declared: reference.names().declares,
            granted: granted.collect(),
            subnets: subnets(reference, tree),
            services,
            secrets: terraform.secret_variables(),
            fixes_addresses: fixes_addresses(tree, reference, &hosts),
            hosts,
            ours,
            names,
            tree,
            reference,
        })
    }

    /// Whether a variable of this name holds a secret.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        self.secrets.contains(name)
    }

    /// Hosts whose address on the internet others name, where none is fixed yet: the one that the world reaches, and those whose
    /// addresses the reference tells.
    pub(super) fn reached(&self) -> Vec<&Known> {
        let modules = calls(self.tree, self.reference);
        let mut all = modules.into_iter().chain([self.reference]);
        if all.any(|folder| folder.declared().any(|it| it.kind == "aws_eip")) {
            return Vec::new();
        }
        let is_told = |it: &Known| {
            let files = self.reference.files.iter();
            let address = public_ip(self.tree, it);
            address.is_some_and(|path| {
                let parts: Vec<&str> = path.iter().map(String::as_str).collect();
                files
                    .map(|file| found(&file.body, &parts).len())
                    .sum::<usize>()
                    > 0
            })
        };
        let hosts = self.hosts.iter().filter(|it| it.id.is_some());
        hosts.filter(|it| it.is_edge || is_told(it)).collect()
    }

    /// Whether something of it is called after its project.
    pub(super) fn is_named(&self) -> bool {
        let databases = calls(self.tree, self.reference);
        let has_database = databases
            .into_iter()
            .any(|module| database(module).is_some());
        let starts = |it: &Known| {
            let paths = scripts(&self.plan.folder, it);
            paths.iter().all(|path| self.survey.overlay.exists(path))
        };
        let has_role = !self.hosts.is_empty() && self.ours.contains_key("iam");
        let is_reached = !self.reached().is_empty();
        has_database
            || has_role
            || is_reached
            || self.ours.contains_key("kms")
            || self.hosts.iter().any(starts)
    }

    /// The group that the host which the world reaches gets for itself, where nothing that it runs asks for a database.
    pub(super) fn own_group(&self) -> Option<groups::Own> {
        let mut pages = self.services.iter().filter(|it| it.serves_pages);
        let asks = pages.any(|it| it.asks_database) || self.hosts.len() != 2;
        groups::own(self.tree, self.reference, &self.hosts).filter(|_| !asks)
    }

    /// The call of a module of ours, which the environment makes where the reference does not.
    pub(super) fn call(&self, kind: &str) -> Option<&str> {
        self.ours.get(kind).map(|ours| ours.call.as_str())
    }
}

/// Whether what the environment makes gives a role this; a bucket that is there already is named by a variable.
fn is_made(name: &str, ours: &BTreeMap<&'static str, Ours>) -> bool {
    MADE.contains(&name) && (name != "bucket_arns" || ours.contains_key("s3"))
}

/// The path of a host's address on the internet.
pub(super) fn public_ip(tree: &Tree, known: &Known) -> Option<[String; 3]> {
    let module = module_of(tree, &known.host)?;
    let output = output_of(module, "aws_instance", "public_ip")?;
    Some(["module".to_owned(), known.host.call.clone(), output])
}

/// The modules of the tree that a root calls.
pub(super) fn calls<'t>(tree: &'t Tree, root: &Folder) -> Vec<&'t Folder> {
    let calls = blocks(root, "module", &[]);
    calls
        .filter_map(|(_, block)| called(tree, root, block))
        .collect()
}

fn fixes_addresses(tree: &Tree, reference: &Folder, hosts: &[Known]) -> bool {
    let is_known = hosts.iter().all(|it| it.address.is_some());
    let mut modules = calls(tree, reference).into_iter();
    let asks = |module: &Folder| {
        declares(module, SERVICE_CIDRS)
            || opened(module, false, false)
                .iter()
                .any(|it| it.variable == SERVICE_CIDRS)
    };
    is_known && !hosts.is_empty() && (hosts.len() > 1 || modules.any(asks))
}

/// The region as it is written: the default of the variable, or a text.
fn region(reference: &Folder, names: &Names) -> Option<String> {
    let Some(name) = names.region.expression.strip_prefix("var.") else {
        return Some(names.region.expression.clone()).filter(|it| it.starts_with('"'));
    };
    let labels = [name];
    let (source, block) = blocks(reference, "variable", &labels).next()?;
    Some(written(source, value(&block.body, "default")?).to_owned())
}

/// Why an environment cannot be derived from the reference of a plan.
pub(super) fn trouble(survey: &Survey<'_>, terraform: &Terraform, plan: &Plan) -> Option<Evidence> {
    let tree = &terraform.tree;
    let reference = tree
        .folders
        .iter()
        .find(|folder| folder.path == plan.reference)?;
    let words = Words::of(plan);
    let mut values = terraform.values().iter();
    if let Some((path, error)) = values.find_map(|it| Some((&it.path, it.body.as_ref().err()?))) {
        let reason = format!(
            "`{path}` does not parse at line {}; mend it, or leave it out with `--exclude {path}`",
            error.line
        );
        return Some(Evidence::new(path, error.line, reason));
    }
    if let Err((path, line)) = companions(reference) {
        let reason = format!(
            "`{path}` reads a file at line {line} whose path nobody can tell; copy the environment by hand"
        );
        return Some(Evidence::new(&path, line, reason));
    }
    if let Some((path, line)) = state::shared(reference, &words) {
        let reason = format!(
            "the state at {path}:{line} says nothing of `{}`, and production must not share it; name the environment in it",
            plan.stage
        );
        return Some(Evidence::new(&path, line, reason));
    }
    if let Some(evidence) = secret(survey, terraform, reference) {
        return Some(evidence);
    }
    let is_inside =
        |folder: &Folder| folder.path != reference.path && within(&folder.path, &reference.path);
    let inside = blocks(reference, "module", &[])
        .find(|(_, block)| called(tree, reference, block).is_some_and(is_inside));
    if let Some((source, block)) = inside {
        let reason = format!(
            "`module.{}` lies in the environment itself, where no other one can call it",
            label(block, 0)
        );
        return Some(Evidence::within(source, block, reason));
    }
    let says = reference.files.iter().any(|file| {
        let renamed = !edits(&file.text, &file.body, &words, None).is_empty();
        renamed
            || blocks(reference, "variable", &[])
                .any(|(_, block)| says_environment(label(block, 0)))
    });
    (!says).then(|| {
        let reason = format!(
            "nothing in `{}` is called after it, so production would have the same names",
            reference.path
        );
        Evidence::at(reference, reason)
    })
}

/// A file of the reference that holds a secret, which another environment must not get.
fn secret(survey: &Survey<'_>, terraform: &Terraform, reference: &Folder) -> Option<Evidence> {
    let hidden = terraform.hidden();
    let shows = |text: &str| {
        hidden
            .iter()
            .any(|secret| text.contains(&format!("\"{secret}\"")))
    };
    let beside = companions(reference).unwrap_or_default();
    let beside = beside
        .into_iter()
        .filter_map(|path| Some((survey.text(&path)?, path)));
    let own = reference
        .files
        .iter()
        .map(|file| (file.text.clone(), file.path.clone()));
    let (_, path) = own.chain(beside).find(|(text, _)| shows(text))?;
    let reason = format!(
        "`{path}` holds a secret, which another environment must not get; take it out first"
    );
    Some(Evidence::new(&path, 1, reason))
}
