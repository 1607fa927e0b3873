//! The format of a patch file: first the raw shape that serde reads, then the checked patch.
//! Every name is resolved here, so that a mistake in a patch shows when it is loaded and not when it is used.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::Template;
use super::{Action, Case, Category, Condition, Level, Parameter, Patch, Priority, Safety, Step};
use crate::edit::manifest::least;
use crate::error::{Error, Result};
use crate::survey::stack::Stack;
use crate::survey::stacks::{STACKS, stack};
use crate::survey::version::NodeVersion;
use crate::survey::word::{Kind, Word};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPatch {
    issue: u8,
    name: String,
    finding: String,
    fix: String,
    category: Category,
    priority: Priority,
    effort: Level,
    impact: Level,
    safety: Safety,
    why: String,
    references: Vec<String>,
    #[serde(default)]
    parameters: BTreeMap<String, RawParameter>,
    #[serde(default)]
    needs: Vec<u8>,
    #[serde(default)]
    stale_comments: Vec<String>,
    #[serde(default, rename = "for")]
    cases: Vec<RawCase>,
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    ask: String,
    value: String,
    #[serde(default)]
    optional: bool,
}

/// `- express: { … }`: exactly one stack.
type RawCase = BTreeMap<String, RawBody>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBody {
    #[serde(default)]
    concerns: Vec<String>,
    open: Option<RawCondition>,
    steps: Option<Vec<RawStep>>,
    manual: Option<String>,
    remark: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    has: Option<String>,
    lacks: Option<String>,
}

/// `- insert: { … }`: exactly one verb.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    create: Option<RawCreate>,
    insert: Option<RawInsert>,
    replace: Option<RawReplace>,
    remove: Option<RawRemove>,
    set: Option<RawSet>,
    append: Option<RawReplace>,
    lines: Option<RawLines>,
    depend: Option<RawDepend>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCreate {
    template: String,
    r#in: String,
    r#for: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLines {
    template: String,
    r#in: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInsert {
    template: String,
    at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReplace {
    template: String,
    each: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRemove {
    each: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDepend {
    package: String,
    version: String,
    since: Option<String>,
    node: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    each: String,
    key: String,
    value: Option<String>,
    template: Option<String>,
}

/// Where the text of templates comes from: the name below `templates/`, to its text.
pub(super) type Templates<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Reads and checks one patch file. `path` is used in messages and names the folder of its templates.
///
/// # Errors
/// A text that is no patch, or a name that is none of the stack's: with the file, the line and what is allowed.
pub(super) fn load(path: &str, text: &str, templates: Templates<'_>) -> Result<Patch> {
    let raw: RawPatch = serde_yaml::from_str(text).map_err(|error| unreadable(path, &error))?;
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".yaml");
    let checker = Checker {
        path,
        text,
        stem,
        templates,
        parameters: raw.parameters.keys().cloned().collect(),
    };
    if stem != format!("{:02}-{}", raw.issue, raw.name) {
        return Err(checker.error(
            &raw.name,
            format!(
                "the file of issue {} must be called `{:02}-{}.yaml`",
                raw.issue, raw.issue, raw.name
            ),
        ));
    }
    let cases = raw
        .cases
        .into_iter()
        .map(|case| checker.case(case))
        .collect::<Result<_>>()?;
    let parameters = raw.parameters.into_iter().map(|(name, raw)| Parameter {
        name,
        ask: raw.ask,
        key: raw.value,
        optional: raw.optional,
    });
    Ok(Patch {
        issue: raw.issue,
        name: raw.name,
        finding: raw.finding,
        fix: raw.fix,
        category: raw.category,
        priority: raw.priority,
        effort: raw.effort,
        impact: raw.impact,
        safety: raw.safety,
        why: raw.why.trim().to_owned(),
        references: raw.references,
        parameters: parameters.collect(),
        needs: raw.needs,
        stale_comments: raw.stale_comments,
        cases,
        after: raw.after.map(|after| after.trim().to_owned()),
    })
}

fn unreadable(path: &str, error: &serde_yaml::Error) -> Error {
    let place = error.location().map_or(String::new(), |at| {
        format!(" at {}:{}", at.line(), at.column())
    });
    Error::new(format!("cannot read the patch `{path}`{place}")).note(error.to_string())
}

struct Checker<'a> {
    path: &'a str,
    text: &'a str,
    stem: &'a str,
    templates: Templates<'a>,
    parameters: Vec<String>,
}

impl Checker<'_> {
    /// An error with the line where `word` stands.
    fn error(&self, word: &str, fact: String) -> Error {
        let line = self
            .text
            .lines()
            .position(|line| line.contains(word))
            .map_or(1, |at| at + 1);
        Error::new(fact).note(format!("in `{}` at line {line}", self.path))
    }

    fn case(&self, raw: RawCase) -> Result<Case> {
        let mut given = raw.into_iter();
        let (Some((name, body)), None) = (given.next(), given.next()) else {
            return Err(self.error("for:", "a case needs exactly one stack".to_owned()));
        };
        let stack = self.stack(&name)?;
        for name in &body.concerns {
            self.known(stack, name, &[Kind::Fact, Kind::List])?;
        }
        if let Some(name) = &body.remark {
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
            action,
            remark: body.remark,
        })
    }

    fn stack(&self, name: &str) -> Result<&'static dyn Stack> {
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

    fn step(&self, stack: &dyn Stack, raw: RawStep) -> Result<Step> {
        let mut steps = Vec::new();
        if let Some(RawCreate {
            template,
            r#in,
            r#for,
        }) = raw.create
        {
            let word = self.known(stack, &r#in, &[Kind::Folder])?;
            if let Some(slot) = &r#for {
                self.known(stack, slot, &[Kind::Slot])?;
            }
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Create {
                template,
                folder: r#in,
                slot: r#for,
            });
        }
        if let Some(RawLines { template, r#in }) = raw.lines {
            let word = self.known(stack, &r#in, &[Kind::Folder])?;
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Lines {
                template,
                folder: r#in,
            });
        }
        if let Some(RawInsert { template, at }) = raw.insert {
            let word = self.known(stack, &at, &[Kind::Slot])?;
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Insert { template, slot: at });
        }
        if let Some(RawReplace { template, each }) = raw.replace {
            let word = self.known(stack, &each, &[Kind::List])?;
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Replace {
                template,
                list: each,
            });
        }
        if let Some(RawRemove { each }) = raw.remove {
            self.known(stack, &each, &[Kind::List])?;
            steps.push(Step::Remove { list: each });
        }
        if let Some(RawReplace { template, each }) = raw.append {
            let word = self.known(stack, &each, &[Kind::List])?;
            let template = self.template(stack, &template, word)?;
            steps.push(Step::Append {
                template,
                list: each,
            });
        }
        if let Some(RawDepend {
            package,
            version,
            since,
            node,
        }) = raw.depend
        {
            let node = node.map(|node| self.node(stack, &node)).transpose()?;
            let since = since.unwrap_or_else(|| least(&version).to_owned());
            steps.push(Step::Depend {
                package,
                version,
                since,
                node,
            });
        }
        if let Some(RawSet {
            each,
            key,
            value,
            template,
        }) = raw.set
        {
            let word = self.known(stack, &each, &[Kind::List])?;
            let value = match (value, template) {
                (Some(value), None) => Template::inline(&value),
                (None, Some(name)) => self.template(stack, &name, word)?,
                _ => {
                    let fact = "`set` needs either `value` or `template`";
                    return Err(self.error(&key, fact.to_owned()));
                }
            };
            steps.push(Step::Set {
                list: each,
                key,
                value,
            });
        }
        <[Step; 1]>::try_from(steps)
            .map(|[step]| step)
            .map_err(|_| {
                let fact = "a step needs exactly one verb: create, insert, replace, remove, set, append, lines or depend";
                self.error("steps:", fact.to_owned())
            })
    }

    /// A version of Node, where services of the stack run on it.
    fn node(&self, stack: &dyn Stack, text: &str) -> Result<NodeVersion> {
        NodeVersion::exact(text)
            .filter(|_| stack.serves_on_node())
            .ok_or_else(|| {
                let fact =
                    "`node` is a version like \"18\" or \"14.18\", for services that run on it";
                self.error("node:", fact.to_owned())
            })
    }

    /// Checks that the stack has a word `name` of one of the kinds.
    fn known(&self, stack: &dyn Stack, name: &str, kinds: &[Kind]) -> Result<&'static Word> {
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
    fn template(&self, stack: &dyn Stack, name: &str, at: &Word) -> Result<Template> {
        let places = [format!("{}/{name}", self.stem), format!("shared/{name}")];
        let text = places.iter().find_map(|place| (self.templates)(place));
        let text = text.ok_or_else(|| {
            self.error(name, format!("there is no template `{name}`"))
                .help(format!("put it at `templates/{}`", places[0]))
        })?;
        let template = Template::parse(name, text)?;
        let words = stack.words();
        let is_word = |used: &str| {
            words.iter().any(|word| {
                matches!(word.kind, Kind::Fact | Kind::Folder)
                    && word.name.replace('-', "_") == used
            })
        };
        match template.names().iter().find(|used| {
            !is_word(used)
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
