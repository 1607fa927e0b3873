//! The shape of a patch file, as serde reads it: nothing is known yet of what its names mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::code::helpers::Deed;
use crate::patch::{Category, Level, Priority, Safety};

/// The tables of a patch file, each with its keys; another key is refused.
macro_rules! tables {
    ($($(#[doc = $doc:literal])* $table:ident {
        $($(#[$with:meta])* $key:ident: $value:ty,)*
    })*) => { $(
        $(#[doc = $doc])*
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $table { $($(#[$with])* pub(super) $key: $value,)* }
    )* };
}

/// `- express: { … }`: exactly one stack.
pub(super) type RawCase = BTreeMap<String, RawBody>;

tables! {
    RawPatch {
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

    RawParameter {
        ask: String,
        value: String,
        #[serde(default)]
        optional: bool,
    }

    RawBody {
        #[serde(default)]
        concerns: Vec<String>,
        open: Option<RawCondition>,
        steps: Option<Vec<RawStep>>,
        manual: Option<String>,
        remark: Option<String>,
    }

    RawCondition {
        has: Option<String>,
        lacks: Option<String>,
    }

    /// `- insert: { … }`: exactly one verb.
    RawStep {
        create: Option<RawCreate>,
        insert: Option<RawInsert>,
        replace: Option<RawReplace>,
        remove: Option<RawRemove>,
        set: Option<RawSet>,
        append: Option<RawReplace>,
        lines: Option<RawLines>,
        depend: Option<RawDepend>,
    }

    RawCreate {
        template: String,
        r#in: String,
        r#for: Option<String>,
        r#as: Option<RawHelper>,
    }

    /// What a new module is to the service.
    RawHelper {
        declares: Vec<String>,
        rank: Option<u8>,
        otherwise: Option<String>,
        does: Option<Deed>,
        #[serde(default)]
        mounted: bool,
        #[serde(default)]
        variables: Vec<String>,
    }

    RawLines {
        template: String,
        r#in: String,
    }

    RawInsert {
        template: String,
        at: String,
    }

    RawReplace {
        template: String,
        each: String,
    }

    RawRemove {
        each: String,
    }

    RawDepend {
        package: String,
        version: String,
        since: Option<String>,
        node: Option<String>,
    }

    RawSet {
        each: String,
        key: String,
        value: Option<String>,
        template: Option<String>,
    }
}
