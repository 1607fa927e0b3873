//! Every name of a patch is resolved: stacks, words of a stack, templates and what these use.

use std::collections::BTreeMap;

use crate::code::helpers::Helper;
use crate::error::{Error, Result};
use crate::patch::manifest::Templates;
use crate::patch::manifest::raw::{RawCase, RawCondition};
use crate::patch::template::{MODULES, Template, included};
use crate::patch::{Action, Case, Condition};
use crate::survey::stack::Stack;
use crate::survey::stacks::{STACKS, stack};
use crate::survey::word::{Kind, Word};

const DEEPEST_INCLUDE: usize = 4;

pub(super) struct Checker<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) stem: &'a str,
    pub(super) templates: &'a dyn Templates,
    /// The names of the patch's parameters.
    pub(super) parameters: Vec<String>,
    /// The modules that the patch brings, by template.
    pub(super) helpers: BTreeMap<String, Helper>,
}

impl Checker<'_> {
    /// An error with the line where `word` stands.
    pub(super) fn error(&self, word: &str, fact: String) -> Error {
        let line = self
            .text
            .lines()
            .position(|line| line.contains(word))
            .map_or(1, |at| at + 1);
        Error::new(fact).note(format!("in `{}` at line {line}", self.path))
    }

    pub(super) fn case(&self, raw: RawCase) -> Result<Case> {
        let mut given = raw.into_iter();
        let (Some((name, body)), None) = (given.next(), given.next()) else {
            return Err(self.error("for:", "a case needs exactly one stack".to_owned()));
        };
        let stack = self.stack(&name)?;
        for name in &body.concerns {
            self.known(stack, name, &[Kind::Fact, Kind::List])?;
        }
        for name in body.remark.iter().chain(&body.awaits) {
            self.known(stack, name, &[Kind::Fact])?;
        }
        let open = body
            .open
            .map(|raw| self.condition(stack, raw))
            .transpose()?;
        let action = match (body.steps, body.manual) {
            (Some(steps), None) => Action::Steps(
                steps
                    .into_iter()
                    .map(|step| self.step(stack, step))
                    .collect::<Result<_>>()?,
            ),
            (None, Some(text)) => Action::Manual(text),
            _ => {
                return Err(self.error(
                    "for:",
                    format!("the case for {name} needs either `steps` or `manual`"),
                ));
            }
        };
        Ok(Case {
            stack,
            concerns: body.concerns,
            open,
            awaits: body.awaits,
            action,
            remark: body.remark,
        })
    }

    pub(super) fn stack(&self, name: &str) -> Result<&'static dyn Stack> {
        stack(name).ok_or_else(|| {
            let known: Vec<&str> = STACKS.iter().map(|stack| stack.name()).collect();
            self.error(name, format!("there is no stack `{name}`"))
                .help(format!("allowed are: {}", known.join(", ")))
        })
    }

    fn condition(&self, stack: &dyn Stack, raw: RawCondition) -> Result<Condition> {
        let condition = match (raw.has, raw.lacks) {
            (Some(name), None) => Condition::Has(name),
            (None, Some(name)) => Condition::Lacks(name),
            _ => return Err(self.error("open:", "`open` needs either `has` or `lacks`".to_owned())),
        };
        let (Condition::Has(name) | Condition::Lacks(name)) = &condition;
        self.known(stack, name, &[Kind::Fact, Kind::List])?;
        Ok(condition)
    }

    /// Checks that the stack has a word `name` of one of the kinds.
    pub(super) fn known(
        &self,
        stack: &dyn Stack,
        name: &str,
        kinds: &[Kind],
    ) -> Result<&'static Word> {
        let mut allowed = stack.words();
        allowed.retain(|word| kinds.contains(&word.kind));
        if let Some(word) = allowed.iter().find(|word| word.name == name) {
            return Ok(word);
        }
        let names: Vec<&str> = allowed.iter().map(|word| word.name).collect();
        let error = self.error(
            name,
            format!("{} knows no `{name}` that may stand here", stack.name()),
        );
        Err(error.help(format!("allowed are: {}", names.join(", "))))
    }

    /// A template of this patch or a shared one, with every name that it uses known to the stack, the site or the patch.
    pub(super) fn template(&self, stack: &dyn Stack, name: &str, at: &Word) -> Result<Template> {
        self.checked(stack, name, self.text_of(name, 0)?, at)
    }

    /// The text of a template, with the texts that it includes in the place of such lines.
    fn text_of(&self, name: &str, depth: usize) -> Result<String> {
        if depth > DEEPEST_INCLUDE {
            return Err(self.error(name, format!("the template `{name}` includes itself")));
        }
        let places = [format!("{}/{name}", self.stem), format!("shared/{name}")];
        let text = places.iter().find_map(|place| self.templates.text(place));
        let text = text.ok_or_else(|| {
            self.error(name, format!("there is no template `{name}`"))
                .help(format!("put it at `templates/{}`", places[0]))
        })?;
        let whole = |line: &str| match included(line) {
            Some(other) => self.text_of(other, depth + 1),
            None => Ok(line.to_owned()),
        };
        text.split_inclusive('\n').map(whole).collect()
    }

    /// The templates of a folder of this patch, each named with the folder.
    pub(super) fn folder(&self, stack: &dyn Stack, name: &str, at: &Word) -> Result<Vec<Template>> {
        let own = format!("{}/", self.stem);
        let folder = format!("{own}{name}/");
        let paths = self.templates.below(&folder);
        if paths.is_empty() {
            let error = self.error(name, format!("there is no folder of templates `{name}`"));
            return Err(error.help(format!("put it at `templates/{folder}`")));
        }
        let template = |path: &String| {
            let text = self.templates.text(path).expect("it is listed");
            self.checked(stack, path.trim_start_matches(&own), text, at)
        };
        paths.iter().map(template).collect()
    }

    /// A text that is written in the patch itself, with every name that it uses known.
    pub(super) fn inline(&self, stack: &dyn Stack, text: String, at: &Word) -> Result<Template> {
        self.checked(stack, &text.clone(), text, at)
    }

    fn checked(&self, stack: &dyn Stack, name: &str, text: String, at: &Word) -> Result<Template> {
        let template = Template::parse(name, text)?;
        let words = stack.words();
        let is_word = |used: &str| {
            words.iter().any(|word| {
                matches!(word.kind, Kind::Fact | Kind::Folder)
                    && word.name.replace('-', "_") == used
            })
        };
        let is_module = |used: &str| {
            let mut brought = self.helpers.values();
            brought.any(|helper| helper.variable() == used)
        };
        if let Some(unknown) = template.modules().iter().find(|used| !is_module(used)) {
            let fact = format!("the template `{name}` imports `{unknown}`, which no step creates");
            return Err(self.error(name, fact));
        }
        match template.names().iter().find(|used| {
            !is_word(used)
                && *used != MODULES
                && !self.parameters.contains(used)
                && !at.captures.contains(&used.as_str())
        }) {
            Some(unknown) => Err(self.error(
                name,
                format!(
                    "the template `{name}` uses `{unknown}`, which {} does not know",
                    stack.name()
                ),
            )),
            None => Ok(template),
        }
    }
}
