//! The environment to come, as templates lay it out.

use minijinja::{Value, context};

use crate::survey::aws::environment::backend;
use crate::survey::aws::environment::example::{aligned, lines, new_variables};
use crate::survey::aws::environment::hosts::{Known, call, called, module_of, network_of};
use crate::survey::aws::environment::names::declares;
use crate::survey::aws::environment::shared::database;
use crate::survey::aws::environment::sought::{Deployed, MADE, Sought};
use crate::survey::aws::environment::state;
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{blocks, is_many, label, output_of};
use crate::survey::terraform::version::ends_before;
use crate::tree::paths::file_name;

/// The folder to come, with what its files say.
pub(super) fn site(sought: &Sought<'_>) -> Site {
    let above: Vec<String> = sought
        .reference
        .files
        .iter()
        .filter(|file| !file.text.trim().is_empty())
        .map(|file| file_name(&file.path).to_owned())
        .collect();
    let new = |kind: &str| {
        let ours = sought.ours.get(kind).filter(|ours| !ours.is_called);
        ours.map_or("", |ours| ours.source.as_str())
    };
    let key = sought
        .call("kms")
        .map_or_else(String::new, |call| format!("module.{call}.key_arn"));
    let variables = new_variables(sought);
    let variables = variables
        .into_iter()
        .map(|it| context! { name => it.name, comment => it.comment, kind => it.kind });
    let has_block = blocks(sought.reference, "terraform", &[]).next().is_some();
    let state = if has_block {
        String::new()
    } else {
        format!("{}/terraform.tfstate", sought.plan.word)
    };
    let mut site = Site::new(&sought.plan.folder, 0..0, 1)
        .with("above", above)
        .with("variables", variables.collect::<Vec<Value>>())
        .with("state", state)
        .with("outputs", outputs(sought))
        .with("locals", locals(sought))
        .with("roles", roles(sought))
        .with("group", group(sought))
        .with("addresses", addresses(sought))
        .with("key", key)
        .with("project", sought.names.project.expression.as_str())
        .with("environment", sought.names.environment.expression.as_str())
        .with("region", sought.names.region.expression.as_str())
        .with(
            "services",
            listed(sought.services.iter().map(|it| &*it.name)),
        )
        .with(
            "hosts",
            listed(sought.hosts.iter().map(|it| &*it.host.name)),
        )
        .with("instances", aligned(&instances(sought)))
        .with("databases", databases(sought))
        .with("values", lines(sought))
        .with("given", aligned(&backend::given(sought)));
    for kind in ["kms", "ecr", "s3", "secrets", "cloudwatch"] {
        site = site.with(kind, new(kind));
    }
    site
}

fn listed<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The fixed addresses of the hosts, where somebody asks for them.
fn locals(sought: &Sought<'_>) -> Vec<String> {
    if !sought.fixes_addresses {
        return Vec::new();
    }
    let taking = sought.hosts.iter().filter(|it| {
        let module = module_of(sought.tree, &it.host);
        module.is_some_and(|module| declares(module, "private_ip"))
    });
    let addresses = taking.filter_map(|it| {
        let (subnet, number) = it.address.as_ref()?;
        let subnet = sought.moved.replace(subnet);
        let subnet = subnet.as_ref().unwrap_or(&it.address.as_ref()?.0);
        Some((
            format!("{}_ip", it.host.call),
            format!("cidrhost({subnet}, {number})"),
        ))
    });
    aligned(&addresses.collect::<Vec<_>>())
}

/// A role for each host without one: that of the host that the world reaches pulls images only, where there is another host.
fn roles(sought: &Sought<'_>) -> Vec<Value> {
    let Some(iam) = sought.ours.get("iam") else {
        return Vec::new();
    };
    let lacks = |it: &&Known| {
        let standing = call(sought.reference, &it.host.call);
        let module = module_of(sought.tree, &it.host);
        let has =
            standing.is_some_and(|(_, block)| block.body.has_attribute("iam_instance_profile"));
        !has && module.is_some_and(|module| declares(module, "iam_instance_profile"))
    };
    let role = |it: &Known| {
        let pulls_only = it.is_edge && sought.hosts.len() > 1;
        let mut lines = vec![
            (
                "project".to_owned(),
                sought.names.project.expression.clone(),
            ),
            (
                "environment".to_owned(),
                sought.names.environment.expression.clone(),
            ),
            ("host".to_owned(), format!("\"{}\"", it.short)),
        ];
        for (kind, name) in ["kms", "ecr", "secrets", "s3", "cloudwatch"]
            .into_iter()
            .zip(MADE)
        {
            let call = sought
                .call(kind)
                .filter(|_| !pulls_only || ["ecr", "cloudwatch"].contains(&kind));
            if let Some(call) = call.filter(|_| iam.variables.iter().any(|own| own == name)) {
                let value = match kind {
                    "kms" => format!("[module.{call}.key_arn]"),
                    "ecr" => images(sought, it, call),
                    "cloudwatch" => {
                        format!("[module.{call}.log_group_arns[\"{}\"]]", it.host.name)
                    }
                    "s3" => format!("[module.{call}.bucket_arn]"),
                    _ => format!("[module.{call}.secret_arn]"),
                };
                lines.push((name.to_owned(), value));
            }
        }
        let granted = sought.granted.iter().filter(|_| !pulls_only);
        lines.extend(granted.map(|name| (name.clone(), format!("var.{name}"))));
        context! { call => format!("{}_role", it.host.call), source => iam.source.as_str(), lines => aligned(&lines) }
    };
    sought.hosts.iter().filter(lacks).map(role).collect()
}

/// The repositories whose images a host pulls: of two hosts each runs its own services.
fn images(sought: &Sought<'_>, host: &Known, call: &str) -> String {
    let is_own = |it: &&Deployed| it.serves_pages == host.is_edge;
    let own: Vec<&str> = sought
        .services
        .iter()
        .filter(is_own)
        .map(|it| &*it.name)
        .collect();
    let is_split = sought.hosts.len() == 2 && sought.hosts.iter().any(|it| it.is_edge);
    let are_named = sought.ours.get("ecr").is_some_and(|it| !it.is_called);
    match &own[..] {
        [name] if is_split && are_named => format!("[module.{call}.repository_arns[\"{name}\"]]"),
        [_, ..] if is_split && are_named => format!(
            "[for name in {} : module.{call}.repository_arns[name]]",
            listed(own.into_iter())
        ),
        _ => format!("values(module.{call}.repository_arns)"),
    }
}

/// The group of the host that the world reaches.
fn group(sought: &Sought<'_>) -> Value {
    let edge = sought.hosts.iter().find(|it| it.is_edge);
    let Some((edge, own)) = edge.zip(sought.own_group()) else {
        return Value::from(false);
    };
    let (project, environment) = (&sought.names.project, &sought.names.environment);
    let name = format!(
        "{}-{}-{}",
        project.inserted, environment.inserted, edge.short
    );
    let ports = own.ssh.map(|ssh| format!("22 = {ssh}"));
    let all = ["80", "443"].map(|port| format!("{port} = [\"0.0.0.0/0\"]"));
    let ports: Vec<String> = ports.into_iter().chain(all).collect();
    context! { call => &edge.host.call, name, network => own.network, ports => ports.join(", ") }
}

/// Hosts whose addresses stay.
fn addresses(sought: &Sought<'_>) -> Vec<Value> {
    let is_old = state::provider(sought.reference).is_some_and(|it| ends_before(&it, (5, 0)));
    let domain = if is_old {
        ("vpc", "true")
    } else {
        ("domain", "\"vpc\"")
    };
    let (project, environment) = (&sought.names.project, &sought.names.environment);
    let address = |known: &Known| {
        let call = &known.host.call;
        let id = known.id.as_ref()?;
        let name = format!(
            "{}-{}-{}",
            project.inserted, environment.inserted, known.short
        );
        let tags = format!(
            "{{ Name = \"{name}\", Environment = {} }}",
            environment.expression
        );
        let mut lines = vec![
            (domain.0.to_owned(), domain.1.to_owned()),
            ("instance".to_owned(), format!("module.{call}.{id}")),
            ("tags".to_owned(), tags),
        ];
        let network = network_of(sought.reference, &known.host);
        lines.extend(
            network.map(|network| ("depends_on".to_owned(), format!("[module.{network}]"))),
        );
        Some(context! { call, lines => aligned(&lines) })
    };
    sought.reached().into_iter().filter_map(address).collect()
}

/// The instances that alarms watch.
fn instances(sought: &Sought<'_>) -> Vec<(String, String)> {
    let instance = |it: &Known| {
        let id = it.id.as_ref()?;
        Some((
            format!("\"{}\"", it.host.name),
            format!("module.{}.{id}", it.host.call),
        ))
    };
    sought.hosts.iter().filter_map(instance).collect()
}

/// The databases that alarms watch.
fn databases(sought: &Sought<'_>) -> String {
    let calls = blocks(sought.reference, "module", &[]).filter_map(|(_, call)| {
        let module = called(sought.tree, sought.reference, call)?;
        database(module)?;
        let output = output_of(module, "aws_db_instance", "identifier")?;
        let name = label(call, 0);
        let is_one = !is_many(call);
        is_one.then(|| format!("\"{name}\" = module.{name}.{output}"))
    });
    let all: Vec<String> = calls.collect();
    if all.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", all.join(", "))
    }
}

/// Outputs that come to those of the reference.
fn outputs(sought: &Sought<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let made = [
        ("ecr", "repository_urls"),
        ("s3", "bucket"),
        ("secrets", "secret_name"),
    ];
    for (kind, output) in made {
        if let Some(ours) = sought.ours.get(kind).filter(|ours| !ours.is_called) {
            found.push((output.to_owned(), format!("module.{}.{output}", ours.call)));
        }
    }
    for (_, call) in blocks(sought.reference, "module", &[]) {
        let module =
            called(sought.tree, sought.reference, call).filter(|module| database(module).is_some());
        let output = module.and_then(|module| output_of(module, "aws_db_instance", "address"));
        let name = call.labels.first().map_or("", |label| label.as_str());
        found.extend(
            output.map(|output| ("db_address".to_owned(), format!("module.{name}.{output}"))),
        );
    }
    let standing = |name: &String| {
        sought
            .reference
            .files
            .iter()
            .any(|file| file.names.outputs.contains(name))
    };
    found.retain(|(name, _)| !standing(name));
    found
}
