//! The clients of Prisma that an app needs: each is generated from a schema, of the app or of a package beside it, while the
//! packages are installed or before the app is built.

use crate::code::Survey;
use crate::survey::node::package::Package;
use crate::tree::paths::{below, folder};

/// The scripts in which a client may be generated before it is needed.
const SCRIPTS: &[&str] = &["preinstall", "postinstall", "prepare", "prebuild", "build"];

/// The first Prisma without an engine of its own, which would load OpenSSL.
const WITHOUT_ENGINE: u32 = 7;

const GENERATES: &str = "prisma generate";

/// A package with a schema.
pub(crate) struct Schema<'s> {
    pub(crate) package: &'s Package,
    /// The schema or its folder, and the config, seen from the package.
    pub(crate) files: Vec<String>,
}

impl<'s> Schema<'s> {
    /// The schema of a package; none where it has none.
    pub(crate) fn of(survey: &Survey<'_>, package: &'s Package) -> Option<Self> {
        let is_prisma = |name: &str| matches!(name, "prisma" | "@prisma/client");
        package.packages().find(|it| is_prisma(it))?;
        let named = package
            .prisma_schema()
            .map(|it| it.trim_start_matches("./"));
        let schema = named.map_or("prisma", |it| {
            if folder(it).is_empty() {
                it
            } else {
                folder(it)
            }
        });
        let there = |name: &&str| {
            let path = below(&package.folder, name);
            survey.overlay.exists(&path) || survey.overlay.has_files_below(&path)
        };
        let files = [schema, "prisma.config.ts", "prisma.config.js"]
            .into_iter()
            .filter(there);
        let files: Vec<String> = files.map(str::to_owned).collect();
        (!files.is_empty()).then_some(Self { package, files })
    }

    /// Whether a script of the package generates the client.
    pub(crate) fn is_generated(&self) -> bool {
        SCRIPTS.iter().any(|script| self.runs_in(script))
    }

    /// Whether the client is generated while packages are installed.
    pub(crate) fn is_installed(&self) -> bool {
        ["preinstall", "install", "postinstall", "prepare"]
            .iter()
            .any(|script| self.runs_in(script))
    }

    fn runs_in(&self, script: &str) -> bool {
        self.package
            .command(script)
            .is_some_and(|it| it.contains(GENERATES))
    }

    /// Whether an engine loads OpenSSL, which slim images lack.
    pub(crate) fn loads_openssl(&self) -> bool {
        let mut ranges = self.package.ranges();
        let range = ranges.find(|(name, _)| matches!(*name, "prisma" | "@prisma/client"));
        let digits =
            range.map(|(_, range)| range.trim_start_matches(|c: char| !c.is_ascii_digit()));
        let major = digits.and_then(|it| it.split('.').next()?.parse().ok());
        major.is_some_and(|major: u32| major < WITHOUT_ENGINE)
    }
}
