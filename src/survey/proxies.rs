//! What the configuration of a proxy beside a service lets in for it.

use crate::code::Survey;
use crate::survey::fact::Site;

/// Where the configuration of a proxy in the folder of the service gives every origin leave.
pub(crate) fn opened_by_proxies(survey: &Survey<'_>, folder: &str) -> Vec<Site> {
    let is_config = |path: &&str| path.ends_with(".conf");
    let mut found = Vec::new();
    for path in survey.overlay.paths_below(folder).filter(is_config) {
        let text = survey.overlay.text(path).ok().flatten().unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            let mut words = line
                .split_whitespace()
                .map(|word| word.trim_matches(['"', '\'', ';']));
            let is_header = words.next() == Some("add_header")
                && words
                    .next()
                    .is_some_and(|it| it.eq_ignore_ascii_case("access-control-allow-origin"));
            let is_any = words
                .next()
                .is_some_and(|it| it == "*" || it == "$http_origin");
            if is_header && is_any {
                let start = line.as_ptr() as usize - text.as_ptr() as usize;
                found.push(Site::new(path, start..start + line.len(), number + 1));
            }
        }
    }
    found
}
