//! The environment to come, as templates lay it out.

use minijinja::{Value, context};

use crate::survey::aws::environment::backend;
use crate::survey::aws::environment::example::{aligned, lines, new_variables};
use crate::survey::aws::environment::hosts::{Known, call, called, module_of};
use crate::survey::aws::environment::names::declares;
use crate::survey::aws::environment::shared::database;
use crate::survey::aws::environment::sought::MADE;
use crate::survey::aws::environment::sought::Sought;
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{blocks, output_of, value};
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
    let required = variables.iter().any(|it| it.default.is_empty());
    let variables = variables.into_iter().map(|it| {
        context! { name => it.name, comment => it.comment, kind => it.kind, default => it.default }
    });
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
        .with("required", required)
        .with("outputs", outputs(sought))
        .with("locals", locals(sought))
        .with("roles", roles(sought))
        .with("edge", edge(sought))
        .with("key", key)
        .with("project", sought.names.project.expression.as_str())
        .with("environment", sought.names.environment.expression.as_str())
        .with("region", sought.names.region.expression.as_str())
        .with("services", listed(&sought.services))
        .with("instances", aligned(&instances(sought)))
        .with("values", aligned(&lines(sought)))
        .with("given", aligned(&backend::given(sought)));
    for kind in ["kms", "ecr", "s3", "secrets", "cloudwatch"] {
        site = site.with(kind, new(kind));
    }
    site
}

fn listed(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
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
        let made = [
            ("kms", "key_arn", true),
            ("ecr", "repository_arns", false),
            ("secrets", "secret_arn", true),
            ("s3", "bucket_arn", true),
            ("cloudwatch", "log_group_arns", false),
        ];
        for ((kind, output, is_one), name) in made.into_iter().zip(MADE) {
            let call = sought
                .call(kind)
                .filter(|_| !pulls_only || ["ecr", "cloudwatch"].contains(&kind));
            if let Some(call) = call.filter(|_| iam.variables.iter().any(|own| own == name)) {
                let value = format!("module.{call}.{output}");
                lines.push((
                    name.to_owned(),
                    if is_one { format!("[{value}]") } else { value },
                ));
            }
        }
        let granted = sought.granted.iter().filter(|_| !pulls_only);
        lines.extend(granted.map(|name| (name.clone(), format!("var.{name}"))));
        context! { call => format!("{}_role", it.host.call), source => iam.source.as_str(), lines => aligned(&lines) }
    };
    sought.hosts.iter().filter(lacks).map(role).collect()
}

/// The host that the world reaches, whose address stays.
fn edge(sought: &Sought<'_>) -> Value {
    let edge = sought.edge();
    let Some((known, id)) = edge.and_then(|it| Some((it, it.id.clone()?))) else {
        return Value::from(false);
    };
    let versions = blocks(sought.reference, "terraform", &[]).find_map(|(_, block)| {
        let providers = block.body.get_blocks("required_providers").next()?;
        let aws = value(&providers.body, "aws")?.as_object()?;
        let (_, version) = aws
            .iter()
            .find(|(key, _)| key.as_ident().is_some_and(|key| key.as_str() == "version"))?;
        Some(version.expr().as_str()?.to_owned())
    });
    let is_old = versions.is_some_and(|constraint| ends_before(&constraint, (5, 0)));
    let domain = if is_old {
        "vpc      = true"
    } else {
        "domain   = \"vpc\""
    };
    let (project, environment) = (
        &sought.names.project.inserted,
        &sought.names.environment.inserted,
    );
    let name = format!("{project}-{environment}-{}", known.short);
    context! { call => known.host.call.as_str(), id, name, domain }
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
    for it in &sought.hosts {
        let module = module_of(sought.tree, &it.host).filter(|_| it.id.is_some());
        let output = module.and_then(|module| output_of(module, "aws_instance", "private_ip"));
        found.extend(output.map(|output| {
            (
                format!("{}_private_ip", it.host.call),
                format!("module.{}.{output}", it.host.call),
            )
        }));
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
