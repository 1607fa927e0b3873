//! The shape of a patch file, as serde reads it: nothing is known yet of what its names mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::code::helpers::{Deed, Variable};
use crate::patch::{Category, Level, Priority, Safety};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPatch {
    pub(super) issue: u8,
    pub(super) name: String,
    pub(super) finding: String,
    pub(super) fix: String,
    pub(super) category: Category,
    pub(super) priority: Priority,
    pub(super) effort: Level,
    pub(super) impact: Level,
    pub(super) safety: Safety,
    pub(super) why: String,
    pub(super) references: Vec<String>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, RawParameter>,
    #[serde(default)]
    pub(super) needs: Vec<u8>,
    #[serde(default)]
    pub(super) stale_comments: Vec<String>,
    #[serde(default)]
    pub(super) not_yet: Vec<String>,
    #[serde(default, rename = "for")]
    pub(super) cases: Vec<RawCase>,
    pub(super) after: Option<String>,
    pub(super) check: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParameter {
    pub(super) ask: String,
    pub(super) value: String,
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) forms: Option<RawForms>,
}

/// What a fix is called with a value, and without it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForms {
    pub(super) with: String,
    pub(super) without: String,
}

/// `- express: { … }`: exactly one stack.
pub(super) type RawCase = BTreeMap<String, RawBody>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBody {
    #[serde(default)]
    pub(super) concerns: Vec<String>,
    pub(super) open: Option<RawCondition>,
    pub(super) awaits: Option<String>,
    pub(super) steps: Option<Vec<RawStep>>,
    pub(super) manual: Option<String>,
    pub(super) remark: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub(super) has: Option<String>,
    pub(super) lacks: Option<String>,
}

/// `- insert: { … }`: exactly one verb.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) create: Option<RawCreate>,
    pub(super) insert: Option<RawInsert>,
    pub(super) replace: Option<RawReplace>,
    pub(super) remove: Option<RawRemove>,
    pub(super) set: Option<RawSet>,
    pub(super) append: Option<RawReplace>,
    pub(super) lines: Option<RawLines>,
    pub(super) depend: Option<RawDepend>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCreate {
    pub(super) template: Option<String>,
    pub(super) r#in: Option<String>,
    pub(super) folder: Option<String>,
    pub(super) each: Option<String>,
    pub(super) r#for: Option<String>,
    pub(super) r#as: Option<RawHelper>,
}

/// What a new module is to the service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHelper {
    pub(super) declares: Vec<String>,
    pub(super) rank: Option<u8>,
    pub(super) otherwise: Option<String>,
    pub(super) does: Option<Deed>,
    #[serde(default)]
    pub(super) mounted: bool,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, Variable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLines {
    pub(super) template: String,
    pub(super) r#in: Option<String>,
    pub(super) each: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInsert {
    pub(super) template: String,
    pub(super) at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReplace {
    pub(super) template: String,
    pub(super) each: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRemove {
    pub(super) each: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDepend {
    pub(super) package: String,
    pub(super) version: String,
    pub(super) since: Option<String>,
    pub(super) node: Option<String>,
    pub(super) typescript: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSet {
    pub(super) each: String,
    pub(super) key: String,
    pub(super) value: Option<String>,
    pub(super) template: Option<String>,
}
