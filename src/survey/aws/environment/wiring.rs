//! What the calls of a production environment lack: roles and scripts of its hosts, and settings that shared modules leave to
//! their callers.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, Body};
use hcl_edit::visit::{self, Visit};

use crate::survey::aws::environment::groups::{SERVICE_CIDRS, WEB_CIDRS};
use crate::survey::aws::environment::hosts::{Known, call, called, network_of};
use crate::survey::aws::environment::names::declares;
use crate::survey::aws::environment::network::network;
use crate::survey::aws::environment::production::Production;
use crate::survey::aws::environment::reference::variables;
use crate::survey::aws::environment::shared::{
    DISK, ENCRYPTED, GROWN, database, is_default_fit, major, may_grow, settings_of_database,
    version_of_database,
};
use crate::survey::aws::environment::state;
use crate::survey::environments::words;
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{blocks, label, path_of, value, written};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;
use crate::survey::terraform::version::ends_before;

/// A call of a module of the tree.
struct Call<'t> {
    source: &'t Source,
    block: &'t Block,
    module: &'t Folder,
}

impl Call<'_> {
    /// Whether the module takes this, and the call does not give it.
    fn lacks(&self, key: &str) -> bool {
        declares(self.module, key) && !self.block.body.has_attribute(key)
    }

    fn site(&self) -> Site {
        let range = self.block.span().unwrap_or_default();
        let line = self.source.line(range.start);
        Site::new(&self.source.path, range, line)
    }

    fn set(&self, key: &str, value: impl Into<String>) -> Site {
        self.site().with("key", key).with("value", value.into())
    }
}

fn calls<'t>(it: &Production<'t>) -> Vec<Call<'t>> {
    let (tree, root) = (it.tree, it.root);
    let all = blocks(root, "module", &[]);
    all.filter_map(|(source, block)| {
        Some(Call {
            source,
            block,
            module: called(tree, root, block)?,
        })
    })
    .collect()
}

/// Arguments that calls lack, each with its value.
pub(super) fn settings(it: &Production<'_>) -> Vec<Site> {
    let mut found = Vec::new();
    for call in calls(it) {
        let host = it
            .hosts
            .iter()
            .find(|known| known.host.call == label(call.block, 0));
        if let Some(known) = host {
            found.extend(of_host(it, &call, known));
        }
        if call.lacks(ENCRYPTED) {
            found.push(call.set(ENCRYPTED, "true"));
        }
        if call.lacks(DISK) && is_unset(call.module, DISK) {
            found.push(call.set(DISK, "30"));
        }
        if call.lacks(WEB_CIDRS) && it.has_group() {
            found.push(call.set(WEB_CIDRS, "[]"));
        }
        if call.lacks(SERVICE_CIDRS) {
            found.extend(inside(it).map(|cidrs| call.set(SERVICE_CIDRS, cidrs)));
        }
        if database(call.module).is_some() {
            found.extend(private_subnets(it, &call));
            found.extend(of_database(it, &call));
        }
    }
    found
}

fn of_host(it: &Production<'_>, call: &Call<'_>, known: &Known) -> Vec<Site> {
    let mut found = Vec::new();
    let role = format!("{}_role", known.host.call);
    if call.lacks("iam_instance_profile") && it.calls(&role) {
        found.push(call.set(
            "iam_instance_profile",
            format!("module.{role}.instance_profile_name"),
        ));
    }
    let address = format!("{}_ip", known.host.call);
    if call.lacks("private_ip") && it.has_local(&address) {
        found.push(call.set("private_ip", format!("local.{address}")));
    }
    found.extend(
        gateway(it, call, known)
            .map(|network| call.set("depends_on", format!("[module.{network}]"))),
    );
    found
}

/// The network that a host waits for: its gateway is what user data and a fixed address need, and no argument names it. A module
/// that reads something would read it only while it is applied, and one that depends on the host could not come first.
fn gateway(it: &Production<'_>, own: &Call<'_>, known: &Known) -> Option<String> {
    let network = network_of(it.root, &known.host)?;
    let (source, block) = call(it.root, &network)?;
    let folder = called(it.tree, it.root, block)?;
    let makes_one = folder
        .declared()
        .any(|it| it.kind == "aws_internet_gateway");
    let reads = blocks(own.module, "data", &[]).next().is_some()
        || blocks(own.module, "module", &[]).next().is_some();
    let depends = written(source, block).contains("module.");
    let is_free = makes_one && !reads && !depends && !own.block.body.has_attribute("depends_on");
    is_free.then_some(network)
}

/// Whether a module leaves a variable to its callers.
fn is_unset(module: &Folder, name: &str) -> bool {
    let labels = [name];
    let mut declared = blocks(module, "variable", &labels);
    declared.any(|(source, block)| {
        let default = value(&block.body, "default").map(|it| written(source, it));
        matches!(default, None | Some("null"))
    })
}

/// From where the ports of services are reached: the host that the world reaches, or the network where its address is not known.
fn inside(it: &Production<'_>) -> Option<String> {
    let edge = it.hosts.iter().find(|known| known.is_edge);
    let local = edge
        .map(|known| format!("{}_ip", known.host.call))
        .filter(|name| it.has_local(name));
    local
        .map(|name| format!("[\"${{local.{name}}}/32\"]"))
        .or_else(|| Some(format!("[{}]", network(it.root)?)))
}

/// Subnets that the internet does not reach, where the network has them.
fn private_subnets(it: &Production<'_>, own: &Call<'_>) -> Option<Site> {
    let attribute = own.block.body.attributes().find(|attribute| {
        matches!(&path_of(&attribute.value)[..], [module, _, output] if module == "module" && output.contains("public_subnet"))
    })?;
    let path = path_of(&attribute.value);
    let (_, network) = call(it.root, &path[1])?;
    let network = called(it.tree, it.root, network)?;
    let private = path[2].replace("public", "private");
    let gives = network
        .files
        .iter()
        .any(|file| file.names.outputs.contains(&private));
    gives.then(|| {
        own.set(
            attribute.key.as_str(),
            format!("module.{}.{private}", path[1]),
        )
    })
}

fn of_database(it: &Production<'_>, call: &Call<'_>) -> Vec<Site> {
    let key = it.ours.get("kms").filter(|key| key.is_called);
    let value_of = |key_of: &str| -> Option<String> {
        Some(match key_of {
            "engine_version" => format!("\"{}\"", major(&version_of_database(call.module)?)),
            "kms_key_id" => format!("module.{}.key_arn", key?.call),
            "backup_retention_period" => "7".to_owned(),
            "max_allocated_storage" => {
                let (source, block) = database(call.module)?;
                may_grow(source, block).then(|| GROWN.to_string())?
            }
            "publicly_accessible" | "skip_final_snapshot" => "false".to_owned(),
            "storage_encrypted" | "deletion_protection" => "true".to_owned(),
            "final_snapshot_identifier" => {
                let names = &it.names;
                format!(
                    "\"{}-{}-final\"",
                    names.project.inserted, names.environment.inserted
                )
            }
            _ => return None,
        })
    };
    let settings = settings_of_database(call.module).into_iter();
    let wanted = settings.filter(|(key, variable)| {
        let given = value(&call.block.body, variable).map(|it| written(call.source, it));
        // what the environment itself hands on is its own decision
        match given {
            Some(given) => {
                ["true", "false"].contains(&given)
                    && value_of(key).is_some_and(|wanted| wanted != given)
            }
            None => !is_default_fit(call.module, key, variable),
        }
    });
    wanted
        .filter_map(|(key, variable)| Some(call.set(&variable, value_of(key)?)))
        .collect()
}

/// Hosts without user data whose script is there, each with the values that it is given.
pub(super) fn unscripted(it: &Production<'_>) -> Vec<Site> {
    let mut found = Vec::new();
    for call in calls(it) {
        let known = it
            .hosts
            .iter()
            .find(|known| known.host.call == label(call.block, 0));
        if let Some(known) = known.filter(|known| call.lacks("user_data") && it.has_script(known)) {
            let site = call.site().with("host", known.host.name.as_str());
            found.push(site.with("values", handed(it, known)));
        }
    }
    found
}

/// What a host is told.
fn handed(it: &Production<'_>, known: &Known) -> Vec<String> {
    let names = &it.names;
    let mut values = vec![
        format!("project={}", names.project.inserted),
        format!("region={}", names.region.inserted),
    ];
    let output = |kind: &str, output: &str| {
        let ours = it.ours.get(kind).filter(|ours| ours.is_called)?;
        Some(format!("${{module.{}.{output}}}", ours.call))
    };
    let pulls_only = known.is_edge && it.hosts.len() > 1;
    let secret = output("secrets", "secret_name").filter(|_| !pulls_only);
    values.extend(secret.map(|secret| format!("secret={secret}")));
    values.extend(output("ecr", "registry").map(|registry| format!("registry={registry}")));
    values.extend(log_group(it, &known.host.name).map(|group| format!("log_group={group}")));
    let others = it
        .hosts
        .iter()
        .filter(|other| other.host.call != known.host.call);
    let others: Vec<&Known> = others
        .filter(|other| it.has_local(&format!("{}_ip", other.host.call)))
        .collect();
    if let [other] = others[..] {
        let name = if known.is_edge {
            "app_host"
        } else {
            "edge_addr"
        };
        let is_pair = known.is_edge != other.is_edge;
        values.extend(is_pair.then(|| format!("{name}=${{local.{}_ip}}", other.host.call)));
    }
    values
}

/// The group of logs that is made for a host.
fn log_group(it: &Production<'_>, host: &str) -> Option<String> {
    let ours = it.ours.get("cloudwatch").filter(|ours| ours.is_called)?;
    let (_, block) = call(it.root, &ours.call)?;
    let mut hosts = value(&block.body, "hosts")?.as_array()?.iter();
    let is_made = hosts.any(|own| own.as_str() == Some(host));
    is_made.then(|| format!("${{module.{}.log_group_names[\"{host}\"]}}", ours.call))
}

/// Variables whose values can be checked, with the condition.
pub(super) fn unchecked(it: &Production<'_>) -> Vec<Site> {
    let checked = variables(it.root).filter_map(|(source, block)| {
        let is_secret = value(&block.body, "sensitive").and_then(Expression::as_bool) == Some(true);
        let has_one = block.body.get_blocks("validation").next().is_some();
        let (condition, message) =
            condition(it, source, block).filter(|_| !is_secret && !has_one)?;
        let range = block.span()?;
        let site = Site::new(&source.path, range.clone(), source.line(range.start));
        Some(site.with("condition", condition).with("message", message))
    });
    checked.collect()
}

fn condition(it: &Production<'_>, source: &Source, block: &Block) -> Option<(String, String)> {
    let name = label(block, 0);
    let kind = value(&block.body, "type")
        .map(|kind| written(source, kind))
        .unwrap_or_default();
    let is_list = kind.starts_with("list");
    let has = |word: &str| words(name).any(|own| own == word);
    if it.names.environment.expression == format!("var.{name}") {
        let word = value(&block.body, "default")
            .and_then(|it| it.as_str())
            .unwrap_or("prod");
        return Some((
            format!("var.{name} == \"{word}\""),
            "This folder is production, and nothing else.".to_owned(),
        ));
    }
    if is_list && has("ssh") {
        let world = "[\"0.0.0.0/0\", \"::/0\"]";
        let condition = format!("length(setintersection(var.{name}, {world})) == 0");
        return Some((
            condition,
            "The whole internet may not connect by SSH.".to_owned(),
        ));
    }
    let is_split = has("subnet") || has("subnets");
    let least = it.subnets;
    (is_list && is_split && least > 1).then(|| {
        (
            format!("length(var.{name}) >= {least}"),
            format!("At least {least} subnets are needed."),
        )
    })
}

/// The `terraform` block of a root that says nothing of its state.
pub(super) fn stateless(it: &Production<'_>) -> Option<Site> {
    let (source, block) = state::stateless(it.root)?;
    let range = block.span()?;
    let site = Site::new(&source.path, range.clone(), source.line(range.start));
    Some(
        site.with("locks", state::may_lock(it.root))
            .with("state", it.state.as_str()),
    )
}

/// The provider of a root whose resources nobody can tell from those of other projects and environments.
pub(super) fn untagged(it: &Production<'_>) -> Option<Site> {
    let mut providers = blocks(it.root, "provider", &["aws"]);
    let (source, block) = providers.find(|(_, block)| !block.body.has_attribute("alias"))?;
    let has_some = block.body.get_blocks("default_tags").next().is_some()
        || block
            .body
            .get_blocks("dynamic")
            .any(|it| label(it, 0) == "default_tags");
    // before, a tag that a resource has, too, is an error
    let is_old = state::provider(it.root).is_some_and(|it| ends_before(&it, (5, 0)));
    let is_spelled_otherwise = it.tree.files().any(|file| spells_otherwise(&file.body));
    let range = block.span()?;
    let site = Site::new(&source.path, range.clone(), source.line(range.start))
        .with("project", it.names.project.expression.as_str())
        .with("environment", it.names.environment.expression.as_str());
    (!has_some && !is_old && !is_spelled_otherwise && !it.names.project.is_new).then_some(site)
}

/// Whether a file gives tags of the same names in other letters, which some services of AWS take for the same.
fn spells_otherwise(body: &Body) -> bool {
    struct Walk(bool);
    impl Visit for Walk {
        fn visit_object(&mut self, node: &Object) {
            self.0 |= node.iter().any(|(key, _)| {
                let name = match key {
                    ObjectKey::Ident(name) => name.as_str(),
                    ObjectKey::Expression(it) => it.as_str().unwrap_or_default(),
                };
                let is_same = |own: &&str| name.eq_ignore_ascii_case(own) && name != *own;
                ["Project", "Environment"].iter().any(is_same)
            });
            visit::visit_object(self, node);
        }
    }
    let mut walk = Walk(false);
    walk.visit_body(body);
    walk.0
}

/// The `terraform` block of a root that locks its state as only later versions can.
pub(super) fn early(it: &Production<'_>) -> Option<Site> {
    let (_, state) = state::backend(it.root)?;
    let constraint =
        state::locking(it.root).filter(|_| state.body.has_attribute("use_lockfile"))?;
    let (source, block) = blocks(it.root, "terraform", &[]).next()?;
    let range = block.span()?;
    let site = Site::new(&source.path, range.clone(), source.line(range.start));
    Some(site.with("constraint", constraint))
}
