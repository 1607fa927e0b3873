//! The catalogue: the patches, checked when they are loaded, with their templates.
//! A patch is data and decides nothing; what its names mean is the survey's business.

pub mod advice;
mod catalogue;
mod domains;
pub mod ignored;
mod kinds;
mod manifest;
pub mod parameters;
pub mod settings;
pub mod template;

use std::fmt;
use std::slice;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use advice::Advice;
pub use catalogue::{Catalogue, builtin};
pub use manifest::Templates;
pub use template::Template;

use crate::code::helpers::Helper;
use crate::survey::stack::Stack;
use crate::survey::version::NodeVersion;

/// One of the documented issues, with what is known about it and how it is fixed.
#[derive(Debug)]
pub struct Patch {
    /// Its number, 1 to 22.
    pub issue: u8,
    /// Its name, as in `--issue cors-allowlist`.
    pub name: String,
    /// What is wrong.
    pub finding: String,
    /// What the fix does, as an imperative.
    pub fix: String,
    /// What it belongs to.
    pub category: Category,
    /// How urgent it is.
    pub priority: Priority,
    /// How much work it is by hand.
    pub effort: Level,
    /// How much it matters.
    pub impact: Level,
    /// Whether users of the service may notice the fix.
    pub safety: Safety,
    /// Whom the problem hurts, and why the fix is as it is.
    pub why: String,
    /// Where to read more.
    pub references: Vec<String>,
    /// Values that no code can tell.
    pub parameters: Vec<Parameter>,
    /// Issues whose open findings join the plan and come first.
    pub needs: Vec<u8>,
    /// Words of comments that are false once the patch is applied.
    pub stale_comments: Vec<String>,
    /// Stacks that have the issue, too, and in which it is not looked for yet.
    pub not_yet: Vec<&'static dyn Stack>,
    /// What it does in which stack; empty while it is not built.
    pub cases: Vec<Case>,
    /// What a person must still do.
    pub after: Option<Advice>,
    /// How to see on the running system that the fix works.
    pub check: Option<String>,
}

impl Patch {
    /// Whether it has something to say of services of a stack.
    pub(crate) fn concerns(&self, stack: &str) -> bool {
        self.cases.iter().any(|case| case.stack.name() == stack)
    }
}

/// What a patch does for services of one stack.
#[derive(Debug)]
pub struct Case {
    /// The stack.
    pub stack: &'static dyn Stack,
    /// Facts without which there is no finding.
    pub concerns: Vec<String>,
    /// What makes it open; a case without one is open wherever it concerns a service.
    pub open: Option<Condition>,
    /// A fact that says what has to come first: while it is there, the finding is held.
    pub awaits: Option<String>,
    /// How it is fixed.
    pub action: Action,
    /// A fact that lists what the fix leaves out, for the finding's message.
    pub remark: Option<String>,
}

/// When a case is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// While the fact or list is there.
    Has(String),
    /// While it is not.
    Lacks(String),
}

/// How a case is fixed.
#[derive(Debug)]
pub enum Action {
    /// By these steps, in order.
    Steps(Vec<Step>),
    /// By a person; what to do.
    Manual(String),
}

/// One verb with its arguments.
#[derive(Debug)]
pub enum Step {
    /// A new file in a folder.
    Create {
        /// Its text and name.
        template: Template,
        /// The folder fact.
        folder: String,
        /// The slot that the file is made for; nothing is made where it is filled.
        slot: Option<String>,
        /// What the module is to the service; none where it is no module.
        helper: Option<Helper>,
    },
    /// New files in each folder of a list.
    CreateFolder {
        /// The folder of templates.
        folder: String,
        /// Its files; one that renders blank is not made.
        templates: Vec<Template>,
        /// The list of folders.
        list: String,
    },
    /// Statements at a slot, their imports in the import block.
    Insert {
        /// The statements.
        template: Template,
        /// The slot.
        slot: String,
    },
    /// Every site of a list gives way to the template.
    Replace {
        /// What stands there afterwards.
        template: Template,
        /// The list.
        list: String,
    },
    /// Every member of a list goes.
    Remove {
        /// The list.
        list: String,
    },
    /// A mapping gets a key.
    Set {
        /// The list of mappings.
        list: String,
        /// The key.
        key: Template,
        /// Its value.
        value: Template,
    },
    /// Blocks at the end of an HCL body or file.
    Append {
        /// The blocks.
        template: Template,
        /// The list of bodies or files.
        list: String,
    },
    /// Lines at the end of a file, which is made where there is none.
    Lines {
        /// The lines, and the name of the file.
        template: Template,
        /// The folder fact.
        folder: String,
    },
    /// Lines at every site of a list; a file is made where there is none.
    LinesAt {
        /// The lines.
        template: Template,
        /// The list.
        list: String,
    },
    /// A package among what the service needs.
    Depend {
        /// Its name.
        package: String,
        /// The versions that will do, as its manifest writes them: `^1.2.3`, `>=1.2,<2`.
        version: String,
        /// The oldest version that will do where it is there already.
        since: String,
        /// The oldest Node that it runs on.
        node: Option<NodeVersion>,
        /// The oldest TypeScript that reads its declarations.
        typescript: Option<NodeVersion>,
    },
}

impl Step {
    /// What it writes, where that is given by templates.
    #[must_use]
    pub fn templates(&self) -> &[Template] {
        match self {
            Self::Create { template, .. }
            | Self::Insert { template, .. }
            | Self::Replace { template, .. }
            | Self::Append { template, .. }
            | Self::Lines { template, .. }
            | Self::LinesAt { template, .. } => slice::from_ref(template),
            Self::CreateFolder { templates, .. } => templates,
            Self::Set { value, .. } => slice::from_ref(value),
            Self::Remove { .. } | Self::Depend { .. } => &[],
        }
    }
}

/// A value that the tree cannot tell.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in templates.
    pub name: String,
    /// The question, where someone can answer.
    pub ask: String,
    /// Its dotted key in `fixup.toml`.
    pub key: String,
    /// Whether the patch works without it.
    pub optional: bool,
    /// What the fix is called with the value and without it, where someone may choose.
    pub forms: Option<(String, String)>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema, clap::ValueEnum)]
        pub enum $name {
            $(#[doc = $text] #[serde(rename = $text)] #[value(name = $text)] $variant,)*
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)* })
            }
        }
    };
}

words! {
    /// What an issue belongs to.
    Category {
        Application = "application",
        Database = "database",
        Docker = "docker",
        Infrastructure = "infrastructure",
        Monitoring = "monitoring",
        Security = "security",
    }
}

words! {
    /// How urgent an issue is: before going live, soon, later.
    Priority { P0 = "P0", P1 = "P1", P2 = "P2", }
}

words! {
    /// How much.
    Level { Low = "low", Medium = "medium", High = "high", }
}

words! {
    /// What a fix promises: `safe` changes nothing that users of the service can see, `review` may.
    Safety { Safe = "safe", Review = "review", }
}

impl Priority {
    /// How much a finding of this priority weighs in the score.
    #[must_use]
    pub fn weight(self) -> u32 {
        match self {
            Self::P0 => 3,
            Self::P1 => 2,
            Self::P2 => 1,
        }
    }
}
