//! Manifests before and after a package was added.

use crate::edit::manifest::{add, least};

/// The manifest after `package` was added.
fn added(path: &str, text: &str, package: &str, range: &str) -> String {
    add(path, text, package, range, least(range))
        .expect("it can be added")
        .expect("it is not there yet")
}

fn npm(text: &str, package: &str) -> String {
    added("api/package.json", text, package, "^3.1.0")
}

/// A manifest, and what each package changes in it: the one text in the place of the other.
type Change<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str, &'a str)]);

/// Adds each of the packages, which stand with their ranges, by itself.
fn assert_changes(changes: &[Change<'_>]) {
    for (path, text, packages) in changes {
        for (package, before, after) in *packages {
            let (package, range) = package.split_once(' ').expect("a range");
            let expected = text.replace(before, after);
            assert_eq!(added(path, text, package, range), expected, "{package}");
        }
    }
}

#[test]
fn a_sorted_list_stays_sorted() {
    let npm = "{\n  \"dependencies\": {\n    \"@types/x\": \"^1.0.0\",\n    \"express\": \"^4.0.0\",\n    \"pg\": \"^8.0.0\"\n  }\n}\n";
    let crlf = "-r base.txt\r\n# web\r\nfastapi>=0.111\r\nuvicorn[standard]>=0.30  # server";
    assert_changes(&[
        // npm's list, with the comma of the line above
        (
            "api/package.json",
            npm,
            &[
                ("jose ^3.1.0", "\"pg\"", "\"jose\": \"^3.1.0\",\n    \"pg\""),
                (
                    "@sentry/node ^3.1.0",
                    "\"@types",
                    "\"@sentry/node\": \"^3.1.0\",\n    \"@types",
                ),
                (
                    "winston ^3.1.0",
                    "\"^8.0.0\"\n",
                    "\"^8.0.0\",\n    \"winston\": \"^3.1.0\"\n",
                ),
            ],
        ),
        // requirements keep comments, options and line ends
        (
            "api/requirements/prod.txt",
            crlf,
            &[
                (
                    "sentry-sdk >=2,<3",
                    "uvicorn",
                    "sentry-sdk>=2,<3\r\nuvicorn",
                ),
                ("zstd >=2,<3", "# server", "# server\r\nzstd>=2,<3"),
            ],
        ),
    ]);
}

#[test]
fn a_list_or_table_of_a_python_project_gets_a_line() {
    let project = "[project]\nname = \"x\"\ndependencies = [\n    'fastapi>=0.111', # web\n    'uvicorn'  # server\n]\n";
    let line = "[project]\ndependencies = [\"fastapi\", \"uvicorn\"]\n";
    let poetry = "[tool.poetry.dependencies]\npython = \"^3.11\"\nfastapi = \"^0.111\"\nuvicorn = { version = \"^0.30\", extras = [\"standard\"] }\n\n[tool.poetry.group.dev.dependencies]\npytest = \"^8\"\n";
    let pipenv = "[packages]\nfastapi = \"*\"\nuvicorn = \"*\"\n\n[dev-packages]\npytest = \"*\"\n";
    assert_changes(&[
        // a project has a list, over several lines or on one
        (
            "pyproject.toml",
            project,
            &[
                (
                    "sentry-sdk >=2,<3",
                    "'uvicorn'",
                    "'sentry-sdk>=2,<3',\n    'uvicorn'",
                ),
                (
                    "zstd >=2",
                    "'uvicorn'  # server\n",
                    "'uvicorn',  # server\n    'zstd>=2'\n",
                ),
            ],
        ),
        (
            "pyproject.toml",
            line,
            &[("zstd >=2", "\"uvicorn\"", "\"uvicorn\", \"zstd>=2\"")],
        ),
        // Poetry and Pipenv have a table
        (
            "pyproject.toml",
            poetry,
            &[
                (
                    "prometheus-client >=0.20,<1",
                    "uvicorn =",
                    "prometheus-client = \">=0.20,<1\"\nuvicorn =",
                ),
                ("zstd >=2", "] }\n", "] }\nzstd = \">=2\"\n"),
            ],
        ),
        (
            "Pipfile",
            pipenv,
            &[(
                "prometheus-client >=0.20,<1",
                "uvicorn",
                "prometheus-client = \">=0.20,<1\"\nuvicorn",
            )],
        ),
    ]);
}

#[test]
fn an_unsorted_list_gets_the_same_text_in_every_order() {
    let text = "{\"dependencies\":{\"pg\":\"^8.0.0\",\"express\":\"^4.0.0\"}}";
    let both = "{\"dependencies\":{\"pg\":\"^8.0.0\",\"express\":\"^4.0.0\",\"jose\":\"^3.1.0\",\"koa\":\"^3.1.0\"}}";
    assert_eq!(npm(&npm(text, "jose"), "koa"), both);
    assert_eq!(npm(&npm(text, "koa"), "jose"), both);
}

#[test]
fn a_list_that_is_pinned_is_pinned() {
    let npm = "{\r\n\t\"dependencies\": {\r\n\t\t\"express\": \"4.18.2\"\r\n\t}\r\n}";
    let winston = (
        "winston ^3.1.0",
        "\"4.18.2\"",
        "\"4.18.2\",\r\n\t\t\"winston\": \"3.1.0\"",
    );
    let pip = "fastapi==0.111.0\nuvicorn==0.30.1\n";
    let client = (
        "prometheus-client >=0.20,<1",
        "uvicorn",
        "prometheus-client==0.20\nuvicorn",
    );
    assert_changes(&[
        ("api/package.json", npm, &[winston]),
        ("requirements.txt", pip, &[client]),
    ]);
}

#[test]
fn a_manifest_without_dependencies_gets_them() {
    let jose = "\"dependencies\": {\n    \"jose\": \"^3.1.0\"\n  }\n}\n";
    let named = format!("{{\n  \"name\": \"x\",\n  {jose}");
    let alone = format!("{{\n  {jose}");
    for (text, after) in [
        ("{\n  \"name\": \"x\"\n}\n", &*named),
        (
            "{\r\n\t\"name\": \"x\"\r\n}",
            "{\r\n\t\"name\": \"x\",\r\n\t\"dependencies\": {\r\n\t\t\"jose\": \"^3.1.0\"\r\n\t}\r\n}",
        ),
        (
            "{\"name\":\"x\"}",
            "{\"name\":\"x\",\"dependencies\": {\"jose\": \"^3.1.0\"}}",
        ),
        ("{}\n", &alone),
        ("{\n  \"dependencies\": {}\n}\n", &alone),
    ] {
        assert_eq!(npm(text, "jose"), after, "{text}");
    }
}

#[test]
fn what_is_there_is_left_alone() {
    let project = "[project]\ndependencies = [\"sentry-sdk[fastapi]>=2\"]\n";
    for (path, text, package) in [
        (
            "package.json",
            "{\"dependencies\":{\"pg\":\"^8.0.0\"}}",
            "pg",
        ),
        (
            "requirements.txt",
            "Prometheus_Client>=1.1  # metrics\n",
            "prometheus-client",
        ),
        ("pyproject.toml", project, "sentry-sdk"),
    ] {
        assert_eq!(add(path, text, package, "^1.0.0", "1"), Ok(None), "{text}");
    }
}

#[test]
fn what_cannot_be_added_is_refused() {
    let tools = "{\"devDependencies\":{\"pg\":\"^8.0.0\"}}";
    let compiled = "#\n# This file is autogenerated by pip-compile\n#\nx==1\n";
    for (path, text, reason) in [
        ("package.json", tools, "move it to the dependencies"),
        ("package.json", "{\"a\":}", "cannot be parsed"),
        ("requirements.txt", "x==1 \\\n  --hash=sha256:0\n", "hashes"),
        ("requirements.txt", compiled, "made from another file"),
        ("setup.cfg", "[options]\n", "`pg` in a version >=8"),
        ("Pipfile", "[[source]]\n", "no table of packages"),
        (
            "pyproject.toml",
            "[tool.black]\n",
            "no list of dependencies",
        ),
    ] {
        let refusal = add(path, text, "pg", ">=8", "8").expect_err("it is refused");
        assert!(refusal.0.contains(reason), "{}", refusal.0);
    }
}

#[test]
fn requirements_of_the_service_stand_apart_from_its_tools() {
    let tools_below = "fastapi\nuvicorn\n\n# Dev & test\nblack\n# pytest==7\nruff\n";
    let tools_above = "# lint\nruff\n\n# web\n# the last with this extra\nfastapi\nuvicorn\n";
    let tools_between = "fastapi\n# tests\npytest\n# data\nuvicorn\n";
    let zstd = ("zstd >=2,<3", "uvicorn\n", "uvicorn\nzstd>=2,<3\n");
    let sentry = (
        "sentry-sdk >=2,<3",
        "fastapi\n",
        "fastapi\nsentry-sdk>=2,<3\n",
    );
    let asyncer = ("asyncer >=2,<3", "fastapi\n", "asyncer>=2,<3\nfastapi\n");
    let last = ("zstd >=2,<3", "pytest\n", "pytest\nzstd>=2,<3\n");
    assert_changes(&[
        ("requirements.txt", tools_below, &[zstd]),
        ("requirements.txt", tools_above, &[sentry, asyncer]),
        ("requirements.txt", tools_between, &[sentry]),
        ("requirements.txt", "# tests\npytest\n", &[last]),
    ]);
}

#[test]
fn what_may_be_too_old_is_refused() {
    let too_old = |path: &str, text: &str| {
        let refusal = add(path, text, "a-b", "^3.2.1", "3").expect_err("it is refused");
        assert!(
            refusal.0.contains("needs 3 or later; raise it, to ^3.2.1"),
            "{}",
            refusal.0
        );
    };
    too_old("package.json", "{\"dependencies\":{\"a-b\":\"^2.4.0\"}}");
    too_old("requirements.txt", "a_b[x]==2.9 ; python_version > '3.8'\n");
    too_old(
        "pyproject.toml",
        "[project]\ndependencies = [\"a-b (>=2)\"]\n",
    );
    let table = "[tool.poetry.dependencies]\na-b = { version = \"~2\", extras = [\"x\"] }\n";
    too_old("pyproject.toml", table);
    too_old("Pipfile", "[packages]\na-b = \"==2.1\"\n");
    let group =
        "[tool.poetry.dependencies]\n\n[tool.poetry.group.x.dependencies]\nA_b = \"^2.4\"\n";
    too_old("pyproject.toml", group);
    let extra =
        "[project]\ndependencies = []\n\n[project.optional-dependencies]\nx = [\"a-b>=2\"]\n";
    too_old("pyproject.toml", extra);
    let is_there = |text: &str| add("requirements.txt", text, "a-b", "^3.2.1", "3");
    assert_eq!(is_there("a-b\n"), Ok(None));
    assert_eq!(is_there("a-b~=3.0 ; python_version > '2.7'\n"), Ok(None));
}

#[test]
fn what_a_group_lists_is_added_as_the_group_has_it() {
    let client = "prometheus-client >=0.20,<1";
    let group = "[tool.poetry.dependencies]\nfastapi = \"^0.111\"\n\n[tool.poetry.group.prod.dependencies]\nprometheus-client = { version = \"^0.21\" }\n";
    let groups = "[project]\ndependencies = [\"fastapi==0.115\"]\n\n[dependency-groups]\ndev = [\"prometheus_client<1,>=0.21\"]\n";
    let by_place = "[tool.poetry.dependencies]\nfastapi = \"^0.111\"\n\n[tool.poetry.group.x.dependencies]\nprometheus-client = { path = \"../client\" }\n";
    let line = "\"^0.111\"\nprometheus-client = \"";
    assert_changes(&[
        (
            "pyproject.toml",
            group,
            &[(client, "\"^0.111\"", &format!("{line}^0.21\""))],
        ),
        (
            "pyproject.toml",
            groups,
            &[(client, "0.115\"", "0.115\", \"prometheus-client<1,>=0.21\"")],
        ),
        (
            "pyproject.toml",
            by_place,
            &[(client, "\"^0.111\"", &format!("{line}>=0.20,<1\""))],
        ),
    ]);
}
