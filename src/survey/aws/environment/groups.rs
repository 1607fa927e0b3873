//! Groups of hosts and databases: which of their rules are open to the world, which of them production may leave without
//! addresses, and the group of its own that a host gets which the world reaches.

use hcl_edit::Span;
use hcl_edit::structure::Block;

use crate::edit::{Edit, indentation, line_ending, splice};
use crate::survey::aws::environment::hosts::{Known, call, called};
use crate::survey::aws::environment::names::declares;
use crate::survey::aws::environment::shared::{Opened, at};
use crate::survey::environments::words;
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{
    blocks, is_path, label, path_of, value, variable_of, written,
};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Tree};

/// The variable that says from where the ports of services are reached.
pub(super) const SERVICE_CIDRS: &str = "service_cidrs";

/// The variable that says from where the ports of the web are reached, in a group that a database lets in.
pub(super) const WEB_CIDRS: &str = "web_cidrs";

/// Rules that let the whole internet reach ports of services, past what serves it on 80 and 443.
pub(super) fn of_groups(folder: &Folder) -> Vec<Opened> {
    let open = rules(folder).filter(|(source, rule)| is_open(source, rule));
    open.map(|(source, rule)| Opened {
        variable: SERVICE_CIDRS.to_owned(),
        kind: "list(string)",
        default: "[\"0.0.0.0/0\"]".to_owned(),
        place: Some((at(source, rule), "cidr_blocks")),
    })
    .collect()
}

fn is_open(source: &Source, rule: &Block) -> bool {
    is_for_all(source, rule) && port(source, rule).is_some_and(|it| ![22, 80, 443].contains(&it))
}

/// Whether a rule is for the whole internet, and says so itself.
fn is_for_all(source: &Source, rule: &Block) -> bool {
    value(&rule.body, "cidr_blocks").is_some_and(|cidrs| {
        let text: String = written(source, cidrs).split_whitespace().collect();
        text == "[\"0.0.0.0/0\"]"
    })
}

/// The one port of a rule.
fn port(source: &Source, rule: &Block) -> Option<u16> {
    let port = |key| written(source, value(&rule.body, key)?).parse().ok();
    let (from, to): (u16, u16) = (port("from_port")?, port("to_port")?);
    (from == to).then_some(from)
}

/// The rules of groups that stand in them.
fn rules(folder: &Folder) -> impl Iterator<Item = (&Source, &Block)> {
    let groups = blocks(folder, "resource", &["aws_security_group"]);
    groups.flat_map(|(source, group)| {
        let rules = group.body.get_blocks("ingress");
        rules.map(move |rule| (source, rule))
    })
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

/// The rules of a group for the web, which a database lets in, too.
fn web_rules(folder: &Folder) -> Vec<(&Source, &Block)> {
    let groups = blocks(folder, "resource", &["aws_security_group"]);
    let both = groups.filter(|(_, group)| is_let_in(folder, label(group, 1)));
    let rules = both.flat_map(|(source, group)| {
        let rules = group.body.get_blocks("ingress");
        rules.map(move |rule| (source, rule))
    });
    let is_web = |(source, rule): &(&Source, &Block)| {
        is_for_all(source, rule) && matches!(port(source, rule), Some(80 | 443))
    };
    rules.filter(is_web).collect()
}

/// Whether a group that serves databases lets another one in.
fn is_let_in(folder: &Folder, group: &str) -> bool {
    rules(folder).any(|(source, rule)| {
        let is_of_databases = matches!(port(source, rule), Some(1433 | 3306 | 5432 | 27017));
        let members = value(&rule.body, "security_groups").and_then(|it| it.as_array());
        let mut paths = members.into_iter().flatten().map(path_of);
        let path = ["aws_security_group", group, "id"];
        is_of_databases && paths.any(|own| is_path(&own, &path))
    })
}

/// Those rules as a variable, whose default is what they say today.
pub(super) fn of_web(folder: &Folder) -> Option<Opened> {
    let rules = web_rules(folder);
    let (source, rule) = rules.first()?;
    dynamic(source, rule, WEB_CIDRS)?;
    Some(Opened {
        variable: WEB_CIDRS.to_owned(),
        kind: "list(string)",
        default: "[\"0.0.0.0/0\"]".to_owned(),
        place: None,
    })
}

/// Rules that production may leave without addresses: AWS keeps no such rule, and each plan would add it again.
pub(super) fn emptied(folder: &Folder, has_own_group: bool) -> Vec<Site> {
    let ssh = rules(folder).filter_map(|(source, rule)| {
        let variable = variable_of(value(&rule.body, "cidr_blocks")?)?;
        let is_ssh = words(&variable).any(|word| word == "ssh");
        is_ssh.then_some((source, rule, variable))
    });
    let web = web_rules(folder).into_iter().filter(|_| has_own_group);
    let web = web.map(|(source, rule)| (source, rule, WEB_CIDRS.to_owned()));
    let site = |(source, rule, variable): (&Source, &Block, String)| {
        Some(at(source, rule).with("text", dynamic(source, rule, &variable)?))
    };
    ssh.chain(web).filter_map(site).collect()
}

/// A rule as a block that is there only while the variable names addresses; its lines stay what they are.
fn dynamic(source: &Source, rule: &Block, variable: &str) -> Option<String> {
    let others = [
        "ipv6_cidr_blocks",
        "prefix_list_ids",
        "security_groups",
        "self",
    ];
    let is_alone = !others.iter().any(|key| rule.body.has_attribute(key))
        && rule.body.blocks().next().is_none();
    let start = rule.span()?.start;
    let addresses = value(&rule.body, "cidr_blocks")?.span()?;
    let within = addresses.start - start..addresses.end - start;
    let by_value = vec![Edit::replace(within, "ingress.value")];
    let text = splice(source.text.get(rule.span()?)?, by_value).ok()?;
    let outer = indentation(&source.text, start);
    let mut lines: Vec<&str> = text.lines().collect();
    let is_usual = lines.len() > 2 && lines.last()?.trim() == "}";
    let first = lines.iter().skip(1).find(|line| !line.trim().is_empty())?;
    let step = first[..first.len() - first.trim_start().len()].strip_prefix(outer)?;
    lines.pop();
    let inner = lines.iter().skip(1).map(|line| {
        if line.trim().is_empty() {
            (*line).to_owned()
        } else {
            format!("{step}{line}")
        }
    });
    let inner: Vec<String> = inner.collect();
    let end = line_ending(&source.text, start);
    let head = format!("for_each = length(var.{variable}) > 0 ? [var.{variable}] : []");
    let all = [
        "dynamic \"ingress\" {".to_owned(),
        format!("{outer}{step}{head}"),
        String::new(),
        format!("{outer}{step}content {{"),
    ];
    let tail = [format!("{outer}{step}}}"), format!("{outer}}}")];
    let all: Vec<String> = all.into_iter().chain(inner).chain(tail).collect();
    (is_usual && is_alone).then(|| all.join(end))
}

/// The group that a host gets for itself.
pub(super) struct Own {
    /// The network that it lies in, as it is written.
    pub(super) network: String,
    /// From where SSH is let in, as it is written.
    pub(super) ssh: Option<String>,
    /// The group that the host shared.
    pub(super) shared: [String; 3],
}

/// The group for the host that the world reaches, where it shares one with a host that a database lets in.
pub(super) fn own(tree: &Tree, root: &Folder, hosts: &[Known]) -> Option<Own> {
    let group = |it: &Known| {
        let (_, block) = call(root, &it.host.call)?;
        let groups = value(&block.body, "vpc_security_group_ids")?.as_array()?;
        let path = path_of(groups.iter().next().filter(|_| groups.len() == 1)?);
        <[String; 3]>::try_from(path).ok()
    };
    let edge = hosts.iter().find(|it| it.is_edge && it.id.is_some())?;
    let shared = group(edge)?;
    let module = shared[1].clone();
    let is_shared = hosts
        .iter()
        .any(|it| !it.is_edge && group(it).as_ref() == Some(&shared));
    let (source, block) = call(root, &module).filter(|_| is_shared && shared[0] == "module")?;
    let folder = called(tree, root, block)?;
    let output = [shared[2].as_str()];
    let (_, output) = blocks(folder, "output", &output).next()?;
    let path = path_of(value(&output.body, "value")?);
    let is_it = is_path(&path, &["aws_security_group", "*", "id"]) && is_let_in(folder, &path[1]);
    let rules = web_rules(folder);
    let has = |wanted: u16| {
        let mut rules = rules.iter();
        rules.any(|(source, rule)| port(source, rule) == Some(wanted))
    };
    let is_web = has(80) && has(443) || declares(folder, WEB_CIDRS);
    let ssh = block.body.attributes().find(|it| {
        let key = it.key.as_str();
        words(key).any(|word| word == "ssh")
    });
    let network = value(&block.body, "vpc_id")?;
    (is_it && is_web).then(|| Own {
        network: written(source, network).to_owned(),
        ssh: ssh.map(|it| written(source, &it.value).to_owned()),
        shared,
    })
}
