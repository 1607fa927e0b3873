//! How an app is deployed: in a container, by a process manager on some machine, or nobody knows.

use minijinja::Value;

use crate::survey::docker::images::{has_images, image_of};
use crate::survey::docker::runs::runs_ours;
use crate::survey::docker::tasks::runs_containers;
use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::word::vocabulary;
use crate::tree::paths::{below, file_name, upwards};

vocabulary! { Nextjs:
    /// the app is deployed as a container, or will be: others of the repository are
    fact "container" = |it, _| Fact::flag(it.runs_in_container());
    /// the Dockerfile that builds an image of the app
    fact "image" = |it, _| Fact::from_option(it.image().map(Value::from));
    /// what runs the app on a machine without containers
    fact "process-manager" = |it, _| Fact::from_option(it.process_manager().map(Value::from));
}

/// Folders of apps that nobody deploys.
const SHOWN: &[&str] = &[
    "example",
    "examples",
    "sample",
    "samples",
    "template",
    "templates",
    "playground",
    "playgrounds",
];

/// Files by which a platform knows that it has to build and run an app.
const PLATFORMS: &[&str] = &[
    "vercel.json",
    "open-next.config.ts",
    "wrangler.toml",
    "wrangler.json",
    "wrangler.jsonc",
    "netlify.toml",
    "amplify.yml",
    "sst.config.ts",
];

impl Nextjs<'_> {
    /// The Dockerfile of an image with the app.
    pub(crate) fn image(&self) -> Option<String> {
        image_of(self.survey, self.service.folder(), self.package.full_name())
    }

    pub(crate) fn runs_in_container(&self) -> bool {
        let shown = self
            .service
            .folder()
            .split('/')
            .any(|part| SHOWN.contains(&part));
        !shown
            && (has_images(self.survey) || runs_ours(self.survey) || runs_containers(self.survey))
    }

    /// Whether Vercel builds the app, or some app of the repository.
    pub(crate) fn is_on_vercel(&self) -> bool {
        self.is_beside("vercel.json")
    }

    fn is_beside(&self, name: &str) -> bool {
        upwards(self.service.folder())
            .any(|folder| self.survey.overlay.exists(&below(folder, name)))
    }

    /// The file that runs the app by pm2 or systemd, where nothing of the repository runs in a container.
    fn process_manager(&self) -> Option<String> {
        let elsewhere = || PLATFORMS.iter().any(|name| self.is_beside(name));
        if self.runs_in_container() || elsewhere() {
            return None;
        }
        let mut paths = self.survey.overlay.paths();
        paths.find(|path| self.manages(path)).map(str::to_owned)
    }

    fn manages(&self, path: &str) -> bool {
        let name = file_name(path);
        let is_pm2 = matches!(
            name,
            "ecosystem.config.js" | "ecosystem.config.cjs" | "ecosystem.json"
        );
        let says = |word: &str| {
            let text = self.survey.text(path).unwrap_or_default();
            text.lines()
                .any(|line| line.split_whitespace().any(|it| it == word))
        };
        is_pm2
            || name.ends_with(".service") && says("[Service]")
            || (name.ends_with(".sh") || path.starts_with(".github/workflows/")) && says("pm2")
    }
}
