//! Examples of an environment, which whoever deploys the service copies and fills in: the variables that modules of ours read are
//! listed there, by name, so that the text is one whichever patch comes first.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::code::Survey;
use crate::code::helpers::Variable;
use crate::survey::fact::Site;
use crate::tree::paths::below;

/// What such files are called: ours, and the usual one.
const EXAMPLES: [&str; 2] = [".env.prod.example", ".env.example"];

/// The line above variables of our modules.
const HEADING: &str = "# Optional: without them, what stands here counts";

/// What a new example says of the variables of our modules.
#[derive(Serialize)]
pub(crate) struct Optional<'s> {
    heading: &'static str,
    variables: Vec<Listed<'s>>,
}

impl<'s> Optional<'s> {
    /// Of the helpers among some files.
    pub(crate) fn of(survey: &'s Survey<'_>, files: &[String]) -> Self {
        let read = read_by_helpers(survey, files).into_iter();
        Self {
            heading: HEADING,
            variables: read.map(Listed::from).collect(),
        }
    }
}

/// A variable that a line is to be added for.
#[derive(Serialize)]
struct Listed<'h> {
    name: &'h str,
    about: &'h str,
    default: &'h str,
}

impl<'h> From<(&'h str, &'h Variable)> for Listed<'h> {
    fn from((name, variable): (&'h str, &'h Variable)) -> Self {
        Self {
            name,
            about: &variable.about,
            default: &variable.default,
        }
    }
}

/// The places in the examples of a service where variables of our modules are to be listed.
pub(crate) fn unlisted(survey: &Survey<'_>, folder: &str, files: &[String]) -> Vec<Site> {
    let examples = EXAMPLES.map(|name| below(folder, name));
    let texts = examples.iter().filter_map(|path| {
        let text = survey.overlay.text(path).ok().flatten()?;
        Some((path, text))
    });
    let read = texts.clone().next().map(|_| read_by_helpers(survey, files));
    let Some(read) = read.filter(|read| !read.is_empty()) else {
        return Vec::new();
    };
    texts
        .flat_map(|(path, text)| sites(path, &text, &read))
        .collect()
}

/// The variables that the helpers among some files read, as far as one of the files names them.
fn read_by_helpers<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
) -> BTreeMap<&'s str, &'s Variable> {
    let names = |name: &str| {
        let mut texts = files.iter().filter_map(|path| survey.text(path));
        texts.any(|text| text.contains(name))
    };
    let helpers = files.iter().filter_map(|path| survey.helper(path));
    let read = helpers.flat_map(|helper| &helper.variables);
    read.filter(|(name, _)| names(name))
        .map(|(name, variable)| (name.as_str(), variable))
        .collect()
}

/// Where the variables that an example lacks are to be listed: under our heading, in the order of their names.
fn sites(path: &str, text: &str, read: &BTreeMap<&str, &Variable>) -> Vec<Site> {
    let listed: BTreeSet<&str> = text.lines().filter_map(name_in).collect();
    let under_heading = entries(text);
    let mut places: BTreeMap<usize, Vec<Listed<'_>>> = BTreeMap::new();
    for (name, variable) in read {
        if listed.contains(name) {
            continue;
        }
        let at = under_heading.as_ref().map_or(text.len(), |(entries, end)| {
            let next = entries.iter().find(|(_, other)| other > name);
            next.map_or(*end, |(at, _)| *at)
        });
        let listed = Listed::from((*name, *variable));
        places.entry(at).or_default().push(listed);
    }
    let heads = under_heading.is_none();
    let sites = places.into_iter().map(|(at, variables)| {
        let line = text[..at].matches('\n').count() + 1;
        let site = Site::new(path, at..at, line);
        let above = heads && !text.trim().is_empty();
        site.with("heading", if heads { HEADING } else { "" })
            .with("gap", above)
            .with("variables", Value::from(Serde(&variables)))
    });
    sites.collect()
}

/// The name that a line gives a value, whether it counts or is commented out.
pub(super) fn name_in(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['#', ' ', '\t', '\u{feff}']);
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, _) = line.split_once('=')?;
    let is_name = |name: &&str| {
        let mut bytes = name.bytes();
        !name.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    Some(name.trim_end()).filter(is_name)
}

/// The variables under our heading, each with the start of its lines, and where they end; none without that heading.
fn entries(text: &str) -> Option<(Vec<(usize, &str)>, usize)> {
    let mut at = 0;
    let mut found: Option<Vec<(usize, &str)>> = None;
    // where what is said of the next variable begins
    let mut begins = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if let Some(entries) = &mut found {
            if content.is_empty() {
                break;
            }
            let start = *begins.get_or_insert(at);
            if let Some(name) = name_in(content) {
                entries.push((start, name));
                begins = None;
            }
        } else if content == HEADING {
            found = Some(Vec::new());
        }
        at += line.len();
    }
    found.map(|entries| (entries, at))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{HEADING, name_in, sites};
    use crate::code::helpers::Variable;

    /// An example with what these variables add, as the template lays it out.
    fn with(text: &str, names: &[&'static str]) -> String {
        let about = |name: &&'static str| {
            let about = format!("what {name} is");
            let default = String::new();
            (*name, Variable { about, default })
        };
        let read: BTreeMap<&str, Variable> = names.iter().map(about).collect();
        let read = read.iter().map(|(name, variable)| (*name, variable));
        let mut text = text.to_owned();
        for site in sites(".env.example", &text.clone(), &read.collect())
            .iter()
            .rev()
        {
            let mut lines = String::new();
            if site.captures["gap"].is_true() {
                lines += "\n";
            }
            if site.captures["heading"].is_true() {
                lines += &format!("{HEADING}\n");
            }
            for variable in site.captures["variables"].try_iter().expect("a list") {
                let name = variable.get_attr("name").expect("it has a name");
                lines += &format!("# what {name} is\n# {name}=\n");
            }
            text.insert_str(site.range.start, &lines);
        }
        text
    }

    #[test]
    fn the_order_in_which_variables_come_does_not_show() {
        let whole = with("A=\n", &["B", "LOG_LEVEL", "Z"]);
        assert_eq!(
            whole,
            format!(
                "A=\n\n{HEADING}\n# what B is\n# B=\n# what LOG_LEVEL is\n# LOG_LEVEL=\n# what Z is\n# Z=\n"
            )
        );
        for first in [["Z"], ["B"], ["LOG_LEVEL"]] {
            let begun = with("A=\n", &first);
            assert_eq!(with(&begun, &["B", "LOG_LEVEL", "Z"]), whole, "{first:?}");
        }
        assert_eq!(with(&whole, &["LOG_LEVEL"]), whole);
    }

    #[test]
    fn what_is_listed_in_any_form_stays_and_what_stands_behind_the_list_stays_behind_it() {
        for text in ["Z=1\n", "#Z=\n", "export Z=a=b\n", "  # Z = 1\n"] {
            assert_eq!(with(text, &["Z"]), text);
        }
        let text = format!("{HEADING}\n# what B is\n# B=\n\n# the rest\nC=\n");
        let expected =
            format!("{HEADING}\n# what B is\n# B=\n# what D is\n# D=\n\n# the rest\nC=\n");
        assert_eq!(with(&text, &["D"]), expected);
        assert_eq!(name_in("# Optional: without them, x y=z"), None);
    }
}
