//! Why no image of an app can be described: each with what would help.

use crate::code::javascript::modules::resolve;
use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::node::installer::{Installer, Manager};
use crate::survey::version::NodeVersion;
use crate::tree::Literal;
use crate::tree::paths::{folder, join, within};

/// The first Next.js that builds a server of its own.
const BUILDS_SERVERS: (u32, u32) = (12, 2);

/// The first Next.js that brings what it needs to serve images.
const BRINGS_SHARP: u32 = 15;

/// Commands that change a database.
const MIGRATIONS: &[&str] = &[
    "migrate deploy",
    "db push",
    "migrate dev",
    "drizzle-kit push",
    "drizzle-kit migrate",
    "db:migrate",
    "migration:run",
    "db:push",
];

impl Nextjs<'_> {
    /// The first thing that is in the way of an image whose context is the folder of `installer`.
    pub(crate) fn obstacle(&self, installer: &Installer<'_>) -> Option<String> {
        self.old_next()
            .or_else(|| self.own_server())
            .or_else(|| self.unfit_build())
            .or_else(|| self.plug_and_play(installer))
            .or_else(|| self.lacks_sharp(installer))
            .or_else(|| self.outside_files(installer.folder))
    }

    fn manifest(&self) -> String {
        self.path("package.json")
    }

    fn old_next(&self) -> Option<String> {
        let next = self.next()?;
        let (major, minor) = BUILDS_SERVERS;
        let needed = NodeVersion::new(major, Some(minor));
        next.is_older_than(needed).then(|| {
            format!("Next.js {next} builds no server of its own; `output: \"standalone\"` is there from {needed} on")
        })
    }

    /// A server of the app's own, which `next build` knows nothing of.
    fn own_server(&self) -> Option<String> {
        let start = self.package.command("start")?;
        let words = || start.split([' ', '"', '\'', '&', ';', '(', ')']);
        let is_next = words().any(|it| it == "next") || start.contains("standalone");
        let runs = words().any(|it| matches!(it, "node" | "tsx" | "ts-node" | "bun" | "nodemon"));
        (!is_next && runs).then(|| {
            format!("`npm start` runs `{start}`, a server of its own, which the one that Next.js builds would leave out; write a Dockerfile that starts it")
        })
    }

    fn unfit_build(&self) -> Option<String> {
        let build = self.package.command("build")?;
        let migrates = MIGRATIONS.iter().find(|it| build.contains(**it));
        let why = match migrates {
            Some(_) => {
                "changes a database, and there is none while an image is built; move that into a script of its own"
            }
            None if build.contains("env-cmd") => {
                "reads an environment file, which stays outside of images; let the build arguments give the values"
            }
            None => return None,
        };
        Some(format!("the script `build` of `{}` {why}", self.manifest()))
    }

    /// Packages that Yarn keeps in archives: Next.js does not copy them beside its server.
    fn plug_and_play(&self, installer: &Installer<'_>) -> Option<String> {
        let path = join(installer.folder, ".yarnrc.yml")?;
        let text = self.survey.text(&path).unwrap_or_default();
        let settings: serde_yaml::Value = serde_yaml::from_str(&text).unwrap_or_default();
        let linker = settings.get("nodeLinker").and_then(|it| it.as_str());
        (installer.manager == Manager::Yarn && !matches!(linker, Some("node-modules" | "pnpm"))).then(|| {
            format!("Yarn keeps the packages in archives here, which Next.js does not copy into its server; set `nodeLinker: node-modules` in `{path}`")
        })
    }

    /// Without it such a server answers requests for images with an error.
    fn lacks_sharp(&self, installer: &Installer<'_>) -> Option<String> {
        let next = self.next().filter(|it| it.line() < BRINGS_SHARP)?;
        let is_there = self.package.runs_on("sharp");
        let unoptimized = match self.config() {
            Fact::Present(config) => config
                .setting(&["images", "unoptimized"])
                .is_some_and(|it| it.text() == "true"),
            _ => false,
        };
        let uses = || {
            self.sources_loading("next/image", Literal::NextImage)
                .next()
        };
        let path = uses().filter(|_| !is_there && !unoptimized)?;
        let add = match installer.manager {
            Manager::Npm => "npm install",
            Manager::Pnpm => "pnpm add",
            Manager::YarnClassic | Manager::Yarn => "yarn add",
            Manager::Bun => "bun add",
        };
        Some(format!(
            "the server that Next.js {} builds answers requests for images (`{path}`) with an error where `sharp` is not installed: `{add} sharp`",
            next.line()
        ))
    }

    /// What the app needs from outside of the context.
    fn outside_files(&self, context: &str) -> Option<String> {
        self.outside_packages(context)
            .or_else(|| self.outside_settings(context))
            .or_else(|| self.outside_modules(context))
    }

    fn outside_packages(&self, context: &str) -> Option<String> {
        let own = self.service.folder();
        let mut local = self.package.ranges().filter_map(|(name, range)| {
            let path = range
                .strip_prefix("file:")
                .or_else(|| range.strip_prefix("link:"))?;
            Some((name, join(own, path)))
        });
        let leaves = |path: &Option<String>| path.as_ref().is_none_or(|it| !within(it, context));
        let (name, _) = local.find(|(_, path)| leaves(path))?;
        Some(format!(
            "`{}` takes `{name}` from a folder outside of the app, which its image would not see; make a workspace of both",
            self.manifest()
        ))
    }

    /// `tsconfig.json` that goes on in a file, or looks for modules in a folder, outside of the context.
    fn outside_settings(&self, context: &str) -> Option<String> {
        let path = self.path("tsconfig.json");
        let settings = self.tsconfig()?;
        let options = settings.get("compilerOptions");
        let base = options
            .and_then(|it| it.get("baseUrl"))
            .and_then(|it| it.as_str())
            .unwrap_or(".");
        let base = join(self.service.folder(), base);
        let aliases = options
            .and_then(|it| it.get("paths"))
            .and_then(|it| it.as_object());
        let aliases = aliases
            .into_iter()
            .flatten()
            .filter_map(|(_, it)| it.as_array());
        let aliased = aliases
            .flatten()
            .filter_map(|it| it.as_str())
            .filter_map(|it| Some((it, join(base.as_ref()?, it))));
        let extended = settings
            .get("extends")
            .and_then(|it| it.as_str())
            .filter(|it| it.starts_with('.'));
        let extended = extended.map(|it| (it, join(self.service.folder(), it)));
        let mut all = aliased.chain(extended);
        let (told, _) =
            all.find(|(_, found)| found.as_ref().is_none_or(|it| !within(it, context)))?;
        Some(format!(
            "`{path}` leads to `{told}`, outside of the app, which its image would not see; make a workspace of both"
        ))
    }

    fn outside_modules(&self, context: &str) -> Option<String> {
        let may_leave = |path: &String| {
            let text = self.survey.text(path).unwrap_or_default();
            may_leave(&text, levels(path).saturating_sub(levels(context)))
        };
        let mut sources = self.sources().filter(may_leave);
        sources.find_map(|path| {
            let loaded = self.survey.loads(&path);
            let mut outside = loaded.iter().filter(|it| it.starts_with("..") && {
                let found = join(folder(&path), it);
                found.is_none_or(|it| !within(&it, context))
            });
            let module = outside.next()?;
            resolve(self.survey.overlay, &path, module)?;
            Some(format!("`{path}` loads `{module}`, outside of the app, which its image would not see; make a workspace of both"))
        })
    }
}

/// How many folders a path leads through, itself one of them; none for the root.
fn levels(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}

/// Whether some string of a script leads up out of so many levels: most of an app's files need not be parsed to know that
/// they load nothing from outside.
fn may_leave(text: &str, levels: usize) -> bool {
    let mut strings = text.split(['"', '\'', '`']);
    strings.any(|it| it.starts_with("..") && it.matches("..").count() >= levels)
}
