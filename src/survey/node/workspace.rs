//! Workspaces: packages that are installed together, from the folder that lists them.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde_json::Value;

use crate::code::Survey;
use crate::survey::node::package::{Package, packages};
use crate::tree::paths::{join, upwards, within};

/// The folder that lists packages, and those that it lists.
pub(crate) struct Workspace<'s> {
    /// The folder; empty for the root.
    pub(crate) folder: &'s str,
    /// The packages, without the one of the folder itself, in order of path.
    pub(crate) members: Vec<&'s Package>,
}

impl<'s> Workspace<'s> {
    /// The nearest workspace around `package`, or of the package itself, that holds it.
    pub(crate) fn around(survey: &'s Survey<'_>, package: &'s Package) -> Option<Self> {
        let mut folders = upwards(&package.folder);
        folders.find_map(|folder| Self::of(survey, folder, package))
    }

    fn of(survey: &'s Survey<'_>, folder: &'s str, package: &Package) -> Option<Self> {
        let listed = listed(survey, folder)?;
        let is_member = |it: &&Package| {
            let inside = it.folder != folder && within(&it.folder, folder);
            inside && {
                let relative = it.folder[folder.len()..].trim_start_matches('/');
                listed.matched(relative, true).is_ignore()
            }
        };
        let members: Vec<&Package> = packages(survey).iter().filter(is_member).collect();
        let holds =
            folder == package.folder || members.iter().any(|it| it.folder == package.folder);
        holds.then_some(Self { folder, members })
    }

    /// The members that `package` needs, those first that others need; `package` itself stands last.
    pub(crate) fn needed_by(&self, package: &'s Package) -> Vec<&'s Package> {
        let mut found = Vec::new();
        self.visit(package, &mut Vec::new(), &mut found);
        found
    }

    fn visit(&self, package: &'s Package, open: &mut Vec<&'s str>, found: &mut Vec<&'s Package>) {
        open.push(&package.folder);
        for name in package.packages() {
            let member = self.members.iter().find(|it| it.full_name() == Some(name));
            if let Some(member) = member.filter(|it| !open.contains(&&*it.folder)) {
                self.visit(member, open, found);
            }
        }
        found.push(package);
    }
}

/// The patterns of members in `folder`, as paths that match; none where it lists no packages.
fn listed(survey: &Survey<'_>, folder: &str) -> Option<Gitignore> {
    let text = |name: &str| survey.text(&join(folder, name)?);
    let of_pnpm = || {
        let file: serde_yaml::Value = serde_yaml::from_str(&text("pnpm-workspace.yaml")?).ok()?;
        let list = file.get("packages")?.as_sequence()?;
        let patterns = list.iter().filter_map(|it| it.as_str());
        Some(patterns.map(str::to_owned).collect::<Vec<String>>())
    };
    let of_manifest = || {
        let own = packages(survey).iter().find(|it| it.folder == folder)?;
        let list = own.get("workspaces")?;
        let list = list.get("packages").unwrap_or(list).as_array()?;
        let patterns = list.iter().filter_map(Value::as_str);
        Some(patterns.map(str::to_owned).collect())
    };
    let patterns: Vec<String> = of_pnpm().or_else(of_manifest)?;
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        let (mark, path) = match pattern.strip_prefix('!') {
            Some(path) => ("!", path),
            None => ("", &*pattern),
        };
        let path = path.trim_start_matches("./").trim_matches('/');
        builder.add_line(None, &format!("{mark}/{path}")).ok()?;
    }
    builder.build().ok()
}
