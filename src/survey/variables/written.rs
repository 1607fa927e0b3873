//! Files of an environment that a deployment writes anew each time, by a here-document of a workflow or a script: a name that it
//! does not write is missing where the service starts next, whatever an example says.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::environments::is_of_another_environment;
use crate::survey::variables::listed::name_in;
use crate::survey::variables::needs::Variables;
use crate::tree::paths::{file_name, is_test};

/// A file of an environment, as a deployment writes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    path: String,
    line: usize,
    /// Its path, as written.
    file: String,
    names: BTreeSet<String>,
}

/// What must be said of the deployments of a service that needs these variables: which of those that it does not start without they
/// leave out. Whose file it is, its names tell: at least half of what is needed.
pub(crate) fn remarks(survey: &Survey<'_>, variables: &Variables) -> Vec<String> {
    let Variables {
        required, any_of, ..
    } = variables;
    let needs = required.len() + any_of.len();
    let all = all(survey).iter();
    let remark = |it: &Written| {
        let alone = required.iter().filter(|name| !it.names.contains(*name));
        let groups = any_of
            .iter()
            .filter(|names| names.iter().all(|name| !it.names.contains(name)));
        let alone = alone.map(|name| format!("`{name}`"));
        let groups = groups.map(|names| format!("one of `{}`", names.join("`, `")));
        let missing: Vec<String> = alone.chain(groups).collect();
        let is_own = missing.len() * 2 <= needs && needs > missing.len();
        (is_own && !missing.is_empty()).then(|| {
            format!(
                "`{}` (line {}) writes `{}` without {}: unless they come from elsewhere, add them there first, or the next deployment does not start",
                it.path,
                it.line,
                it.file,
                missing.join(", ")
            )
        })
    };
    all.filter_map(remark).collect()
}

fn all<'s>(survey: &'s Survey<'_>) -> &'s [Written] {
    struct All(Vec<Written>);
    let find = || {
        let paths = survey.overlay.paths().filter(|path| deploys(path));
        let texts = paths.filter_map(|path| Some((path, survey.text(path)?)));
        All(texts
            .flat_map(|(path, text)| in_text(path, &text))
            .collect())
    };
    &survey.answers.or_find(find).0
}

fn deploys(path: &str) -> bool {
    let is_pipeline = path.starts_with(".github/workflows/")
        || path.starts_with(".gitlab-ci")
        || path == "bitbucket-pipelines.yml";
    (is_pipeline || path.ends_with(".sh")) && !is_test(path) && !is_of_another_environment(path)
}

/// The files that a text writes whole. One that it adds to, or whose lines are not all assignments, may hold any name.
fn in_text(path: &str, text: &str) -> Vec<Written> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<Written> = Vec::new();
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        at += 1;
        let Some((file, appends)) = target(line).filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let Some(end) = delimiter(line).filter(|_| !appends) else {
            open.insert(file.to_owned());
            continue;
        };
        let first = at;
        while at < lines.len() && lines[at].trim() != end {
            at += 1;
        }
        let body = lines[first..at].iter().map(|line| line.trim());
        let said = body.filter(|line| !line.is_empty() && !line.starts_with('#'));
        match said.map(|line| name_in(line).map(str::to_owned)).collect() {
            Some(names) => found.push(Written {
                path: path.to_owned(),
                line: first,
                file: file.to_owned(),
                names,
            }),
            None => _ = open.insert(file.to_owned()),
        }
    }
    found.retain(|it| !open.contains(&it.file));
    found
}

/// The file of an environment that a line of a shell writes, and whether it adds to what is there.
fn target(line: &str) -> Option<(&str, bool)> {
    let is_break = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '"' | '\'');
    let is_one = |file: &&str| {
        let name = file_name(file);
        let is_named = name.starts_with(".env") || name.ends_with(".env");
        is_named && !name.ends_with(".example") && !is_of_another_environment(file)
    };
    let behind = |mark: &str| Some(line.find(mark)? + mark.len());
    let (at, appends) = match (behind("tee "), behind(">")) {
        (Some(at), _) => (at, line[at..].trim_start().starts_with("-a")),
        (None, Some(at)) => (at, line[at..].starts_with('>')),
        (None, None) => return None,
    };
    let mut words = line[at..].trim_start_matches('>').split(is_break);
    let file = words.find(|word| !word.is_empty() && !word.starts_with('-'))?;
    Some((file, appends)).filter(|(file, _)| is_one(file))
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
    use super::{Written, in_text};

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
    fn what_may_hold_any_name_says_nothing() {
        for text in [
            "cat >> .env <<EOF\nA=1\nEOF\n",
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
