//! What the schema of Prisma says of its database: `url = env("DATABASE_URL")` in the block `datasource`.

use crate::code::Survey;
use crate::edit::script::{Node, arguments, property};
use crate::survey::node::package::{Package, packages};
use crate::tree::paths::{folder, within};

/// The package that a service asks its database with.
const CLIENT: &str = "@prisma/client";

/// The variable that the clients of a service are told their database by, where the schema lies in the service.
pub(crate) fn database_variable(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Option<String> {
    let homes = homes(survey, package, files);
    if !homes.iter().any(|home| home.runs_on(CLIENT)) {
        return None;
    }
    let clients: Vec<Client> = files
        .iter()
        .flat_map(|path| clients_of(survey, path))
        .collect();
    let is_told_elsewhere = clients.contains(&Client::Told);
    let schemas = homes.iter().flat_map(|home| schemas(survey, home));
    let texts = schemas.filter_map(|path| survey.overlay.text(path).ok().flatten());
    let mut variables = texts.filter_map(|text| url_variable(&text));
    variables
        .next()
        .filter(|_| !clients.is_empty() && !is_told_elsewhere)
}

/// The environment files that the clients of a service load when they are made, which is late; Prisma 7 loads none.
pub(crate) fn environment_files(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Vec<String> {
    let version = package.version(CLIENT).and_then(major);
    let loads = package.runs_on(CLIENT) && version.is_none_or(|version| version < 7);
    if !loads || files.iter().all(|path| clients_of(survey, path).is_empty()) {
        return Vec::new();
    }
    let schema = schemas(survey, package).next().unwrap_or_default();
    let schema = schema.strip_prefix(&*package.folder).unwrap_or(schema);
    let beside = match folder(schema.trim_start_matches('/')) {
        "" => "prisma",
        folder => folder,
    };
    vec![".env".to_owned(), format!("{beside}/.env")]
}

/// The packages of the workspace that a client may be made in: the service's own, those of the files that make clients, and
/// those around these, whose packages are theirs, too.
fn homes<'s>(survey: &'s Survey<'_>, package: &'s Package, files: &[String]) -> Vec<&'s Package> {
    let clients = files
        .iter()
        .filter(|path| !clients_of(survey, path).is_empty());
    let places: Vec<&str> = clients
        .map(String::as_str)
        .chain([&*package.folder])
        .collect();
    let around = |other: &&Package| places.iter().any(|place| within(place, &other.folder));
    let mut homes: Vec<&Package> = packages(survey).iter().filter(around).collect();
    homes.sort_by_key(|home| std::cmp::Reverse(home.folder.len()));
    homes
}

/// The major version that a range begins with.
fn major(range: &str) -> Option<u32> {
    let digits = range.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// How a client knows its database.
#[derive(PartialEq, Eq)]
enum Client {
    /// By the schema.
    Schema,
    /// By what the code gives it.
    Told,
}

/// `new PrismaClient()`, `class Database extends PrismaClient { constructor() { super(); } }`.
fn clients_of(survey: &Survey<'_>, path: &str) -> Vec<Client> {
    let text = survey.overlay.text(path).ok().flatten();
    let mentions = text.is_some_and(|text| text.contains("PrismaClient"));
    let Some(script) = survey.script(path).filter(|_| mentions) else {
        return Vec::new();
    };
    let root = script.root();
    let client = |node: Node<'_>| match &*node.kind() {
        "new_expression" => {
            let constructor = node.field("constructor")?;
            (constructor.text() == "PrismaClient").then(|| told_by(&node))
        }
        "class_heritage" if node.text().contains("PrismaClient") => {
            let class = node.parent()?;
            let given = class.dfs().find(|n| {
                n.field("function")
                    .is_some_and(|callee| callee.text() == "super")
            });
            Some(given.map_or(Client::Schema, |call| told_by(&call)))
        }
        _ => None,
    };
    root.dfs().filter_map(client).collect()
}

fn told_by(client: &Node<'_>) -> Client {
    let options = arguments(client).into_iter().next();
    let names = ["adapter", "accelerateUrl", "datasourceUrl", "datasources"];
    match options {
        Some(options) if options.kind() != "object" => Client::Told,
        Some(options) if names.iter().any(|name| property(&options, name).is_some()) => {
            Client::Told
        }
        _ => Client::Schema,
    }
}

/// The schema of a package: where its manifest says, else where Prisma looks for it. A folder holds it in parts.
fn schemas<'s>(survey: &'s Survey<'_>, package: &Package) -> impl Iterator<Item = &'s str> {
    let below = |path: &str| match &*package.folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let places: Vec<String> = match package.prisma_schema() {
        Some(path) => vec![below(path.trim_start_matches("./").trim_end_matches('/'))],
        None => vec![below("prisma/schema.prisma"), below("schema.prisma")],
    };
    let schemas = survey
        .overlay
        .paths()
        .filter(|path| path.ends_with(".prisma"));
    schemas.filter(move |path| places.iter().any(|place| within(path, place)))
}

/// The variable in `url = env("…")` of the block `datasource`. A `directUrl` is for migrations.
fn url_variable(schema: &str) -> Option<String> {
    let tokens = tokens(schema);
    let mut depth = 0_usize;
    let mut block = "";
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('{') => depth += 1,
            Token::Mark('}') => depth = depth.saturating_sub(1),
            Token::Word(word)
                if depth == 0 && matches!(tokens.get(at + 2), Some(Token::Mark('{'))) =>
            {
                block = word;
            }
            Token::Word("url") if depth == 1 && block == "datasource" => {
                return match tokens.get(at + 1..at + 6)? {
                    [
                        Token::Mark('='),
                        Token::Word("env"),
                        Token::Mark('('),
                        Token::Text(name),
                        Token::Mark(')'),
                    ] => Some((*name).to_owned()),
                    _ => None,
                };
            }
            _ => {}
        }
    }
    None
}

/// A part of a schema.
#[derive(Debug, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    /// A string, without its quotes.
    Text(&'t str),
    Mark(char),
}

/// The tokens of a schema, without comments.
fn tokens(schema: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = schema.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            let end = end_of_text(rest);
            found.push(Token::Text(rest[1..end].trim_end_matches('"')));
            end
        } else if is_part_of_word(first) {
            let end = rest.find(|c| !is_part_of_word(c)).unwrap_or(rest.len());
            found.push(Token::Word(&rest[..end]));
            end
        } else {
            found.push(Token::Mark(first));
            first.len_utf8()
        };
        rest = rest[length..].trim_start();
    }
    found
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The end of a string at the start of `rest`, behind its quote; an open one ends with its line.
fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::url_variable;

    #[test]
    fn the_variable_of_the_datasource_is_found() {
        let schema = "generator client {\n  provider = \"prisma-client-js\"\n}\n\ndatasource db {\n  \
                      provider  = \"postgresql\"\n  directUrl = env(\"DIRECT_URL\")\n  url = env(\"DATABASE_URL\")\n}\n";
        assert_eq!(url_variable(schema).as_deref(), Some("DATABASE_URL"));
    }

    #[test]
    fn comments_strings_and_models_say_nothing() {
        let schema = "// datasource db { url = env(\"A\") }\n/* datasource db { url = env(\"B\") } */\n\
                      model datasource {\n  url String @default(\"datasource db { url = env(\\\"C\\\") }\")\n}\n\
                      model Link {\n  url String\n}\n";
        assert_eq!(url_variable(schema), None);
    }

    #[test]
    fn an_address_in_the_schema_needs_no_variable() {
        assert_eq!(
            url_variable("datasource db {\n  url = \"file:./dev.db\"\n}\n"),
            None
        );
        assert_eq!(url_variable("datasource db {\n  url = env(\"A"), None);
        assert_eq!(url_variable("datasource db { url ="), None);
    }
}
