//! `dependencies` of a `package.json`.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::edit::manifest::{Outcome, least, newline, place};
use crate::edit::{Edit, Refusal, indentation, splice};

/// JSON as npm reads it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn add(text: &str, package: &str, range: &str) -> Result<Outcome, Refusal> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| Refusal::new(format!("cannot be parsed: {error}")))?;
    let Some(Value::Object(root)) = parsed.value else {
        return Err(Refusal::new("is no object"));
    };
    let listed = |list: &str| {
        let entry = root.get_object(list)?.get(package)?;
        let range = entry.value.as_string_lit();
        Some(range.map_or_else(String::new, |range| range.value.to_string()))
    };
    if let Some(there) = listed("dependencies").or_else(|| listed("optionalDependencies")) {
        return Ok(Outcome::Listed(there));
    }
    if listed("devDependencies").is_some() {
        return Err(Refusal::new(format!(
            "has `{package}` among the devDependencies; move it to the dependencies"
        )));
    }
    let edit = match root.get("dependencies") {
        None => first_entry(text, &root, package, range),
        Some(ObjectProp {
            value: Value::Object(list),
            ..
        }) => entry(text, list, package, range),
        Some(_) => return Err(Refusal::new("has dependencies that are no object")),
    };
    splice(text, vec![edit]).map(Outcome::Added)
}

/// A new entry among the dependencies, pinned where all of them are.
fn entry(text: &str, list: &Object<'_>, package: &str, range: &str) -> Edit {
    let version = |property: &ObjectProp<'_>| match &property.value {
        Value::StringLit(text) => text.value.to_string(),
        _ => String::new(),
    };
    let is_pinned = |version: &String| version.starts_with(|c: char| c.is_ascii_digit());
    let all_pinned =
        !list.properties.is_empty() && list.properties.iter().map(version).all(|v| is_pinned(&v));
    let range = if all_pinned { least(range) } else { range };
    let colon = list.properties.first().map_or(": ", |first| {
        &text[first.name.range().end..first.value.range().start]
    });
    let entry = format!("\"{package}\"{colon}\"{range}\"");
    let names: Vec<String> = list.properties.iter().map(name).collect();
    let at = place(&names, package, npm_order);
    match (list.properties.get(at), list.properties.last()) {
        (Some(next), _) => {
            let start = next.range().start;
            let gap = gap_before(text, list, at);
            Edit::insert(start, format!("{entry},{gap}"))
        }
        (None, Some(last)) => {
            let gap = gap_before(text, list, names.len() - 1);
            Edit::insert(last.range().end, format!(",{gap}{entry}"))
        }
        (None, None) => {
            let own = indentation(text, list.range().start);
            let newline = newline(text);
            let step = if own.is_empty() { "  " } else { own };
            let inner = format!("{{{newline}{own}{step}{entry}{newline}{own}}}");
            Edit::replace(list.range().start..list.range().end, inner)
        }
    }
}

/// The dependencies of a package that has none yet, as its last member.
fn first_entry(text: &str, root: &Object<'_>, package: &str, range: &str) -> Edit {
    let Some(last) = root.properties.last() else {
        let newline = newline(text);
        let list = format!(
            "{{{newline}  \"dependencies\": {{{newline}    \"{package}\": \"{range}\"{newline}  }}{newline}}}"
        );
        return Edit::replace(root.range().start..root.range().end, list);
    };
    let gap = gap_before(text, root, root.properties.len() - 1);
    // a member stands one level deep, so its indentation is that of a level
    let deeper = gap.rsplit_once('\n').map_or("", |(_, level)| level);
    let list = format!("\"dependencies\": {{{gap}{deeper}\"{package}\": \"{range}\"{gap}}}");
    Edit::insert(last.range().end, format!(",{gap}{list}"))
}

/// What stands between a member and what is before it, without the comma.
fn gap_before<'t>(text: &'t str, object: &Object<'_>, at: usize) -> &'t str {
    let start = object.properties[at].range().start;
    let gap = text[..start]
        .trim_end_matches([' ', '\t', '\r', '\n'])
        .len();
    &text[gap..start]
}

fn name(property: &ObjectProp<'_>) -> String {
    property.name.as_str().to_owned()
}

/// The order that npm writes, that of `localeCompare("en")`: signs before digits before letters.
fn npm_order(name: &str) -> Vec<(usize, char)> {
    const SIGNS: &str = "_-.@/";
    name.to_lowercase()
        .chars()
        .map(|c| {
            let rank = SIGNS
                .find(c)
                .unwrap_or_else(|| SIGNS.len() + usize::from(c.is_alphabetic()));
            (rank, c)
        })
        .collect()
}
