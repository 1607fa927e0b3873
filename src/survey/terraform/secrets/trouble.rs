//! Why secrets cannot be put right: what Terraform would refuse, what cannot be told, and what is written where nothing is edited.

use crate::survey::terraform::flow::{Flow, Level};
use crate::survey::terraform::graph::{Declared, Placed};
use crate::survey::terraform::secrets::literals::{is_collection, shown_defaults};
use crate::survey::terraform::secrets::{Look, Secrets, wanted};
use crate::survey::terraform::version::ends_before;
use crate::tree::Literal;

/// The first version that knows `sensitive`.
const SENSITIVE: (u64, u64) = (0, 14);

impl<'t> Look<'_, 't> {
    /// The first reason, if there is one.
    pub(super) fn trouble(&self, secrets: &Secrets) -> Option<String> {
        let known = secrets.trouble.clone();
        known
            .or_else(|| self.unread())
            .or_else(|| self.version())
            .or_else(|| in_json(secrets))
            .or_else(|| self.values())
            .or_else(|| self.marks())
            .or_else(|| self.collections())
    }

    /// A file that may hand a secret on, and cannot be followed.
    fn unread(&self) -> Option<String> {
        let modules = self.graph.modules.values();
        let mut files = modules.flat_map(|module| &module.folder.files);
        let file = files.find(|file| {
            let may_hand_on = file.has(Literal::Secret) || file.has(Literal::LocalModule);
            may_hand_on && file.error.is_some()
        })?;
        let (path, fault) = (&file.path, file.fault()?);
        Some(format!(
            "`{path}` {fault}, and may hand a secret to an output, which Terraform then refuses; mend it, or leave it out with `--exclude {path}`"
        ))
    }

    fn version(&self) -> Option<String> {
        let marked = self.marked(|_| true);
        let mut folders: Vec<&str> = marked.folders.into_iter().collect();
        folders.sort_unstable();
        let files = folders
            .into_iter()
            .flat_map(|path| &self.graph.modules[path].folder.files);
        let blocks = files.flat_map(|source| {
            source
                .body
                .blocks()
                .map(move |node| Placed { source, node })
        });
        let mut settings = blocks.filter(|block| block.node.has_ident("terraform"));
        settings.find_map(|block| {
            let version = block.node.body.get_attribute("required_version")?;
            let constraint = version.value.as_str()?;
            ends_before(constraint, SENSITIVE).then(|| {
                let site = block.site_of(version);
                format!(
                    "Terraform {constraint} ({}:{}) does not know `sensitive`; use 0.14 or newer",
                    site.path, site.line
                )
            })
        })
    }

    /// Values that go, and nobody would give them.
    fn values(&self) -> Option<String> {
        let defaults = || {
            self.variables
                .iter()
                .filter(|(_, _, variable)| !shown_defaults(variable).is_empty())
        };
        let untyped = defaults().find(|(_, _, variable)| {
            let default = variable
                .value("default")
                .is_some_and(|it| it.is_array() || it.is_object());
            default && variable.attribute("type").is_none()
        });
        if let Some((_, name, variable)) = untyped {
            return Some(format!(
                "the variable `{name}` at {} has no type but that of its default, which holds secrets; give it one",
                place(variable)
            ));
        }
        let mut wants: Vec<wanted::Want<'t>> = defaults()
            .map(|(module, name, _)| (module.folder.path.as_str(), (*name).to_owned()))
            .collect();
        for (module, literals) in &self.literals {
            let names = wanted::variables(module, literals).unwrap_or_default();
            wants.extend(
                names
                    .into_iter()
                    .map(|name| (module.folder.path.as_str(), name)),
            );
        }
        let uncalled = wants
            .iter()
            .find_map(|(path, name)| wanted::uncalled(self.graph, path, name));
        uncalled.or_else(|| wanted::missing(self.graph, wants).err())
    }

    /// What Terraform would refuse, or might.
    fn marks(&self) -> Option<String> {
        let marked = self.marked(|_| true);
        if marked.variables.is_empty() && marked.literals.is_empty() {
            return None;
        }
        let flow = Flow::new(self.graph, &marked);
        if !flow.is_whole {
            return Some(
                "the modules call each other too often to follow what is sensitive".to_owned(),
            );
        }
        if let Some((declared, marks)) = flow.refused().first() {
            let at = place(declared);
            return Some(match &marks.unknown {
                Some(module) if marks.level < Level::Whole => format!(
                    "`for_each` of {at} goes by `{module}`, which is given a secret, and what that makes of it cannot be told; mark the variable by hand and look at `terraform plan`"
                ),
                _ => format!(
                    "`for_each` of {at} goes by a secret, and Terraform refuses one that is sensitive; loop over names that are none, as by `nonsensitive(keys(…))`"
                ),
            });
        }
        let outputs = flow.outputs();
        let unknown = outputs
            .iter()
            .find(|(_, marks)| marks.level == Level::Clear && marks.unknown.is_some());
        unknown.map(|(output, marks)| {
            let module = marks.unknown.as_deref().unwrap_or_default();
            format!(
                "whether the output at {} shows the secret that `{module}` is given cannot be told, as that module is not here; mark the variable by hand and look at `terraform plan`, or mark this output too",
                place(output)
            )
        })
    }

    /// Maps that a module elsewhere might loop over.
    fn collections(&self) -> Option<String> {
        let mut marked = self.marked(|(_, _, variable)| is_collection(variable));
        marked.literals.clear();
        if marked.variables.is_empty() {
            return None;
        }
        let flow = Flow::new(self.graph, &marked);
        let call = flow.given_away().into_iter().next()?;
        Some(format!(
            "{} is given several secrets at once, and whether that module loops over them cannot be told; mark the variable by hand and look at `terraform plan`",
            place(call)
        ))
    }
}

/// A place in JSON.
pub(super) fn in_json(secrets: &Secrets) -> Option<String> {
    let lists = [
        &secrets.variables,
        &secrets.outputs,
        &secrets.literals,
        &secrets.defaults,
        &secrets.settings,
    ];
    let mut sites = lists.into_iter().flatten();
    let site = sites.find(|site| site.path.ends_with(".json"))?;
    Some(format!(
        "`{}` is JSON, which is not edited; mark its secrets as sensitive there, and take their values out",
        site.path
    ))
}

fn place(declared: &Declared<'_>) -> String {
    let block: Placed<'_, _> = declared.block();
    let site = block.site();
    format!("{}:{}", site.path, site.line)
}
