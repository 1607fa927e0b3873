//! Where the state of an environment lies, as far as its folder leaves that to `terraform init`.

use hcl_edit::structure::{Block, BlockLabel};

use crate::code::Survey;
use crate::survey::terraform::tree::Folder;
use crate::tree::paths::{file_name, folder};

/// What a backend must be told of, by its kind. One of another kind leaves something open where nothing is told.
const ASKED: &[(&str, &[&str])] = &[
    (
        "azurerm",
        &["container_name", "key", "storage_account_name"],
    ),
    ("gcs", &["bucket"]),
    ("s3", &["bucket", "key"]),
];

/// What is said in the place of a file that nothing names.
const SOME: &str = "FILE";

/// The file that tells `terraform init` where the state lies, for a folder whose backend does not tell it: the one that is there or
/// will be made of its example; a mark where there is none, or several are no production's.
pub(super) fn backend_file(survey: &Survey<'_>, of: &Folder) -> Option<String> {
    let blocks = of.files.iter().flat_map(|file| file.body.blocks());
    let mut blocks = blocks.filter(|it| it.ident.as_str() == "terraform");
    let backend = blocks.find_map(|it| it.body.get_blocks("backend").next())?;
    if !leaves_open(backend) {
        return None;
    }
    let home = if of.path == "." { "" } else { &of.path };
    let paths = survey.overlay.paths_below(home);
    // it stands in a command
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let seen = paths.filter(|path| is_of_backend(file_name(path)) && path.chars().all(is_plain));
    let seen = seen.map(|path| path[home.len()..].trim_start_matches('/'));
    let mut names: Vec<&str> = seen
        .map(|path| path.strip_suffix(".example").unwrap_or(path))
        .collect();
    names.sort_unstable();
    names.dedup();
    // a folder below may be another environment
    let beside = |it: &&&str| folder(it).is_empty();
    let of_production = |it: &&&str| {
        let mut words = it.split(['.', '-', '_', '/']);
        words.any(|word| matches!(word, "prod" | "production"))
    };
    let only = |is_it: &dyn Fn(&&&str) -> bool| {
        let mut found = names.iter().filter(is_it);
        found.next().filter(|_| found.next().is_none())
    };
    let found = only(&of_production).or_else(|| only(&beside));
    Some(found.map_or(SOME, |name| name).to_owned())
}

/// Whether a backend is told more when Terraform is initialized.
fn leaves_open(backend: &Block) -> bool {
    let kind = backend.labels.first().map_or("", BlockLabel::as_str);
    let lacks = |name: &&str| !backend.body.has_attribute(name);
    match ASKED.iter().find(|(name, _)| *name == kind) {
        Some((_, names)) => names.iter().any(lacks),
        None => kind != "local" && backend.body.is_empty(),
    }
}

/// Whether a file is for `-backend-config`, by its name.
fn is_of_backend(name: &str) -> bool {
    let name = name.strip_suffix(".example").unwrap_or(name);
    let stem = name.strip_suffix(".hcl").unwrap_or_default();
    name.ends_with(".tfbackend") || stem.split(['.', '-', '_']).any(|word| word == "backend")
}

#[cfg(test)]
mod tests {
    use hcl_edit::structure::Body;

    use super::{is_of_backend, leaves_open};

    #[test]
    fn a_backend_leaves_open_what_it_does_not_name() {
        let is_open = |text: &str| {
            let body: Body = text.parse().expect("this is HCL");
            leaves_open(body.get_blocks("backend").next().expect("a backend"))
        };
        assert!(is_open("backend \"s3\" {}\n"));
        assert!(is_open("backend \"s3\" {\n  key = \"a\"\n}\n"));
        assert!(is_open("backend \"http\" {}\n"));
        assert!(!is_open(
            "backend \"s3\" {\n  key = \"a\"\n  bucket = \"b\"\n}\n"
        ));
        assert!(!is_open("backend \"local\" {}\n"));
    }

    #[test]
    fn files_for_a_backend_are_told_by_their_names() {
        for name in [
            "backend.hcl",
            "backend.hcl.example",
            "prod.s3.tfbackend",
            "backend-prod.hcl",
        ] {
            assert!(is_of_backend(name), "{name}");
        }
        for name in [
            "backend.tf",
            "terragrunt.hcl",
            ".terraform.lock.hcl",
            "backends.md",
        ] {
            assert!(!is_of_backend(name), "{name}");
        }
    }
}
