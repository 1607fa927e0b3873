//! Files of an environment that a deployment writes anew each time, by a here-document of a workflow or a script: a name that it
//! does not write is missing where the service starts next, whatever an example says.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::compose_names::is_compose;
use crate::survey::environments::is_of_another_environment;
use crate::survey::variables::listed::name_in;
use crate::survey::variables::needs::Variables;
use crate::tree::paths::{file_name, folder, is_test};

/// A file of an environment, as a deployment writes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    path: String,
    line: usize,
    /// Its path, as written.
    file: String,
    names: BTreeSet<String>,
}

/// Marks of a text that reaches a machine, or restarts what runs there.
const DEPLOYING: &[&str] = &[
    "ssh ",
    "scp ",
    "rsync ",
    "ssh-action",
    "send-command",
    "systemctl",
    "pm2 ",
];

/// Parts of the names of what deploys.
const NAMES: &[&str] = &["deploy", "provision", "release", "user-data", "user_data"];

/// Programs that change a file that they are given.
const CHANGING: &[&str] = &["awk", "cp", "envsubst", "install", "mv", "perl", "sed"];

/// What must be said of the deployments of the service in `own` that needs these variables: which of those that it does not start
/// without they leave out. Whose file it is, its folder tells, and its names: at least half of what is needed.
pub(crate) fn remarks(survey: &Survey<'_>, own: &str, variables: &Variables) -> Vec<String> {
    let Variables {
        required, any_of, ..
    } = variables;
    let needs = required.len() + any_of.len();
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for it in all(survey) {
        let is_of_another = || {
            let home = folder(&it.file);
            home != own && !home.is_empty() && survey.overlay.has_files_below(home)
        };
        let is_given = |name: &String| it.names.contains(name) || is_in_compose(survey, name);
        let alone = required.iter().filter(|name| !is_given(name));
        let groups = any_of.iter().filter(|names| !names.iter().any(is_given));
        let alone = alone.map(|name| format!("`{name}`"));
        let groups = groups.map(|names| format!("one of `{}`", names.join("`, `")));
        let missing: Vec<String> = alone.chain(groups).collect();
        let is_own = missing.len() * 2 <= needs && needs > missing.len();
        if is_own && !missing.is_empty() && !is_of_another() {
            let place = format!("`{}` (line {})", it.path, it.line);
            let lacks = (it.file.clone(), missing.join(", "));
            found.entry(lacks).or_default().push(place);
        }
    }
    let said = found.into_iter().map(|((file, missing), places)| {
        let writes = if places.len() == 1 { "writes" } else { "write" };
        format!(
            "{} {writes} `{file}` without {missing}: unless they come from elsewhere, add them there first, or the next deployment does not start",
            places.join(" and ")
        )
    });
    said.collect()
}

/// The names that compose files give a value, or hand on, worked out once a survey.
struct InCompose(BTreeSet<String>);

/// Whether a compose file gives a variable, or hands it on.
fn is_in_compose(survey: &Survey<'_>, name: &str) -> bool {
    let find = || {
        let files = survey.overlay.paths().filter(|path| is_compose(path));
        let mut found = BTreeSet::new();
        for path in files {
            let text = survey.text(path).unwrap_or_default();
            let file = serde_yaml::from_str(&text);
            file.map(|file| names_in(&file, &mut found))
                .unwrap_or_default();
        }
        InCompose(found)
    };
    survey.answers.or_find(find).0.contains(name)
}

/// What a file lists as a key, or as an item `NAME` or `NAME=value`, however deep and under whatever anchor.
fn names_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(members) => {
            for (key, value) in members {
                found.extend(key.as_str().map(str::to_owned));
                names_in(value, found);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                let name = item.as_str().and_then(|it| it.split('=').next());
                found.extend(name.map(str::to_owned));
                names_in(item, found);
            }
        }
        _ => {}
    }
}

fn all<'s>(survey: &'s Survey<'_>) -> &'s [Written] {
    struct All(Vec<Written>);
    let find = || {
        let paths = survey.overlay.paths().filter(|path| may_deploy(path));
        let texts = paths.filter_map(|path| Some((path, survey.text(path)?)));
        let deploys = texts.filter(|(path, text)| deploys(path, text));
        All(deploys
            .flat_map(|(path, text)| in_text(path, &text))
            .collect())
    };
    &survey.answers.or_find(find).0
}

pub(super) fn may_deploy(path: &str) -> bool {
    let is_pipeline = path.starts_with(".github/workflows/")
        || path.starts_with(".gitlab-ci")
        || path == "bitbucket-pipelines.yml";
    (is_pipeline || path.ends_with(".sh")) && !is_test(path) && !is_of_another_environment(path)
}

/// Whether a text deploys, and does not only test or prepare the machine of a developer.
pub(super) fn deploys(path: &str, text: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let says = |line: &str| DEPLOYING.iter().any(|it| line.contains(it));
    NAMES.iter().any(|it| name.contains(it)) || text.lines().any(|line| says(without_comment(line)))
}

/// What of a line of a script or a pipeline counts.
fn without_comment(line: &str) -> &str {
    let is_comment = |(at, _): &(usize, &str)| {
        line[..*at].is_empty() || line[..*at].ends_with(char::is_whitespace)
    };
    let comment = line.match_indices('#').find(is_comment);
    comment.map_or(line, |(at, _)| &line[..at])
}

/// The files that a text writes whole. One that it adds to or changes, or whose lines are not all assignments, may hold any name;
/// one that is written in several places, as in branches, has the names of all.
fn in_text(path: &str, text: &str) -> Vec<Written> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<Written> = Vec::new();
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut at = 0;
    while at < lines.len() {
        let line = filled(lines[at].trim(), &values);
        let line = line.as_str();
        at += 1;
        if line.starts_with('#') {
            continue;
        }
        values.extend(assigned(line));
        if let Some((from, to)) = moved(line)
            && let Some(place) = found.iter().position(|it| it.file == from)
            && !open.contains(from)
        {
            let mut written = found.remove(place);
            to.clone_into(&mut written.file);
            add(&mut found, written);
            continue;
        }
        let targets = targets(line);
        let [(file, false)] = targets[..] else {
            open.extend(targets.iter().map(|(file, _)| (*file).to_owned()));
            open.extend(changed(line).map(str::to_owned));
            continue;
        };
        let Some(end) = delimiter(line) else {
            open.insert(file.to_owned());
            continue;
        };
        let first = at;
        while at < lines.len() && lines[at].trim() != end {
            at += 1;
        }
        let body = lines[first..at].iter().map(|line| line.trim());
        let said = body.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let names: Option<Vec<(&str, bool)>> = said.map(given).collect();
        let Some(names) = names else {
            open.insert(file.to_owned());
            continue;
        };
        let written = Written {
            path: path.to_owned(),
            line: first,
            file: file.to_owned(),
            names: names
                .into_iter()
                .filter(|(_, is_given)| *is_given)
                .map(|(name, _)| name.to_owned())
                .collect(),
        };
        add(&mut found, written);
    }
    found.retain(|it| !open.contains(&it.file));
    found
}

fn add(found: &mut Vec<Written>, written: Written) {
    match found.iter_mut().find(|it| it.file == written.file) {
        Some(same) => same.names.extend(written.names),
        None => found.push(written),
    }
}

/// The name of an assignment, and whether it is given a value that is not empty; none of what is no assignment.
fn given(line: &str) -> Option<(&str, bool)> {
    let name = name_in(line)?;
    let (_, value) = line.split_once('=')?;
    Some((name, !value.trim().trim_matches(['"', '\'']).is_empty()))
}

/// The variables that a line of a shell sets to a word.
fn assigned(line: &str) -> Vec<(String, String)> {
    let set = line.split(';').filter_map(|part| {
        let mut words = part.split_whitespace();
        let first = words.next()?;
        let is_set = matches!(first, "export" | "local" | "readonly" | "declare");
        let set = if is_set { words.next()? } else { first };
        let (_, value) = set.split_once('=')?;
        let value = value.trim_matches(['"', '\'']);
        let is_plain = words.next().is_none() && !value.contains(['(', '`']);
        is_plain.then(|| Some((name_in(set)?.to_owned(), value.to_owned())))?
    });
    set.collect()
}

/// A line with the values of the variables that the script itself sets.
fn filled(line: &str, values: &BTreeMap<String, String>) -> String {
    let mut found = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('$') {
        let behind = &rest[at + 1..];
        let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
        let (name, length) =
            braced.map_or((&behind[..end], end), |(name, _)| (name, name.len() + 2));
        found += &rest[..at];
        match values.get(name) {
            Some(value) => found += value,
            None => found += &rest[at..=at + length],
        }
        rest = &behind[length..];
    }
    found + rest
}

/// A file of an environment that a line puts in the place of another; one that it keeps a copy of stays where it is.
fn moved(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split(is_break).filter(|word| !word.is_empty());
    let program = words.find(|word| *word != "sudo")?;
    let plain: Vec<&str> = words.filter(|word| !word.starts_with('-')).collect();
    let [.., from, to] = plain[..] else {
        return None;
    };
    let is_moved = matches!(program, "cp" | "install" | "mv");
    let rest = file_name(to).strip_prefix(file_name(from));
    let is_kept = program == "cp" && rest.is_some_and(|rest| !rest.is_empty());
    let are_both = is_environment(from) && is_environment(to);
    (is_moved && are_both).then_some((from, if is_kept { from } else { to }))
}

/// Whether a word is the path of a file of the environment of production.
fn is_environment(file: &str) -> bool {
    let name = file_name(file);
    let is_named = name.starts_with(".env") || name.ends_with(".env");
    is_named && !name.ends_with(".example") && !is_of_another_environment(file)
}

fn is_break(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '&' | '|' | '<' | '>' | '"' | '\'')
}

/// The files of an environment that a line of a shell writes, each with whether it adds to what is there.
fn targets(line: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('>') {
        let rest = line[at..].trim_start_matches('>');
        let mut words = rest.split(is_break).filter(|word| !word.is_empty());
        found.extend(
            words
                .next()
                .map(|file| (file, line[at..].starts_with(">>"))),
        );
    }
    for (at, _) in line.match_indices("tee ") {
        let own = line[at + "tee ".len()..]
            .split(['|', ';', '&', '<', '>'])
            .next();
        let words = own.unwrap_or_default().split(is_break);
        let (options, files): (Vec<&str>, Vec<&str>) = words
            .filter(|word| !word.is_empty())
            .partition(|word| word.starts_with('-'));
        let appends = options
            .iter()
            .any(|it| *it == "--append" || !it.starts_with("--") && it.contains('a'));
        found.extend(files.into_iter().map(|file| (file, appends)));
    }
    found.retain(|(file, _)| is_environment(file));
    // `>>` was met at each of its signs
    found.dedup_by_key(|(file, _)| *file);
    found
}

/// The files of an environment that a line hands to a program that changes them.
fn changed(line: &str) -> impl Iterator<Item = &str> {
    let words = || line.split(is_break).filter(|word| !word.is_empty());
    let is_changing = words().any(|word| CHANGING.contains(&word));
    words().filter(move |word| is_changing && is_environment(word))
}

/// What ends the here-document that a line begins.
fn delimiter(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<<")?;
    let rest = rest.trim_start_matches(['-', '~', ' ', '\\', '"', '\'']);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Written, deploys, in_text};

    fn names(text: &str) -> Vec<(usize, String, String)> {
        let said = |it: Written| {
            let names: Vec<String> = it.names.into_iter().collect();
            (it.line, it.file, names.join(" "))
        };
        in_text("deploy.sh", text).into_iter().map(said).collect()
    }

    #[test]
    fn a_here_document_gives_all_names_of_the_file() {
        for begin in [
            "cat > .env <<EOF",
            "cat <<EOF > .env",
            "cat << 'EOF' > .env",
            "cat <<-\"EOF\" >.env",
            "sudo tee .env > /dev/null <<EOF",
            "tee .env <<EOF",
        ] {
            let text =
                format!("set -e\n  {begin}\n  # all\n  A=1\n  export B=${{B}}\n\n  EOF\nC=3\n");
            let expected = (2, ".env".to_owned(), "A B".to_owned());
            assert_eq!(names(&text), [expected], "{begin}");
        }
    }

    #[test]
    fn branches_are_one_file_and_readers_change_nothing() {
        let text = "if x; then\ncat > .env <<EOF\nA=1\nEOF\nelse\ncat > .env <<EOF\nB=1\nEOF\nfi\nscp .env host:\n";
        assert_eq!(names(text), [(2, ".env".to_owned(), "A B".to_owned())]);
    }

    #[test]
    fn a_file_that_is_put_in_place_is_that_of_its_place() {
        let env = |path: &str| [(1, path.to_owned(), "A".to_owned())];
        let text = "cat > .env.new <<EOF\nA=1\nEOF\nchmod 600 .env.new\nmv .env.new .env\n";
        assert_eq!(names(text), env(".env"));
        let text = "cat > a.env <<EOF\nA=1\nEOF\nsudo install -m 600 a.env /srv/.env\n";
        assert_eq!(names(text), env("/srv/.env"));
        let text = "cat > .env <<EOF\nA=1\nEOF\ncp .env .env.bak\n";
        assert_eq!(names(text), env(".env"));
        // what else it had, nobody knows
        let text = "cat > .env.new <<EOF\nA=1\nEOF\ncat old >> .env.new\nmv .env.new .env\n";
        assert_eq!(names(text), []);
        assert_eq!(names("mv .env.old .env\n"), []);
    }

    #[test]
    fn a_variable_of_the_script_names_the_file() {
        let text = "DIR=/srv/app\nexport ENV_FILE=\"${DIR}/.env\"\ncat > \"$ENV_FILE\" <<EOF\nA=$DIR\nEOF\n";
        assert_eq!(
            names(text),
            [(3, "/srv/app/.env".to_owned(), "A".to_owned())]
        );
        let text = "ENV_FILE=$(mktemp)\ncat > \"$ENV_FILE\" <<EOF\nA=1\nEOF\n";
        assert_eq!(names(text), []);
        let text = "ENV_FILE=.env\ncat > $ENV_FILES <<EOF\nA=1\nEOF\n";
        assert_eq!(names(text), []);
    }

    #[test]
    fn an_empty_value_is_none() {
        let text = "cat > .env <<EOF\nA=\nB=\"\"\nC=$C\nEOF\n";
        assert_eq!(names(text), [(1, ".env".to_owned(), "C".to_owned())]);
    }

    #[test]
    fn what_tests_or_prepares_a_machine_is_no_deployment() {
        let text = "cat > .env <<EOF\nA=1\nEOF\nnpm test\n";
        assert!(!deploys(".github/workflows/ci.yml", text));
        assert!(!deploys("scripts/setup.sh", text));
        let commented = format!("# no ssh here\n{text}echo '#' # pm2 restart\n");
        assert!(!deploys(".github/workflows/ci.yml", &commented));
        assert!(deploys("scripts/deploy.sh", text));
        assert!(deploys(
            "scripts/go.sh",
            &format!("ssh host <<END\n{text}END\n")
        ));
    }

    #[test]
    fn what_may_hold_any_name_says_nothing() {
        for text in [
            "cat >> .env <<EOF\nA=1\nEOF\n",
            "tee --append .env <<EOF\nA=1\nEOF\n",
            "sudo tee -ia .env <<EOF\nA=1\nEOF\n",
            "cat > .env <<EOF\nA=1\nEOF\naws ssm get 2>/dev/null >> .env\n",
            "cat > .env <<EOF\nA=1\nEOF\nprintf 'x => y' >> .env\n",
            "cat > .env <<EOF\nA=1\nEOF\nsed -i 's/A/B/' .env\n",
            "cat > .env <<EOF\n${{ secrets.ENV_FILE }}\nEOF\n",
            "cat > .env <<EOF\nA=1\nEOF\naws ssm get-parameters > .env\n",
            "cat > .env <<EOF\nA=1\nEOF\necho \"B=$B\" >> .env\n",
            "cat > .env.staging <<EOF\nA=1\nEOF\n",
            "cat > .env.example <<EOF\nA=1\nEOF\n",
            "# cat > .env <<EOF\n",
            "cat > notes.txt <<EOF\nA=1\nEOF\n",
            "echo a > b\n",
        ] {
            assert_eq!(names(text), [], "{text}");
        }
    }
}
