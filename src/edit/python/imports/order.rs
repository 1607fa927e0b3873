//! The order of imports, as import sorters have it.

use crate::edit::python::stdlib::MODULES;

/// Future imports, the standard library, packages, the service's own modules.
pub(super) fn rank(module: &str, is_local: &dyn Fn(&str) -> bool) -> u8 {
    let top = module.split('.').next().unwrap_or(module);
    match top {
        "__future__" => 0,
        "" => 4,
        _ if is_local(module) => 3,
        _ if MODULES.contains(&top) => 1,
        _ => 2,
    }
}

/// What a statement sorts by: `import x` before `from x import y`, each by module.
pub(super) fn sort_key(line: &str) -> (bool, String) {
    let module = line.split_whitespace().nth(1).unwrap_or_default();
    (line.starts_with("from"), module.to_lowercase())
}

/// What a name sorts by: `CONSTANTS` before `Classes` before the rest.
pub(super) fn member_key(name: &str) -> (u8, String) {
    let is_constant = name.len() > 1 && !name.contains(char::is_lowercase);
    let rank = match name.chars().next() {
        Some(first) if first.is_uppercase() => u8::from(!is_constant),
        _ => 2,
    };
    (rank, name.to_lowercase())
}

/// Whether names are in this order.
pub(super) fn is_sorted(names: &[String]) -> bool {
    names
        .windows(2)
        .all(|pair| member_key(&pair[0]) <= member_key(&pair[1]))
}
