//! Passwords that stand in compose files of production.

use crate::code::Survey;
use crate::survey::compose::standing::deployed;
use crate::survey::fact::Site;
use crate::survey::secret_values::is_secret;

/// The places, each with the text that nobody may see.
pub(super) fn literals(survey: &Survey<'_>) -> Vec<(Site, String)> {
    let mut found = Vec::new();
    for file in deployed(survey) {
        for service in &file.services {
            let set = service.environment.iter();
            let secret = set.filter_map(|(name, value)| Some((name, value.as_deref()?)));
            for (name, value) in secret.filter(|(name, value)| is_secret(name, value)) {
                let site = place(survey, &file.path, service.line, name);
                found.push((site, value.to_owned()));
            }
        }
    }
    found
}

/// Where a service sets a variable: the first line behind its name that has it; the service's own where that is elsewhere.
fn place(survey: &Survey<'_>, path: &str, line: usize, variable: &str) -> Site {
    let text = survey.text(path).unwrap_or_default();
    let sets = |text: &str| {
        let rest = text.trim_start().trim_start_matches(['-', ' ', '"', '\'']);
        let rest = rest.strip_prefix(variable).unwrap_or_default();
        rest.trim_start_matches(['"', '\'', ' '])
            .starts_with([':', '='])
    };
    let behind = text.lines().enumerate().skip(line.saturating_sub(1));
    let mut setting = behind.filter(|(_, text)| sets(text));
    let line = setting.next().map_or(line, |(at, _)| at + 1);
    Site::new(path, 0..1, line)
}
