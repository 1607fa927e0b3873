//! Modules that fixup itself brings into a service.

/// The file name of a local module, without its ending.
pub(crate) fn helper_stem(module: &str) -> Option<&str> {
    let file = module
        .strip_prefix('.')
        .and_then(|rest| rest.rsplit('/').next())?;
    Some(file.split_once('.').map_or(file, |(stem, _)| stem))
}
