//! Which Node a service runs on: what its Dockerfile is made from, the file of a version manager, or the manifest.

use super::Survey;
use super::dockerfile::base_image;
use super::script::modules::join;
use super::services::Package;

/// The main version of Node and where that is said; `None` where nothing says it.
#[must_use]
pub(super) fn node_version(survey: &Survey<'_>, package: &Package) -> Option<(u32, String)> {
    let in_folder = |name: &str| {
        let path = join(&package.folder, name)?;
        let text = survey.overlay.text(&path).ok().flatten()?;
        Some((path, text))
    };
    let of_image = || {
        let (path, text) = in_folder("Dockerfile")?;
        Some((version_of_image(&base_image(&text)?)?, path))
    };
    let of_file = |name: &str| {
        let (path, text) = in_folder(name)?;
        Some((main_version(text.trim())?, path))
    };
    let of_manifest = || {
        let path = join(&package.folder, "package.json")?;
        Some((pinned(package.engine()?)?, path))
    };
    of_image()
        .or_else(|| of_file(".nvmrc"))
        .or_else(|| of_file(".node-version"))
        .or_else(of_manifest)
}

/// `node:16-alpine`, also of another registry.
fn version_of_image(image: &str) -> Option<u32> {
    let (name, tag) = image.rsplit_once(':')?;
    let name = name.rsplit('/').next()?;
    main_version(tag).filter(|_| name == "node")
}

/// The version that a range lets no way out of: `14.x`, `^16.2`, but not `>=14`.
fn pinned(range: &str) -> Option<u32> {
    main_version(range.trim().trim_start_matches(['^', '~', '=']))
        .filter(|_| !range.contains("||") && !range.contains(" - "))
}

fn main_version(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches('v');
    let end = digits.find(|c: char| !c.is_ascii_digit());
    digits[..end.unwrap_or(digits.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_of_node_say_their_version() {
        let version = |image| version_of_image(image);
        assert_eq!(version("node:16-alpine"), Some(16));
        assert_eq!(
            version("registry.example.com:5000/library/node:20.11"),
            Some(20)
        );
        assert_eq!(version("node"), None);
        assert_eq!(version("node:lts"), None);
        assert_eq!(version("nginx:1.28"), None);
    }

    #[test]
    fn only_a_range_without_a_way_out_says_a_version() {
        assert_eq!(pinned("14.x"), Some(14));
        assert_eq!(pinned("^16.2.0"), Some(16));
        for open in [">=14", "*", "14 || 18", "14 - 20", "lts/*"] {
            assert_eq!(pinned(open), None, "{open}");
        }
    }
}
