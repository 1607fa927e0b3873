//! What repositories of ECR are called in production.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::tree::{Folder, Tree};

/// Stands in a name for a member of a list that callers give.
pub(crate) const MEMBER: &str = "*";

/// The names of the repositories that one block declares. What stands for the environment is that of production; nothing is
/// told of a name with anything else in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repositories {
    /// The names, with `MEMBER` in those that callers complete.
    names: Vec<String>,
    /// The variable with the list of members.
    variable: Option<String>,
}

impl Repositories {
    /// What `block` declares in `text`.
    pub(crate) fn of(text: &str, block: &Block) -> Self {
        let written = |key: &str| {
            let attribute = block.body.get_attribute(key)?;
            let written = text.get(attribute.value.span()?)?;
            Some(written.trim().to_owned())
        };
        let Some(name) = written("name") else {
            return Self::default();
        };
        let mut name = name.trim_matches('"').to_owned();
        for environment in [
            "var.environment",
            "var.env",
            "local.environment",
            "local.env",
        ] {
            name = name.replace(&format!("${{{environment}}}"), "prod");
        }
        let each = ["${each.key}", "${each.value}", "each.key", "each.value"];
        let list = written("for_each").unwrap_or_default();
        let variable = list.trim_start_matches("toset(").trim_end_matches(')');
        let variable = variable.strip_prefix("var.").map(str::to_owned);
        let names = match each.iter().find(|it| name.contains(**it)) {
            Some(each) if variable.is_some() => vec![name.replace(each, MEMBER)],
            Some(each) => {
                let members = list.split('"').skip(1).step_by(2);
                members.map(|member| name.replace(each, member)).collect()
            }
            None => vec![name],
        };
        Self {
            names: names.into_iter().filter(|it| is_whole(it)).collect(),
            variable,
        }
    }

    /// The names as the callers of `folder` complete them; as they are where nobody calls it yet.
    pub(crate) fn names(&self, tree: &Tree, folder: &Folder) -> Vec<String> {
        let Some(variable) = &self.variable else {
            return self.names.clone();
        };
        let calls = calls(tree, folder);
        if calls.is_empty() {
            return self.names.clone();
        }
        let given = calls
            .iter()
            .filter_map(|call| call.body.get_attribute(variable));
        let members = given.flat_map(|list| list.value.as_array().into_iter().flatten());
        let members: Vec<&str> = members.filter_map(Expression::as_str).collect();
        let whole = |name: &String| {
            let members = members.iter();
            members
                .map(|it| name.replace(MEMBER, it))
                .collect::<Vec<_>>()
        };
        self.names.iter().flat_map(whole).collect()
    }
}

/// The calls of a folder.
fn calls<'t>(tree: &'t Tree, folder: &Folder) -> Vec<&'t Block> {
    let modules = tree.folders.iter().flat_map(|caller| {
        let blocks = caller
            .files
            .iter()
            .flat_map(|file| file.body.get_blocks("module"));
        blocks.map(move |block| (caller, block))
    });
    let is_of = |(caller, block): &(&Folder, &Block)| {
        let source = block
            .body
            .get_attribute("source")
            .and_then(|it| it.value.as_str());
        source
            .and_then(|source| resolve(&caller.path, source))
            .as_ref()
            == Some(&folder.path)
    };
    modules.filter(is_of).map(|(_, block)| block).collect()
}

/// Whether a name holds nothing that is not known.
fn is_whole(name: &str) -> bool {
    let is_known = |c: char| c.is_ascii_alphanumeric() || "/-_.*".contains(c);
    name.chars().all(is_known) && !name.contains("var.") && !name.contains("local.")
}
