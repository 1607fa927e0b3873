//! What services expect of the server of a database that nobody makes for them: databases by the names of variables, and
//! extensions that their statements use.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::code::Survey;
use crate::edit::script::{is_python, is_script, string_value};

/// What has to be there before the first migration.
#[derive(Debug, Default, Serialize)]
pub(super) struct Databases {
    /// Variables that name databases.
    variables: BTreeSet<String>,
    /// Extensions of PostgreSQL.
    extensions: BTreeSet<String>,
}

/// Ends of the names of variables that name databases.
const NAMES: [&str; 5] = ["DB", "DATABASE", "DB_NAME", "DATABASE_NAME", "DB_DATABASE"];

pub(super) fn databases(survey: &Survey<'_>, examples: &[String]) -> Databases {
    let texts = examples.iter().filter_map(|path| survey.text(path));
    let mut variables = BTreeSet::new();
    for text in texts {
        let names = text.lines().filter_map(|line| line.split_once('='));
        let names = names.map(|(name, _)| name.trim().to_owned());
        variables.extend(names.filter(|it| !it.starts_with('#') && names_database(it)));
    }
    Databases {
        variables,
        extensions: extensions(survey),
    }
}

fn names_database(name: &str) -> bool {
    NAMES
        .iter()
        .any(|end| name == *end || name.ends_with(&format!("_{end}")))
        && !["MONGO", "REDIS"].iter().any(|it| name.starts_with(it))
}

/// Types of columns, and the extension that each is of.
const TYPES: [(&str, &str); 3] = [
    (" vector(", "vector"),
    (" halfvec(", "vector"),
    (" geometry(", "postgis"),
];

/// The extensions that statements in code and in files of SQL use.
fn extensions(survey: &Survey<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let is_code = |path: &str| is_script(path) || is_python(path);
    let paths: Vec<&str> = survey.overlay.paths().collect();
    for path in paths {
        let is_sql = path.ends_with(".sql");
        if !is_sql && !is_code(path) {
            continue;
        }
        let Some(text) = survey.text(path).map(|it| it.to_lowercase()) else {
            continue;
        };
        if !TYPES.iter().any(|(word, _)| text.contains(word)) {
            continue;
        }
        if is_sql {
            found.extend(of_statement(&text));
        } else if let Some(script) = survey.script(path) {
            let root = script.root();
            let strings = root.dfs().filter_map(|node| string_value(&node));
            for text in strings {
                found.extend(of_statement(&text.to_lowercase()));
            }
        }
    }
    found
}

/// A statement that makes or changes a table.
fn of_statement(text: &str) -> Vec<String> {
    let is_one = text.contains("create table") || text.contains("alter table");
    let used = TYPES
        .iter()
        .filter(|(word, _)| is_one && text.contains(word));
    used.map(|(_, extension)| (*extension).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{names_database, of_statement};

    #[test]
    fn a_variable_names_a_database_by_its_end() {
        for name in ["DB_NAME", "CRM_DB_NAME", "POSTGRES_DB", "MYSQL_DATABASE"] {
            assert!(names_database(name), "{name}");
        }
        for name in ["DB_HOST", "REDIS_DB", "APP_NAME", "DATABASE_URL"] {
            assert!(!names_database(name), "{name}");
        }
    }

    #[test]
    fn only_a_statement_about_a_table_uses_a_type() {
        assert_eq!(of_statement("create table a (b vector(3))"), ["vector"]);
        assert!(of_statement("a vector( of words").is_empty());
    }
}
