//! Modules that fixup itself brings into a service.

/// Our own helper modules, by file name without its ending, with the rank of their import.
pub(crate) const HELPERS: &[(&str, u8)] = &[
    ("health", 1),
    ("allowed-origins", 2),
    ("rate-limit", 3),
    ("metrics", 4),
    ("request-log", 5),
    ("report-errors", 6),
    ("error-handler", 7),
    ("jwt-rotation", 8),
    ("shutdown", 9),
    ("start", 10),
    ("database-config", 11),
];

/// Our modules that act when they are loaded, with the rank of their line among the first ones of the entry.
pub(crate) const STARTUP: &[(&str, u8)] = &[
    ("instrument", 2),
    ("structured-logger", 3),
    ("check-env", 4),
    ("check-jwt-secrets", 5),
];

/// Those that a statement of their own mounts. Such a statement is recognised by the module that it reaches, like any other;
/// only it adopts no declarations above it, for other patches may stand between.
pub(crate) const MOUNTED: &[&str] = &[
    "health",
    "rate-limit",
    "metrics",
    "request-log",
    "report-errors",
    "error-handler",
    "shutdown",
    "start",
];

/// The file name of a local module, without its ending.
pub(crate) fn helper_stem(module: &str) -> Option<&str> {
    let file = module
        .strip_prefix('.')
        .and_then(|rest| rest.rsplit('/').next())?;
    Some(file.split_once('.').map_or(file, |(stem, _)| stem))
}

/// The rank of a helper module, by the file name of its specifier.
pub(crate) fn helper_rank(module: &str) -> Option<u8> {
    let stem = helper_stem(module)?;
    HELPERS
        .iter()
        .find(|(name, _)| *name == stem)
        .map(|(_, rank)| *rank)
}
