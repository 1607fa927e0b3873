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
                Kept::Volume(name) if mount.path().is_none() => {
                    found.push((name, mount.target.clone()));
                }
                Kept::Volume(name) => match barred(it, image, &mount.target) {
                    Some(reason) => left_out.push(reason),
                    None => found.push((name, mount.target.clone())),
                },
                Kept::File(path) => found.push((path, format!("{}:ro", mount.target))),
                Kept::No => {}
                Kept::Unknown(path) => {
                    left_out.push(format!("`{path}`, which `{}` mounts", it.service.name));
                }
            }
        }
        let writes = it.owner().map(|it| &it.container.writes);
        for written in writes.into_iter().flatten() {
            let Some(home) = &image.home else {
                left_out.push(format!(
                    "`{written}`, which `{}` writes: its Dockerfile names no WORKDIR",
                    it.service.name
                ));
                continue;
            };
            let target = format!("{home}/{written}");
            let is_known = found.iter().any(|(_, known)| within(&target, known));
            match barred(it, image, &target) {
                _ if is_known => {}
                Some(reason) => left_out.push(reason),
                None => found.push((self.volume_of(it, written), target)),
            }
        }
        let written = found.into_iter();
        written
            .map(|(source, target)| format!("{source}:{target}"))
            .collect()
    }

    /// The volume of a folder that the code writes, the same for all processes of an image.
    fn volume_of(&self, it: &Placed<'_>, path: &str) -> String {
        let is_same = |other: &&Placed<'_>| {
            other.owner().map(|it| &it.folder) == it.owner().map(|it| &it.folder)
        };
        let mut all = self.placed.iter().filter(is_same);
        let main = all.find(|other| other.primary().is_some()).unwrap_or(it);
        volume_name(&format!("{}-{path}", main.service.name))
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
        // what an environment file says comes from that of the host
        if file_name(&inside).starts_with(".env") {
            return Kept::No;
        }
        if holds_code || holds_context {
            Kept::No
        } else if overlay.is_listed(&inside) {
            if within(&inside, own) {
                Kept::No
            } else {
                Kept::File(path.to_owned())
            }
        } else if file_name(&inside).contains('.') {
            Kept::Unknown(path.to_owned())
        } else {
            Kept::Volume(volume_name(&inside))
        }
    }
}

/// Why a folder can be no volume: one that is not in the image belongs to root, and the service runs as somebody else.
fn barred(it: &Placed<'_>, image: &Image, target: &str) -> Option<String> {
    let name = file_name(target.trim_end_matches('/'));
    let user = image.user.as_ref().filter(|_| !image.made.contains(name))?;
    Some(format!(
        "`{target}`, which `{}` writes as `{user}`: its Dockerfile must make that folder and give it to that user",
        it.service.name
    ))
}

/// A path as the name of a volume.
fn volume_name(path: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let name: String = path.chars().map(plain).collect();
    name.trim_matches('-').to_owned()
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
