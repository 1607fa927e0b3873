//! Steps, from what a patch writes to verbs with their arguments.

use std::collections::BTreeMap;

use crate::code::helpers::Helper;
use crate::edit::manifest::least;
use crate::edit::script::{is_python, is_typescript};
use crate::error::Result;
use crate::patch::manifest::check::Checker;
use crate::patch::manifest::raw::{
    RawCase, RawCreate, RawDepend, RawInsert, RawLines, RawRemove, RawReplace, RawSet, RawStep,
};
use crate::patch::{Step, Template};
use crate::survey::stack::Stack;
use crate::survey::version::NodeVersion;
use crate::survey::word::Kind;

impl Checker<'_> {
    pub(super) fn step(&self, stack: &dyn Stack, raw: RawStep) -> Result<Step> {
        let mut steps = Vec::new();
        if let Some(create) = raw.create {
            steps.push(self.create(stack, create)?);
        }
        if let Some(lines) = raw.lines {
            steps.push(self.lines(stack, lines)?);
        }
        if let Some(RawInsert { template, at }) = raw.insert {
            let word = self.known(stack, &at, &[Kind::Slot])?;
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Insert { template, slot: at });
        }
        if let Some(replace) = raw.replace {
            let (template, list) = self.at_each(stack, replace)?;
            steps.push(Step::Replace { template, list });
        }
        if let Some(RawRemove { each }) = raw.remove {
            self.known(stack, &each, &[Kind::List])?;
            steps.push(Step::Remove { list: each });
        }
        if let Some(append) = raw.append {
            let (template, list) = self.at_each(stack, append)?;
            steps.push(Step::Append { template, list });
        }
        if let Some(RawDepend {
            package,
            version,
            since,
            node,
            typescript,
        }) = raw.depend
        {
            let node = node
                .map(|it| self.version(stack, "node", &it))
                .transpose()?;
            let typescript = typescript
                .map(|it| self.version(stack, "typescript", &it))
                .transpose()?;
            let since = since.unwrap_or_else(|| least(&version).to_owned());
            steps.push(Step::Depend {
                package,
                version,
                since,
                node,
                typescript,
            });
        }
        if let Some(set) = raw.set {
            steps.push(self.set(stack, set)?);
        }
        <[Step; 1]>::try_from(steps)
            .map(|[step]| step)
            .map_err(|_| {
                let fact = "a step needs exactly one verb: create, insert, replace, remove, set, append, lines or depend";
                self.error("steps:", fact.to_owned())
            })
    }

    /// A key at each site of a list.
    fn set(&self, stack: &dyn Stack, raw: RawSet) -> Result<Step> {
        let word = self.known(stack, &raw.each, &[Kind::List])?;
        let value = match (raw.value, raw.template) {
            (Some(value), None) => self.inline(stack, value, word)?,
            (None, Some(name)) => self.template(stack, &name, word)?,
            _ => {
                let fact = "`set` needs either `value` or `template`";
                return Err(self.error(&raw.key, fact.to_owned()));
            }
        };
        Ok(Step::Set {
            list: raw.each,
            key: self.inline(stack, raw.key, word)?,
            value,
        })
    }

    /// A new file in a folder, or a folder of them for each site of a list.
    fn create(&self, stack: &dyn Stack, raw: RawCreate) -> Result<Step> {
        match (raw.template, raw.r#in, raw.folder, raw.each) {
            (Some(name), Some(folder), None, None) => {
                let word = self.known(stack, &folder, &[Kind::Folder])?;
                if let Some(slot) = &raw.r#for {
                    self.known(stack, slot, &[Kind::Slot])?;
                }
                Ok(Step::Create {
                    template: self.template(stack, &name, word)?,
                    folder,
                    slot: raw.r#for,
                    helper: self.helper(&name)?,
                })
            }
            (None, None, Some(name), Some(list)) => {
                let word = self.known(stack, &list, &[Kind::List])?;
                Ok(Step::CreateFolder {
                    templates: self.folder(stack, &name, word)?,
                    folder: name,
                    list,
                })
            }
            _ => {
                let fact = "`create` needs either `template` and `in`, or `folder` and `each`";
                Err(self.error("create:", fact.to_owned()))
            }
        }
    }

    /// A template for each site of a list.
    fn at_each(&self, stack: &dyn Stack, raw: RawReplace) -> Result<(Template, String)> {
        let word = self.known(stack, &raw.each, &[Kind::List])?;
        Ok((self.template(stack, &raw.template, word)?, raw.each))
    }

    /// Lines in a file of a folder, or at each place of a list.
    fn lines(&self, stack: &dyn Stack, raw: RawLines) -> Result<Step> {
        let at = |word| self.template(stack, &raw.template, word);
        match (raw.r#in, raw.each) {
            (Some(folder), None) => {
                let template = at(self.known(stack, &folder, &[Kind::Folder])?)?;
                Ok(Step::Lines { template, folder })
            }
            (None, Some(list)) => {
                let template = at(self.known(stack, &list, &[Kind::List])?)?;
                Ok(Step::LinesAt { template, list })
            }
            _ => {
                let fact = "`lines` needs either `in` or `each`";
                Err(self.error("lines:", fact.to_owned()))
            }
        }
    }

    /// What a new file is to the service, where it is a module.
    fn helper(&self, template: &str) -> Result<Option<Helper>> {
        let helper = self.helpers.get(template).cloned();
        if helper.as_ref().is_some_and(|it| it.declares.is_empty()) {
            let fact = format!("`{template}` is known by what it declares, and that is nothing");
            return Err(self.error(template, fact));
        }
        if helper.is_none() && (is_typescript(template) || is_python(template)) {
            let fact = format!("`{template}` is a module, and nothing says what it declares");
            return Err(self
                .error(template, fact)
                .help("say it where it is first created: `as: { declares: [name] }`"));
        }
        Ok(helper)
    }

    /// A version of Node or TypeScript, where services of the stack run on Node.
    fn version(&self, stack: &dyn Stack, key: &str, text: &str) -> Result<NodeVersion> {
        NodeVersion::exact(text)
            .filter(|_| stack.serves_on_node())
            .ok_or_else(|| {
                let fact = format!(
                    "`{key}` is a version like \"18\" or \"14.18\", for services that run on Node"
                );
                self.error(&format!("{key}:"), fact)
            })
    }
}

/// What the modules that a patch brings are to a service, by template: said once, where the first case creates it.
pub(super) fn helpers(cases: &[RawCase]) -> BTreeMap<String, Helper> {
    let steps = cases.iter().flat_map(BTreeMap::values);
    let steps = steps.filter_map(|body| body.steps.as_ref()).flatten();
    let mut helpers = BTreeMap::new();
    for create in steps.filter_map(|step| step.create.as_ref()) {
        let (Some(raw), Some(template)) = (&create.r#as, &create.template) else {
            continue;
        };
        let (name, ending) = template.split_once('.').unwrap_or((template, ""));
        let helper = Helper {
            name: name.to_owned(),
            ending: ending.to_owned(),
            otherwise: raw.otherwise.clone(),
            declares: raw.declares.clone(),
            does: raw.does,
            rank: raw.rank,
            mounted: raw.mounted,
            variables: raw.variables.clone(),
        };
        helpers.entry(template.clone()).or_insert(helper);
    }
    helpers
}
