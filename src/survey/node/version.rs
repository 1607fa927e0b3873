//! Which Node a service runs on: what its Dockerfile is made from, the file of a version manager, or the manifest.

use crate::code::Survey;
use crate::survey::docker::image::base_image;
use crate::survey::node::package::Package;
use crate::survey::version::NodeVersion;
use crate::tree::paths::join;

/// The version of Node and where that is said; `None` where nothing says it.
#[must_use]
pub(crate) fn node_version(
    survey: &Survey<'_>,
    package: &Package,
) -> Option<(NodeVersion, String)> {
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
        Some((NodeVersion::starting(text.trim())?, path))
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
fn version_of_image(image: &str) -> Option<NodeVersion> {
    let (name, tag) = image.rsplit_once(':')?;
    let name = name.rsplit('/').next()?;
    NodeVersion::starting(tag).filter(|_| name == "node")
}

/// The version that a range lets no way out of: `14.x`, `^16.2`, but not `>=14`.
pub(super) fn pinned(range: &str) -> Option<NodeVersion> {
    let range = range.trim();
    let version = NodeVersion::starting(range.trim_start_matches(['^', '~', '=']))?;
    let is_open = range.contains("||") || range.contains(" - ");
    let version = if range.starts_with('^') {
        version.any_minor()
    } else {
        version
    };
    (!is_open).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_of_node_say_their_version() {
        let version = |image| version_of_image(image).map(|it| it.to_string());
        assert_eq!(version("node:16-alpine"), Some("16".to_owned()));
        assert_eq!(
            version("registry.example.com:5000/library/node:20.11"),
            Some("20.11".to_owned())
        );
        assert_eq!(version("node"), None);
        assert_eq!(version("node:lts"), None);
        assert_eq!(version("nginx:1.28"), None);
    }

    #[test]
    fn only_a_range_without_a_way_out_says_a_version() {
        for (range, version) in [("14.x", "14"), ("^16.2.0", "16"), ("~14.15.1", "14.15")] {
            assert_eq!(pinned(range), NodeVersion::exact(version), "{range}");
        }
        for open in [">=14", "*", "14 || 18", "14 - 20", "lts/*"] {
            assert_eq!(pinned(open), None, "{open}");
        }
    }

    #[test]
    fn a_version_without_a_minor_one_is_the_last_of_its_kind() {
        let version = |text| NodeVersion::exact(text).expect("it is a version");
        let needed = version("14.18");
        for (there, is_older) in [
            ("12", true),
            ("14.15", true),
            ("14.18", false),
            ("14", false),
            ("16.1", false),
        ] {
            assert_eq!(version(there).is_older_than(needed), is_older, "{there}");
        }
        for text in ["", "lts", "18.", "18-alpine", ">=18", "18.x"] {
            assert_eq!(NodeVersion::exact(text), None, "{text}");
        }
    }
}
