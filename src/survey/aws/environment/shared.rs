//! What shared modules say for every environment that production must not have. It becomes a variable whose default is what
//! stands there today, so that other environments plan nothing.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::survey::aws::environment::groups::of_groups;
use crate::survey::aws::environment::hosts::instance;
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{
    blocks, is_many, label, only, output_of, value, variable_of, written,
};
use crate::survey::terraform::paths::join;
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;

/// An argument of a database that production sets.
struct Setting {
    key: &'static str,
    kind: &'static str,
    /// Whether what stands there, or nothing, will do for production.
    suits: fn(Option<&str>) -> bool,
}

const DATABASE: [Setting; 9] = [
    Setting {
        key: "engine_version",
        kind: "string",
        suits: |now| now.is_none_or(|now| now.trim_matches('"') == major(now)),
    },
    Setting {
        key: "max_allocated_storage",
        kind: "number",
        suits: |now| now.is_some(),
    },
    Setting {
        key: "publicly_accessible",
        kind: "bool",
        suits: |now| now != Some("true"),
    },
    Setting {
        key: "storage_encrypted",
        kind: "bool",
        suits: |now| now == Some("true"),
    },
    Setting {
        key: "kms_key_id",
        kind: "string",
        suits: |now| now.is_some(),
    },
    Setting {
        key: "backup_retention_period",
        kind: "number",
        suits: |now| {
            now.and_then(|days| days.parse().ok())
                .is_some_and(|days: u32| days >= 7)
        },
    },
    Setting {
        key: "deletion_protection",
        kind: "bool",
        suits: |now| now == Some("true"),
    },
    Setting {
        key: "skip_final_snapshot",
        kind: "bool",
        suits: |now| now != Some("true"),
    },
    Setting {
        key: "final_snapshot_identifier",
        kind: "string",
        suits: |now| now.is_some(),
    },
];

/// The variable that says whether the disk that a host starts from is encrypted.
pub(super) const ENCRYPTED: &str = "root_volume_encrypted";

/// The variable for the size of that disk, in GiB.
pub(super) const DISK: &str = "root_volume_size";

/// Up to where the disk of a database may grow, in GiB.
pub(super) const GROWN: usize = 100;

/// A variable that a module gets, and the block and key that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) variable: String,
    pub(super) kind: &'static str,
    pub(super) default: String,
    /// Where the argument goes; none where it stands in a block of its own.
    pub(super) place: Option<(Site, &'static str)>,
}

/// The part of a version that stays when AWS ends a release: `15` of `15.4`, `8.0` of `8.0.33`.
pub(super) fn major(version: &str) -> &str {
    let version = version.trim_matches('"');
    // MySQL counts releases by two numbers, and PostgreSQL since 10 by one
    let is_mysql = ["5.", "8.", "9."]
        .iter()
        .any(|start| version.starts_with(start));
    let parts = if is_mysql { 2 } else { 1 };
    let end = version
        .match_indices('.')
        .nth(parts - 1)
        .map_or(version.len(), |(at, _)| at);
    &version[..end]
}

/// The only database of a module.
pub(super) fn database(folder: &Folder) -> Option<(&Source, &Block)> {
    only(folder, &["aws_db_instance"])
}

/// What an environment may say of a module's database: the key of the argument, and the variable that it is.
pub(super) fn settings_of_database(folder: &Folder) -> Vec<(&'static str, String)> {
    let Some((_, block)) = database(folder) else {
        return Vec::new();
    };
    let variable =
        |setting: &Setting| Some((setting.key, variable_of(value(&block.body, setting.key)?)?));
    DATABASE.iter().filter_map(variable).collect()
}

/// The version of a module's database, as it stands in the default of its variable.
pub(super) fn version_of_database(folder: &Folder) -> Option<String> {
    let (_, block) = database(folder)?;
    let variable = variable_of(value(&block.body, "engine_version")?)?;
    let labels = [variable.as_str()];
    let (_, variable) = blocks(folder, "variable", &labels).next()?;
    Some(value(&variable.body, "default")?.as_str()?.to_owned())
}

/// Whether what a module does of itself will do for production.
pub(super) fn is_default_fit(folder: &Folder, key: &str, variable: &str) -> bool {
    let labels = [variable];
    let declared = blocks(folder, "variable", &labels).next();
    let default =
        declared.and_then(|(source, block)| Some(written(source, value(&block.body, "default")?)));
    let default = default.filter(|default| *default != "null");
    DATABASE
        .iter()
        .any(|setting| setting.key == key && (setting.suits)(default))
}

/// What a module gets variables for.
pub(super) fn opened(folder: &Folder, has_key: bool, fixes_addresses: bool) -> Vec<Opened> {
    let mut found = Vec::new();
    if let Some((source, block)) = database(folder) {
        let wanted = DATABASE
            .iter()
            .filter(|setting| has_key || setting.key != "kms_key_id");
        found.extend(wanted.filter_map(|setting| of_database(source, block, setting)));
    }
    if let Some((source, block)) = instance(folder) {
        found.extend(of_instance(source, block, fixes_addresses));
    }
    found.extend(of_groups(folder));
    found
}

fn of_database(source: &Source, block: &Block, setting: &Setting) -> Option<Opened> {
    let now = value(&block.body, setting.key);
    let engine = value(&block.body, "engine").and_then(Expression::as_str);
    let is_versioned = engine.is_some_and(|engine| ["mysql", "postgres"].contains(&engine));
    if setting.key == "engine_version" && !is_versioned {
        return None;
    }
    if setting.key == "max_allocated_storage" && !may_grow(source, block) {
        return None;
    }
    let literal = now.map(|value| written(source, value));
    let is_plain = now.is_none_or(is_literal);
    (is_plain && !(setting.suits)(literal)).then(|| Opened {
        variable: setting.key.to_owned(),
        kind: setting.kind,
        default: literal.unwrap_or("null").to_owned(),
        place: Some((at(source, block), setting.key)),
    })
}

/// Whether a disk is so small that it may grow, which AWS takes from a quarter more on.
pub(super) fn may_grow(source: &Source, database: &Block) -> bool {
    let now = value(&database.body, "allocated_storage").map(|it| written(source, it));
    now.and_then(|now| now.parse().ok())
        .is_some_and(|now: usize| now * 4 / 3 <= GROWN)
}

fn of_instance(source: &Source, block: &Block, fixes_addresses: bool) -> Vec<Opened> {
    let mut found = Vec::new();
    if fixes_addresses
        && !block.body.has_attribute("private_ip")
        && !block.body.has_attribute("network_interface")
    {
        found.push(Opened {
            variable: "private_ip".to_owned(),
            kind: "string",
            default: "null".to_owned(),
            place: Some((at(source, block), "private_ip")),
        });
    }
    let is_dynamic = block
        .body
        .get_blocks("dynamic")
        .any(|it| label(it, 0) == "root_block_device");
    if is_dynamic {
        return found;
    }
    let disk = block.body.get_blocks("root_block_device").next();
    let place = |key| disk.map(|disk| (at(source, disk), key));
    let now = disk.and_then(|disk| value(&disk.body, "encrypted"));
    if now.is_none_or(|now| written(source, now) == "false") {
        found.push(Opened {
            variable: ENCRYPTED.to_owned(),
            kind: "bool",
            default: now.map_or("null", |now| written(source, now)).to_owned(),
            place: place("encrypted"),
        });
    }
    if disk.is_none_or(|disk| !disk.body.has_attribute("volume_size")) {
        found.push(Opened {
            variable: DISK.to_owned(),
            kind: "number",
            default: "null".to_owned(),
            place: place("volume_size"),
        });
    }
    found
}

fn is_literal(value: &Expression) -> bool {
    value.is_str() || value.is_bool() || value.is_number()
}

pub(super) fn at(source: &Source, block: &Block) -> Site {
    let range = block.span().unwrap_or_default();
    let line = source.line(range.start);
    Site::new(&source.path, range, line)
}

/// Where a module declares the variables that it gets.
pub(super) fn variables(folder: &Folder, opened: &[Opened]) -> Vec<Site> {
    let file = folder.variable_file().path;
    let mut found: Vec<Site> = Vec::new();
    for it in opened {
        let site = Site::new(&file, 0..0, 1)
            .with("variable", it.variable.as_str())
            .with("kind", it.kind)
            .with("default", it.default.as_str());
        if !found.contains(&site) {
            found.push(site);
        }
    }
    found
}

/// The blocks that take a variable as an argument.
pub(super) fn arguments(opened: &[Opened]) -> Vec<Site> {
    let argument = |it: &Opened| {
        let (site, key) = it.place.clone()?;
        Some(
            site.with("key", key)
                .with("value", format!("var.{}", it.variable)),
        )
    };
    opened.iter().filter_map(argument).collect()
}

/// Instances whose first disk gets a block of its own.
pub(super) fn plain_disks(folder: &Folder, opened: &[Opened]) -> Vec<Site> {
    let is_plain = opened
        .iter()
        .any(|it| it.variable == ENCRYPTED && it.place.is_none());
    let instance = instance(folder).filter(|_| is_plain);
    instance
        .map(|(source, block)| at(source, block))
        .into_iter()
        .collect()
}

/// What a module's database gives nobody yet, with the file of outputs; alarms go by what it is called.
pub(super) fn untold(folder: &Folder, has_alarms: bool) -> Vec<Site> {
    let Some((_, block)) = database(folder).filter(|(_, block)| !is_many(block)) else {
        return Vec::new();
    };
    let with_outputs = folder
        .files
        .iter()
        .find(|file| !file.is_json() && !file.names.outputs.is_empty());
    let path = with_outputs.map_or_else(
        || join(&folder.path, "outputs.tf"),
        |file| file.path.clone(),
    );
    let rows = [
        (
            "db_address",
            "address",
            "Host of the database, without its port",
        ),
        ("db_identifier", "identifier", "What AWS calls the database"),
    ];
    let mut found = Vec::new();
    let wanted = if has_alarms { 2 } else { 1 };
    for (output, attribute, description) in rows.into_iter().take(wanted) {
        let mut files = folder.files.iter();
        let gives = output_of(folder, "aws_db_instance", attribute).is_some()
            || files.any(|file| file.names.outputs.contains(output));
        let site = Site::new(&path, 0..0, 1)
            .with("database", label(block, 1))
            .with("output", output)
            .with("attribute", attribute)
            .with("description", description);
        found.extend((!gives).then_some(site));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn a_version_without_its_release_stays_when_aws_ends_that() {
        for (version, expected) in [
            ("\"15.4\"", "15"),
            ("16", "16"),
            ("8.0.33", "8.0"),
            ("8.0", "8.0"),
        ] {
            assert_eq!(major(version), expected, "{version}");
        }
    }
}
