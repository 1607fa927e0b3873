//! Files of values for variables: `terraform.tfvars`, `prod.auto.tfvars`.

use std::sync::Arc;

use hcl_edit::structure::Body;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::hcl;
use crate::edit::hcl::ParseError;
use crate::survey::terraform::folders::is_left_out;
use crate::tree::paths::within;

/// A file of values, or why it cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct ValueFile {
    /// Path relative to the root.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: Arc<str>,
    /// What stands in it.
    pub(crate) body: Result<Arc<Body>, ParseError>,
}

type Bodies = Memo<(String, Arc<str>), Result<Arc<Body>, ParseError>>;

/// The files of values below `folder`, without examples of one.
pub(crate) fn value_files(survey: &Survey<'_>, folder: &str) -> Vec<ValueFile> {
    let parsed = survey.parsed.answers.of::<Bodies>();
    let paths = survey
        .overlay
        .paths()
        .filter(|path| within(path, folder) && is_value_file(path) && !shows_use(path, folder));
    let file = |path: &str| {
        let text = survey.text(path)?;
        let body = parsed.of((path.to_owned(), text.clone()), || read(path, &text));
        Some(ValueFile {
            path: path.to_owned(),
            text,
            body,
        })
    };
    paths.filter_map(file).collect()
}

fn read(path: &str, text: &str) -> Result<Arc<Body>, ParseError> {
    let text = if path.ends_with(".json") {
        &hcl::values_from_json(text)?
    } else {
        text
    };
    Ok(Arc::new(hcl::parse(text)?))
}

/// Whether a file belongs to an example of how to call a module, or to a test.
fn shows_use(path: &str, folder: &str) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    is_left_out(path)
        || below
            .split('/')
            .any(|part| matches!(part, "example" | "examples"))
}

fn is_value_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name
        .strip_suffix(".tfvars")
        .or_else(|| name.strip_suffix(".tfvars.json"));
    stem.is_some_and(|stem| {
        !stem
            .split(['.', '-', '_'])
            .any(|word| matches!(word, "example" | "sample" | "template"))
    })
}
