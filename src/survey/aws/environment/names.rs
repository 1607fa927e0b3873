//! What an environment calls itself: its project, its name and its region, as its own variables say them.

use crate::edit::hcl::Name;
use crate::survey::environments::says_environment;
use crate::survey::terraform::expressions::{blocks, label, value, written};
use crate::survey::terraform::tree::Folder;

/// A value that other things are called after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// As a value: `var.project`, `"eu-west-1"`
    pub(super) expression: String,
    /// Within a text: `${var.project}`, `eu-west-1`
    pub(super) inserted: String,
    /// Whether the variable has yet to be declared.
    pub(super) is_new: bool,
}

/// The three terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) project: Term,
    pub(super) environment: Term,
    pub(super) region: Term,
}

impl Term {
    fn variable(name: &str, is_new: bool) -> Self {
        Self {
            expression: format!("var.{name}"),
            inserted: format!("${{var.{name}}}"),
            is_new,
        }
    }

    fn literal(text: &str) -> Self {
        Self {
            expression: format!("\"{text}\""),
            inserted: text.to_owned(),
            is_new: false,
        }
    }
}

impl Names {
    /// What `root` says; `word` is what it is called where it has no variable for that.
    pub(super) fn of(root: &Folder, word: &str) -> Self {
        let one_of = |names: &[&str]| {
            let name = names.iter().find(|name| declares(root, name))?;
            Some(Term::variable(name, false))
        };
        let mut declared = blocks(root, "variable", &[]).map(|(_, block)| label(block, 0));
        let environment = declared.find(|name| says_environment(name));
        Self {
            project: one_of(&["project", "project_name", "name"])
                .unwrap_or_else(|| Term::variable("project", true)),
            environment: environment
                .map_or_else(|| Term::literal(word), |name| Term::variable(name, false)),
            region: one_of(&["aws_region", "region"])
                .or_else(|| literal_region(root))
                .unwrap_or_else(|| Term::variable("aws_region", true)),
        }
    }
}

/// Whether a folder declares a variable.
pub(super) fn declares(folder: &Folder, name: &str) -> bool {
    let name = Name::Variable(name.to_owned());
    folder
        .files
        .iter()
        .any(|file| file.names.declares.contains(&name))
}

fn literal_region(root: &Folder) -> Option<Term> {
    let mut providers = blocks(root, "provider", &["aws"]);
    let (source, provider) = providers.find(|(_, block)| !block.body.has_attribute("alias"))?;
    let region = value(&provider.body, "region")?;
    let text = region.as_str().map(Term::literal);
    let local = || {
        let path = written(source, region);
        path.starts_with("local.").then(|| Term {
            expression: path.to_owned(),
            inserted: format!("${{{path}}}"),
            is_new: false,
        })
    };
    text.or_else(local)
}
