//! Paths of folders with Terraform files; `.` is the root.

/// The folder of a file or folder; `.` at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

/// The path of a file in a folder.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder == "." {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// The folder that a module call names from within `folder`; none for a registry or an address, or outside of the root.
pub(crate) fn resolve(folder: &str, source: &str) -> Option<String> {
    if !(source.starts_with("./") || source.starts_with("../")) {
        return None;
    }
    let mut parts = parts(folder);
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(path(&parts))
}

pub(crate) fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| *part != ".").collect()
}

pub(crate) fn path(parts: &[&str]) -> String {
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}
