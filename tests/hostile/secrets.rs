//! Secrets planted in every kind of place, and every output of every command looked through.

use std::fs;

use super::tree::{Ended, Tree};

/// Each kind of place has a secret of its own, so that a failure names it.
const APP: &str = r#"const express = require("express");
const cors = require("cors");
const jwt = require("jsonwebtoken");
const session = require("express-session");
const { Sequelize } = require("sequelize");
const mongoose = require("mongoose");

const app = express();
const db = new Sequelize("postgres://shop:pl4nt-address@db:5432/shop");
const other = new Sequelize("shop", "shop", process.env.DB_PASSWORD || "pl4nt-argument-fallback");
const { API_KEY = "pl4nt-default" } = process.env;
const settings = { password: "pl4nt-property", dbPassword: "pl4nt-camel" };
mongoose.connect("mongodb://shop:pl4nt-mongo@mongo/shop");
app.use(session({ secret: "pl4nt-session" }));
app.use(cors());
app.get("/login", (req, res) => res.json(jwt.sign({ id: 1 }, process.env.JWT_SECRET || "pl4nt-fallback")));
app.get("/me", (req, res) => res.json(jwt.verify(req.headers.authorization, process.env.JWT_SECRET || "pl4nt-fallback")));

app.listen(3000);
"#;

const MANIFEST: &str = r#"{
  "main": "app.js",
  "scripts": { "start": "DB_PASSWORD=pl4nt-script node app.js" },
  "dependencies": { "cors": "2", "express": "4", "express-session": "1", "jsonwebtoken": "9", "mongoose": "8", "pg": "8", "sequelize": "6" }
}
"#;

const MAIN: &str = r#"import os

import jwt
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy import create_engine

SECRET_KEY = os.getenv("SECRET_KEY", "pl4nt-getenv")
API_TOKEN = "pl4nt-constant"
engine = create_engine("postgresql://shop:pl4nt-engine@db/shop")
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)


@app.get("/login")
def login():
    return jwt.encode({"id": 1}, SECRET_KEY, algorithm="HS256")


@app.get("/me")
def me(token: str):
    return jwt.decode(token, "pl4nt-decode", algorithms=["HS256"])
"#;

const COMPOSE: &str = r#"services:
  api:
    build: ./api
    ports: ["3000:3000"]
    environment:
      - DB_PASSWORD=pl4nt-compose-list
      - DATABASE_URL=postgres://shop:pl4nt-compose-address@db:5432/shop
    depends_on: [db]
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: "pl4nt-compose-map"
"#;

const TERRAFORM: &str = r#"provider "aws" {
  region = "eu-west-1"
}

variable "db_password" {
  default = "pl4nt-variable"
}

resource "aws_db_instance" "db" {
  engine   = "postgres"
  username = "shop"
  password = "pl4nt-literal"
}

resource "aws_instance" "app" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  user_data     = "export API_TOKEN=pl4nt-user-data"
}
"#;

fn planted() -> Tree {
    let tree = Tree::with(&[
        ("api/package.json", MANIFEST),
        ("api/app.js", APP),
        (
            "api/Dockerfile",
            "FROM node:20\nENV API_TOKEN=pl4nt-image\nCOPY . .\nCMD [\"node\", \"app.js\"]\n",
        ),
        ("api/.env", "DB_PASSWORD=pl4nt-environment\n"),
        (
            "backend/requirements.txt",
            "fastapi\nuvicorn\nPyJWT\nsqlalchemy\npsycopg2-binary\n",
        ),
        ("backend/main.py", MAIN),
        ("docker-compose.yml", COMPOSE),
        ("infra/main.tf", TERRAFORM),
        ("infra/terraform.tfvars", "db_password = \"pl4nt-tfvars\"\n"),
        (".env", "STRIPE_SECRET_KEY=pl4nt-root-environment\n"),
        (
            "deploy.pem",
            "-----BEGIN PRIVATE KEY-----\npl4nt-key\n-----END PRIVATE KEY-----\n",
        ),
    ]);
    tree.write("fixup.toml", "[cors]\norigins = [\"https://shop.example.com\"]\n\n[alerts]\nemail = \"ops@example.com\"\n");
    tree
}

/// The secrets that a text shows.
fn shown(text: &str) -> Vec<&str> {
    let found = text.match_indices("pl4nt-").map(|(at, _)| {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        &rest[..end.unwrap_or(rest.len())]
    });
    let mut found: Vec<&str> = found.collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[track_caller]
fn silent(ended: &Ended, of: &[&str]) {
    assert!(
        ended.code.is_some_and(|code| code <= 2),
        "{of:?}: {ended:?}"
    );
    let said = ended.said();
    assert!(
        shown(&said).is_empty(),
        "{of:?} shows {:?}:\n{said}",
        shown(&said)
    );
}

#[test]
fn no_command_shows_a_secret() {
    let tree = planted();
    tree.commit();
    let plan = tree.beside().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    for command in ["scan", "diff"] {
        for form in tree.forms(command) {
            let arguments = [command, "--format", &form];
            silent(&tree.fixup(&arguments), &arguments);
        }
    }
    for arguments in [
        &["scan", "--verbose"][..],
        &["report"],
        &["report", "--format", "html"],
        &["plan", "--out", plan],
        &["diff", "--plan", plan],
        &["diff", "--plan", plan, "--format", "json"],
        &["diff", "--plan", plan, "--format", "patch"],
        &["apply", "--yes", "--verify", "false"],
        &["apply", "--yes"],
        &["undo", "--list"],
        &["scan"],
        &["undo"],
        &["apply", "--plan", plan, "--yes"],
        &["undo"],
        &["apply", "--yes", "--commit"],
    ] {
        silent(&tree.fixup(arguments), arguments);
    }
    let mut log = std::process::Command::new("git");
    let log = log
        .args(["log", "--format=%B"])
        .current_dir(&tree.root)
        .output();
    let log = String::from_utf8_lossy(&log.expect("git is there").stdout).into_owned();
    assert!(log.lines().count() > 20, "{log}");
    assert!(shown(&log).is_empty(), "{log}");
}

#[test]
fn each_issue_alone_shows_none_in_the_lines_around_its_fix() {
    let tree = planted();
    for issue in 1..=22 {
        let issue = issue.to_string();
        let arguments = ["diff", "--issue", &issue];
        silent(&tree.fixup(&arguments), &arguments);
    }
}

#[test]
fn errors_show_none() {
    for (path, text) in [
        (
            "infra/main.tf",
            TERRAFORM.replace("username = \"shop\"", "username = "),
        ),
        (
            "infra/terraform.tfvars",
            "db_password = \"pl4nt-tfvars\n".to_owned(),
        ),
        ("docker-compose.yml", COMPOSE.replace("  db:\n", " db:\n")),
        ("api/app.js", APP.replace("const app =", "const app = ((")),
        ("api/package.json", MANIFEST.replace("\"main\"", "main")),
        (
            "backend/main.py",
            MAIN.replace("app = FastAPI()", "app = FastAPI((("),
        ),
        (
            "fixup.toml",
            "[alerts\npassword = \"pl4nt-settings\"\n".to_owned(),
        ),
        (
            "fixup.toml",
            "[alerts]\nsecret = \"pl4nt-settings\"\n".to_owned(),
        ),
    ] {
        let tree = planted();
        tree.write(path, text);
        for arguments in [
            &["scan"][..],
            &["diff"],
            &["scan", "--format", "json"],
            &["apply", "--yes"],
        ] {
            silent(&tree.fixup(arguments), arguments);
        }
    }
}

#[test]
fn a_stale_plan_shows_none() {
    let tree = planted();
    let plan = tree.beside().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    tree.fixup(&["plan", "--out", plan]);
    tree.write("api/app.js", APP.replace("pl4nt-session", "pl4nt-later"));
    let arguments = ["apply", "--plan", plan, "--yes"];
    let ended = tree.fixup(&arguments).expect(2, &["has changed"]);
    silent(&ended, &arguments);
}

#[test]
fn a_patch_leaves_fixes_with_secrets_out_as_a_whole_and_the_rest_applies() {
    let tree = planted();
    tree.commit();
    let ended = tree.fixup(&["diff", "--format", "patch"]);
    let ended = ended.expect(
        1,
        &["warning: the patch lacks 5 cors-allowlist in api, since it would show a secret"],
    );
    // nor does it bring a file of its own
    assert!(
        !ended.stdout.contains("allowed-origins"),
        "{}",
        ended.stdout
    );
    let file = tree.beside().join("a.patch");
    fs::write(&file, &ended.stdout).expect("a file");
    tree.git(&["apply", "--check", file.to_str().expect("UTF-8")]);
}

#[test]
fn what_holds_secrets_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let tree = planted();
    tree.fixup(&["apply", "--yes"]);
    let records = fs::read_dir(tree.root.join(".fixup")).expect("records");
    let mut with_secrets = 0;
    for record in records {
        let path = record.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        if !shown(&text).is_empty() {
            with_secrets += 1;
            let mode = path.metadata().expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{path:?}");
        }
    }
    assert!(with_secrets > 0);
}
