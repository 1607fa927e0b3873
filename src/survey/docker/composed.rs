//! The builds of a compose file: merged keys, `extends` and `include` are followed, defaults of variables taken.

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::docker::builds::{Builds, line_of};
use crate::tree::paths::{folder, join};

/// How many files are followed that stand on each other.
const HOPS: usize = 4;

/// What a service is built from: `build`, and the file that its paths are seen from.
struct Source {
    build: Value,
    path: String,
}

/// The `build` of each service.
pub(super) fn in_compose(survey: &Survey<'_>, path: &str, found: &mut Builds) {
    read(survey, path, HOPS, found);
}

fn read(survey: &Survey<'_>, path: &str, hops: usize, found: &mut Builds) {
    let Some(text) = survey.text(path) else {
        return;
    };
    let compose = match parsed(&text) {
        Ok(compose) => compose,
        Err(reason) => {
            let line = reason.location().map_or(1, |it| it.line());
            found.unread.push(format!("`{path}:{line}` does not parse"));
            return;
        }
    };
    let services = compose.get("services").and_then(Value::as_mapping);
    for (name, service) in services.into_iter().flatten() {
        if let Some(source) = source_of(survey, path, service, hops) {
            add(survey, &source, name.as_str().unwrap_or_default(), found);
        }
    }
    let included = compose.get("include").and_then(Value::as_sequence);
    for item in included.into_iter().flatten().filter(|_| hops > 0) {
        let file = item.as_str().or_else(|| item.get("path")?.as_str());
        let file = file.and_then(|file| join(folder(path), file));
        if let Some(file) = file {
            read(survey, &file, hops - 1, found);
        }
    }
}

/// A compose file with its merged keys in their places.
fn parsed(text: &str) -> Result<Value, serde_yaml::Error> {
    let mut compose: Value = serde_yaml::from_str(text.trim_start_matches('\u{feff}'))?;
    compose.apply_merge()?;
    Ok(compose)
}

/// What a service is built from, itself or by the one that it extends.
fn source_of(survey: &Survey<'_>, path: &str, service: &Value, hops: usize) -> Option<Source> {
    if let Some(build) = service.get("build")
        && (build.is_string() || build.get("context").is_some() || service.get("extends").is_none())
    {
        return Some(Source {
            build: build.clone(),
            path: path.to_owned(),
        });
    }
    let extends = service.get("extends").filter(|_| hops > 0)?;
    let name = extends
        .as_str()
        .or_else(|| extends.get("service")?.as_str())?;
    let file = extends.get("file").and_then(Value::as_str);
    let file = file.map_or(Some(path.to_owned()), |file| join(folder(path), file))?;
    let text = survey.text(&file)?;
    let compose = parsed(&text).ok()?;
    let base = compose.get("services")?.get(name)?;
    source_of(survey, &file, base, hops - 1)
}

fn add(survey: &Survey<'_>, source: &Source, service: &str, found: &mut Builds) {
    let Source { build, path } = source;
    let text = |key: &str| build.get(key).and_then(Value::as_str);
    let context = build.as_str().or_else(|| text("context")).unwrap_or(".");
    let file = text("dockerfile").unwrap_or("Dockerfile");
    let place = |what: &str| {
        let whole = survey.text(path).unwrap_or_default();
        format!("{path}:{}", line_of(&whole, what))
    };
    if text("dockerfile_inline").is_some() {
        let whole = survey.text(path).unwrap_or_default();
        let line = line_of(&whole, "dockerfile_inline");
        let said = format!(
            "`{path}:{line}` has the Dockerfile of `{service}` in itself, which is not read"
        );
        found.unread.push(said);
        return;
    }
    let (Some(here), Some(named)) = (with_defaults(context), with_defaults(file)) else {
        let what = [context, file]
            .into_iter()
            .find(|it| with_defaults(it).is_none());
        let what = what.unwrap_or(context);
        found.add_unread(&place(what), what);
        return;
    };
    if here.contains(':') || here.starts_with('/') {
        return;
    }
    if let Some(here) = join(folder(path), &here)
        && let Some(file) = join(&here, &named)
    {
        found.add(survey, here, file);
    }
}

/// A text with the defaults of its variables; none where one has none.
fn with_defaults(text: &str) -> Option<String> {
    let mut found = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        found += &rest[..at];
        let (inner, behind) = rest[at + 1..].strip_prefix('{')?.split_once('}')?;
        let (_, usual) = inner.split_once(":-").or_else(|| inner.split_once('-'))?;
        found += usual;
        rest = behind;
    }
    Some(found + rest)
}

#[cfg(test)]
mod tests {
    use super::with_defaults;

    #[test]
    fn variables_of_compose_have_their_defaults() {
        assert_eq!(with_defaults("./a").as_deref(), Some("./a"));
        assert_eq!(with_defaults("${DIR:-./a}/b").as_deref(), Some("./a/b"));
        assert_eq!(with_defaults("${DIR-a}").as_deref(), Some("a"));
        assert_eq!(with_defaults("${DIR}/b"), None);
        assert_eq!(with_defaults("$DIR"), None);
        assert_eq!(with_defaults("${DIR:?no}"), None);
    }
}
