//! What a service of ours keeps: the folders that it writes, and what the file for development gives it beside its sources.

use crate::survey::compose::fields::Mount;
use crate::survey::compose::production::Maker;
use crate::survey::compose::production::image::Image;
use crate::survey::compose::production::roles::{Placed, Role};
use crate::tree::CODE;
use crate::tree::paths::{file_name, folder, join, within};

/// Names of folders that an image has by itself.
const BUILT: &[&str] = &[
    "node_modules",
    ".venv",
    "venv",
    ".next",
    "dist",
    "build",
    ".cache",
    "__pycache__",
    "site-packages",
];

impl Maker<'_> {
    /// Volumes, as compose writes them.
    pub(super) fn volumes(
        &self,
        it: &Placed<'_>,
        image: &Image,
        left_out: &mut Vec<String>,
    ) -> Vec<String> {
        let mut found: Vec<(String, String)> = Vec::new();
        for mount in &it.service.mounts {
            match self.kept(it, mount) {
                Kept::Volume(name) => found.push((name, mount.target.clone())),
                Kept::File(path) => found.push((path, format!("{}:ro", mount.target))),
                Kept::No => {}
                Kept::Unknown(path) => {
                    left_out.push(format!("`{path}`, which `{}` mounts", it.service.name))
                }
            }
        }
        let writes = it.primary().map(|it| &it.container.writes);
        for written in writes.into_iter().flatten() {
            let Some(home) = &image.home else {
                left_out.push(format!(
                    "`{written}`, which `{}` writes: its Dockerfile names no WORKDIR",
                    it.service.name
                ));
                continue;
            };
            let target = format!("{home}/{written}");
            if !found.iter().any(|(_, known)| within(&target, known)) {
                found.push((self.volume_name(it, written), target));
            }
        }
        found
            .into_iter()
            .map(|(source, target)| format!("{source}:{target}"))
            .collect()
    }

    fn volume_name(&self, it: &Placed<'_>, path: &str) -> String {
        let own: String = path
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        format!("{}-{}", it.service.name, own.trim_matches('-'))
    }

    fn kept(&self, it: &Placed<'_>, mount: &Mount) -> Kept {
        if BUILT.contains(&file_name(mount.target.trim_end_matches('/'))) {
            return Kept::No;
        }
        let Some(path) = mount.path() else {
            return mount
                .volume()
                .map_or(Kept::No, |name| Kept::Volume(name.to_owned()));
        };
        let Some(inside) =
            join(folder(&self.basis.file.path), path).filter(|_| path.starts_with('.'))
        else {
            return Kept::Unknown(path.to_owned());
        };
        let Role::Own { build, owner, .. } = &it.role else {
            return Kept::No;
        };
        let context = build.context.as_deref().unwrap_or_default();
        let own = owner.map_or(context, |owner| &owner.folder);
        let is_code = |it: &str| {
            it.rsplit_once('.')
                .is_some_and(|(_, ending)| CODE.contains(&ending))
        };
        let overlay = self.survey.overlay;
        let holds_code = overlay.paths().any(|it| within(it, &inside) && is_code(it));
        let holds_context = within(context, &inside);
        if holds_code || holds_context {
            Kept::No
        } else if overlay.is_listed(&inside) {
            if within(&inside, own) {
                Kept::No
            } else {
                Kept::File(path.to_owned())
            }
        } else {
            Kept::Volume(self.volume_name(it, file_name(&inside)))
        }
    }
}

/// What becomes of a mount.
enum Kept {
    /// It is a volume of this name.
    Volume(String),
    /// A file of the repository, by its path from the compose file.
    File(String),
    /// It is in the image.
    No,
    Unknown(String),
}
