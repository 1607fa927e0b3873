//! The scripts that hosts start with and that are not there: those that user data names, and those of the production that is to
//! come. They are written for hosts that run compose; what any other host needs, nobody can tell.

use minijinja::Value;

use crate::survey::aws::surveyed::Aws;
use crate::survey::compose::standing::file_of_host;
use crate::survey::fact::{Fact, Site};
use crate::survey::terraform::environments::{Plan, Standing};
use crate::survey::terraform::machines::{serves, words_of};
use crate::survey::terraform::user_data::{Script, has_user_data, scripts};
use crate::survey::word::vocabulary;
use crate::tree::Literal;
use crate::tree::paths::file_name;

/// Variables that hold the name of the project.
const PROJECT: &[&str] = &["project", "project_name", "app_name"];

vocabulary! { Aws:
    /// hosts start with scripts, and those that are missing can be written
    fact "init-scripts" = |it, _| it.has_init_scripts();
    /// a script that a host starts with is missing, or will be once production is there
    fact "scriptless-hosts" = |it, _| it.has_scriptless_hosts();
    /// missing scripts that are the whole user data of a host
    list "missing-scripts" ["compose_file"] = |it| Fact::Present(it.scripts().whole.clone());
    /// the same, where `templatefile` reads them
    list "missing-script-templates" ["compose_file"] = |it| Fact::Present(it.scripts().templates.clone());
    /// missing scripts with what is particular to a host of the production that is to come
    list "missing-host-scripts" ["host", "compose_file"] = |it| Fact::Present(it.scripts().hosts.clone());
    /// the missing script with what all of these hosts have in common
    list "missing-common-scripts" = |it| Fact::Present(it.scripts().common.clone());
    /// user data that names a missing script, where nothing tells what that has to do
    list "unclear-scripts" = |it| Fact::Present(it.scripts().unclear.clone());
}

/// The scripts that the hosts of a tree lack.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    whole: Vec<Site>,
    templates: Vec<Site>,
    hosts: Vec<Site>,
    common: Vec<Site>,
    unclear: Vec<Site>,
    /// Whether hosts of the production that is to come start with scripts, there or not.
    are_awaited: bool,
}

impl Aws<'_> {
    fn scripts(&self) -> &Scripts {
        self.answers.or_find(|| {
            let mut found = Scripts::default();
            let named = scripts(&self.terraform.tree).into_iter();
            for script in named.filter(|it| !self.survey.overlay.exists(&it.path)) {
                let site = self.named_after_the_project(Site::new(&script.path, 0..0, 1));
                match self.compose_file(&script) {
                    None => found.unclear.push(script.place),
                    Some(file) if script.is_template => {
                        found.templates.push(site.with("compose_file", file));
                    }
                    Some(file) => found.whole.push(site.with("compose_file", file)),
                }
            }
            let tree = &self.terraform.tree;
            if !tree.instances().is_empty()
                && let Standing::Missing(plan) = self.standing()
            {
                self.to_come(plan, &mut found);
            }
            found
        })
    }

    /// What the hosts of an environment to come start with: their own script each, and the one in common.
    fn to_come(&self, plan: &Plan, found: &mut Scripts) {
        let tree = &self.terraform.tree;
        let bare = plan
            .hosts
            .iter()
            .filter(|host| !has_user_data(tree, plan, host));
        let hosts = bare.filter_map(|host| {
            let file = file_of_host(self.survey, &host.call)?;
            let path = format!("{}/scripts/{}-init.sh", plan.folder, host.name);
            let site = Site::new(&path, 0..0, 1).with("compose_file", file);
            Some(site.with("host", host.name.as_str()))
        });
        let hosts: Vec<Site> = hosts.collect();
        found.are_awaited = !hosts.is_empty();
        let is_missing = |site: &Site| !self.survey.overlay.exists(&site.path);
        let common = Site::new(&format!("{}/scripts/common.sh", plan.folder), 0..0, 1);
        found
            .common
            .extend((!hosts.is_empty() && is_missing(&common)).then_some(common));
        found.hosts = hosts.into_iter().filter(is_missing).collect();
    }

    /// The compose file that a script has to start; none where it is made for something else, or for hosts that differ.
    fn compose_file(&self, script: &Script) -> Option<String> {
        let name = file_name(&script.path);
        let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
        let is_shell = matches!(
            ending,
            "" | "sh" | "bash" | "sh.tpl" | "sh.tftpl" | "sh.tmpl" | "tpl" | "tftpl" | "tmpl"
        );
        let mut names = script.hosts.iter().map(String::as_str).chain([stem]);
        if script.is_part || !is_shell || !names.all(serves) || words_of(stem).any(is_other) {
            return None;
        }
        let named = |host: &String| file_of_host(self.survey, &format!("{host}-{stem}"));
        let mut files: Vec<String> = script.hosts.iter().map(named).collect::<Option<_>>()?;
        files.sort();
        files.dedup();
        (files.len() == 1).then(|| files.remove(0))
    }

    /// The site with the name of the project, where a variable says it.
    fn named_after_the_project(&self, site: Site) -> Site {
        match self.terraform.tree.default_of(PROJECT) {
            Some(name) if name.chars().all(is_plain) => site.with("project", name),
            _ => site,
        }
    }

    /// Why not all of it is known.
    fn unknown_scripts(&self) -> Option<String> {
        let tree = &self.terraform.tree;
        let unreadable = [Literal::AwsHost, Literal::UserData].map(|it| tree.unreadable(it));
        let (path, line) = unreadable.into_iter().flatten().next()?;
        Some(format!(
            "`{path}` does not parse at line {line}; mend it, or leave it out with `--exclude {path}`"
        ))
    }

    fn has_init_scripts(&self) -> Fact<Value> {
        let tree = &self.terraform.tree;
        let can_be_written = self.scripts().lists().iter().any(|list| !list.is_empty());
        let is_concerned = match &self.scripts().unclear[..] {
            [] => {
                can_be_written
                    || self.scripts().are_awaited
                    || tree.has_user_data()
                    || !scripts(tree).is_empty()
            }
            _ => can_be_written,
        };
        Fact::flag_unless(self.unknown_scripts().as_ref(), is_concerned)
    }

    fn has_scriptless_hosts(&self) -> Fact<Value> {
        Fact::wrong(self.unknown_scripts().as_ref(), &self.scripts().lists())
    }
}

impl Scripts {
    /// Those that can be written.
    fn lists(&self) -> [&[Site]; 4] {
        [&self.whole, &self.templates, &self.hosts, &self.common]
    }
}

/// Whether a character may stand in the name of a folder and of a unit.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_".contains(c)
}

/// Whether a word of a script's name says that it prepares no host for applications.
fn is_other(word: &str) -> bool {
    matches!(word, "windows" | "eks" | "ecs" | "node" | "agent")
}
