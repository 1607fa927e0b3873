//! What shared modules say for every environment that production must not have. It becomes a variable whose default is what
//! stands there today, so that other environments plan nothing.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

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

const DATABASE: [Setting; 8] = [
    Setting {
        key: "engine_version",
        kind: "string",
        suits: |now| now.is_none_or(|now| now.trim_matches('"') == major(now)),
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

/// The variable that says from where the ports of services are reached.
pub(super) const SERVICE_CIDRS: &str = "service_cidrs";

/// The variable that says whether the disk that a host starts from is encrypted.
pub(super) const ENCRYPTED: &str = "root_volume_encrypted";

/// A variable that a module gets, and the block and key that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) variable: String,
    kind: &'static str,
    default: String,
    /// Where the argument goes; none where it stands in a block of its own.
    place: Option<(Site, &'static str)>,
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
    let literal = now.map(|value| written(source, value));
    let is_plain = now.is_none_or(is_literal);
    (is_plain && !(setting.suits)(literal)).then(|| Opened {
        variable: setting.key.to_owned(),
        kind: setting.kind,
        default: literal.unwrap_or("null").to_owned(),
        place: Some((at(source, block), setting.key)),
    })
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
    let disk = block.body.get_blocks("root_block_device").next();
    let place = disk.map(|disk| (at(source, disk), "encrypted"));
    let now = disk.and_then(|disk| value(&disk.body, "encrypted"));
    let is_dynamic = block
        .body
        .get_blocks("dynamic")
        .any(|it| label(it, 0) == "root_block_device");
    if !is_dynamic && now.is_none_or(|now| written(source, now) == "false") {
        found.push(Opened {
            variable: ENCRYPTED.to_owned(),
            kind: "bool",
            default: now.map_or("null", |now| written(source, now)).to_owned(),
            place,
        });
    }
    found
}

/// Rules that let the whole internet reach ports of services, past what serves it on 80 and 443.
fn of_groups(folder: &Folder) -> Vec<Opened> {
    let rules = blocks(folder, "resource", &["aws_security_group"]);
    let rules = rules.flat_map(|(source, group)| {
        group
            .body
            .get_blocks("ingress")
            .map(move |rule| (source, rule))
    });
    let open = rules.filter(|(source, rule)| is_open(source, rule));
    open.map(|(source, rule)| Opened {
        variable: SERVICE_CIDRS.to_owned(),
        kind: "list(string)",
        default: "[\"0.0.0.0/0\"]".to_owned(),
        place: Some((at(source, rule), "cidr_blocks")),
    })
    .collect()
}

fn is_open(source: &Source, rule: &Block) -> bool {
    let port = |key| {
        value(&rule.body, key)
            .map(|port| written(source, port))
            .and_then(|port| port.parse::<u16>().ok())
    };
    let everyone = value(&rule.body, "cidr_blocks").is_some_and(|cidrs| {
        let text: String = written(source, cidrs).split_whitespace().collect();
        text == "[\"0.0.0.0/0\"]"
    });
    let (Some(from), Some(to)) = (port("from_port"), port("to_port")) else {
        return false;
    };
    everyone && from == to && ![22, 80, 443].contains(&from)
}

/// Rules for ports of services that are open to the world and are no plain blocks of a group: these a person has to close.
pub(super) fn left_open(folder: &Folder) -> Vec<String> {
    let mut found = Vec::new();
    for kind in [
        "aws_security_group_rule",
        "aws_vpc_security_group_ingress_rule",
    ] {
        let labels = [kind];
        for (source, rule) in blocks(folder, "resource", &labels) {
            let says = |key: &str| {
                value(&rule.body, key)
                    .map(|value| written(source, value))
                    .unwrap_or_default()
            };
            let is_world = says("cidr_blocks").contains("0.0.0.0/0")
                || says("cidr_ipv4").contains("0.0.0.0/0");
            let is_outward = says("type") == "\"egress\"";
            let is_served = ["80", "443"].contains(&says("from_port"));
            if is_world && !is_outward && !is_served {
                let line = source.line(rule.span().unwrap_or_default().start);
                found.push(format!("{}:{line}", source.path));
            }
        }
    }
    found
}

fn is_literal(value: &Expression) -> bool {
    value.is_str() || value.is_bool() || value.is_number()
}

fn at(source: &Source, block: &Block) -> Site {
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

/// The file of outputs of a module whose database gives nobody its address.
pub(super) fn addressless(folder: &Folder) -> Option<Site> {
    let (_, block) = database(folder).filter(|(_, block)| !is_many(block))?;
    let gives = output_of(folder, "aws_db_instance", "address").is_some()
        || folder
            .files
            .iter()
            .any(|file| file.names.outputs.contains("db_address"));
    let with_outputs = folder
        .files
        .iter()
        .find(|file| !file.is_json() && !file.names.outputs.is_empty());
    let path = with_outputs.map_or_else(
        || join(&folder.path, "outputs.tf"),
        |file| file.path.clone(),
    );
    (!gives).then(|| Site::new(&path, 0..0, 1).with("database", label(block, 1)))
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
