//! Where images of the repository's own services come from: what compose files, workflows and Terraform say. Nothing is made up.

use crate::code::Survey;
use crate::edit::yaml::{Node, parse};
use crate::survey::compose::commands::words;
use crate::survey::compose::fields::{insisting, is_of_name};
use crate::survey::compose::file::{Build, ComposeService, files};
use crate::survey::compose::images::{Kind, is_from_registry, kind, name};
use crate::survey::terraform::machines::started;
use crate::survey::terraform::repositories::MEMBER;
use crate::tree::paths::{file_name, folder, join};

/// The image of a service with `${TAG:?}` for its tag; none where no registry is known.
pub(crate) fn image(
    survey: &Survey<'_>,
    service: &ComposeService,
    build: &Build,
    owner: Option<&str>,
) -> Option<String> {
    let own = service.image.as_deref().filter(|it| is_from_registry(it));
    let names: Vec<&str> = [owner, Some(service.name.as_str())]
        .into_iter()
        .flatten()
        .collect();
    let found = own
        .and_then(|it| required(name(it)))
        .or_else(|| pushed(survey, build, &names))
        .or_else(|| in_terraform(survey, &names));
    found.map(|name| format!("{name}:${{TAG:?}}"))
}

/// An image that is pushed: its name, and what it is built from where that is told.
struct Pushed {
    name: String,
    context: Option<String>,
    dockerfile: Option<String>,
}

/// Whether images of the repository's own have a registry that its compose files, workflows or scripts name.
pub(crate) fn has_registry(survey: &Survey<'_>) -> bool {
    let mut services = files(survey)
        .iter()
        .flatten()
        .flat_map(|file| &file.services);
    let is_own = |service: &ComposeService| {
        let image = service.image.as_deref().filter(|it| is_from_registry(it));
        image.is_some_and(|it| {
            service.build.is_some() || kind(it) == Kind::Other && is_called(survey, it)
        })
    };
    services.any(is_own) || pushes(survey).iter().any(|it| it.name.contains('/'))
}

/// Whether an image is called as a folder of the repository is.
fn is_called(survey: &Survey<'_>, image: &str) -> bool {
    let last = file_name(name(image)).split(':').next().unwrap_or_default();
    let mut folders = survey
        .overlay
        .paths()
        .flat_map(|path| folder(path).split('/'));
    folders.any(|part| part == last || last.ends_with(&format!("-{part}")) && !part.is_empty())
}

fn pushed(survey: &Survey<'_>, build: &Build, names: &[&str]) -> Option<String> {
    let all = pushes(survey);
    let is_of = |image: &&Pushed| {
        image.context.is_some()
            && image.context == build.context
            && image.dockerfile == build.dockerfile
    };
    let is_named = |image: &&Pushed| {
        let last = file_name(name(&image.name));
        names.iter().any(|own| {
            last == *own || last.ends_with(&format!("-{own}")) || last.ends_with(&format!("_{own}"))
        })
    };
    let known = |image: &Pushed| outer(&image.name);
    let by_build = all.iter().filter(is_of).find_map(known);
    by_build.or_else(|| all.iter().filter(is_named).find_map(known))
}

/// The images that workflows and scripts push.
fn pushes(survey: &Survey<'_>) -> Vec<Pushed> {
    let is_text = |path: &&str| {
        let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
        is_yaml && (path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci"))
            || path.ends_with(".sh")
            || file_name(path) == "Makefile"
    };
    let mut all = Vec::new();
    for path in survey.overlay.paths().filter(is_text) {
        let text = survey.text(path).unwrap_or_default();
        if !text.contains("push") {
            continue;
        }
        let root = parse(&text).ok().filter(|_| path.ends_with("ml"));
        let mut variables = Vec::new();
        if let Some(root) = root {
            in_actions(&root, &mut variables, &mut all);
        }
        variables.extend(text.lines().filter_map(assignment));
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        all.extend(lines.filter_map(in_line));
        for image in &mut all {
            image.name = filled(&image.name, &variables);
        }
    }
    all
}

/// What actions build and push, and the variables that a workflow sets.
fn in_actions(node: &Node, variables: &mut Vec<(String, String)>, found: &mut Vec<Pushed>) {
    let text = |node: &Node, key: &str| node.get(key).and_then(|it| it.text()).map(str::to_owned);
    for (key, value) in node.entries() {
        if key.text() == Some("env") {
            let set = value.entries().into_iter();
            variables.extend(
                set.filter_map(|(name, it)| Some((name.text()?.to_owned(), it.text()?.to_owned()))),
            );
        }
        in_actions(value, variables, found);
    }
    for item in node.items() {
        in_actions(item, variables, found);
    }
    let is_build = text(node, "uses").is_some_and(|it| it.starts_with("docker/build-push-action"));
    if let Some(with) = node.get("with").filter(|_| is_build) {
        let context = text(with, "context").unwrap_or_else(|| ".".to_owned());
        let context = join("", &context);
        let file = text(with, "file").and_then(|it| join("", &it));
        let usual = || join(context.as_ref()?, "Dockerfile");
        let tags = text(with, "tags").unwrap_or_default();
        let tags = tags
            .split(['\n', ','])
            .map(str::trim)
            .filter(|it| !it.is_empty());
        found.extend(tags.map(|tag| Pushed {
            name: tag.to_owned(),
            context: context.clone(),
            dockerfile: file.clone().or_else(usual),
        }));
    }
}

/// `docker push IMAGE`.
fn in_line(line: &str) -> Option<Pushed> {
    let line = joined(line);
    let words = words(&line);
    let at = words
        .windows(2)
        .position(|pair| pair == ["docker", "push"])?;
    let image = words[at + 2..].iter().find(|it| !it.starts_with('-'))?;
    Some(Pushed {
        name: (*image).to_owned(),
        context: None,
        dockerfile: None,
    })
}

/// A line whose expressions hold no blanks.
fn joined(line: &str) -> String {
    line.replace("${{ ", "${{").replace(" }}", "}}")
}

/// `NAME=value` in a line of a shell.
fn assignment(line: &str) -> Option<(String, String)> {
    let line = line.trim().trim_start_matches("export ");
    let (name, value) = line.split_once('=')?;
    let is_name = !name.is_empty() && name.chars().all(is_of_name);
    let value = value.trim_matches(|c| "\"'".contains(c));
    (is_name && !value.contains('$')).then(|| (name.to_owned(), value.to_owned()))
}

/// A name with the variables that the file itself sets.
fn filled(name: &str, variables: &[(String, String)]) -> String {
    let mut name = joined(name);
    for (variable, value) in variables {
        for form in [
            format!("${{{{env.{variable}}}}}"),
            format!("${{{variable}}}"),
            format!("${variable}"),
        ] {
            name = name.replace(&form, value);
        }
    }
    joined(&name)
}

/// A name as the machine's environment can fill it in; none where something in it is known to the workflow alone.
fn outer(image: &str) -> Option<String> {
    let image = without_tag(image);
    let (registry, rest) = image.split_once('/')?;
    let mut words = registry.split(|c: char| !c.is_ascii_alphanumeric());
    let is_ecr = words.any(|word| word.eq_ignore_ascii_case("ecr"));
    let image = if is_ecr {
        format!("${{ECR_REGISTRY:?}}/{rest}")
    } else {
        image
    };
    let mut found = String::new();
    let mut rest = image.as_str();
    while let Some((before, behind)) = rest.split_once("${{") {
        let (inside, behind) = behind.split_once("}}")?;
        let inside = inside.trim();
        let variable = match inside {
            "github.repository_owner" => "IMAGE_OWNER",
            "github.repository" => "IMAGE_REPOSITORY",
            _ => inside
                .strip_prefix("secrets.")
                .or_else(|| inside.strip_prefix("vars."))?,
        };
        found += &format!("{before}${{{variable}:?}}");
        rest = behind;
    }
    required(&(found + rest))
}

/// An image of a workflow without its tag, which may be an expression.
fn without_tag(image: &str) -> String {
    let last = image.rfind('/').map_or(0, |at| at + 1);
    let end = image[last..]
        .find([':', '@'])
        .map_or(image.len(), |at| last + at);
    image[..end].to_owned()
}

/// A name in which every variable is required; none where one is computed.
fn required(name: &str) -> Option<String> {
    let asked = insisting(name);
    let mut names = asked
        .split("${")
        .skip(1)
        .map(|piece| piece.split_once(":?}"));
    names.all(|it| it.is_some()).then_some(asked)
}

/// A repository of ECR that is called after the service, as production has it.
fn in_terraform(survey: &Survey<'_>, names: &[&str]) -> Option<String> {
    let is_of = |repository: &&String| {
        let last = file_name(repository);
        names.iter().any(|own| {
            last == *own || last.ends_with(&format!("-{own}")) || last.ends_with(&format!("_{own}"))
        })
    };
    let all = &started(survey).repositories;
    let to_name = || {
        let pattern = all.iter().find(|it| it.contains(MEMBER))?;
        Some(pattern.replace(MEMBER, names.first()?))
    };
    let repository = all.iter().find(is_of).cloned().or_else(to_name)?;
    Some(format!("${{ECR_REGISTRY:?}}/{repository}"))
}

#[cfg(test)]
mod tests {
    use super::outer;

    #[test]
    fn what_a_workflow_alone_knows_becomes_a_variable() {
        let cases = [
            (
                "ghcr.io/acme/api:${{ github.sha }}",
                Some("ghcr.io/acme/api"),
            ),
            (
                "${{secrets.DOCKERHUB_USERNAME}}/api:latest",
                Some("${DOCKERHUB_USERNAME:?}/api"),
            ),
            (
                "${{steps.login-ecr.outputs.registry}}/shop-api:1",
                Some("${ECR_REGISTRY:?}/shop-api"),
            ),
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api:$TAG",
                Some("${ECR_REGISTRY:?}/shop/api"),
            ),
            (
                "ghcr.io/${{github.repository}}/api:latest",
                Some("ghcr.io/${IMAGE_REPOSITORY:?}/api"),
            ),
            ("ghcr.io/acme/${{matrix.service}}:latest", None),
            ("api:latest", None),
        ];
        for (image, expected) in cases {
            assert_eq!(outer(image).as_deref(), expected, "{image}");
        }
    }
}
