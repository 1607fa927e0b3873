//! What the image of an app is built with: everything that its Dockerfile has to say.

use minijinja::{Value, context};

use crate::survey::docker::runs::port_of;
use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::nextjs::commands::{install, installer_of, run};
use crate::survey::nextjs::folders::{build_folder, traced_from};
use crate::survey::nextjs::output::Output;
use crate::survey::nextjs::prisma::Schema;
use crate::survey::node::installer::{Installer, Manager};
use crate::survey::node::line::node_line;
use crate::survey::node::package::{Package, packages, scripts_of};
use crate::survey::version::NodeVersion;
use crate::survey::word::vocabulary;
use crate::tree::Literal;
use crate::tree::paths::below;

vocabulary! { Nextjs:
    /// what the image of the app is built with: base, packages, commands, arguments, and where things lie
    fact "build" = |it, _| Fact::from_result(it.build());
}

/// The port of Next.js where nobody names another.
const PORT: u16 = 3000;

/// Files that package managers read.
const SETTINGS: &[&str] = &[
    ".npmrc",
    ".yarnrc.yml",
    ".yarnrc",
    "pnpm-workspace.yaml",
    ".pnpmfile.cjs",
    "bunfig.toml",
];

impl<'s> Nextjs<'s> {
    /// How the packages of the app are installed.
    pub(crate) fn installer(&self) -> Result<Installer<'s>, String> {
        Installer::of(self.survey, self.package)
    }

    /// The context of the image that the app lacks and can have.
    pub(crate) fn context_to_come(&self) -> Option<String> {
        let lacks = self.runs_in_container() && self.image().is_none();
        let (installer, _) = self.buildable().ok().filter(|_| lacks)?;
        Some(installer.folder.to_owned())
    }

    /// The same, where it is not the folder of the app, for which others have to know of it.
    pub(crate) fn shared_context_to_come(&self) -> Option<String> {
        let installer = self.installer().ok()?;
        let is_shared = installer.folder != self.service.folder();
        is_shared.then(|| self.context_to_come())?
    }

    /// How the packages of the app are installed, and where it is built, if nothing is in the way of an image.
    fn buildable(&self) -> Result<(Installer<'s>, String), String> {
        match self.output() {
            Fact::Unknown(reason) => return Err(reason),
            Fact::Present(Output::Export) => return Err("no server is built".to_owned()),
            Fact::Present(_) | Fact::Absent => {}
        }
        let installer = self.installer()?;
        if let Some(obstacle) = self.obstacle(&installer) {
            return Err(obstacle);
        }
        let config = match self.config() {
            Fact::Present(config) => Some(config),
            Fact::Absent | Fact::Unknown(_) => None,
        };
        traced_from(config.as_ref(), self.service.folder(), installer.folder)?;
        Ok((installer, build_folder(config.as_ref())?))
    }

    /// What the Dockerfile of the app says.
    fn build(&self) -> Result<Value, String> {
        let (installer, output) = self.buildable()?;
        let at = installer.seen(self.package);
        let loads_openssl = self.schemas(&installer).iter().any(Schema::loads_openssl);
        let copies = self.copies(&installer);
        let is_bun = installer.manager == Manager::Bun;
        Ok(context! {
            node => self.node().0,
            // the image that has Bun, where Bun installs the packages
            bun => is_bun.then(|| installer.version.clone().unwrap_or_else(|| "1".to_owned())),
            installer => installer_of(&installer),
            // packages of Debian
            system => if loads_openssl { vec!["openssl"] } else { Vec::new() },
            // whether these are all
            whole => copies == [". ."],
            copies,
            install => install(&installer),
            arguments => self.public_names().into_keys().collect::<Vec<String>>(),
            variables => self.build_variables(),
            commands => self.commands(&installer),
            // the folder of the app in the context
            at => if at.is_empty() { String::new() } else { format!("{at}/") },
            output,
            port => self.port(),
        })
    }

    /// The line of Node, and a wish that is too old for Next.js.
    pub(crate) fn node(&self) -> (u32, Option<(u32, String)>) {
        let oldest = match self.next().map(NodeVersion::line) {
            None | Some(16..) => 20,
            Some(14..) => 18,
            Some(13) => 16,
            Some(_) => 12,
        };
        node_line(self.survey, self.package, oldest)
    }

    /// The scripts of the app and of the packages of its workspace that it needs.
    pub(crate) fn sources(&self) -> impl Iterator<Item = String> {
        let all = packages(self.survey);
        let installer = self.installer();
        let needed = installer.map_or_else(|_| vec![self.package], |it| self.needed(&it));
        needed
            .into_iter()
            .flat_map(|package| scripts_of(self.survey, package, all))
    }

    /// Those in which a literal occurs.
    pub(crate) fn sources_with(&self, literal: Literal) -> impl Iterator<Item = String> {
        self.sources()
            .filter(move |path| self.survey.overlay.has_literal(path, literal))
    }

    /// Those that load a module, among those in which its name occurs.
    pub(crate) fn sources_loading(
        &self,
        module: &str,
        literal: Literal,
    ) -> impl Iterator<Item = String> {
        let loads = move |path: &String| self.survey.loads(path).iter().any(|it| it == module);
        self.sources_with(literal).filter(loads)
    }

    /// Code that checks the environment while the app is built, when it is not there, knows how to be told so.
    fn build_variables(&self) -> Vec<&'static str> {
        let checks = self
            .sources_with(Literal::SkipEnvValidation)
            .next()
            .is_some();
        checks
            .then_some("SKIP_ENV_VALIDATION=1")
            .into_iter()
            .collect()
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        let of_script = |script: &str| {
            let words: Vec<&str> = self.package.command(script)?.split_whitespace().collect();
            let option = words
                .windows(2)
                .find(|pair| matches!(pair[0], "-p" | "--port"));
            let written = option.map(|pair| pair[1]);
            let set = || {
                words.iter().find_map(|it| {
                    it.strip_prefix("--port=")
                        .or_else(|| it.strip_prefix("PORT="))
                })
            };
            written.or_else(set)?.parse().ok()
        };
        port_of(self.survey, self.service.folder())
            .or_else(|| of_script("start"))
            .or_else(|| of_script("dev"))
            .unwrap_or(PORT)
    }

    /// The packages that are built for the app, itself last.
    fn needed(&self, installer: &Installer<'s>) -> Vec<&'s Package> {
        let workspace = installer.workspace.as_ref();
        workspace.map_or_else(|| vec![self.package], |it| it.needed_by(self.package))
    }

    /// The schemas of Prisma among them, and that of the folder in which all are installed.
    fn schemas(&self, installer: &Installer<'s>) -> Vec<Schema<'s>> {
        let all = self
            .root(installer)
            .into_iter()
            .chain(self.needed(installer));
        all.filter_map(|it| Schema::of(self.survey, it)).collect()
    }

    /// What must be there before packages are installed.
    fn copies(&self, installer: &Installer<'s>) -> Vec<String> {
        let members: Vec<&Package> = installer.members().collect();
        let mut all: Vec<&Package> = self.root(installer).into_iter().collect();
        all.push(self.package);
        all.extend(members.iter().filter(|it| it.folder != self.package.folder));
        let scripts: Vec<&str> = all.iter().flat_map(|it| installed_with(it)).collect();
        if scripts.iter().any(|it| !is_known(it)) || self.has_local_packages() {
            return vec![". .".to_owned()];
        }
        let there = |name: &&str| {
            let path = below(installer.folder, name);
            self.survey.overlay.is_listed(&path) || self.survey.overlay.has_files_below(&path)
        };
        let files = ["package.json"].into_iter().chain(installer.lock);
        let files = files.chain(SETTINGS.iter().copied().filter(there));
        let mut copies = vec![format!("{} ./", files.collect::<Vec<&str>>().join(" "))];
        let folders = [".yarn", "patches"].into_iter().filter(there);
        copies.extend(folders.map(|it| format!("{it} ./{it}")));
        let seen = |package: &'s Package| installer.seen(package);
        copies.extend(
            members
                .iter()
                .map(|it| format!("{0}/package.json ./{0}/", seen(it))),
        );
        let schemas = all.iter().filter_map(|it| Schema::of(self.survey, it));
        for schema in schemas.filter(Schema::is_installed) {
            let paths = schema
                .files
                .iter()
                .map(|it| below(seen(schema.package), it));
            copies.extend(paths.map(|path| format!("{path} ./{path}")));
        }
        copies
    }

    /// The package of the folder in which all are installed, where that is another one.
    fn root(&self, installer: &Installer<'s>) -> Option<&'s Package> {
        let mut all = packages(self.survey).iter();
        all.find(|it| it.folder == installer.folder && it.folder != self.package.folder)
    }

    /// Whether a package is taken from a folder or an archive of the repository.
    fn has_local_packages(&self) -> bool {
        self.package
            .ranges()
            .any(|(_, range)| range.starts_with("file:") || range.starts_with("link:"))
    }

    /// What builds the app, after the packages of its workspace that it needs.
    fn commands(&self, installer: &Installer<'s>) -> Vec<String> {
        let schemas = self.schemas(installer);
        let ungenerated = schemas.iter().filter(|it| !it.is_generated());
        let generate = |it: &Schema<'_>| run(installer, it.package, None, "prisma generate");
        let mut commands: Vec<String> = ungenerated.map(generate).collect();
        let needed = self.needed(installer);
        for package in needed {
            let has_script = package.command("build").is_some();
            if has_script || package.folder == self.package.folder {
                let script = has_script.then_some("build");
                commands.push(run(installer, package, script, "next build"));
            }
        }
        commands
    }
}

/// The scripts that run when packages are installed.
fn installed_with(package: &Package) -> impl Iterator<Item = &str> {
    let scripts = ["preinstall", "install", "postinstall", "prepare"].into_iter();
    scripts.filter_map(|script| package.command(script))
}

/// Scripts that need no file of the app but those that are copied, or can do without any.
fn is_known(script: &str) -> bool {
    let mut commands = script
        .split("&&")
        .flat_map(|it| it.split("||"))
        .map(str::trim);
    commands.all(|command| {
        let command = command.trim_start_matches("npx ").trim();
        [
            "prisma generate",
            "husky",
            "patch-package",
            "only-allow",
            "true",
            "echo ",
            "simple-git-hooks",
            "lefthook install",
        ]
        .iter()
        .any(|known| command.starts_with(known))
    })
}
