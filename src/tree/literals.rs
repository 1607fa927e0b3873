//! The literals that decide which files are worth parsing.
//! A file is read once, during the walk, and only the set of literals found in it is kept.

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

macro_rules! literals {
    ($($name:ident = $($text:literal)|+,)*) => {
        /// A text, or one of several, without which a file cannot hold what some fact looks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Literal { $(#[doc = concat!($("`", $text, "` ",)+)] $name,)* }

        const COUNT: usize = [$(Literal::$name,)*].len();

        const TEXTS: &[(Literal, &str)] = &[$($((Literal::$name, $text),)+)*];
    };
}

literals! {
    Express = "express",
    Cors = "cors",
    SocketIo = "socket.io",
    AllowOrigin = "Access-Control-Allow-Origin",
    AllowOriginLower = "access-control-allow-origin",
    Listen = ".listen(",
    Sequelize = "equelize",
    Mongoose = "mongoose",
    Prisma = "Prisma",
    // much else has these two letters in it
    Postgres = "'pg'" | "\"pg\"",
    Knex = "knex",
    TypeOrm = "DataSource",
    MongoDb = "mongodb",
    Mysql = "mysql2",
    Redis = "redis",
    Sigterm = "SIGTERM",
    FastApi = "FastAPI",
    Uvicorn = "uvicorn",
    CorsMiddleware = "CORSMiddleware",
    Jwt = "jsonwebtoken",
    JwtMiddleware = "express-jwt" | "passport-jwt",
    Environment = "development" | "production" | "staging" | "NODE_ENV",
    CorsAllowedOrigins = "cors_allowed_origins",
    NextPublic = "NEXT_PUBLIC_",
    NextImage = "next/image",
    NextFontGoogle = "next/font/google",
    SkipEnvValidation = "SKIP_ENV_VALIDATION",
    // the SDKs of AWS, and what takes their clients
    AwsSdk = "aws-sdk" | "multer-s3" | "boto3" | "aiobotocore",
    ObjectUrl = "amazonaws.com" | ".location" | "S3_" | "BUCKET",
    Metrics = "prom-client" | "prometheus" | "opentelemetry" | "promster" | "prom-bundle" | "logfire" | "swagger-stats"
        | "statsd" | "hot-shots" | "StatsD" | "express-status-monitor" | "appmetrics" | "newrelic" | "dd-trace"
        | "elastic-apm" | "applicationinsights" | "datadog" | "ddtrace" | "elasticapm" | "starlette_exporter" | "azure.monitor",
    Ignored = "fixup-ignore:",
    // from here on those of Terraform
    IgnoredInTerraform = "fixup-ignore:",
    LocalModule = "\"./" | "\"../",
    AwsHost = "aws_instance" | "aws_spot_instance_request" | "aws_launch_template" | "ec2-instance/aws",
    // counted only where something by such a name may be declared or get a value
    Secret = "passw" | "Passw" | "PASSW" | "passphrase" | "_pass" | "\"pass" | "pwd" | "PWD" | "secret" | "Secret" | "SECRET"
        | "token" | "Token" | "TOKEN",
    Aws = "aws",
    UserData = "user_data",
    // beginnings of resources, and parts of sources of modules, that run containers or functions
    Managed = "aws_apprunner_service" | "aws_ecs_service" | "aws_ecs_task_definition" | "aws_eks_cluster"
        | "aws_elastic_beanstalk_environment" | "aws_lightsail_container_service" | "azurerm_container_app"
        | "azurerm_container_group" | "azurerm_kubernetes_cluster" | "azurerm_linux_web_app" | "digitalocean_app"
        | "digitalocean_kubernetes_cluster" | "google_app_engine" | "google_cloud_run" | "google_container_cluster"
        | "helm_release" | "heroku_app" | "kubernetes_deployment" | "kubernetes_manifest" | "nomad_job"
        | "render_web_service" | "terraform-aws-modules/ecs" | "terraform-aws-modules/eks",
}

/// A set of literals, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Literals(u64);

const _: () = assert!(COUNT <= u64::BITS as usize, "each literal has a bit");

impl Literal {
    fn bit(self) -> u64 {
        1 << self as u32
    }

    fn is_of_terraform(self) -> bool {
        self as u32 >= Self::IgnoredInTerraform as u32
    }
}

impl Literals {
    /// The texts that are looked for, in code or in Terraform.
    pub fn texts(terraform: bool) -> impl Iterator<Item = &'static str> {
        let texts = TEXTS
            .iter()
            .filter(move |(literal, _)| literal.is_of_terraform() == terraform);
        texts.map(|(_, text)| *text)
    }

    /// The texts of one of them.
    pub(crate) fn texts_of(literal: Literal) -> impl Iterator<Item = &'static str> {
        let texts = TEXTS.iter().filter(move |(known, _)| *known == literal);
        texts.map(|(_, text)| *text)
    }

    /// The literals that occur in the `bytes` of a file at `path`.
    #[must_use]
    pub fn in_file(path: &str, bytes: &[u8]) -> Self {
        if is_terraform(path) {
            Self::found(&OF_TERRAFORM, bytes)
        } else {
            Self::found(&OF_CODE, bytes)
        }
    }

    fn found(searched: &Search, bytes: &[u8]) -> Self {
        let mut found = Self::default();
        for hit in searched.texts.find_overlapping_iter(bytes) {
            let literal = searched.literals[hit.pattern().as_usize()];
            if found.has(literal) || literal == Literal::Secret && !names_value(bytes, hit.range())
            {
                continue;
            }
            found.0 |= literal.bit();
        }
        found
    }

    /// Whether `literal` is in the set.
    #[must_use]
    pub fn has(self, literal: Literal) -> bool {
        self.0 & literal.bit() != 0
    }
}

/// What a text, or something that holds one, begins with.
const BEGINS_TEXT: &[u8] = b"\"<{[(";

/// Whether the name around a word of Terraform is that of a variable, or of something whose value may show a text:
/// most files only speak of secrets, `password = var.password`.
fn names_value(bytes: &[u8], word: Range<usize>) -> bool {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let length = bytes[word.end..].iter().take_while(is_name).count();
    let lead = bytes[..word.start].iter().rev().take_while(is_name).count();
    let before = bytes[..word.start - lead].trim_ascii_end();
    let before = before.strip_suffix(b"\"").unwrap_or(before);
    if before.trim_ascii_end().ends_with(b"variable") {
        return true;
    }
    let after = &bytes[word.end + length..];
    let after = after.strip_prefix(b"\"").unwrap_or(after);
    let after = after.strip_prefix(b")").unwrap_or(after).trim_ascii_start();
    let value = after.strip_prefix(b"=").or(after.strip_prefix(b":"));
    let first = value.and_then(|value| value.trim_ascii_start().first());
    first.is_some_and(|first| BEGINS_TEXT.contains(first))
}

/// `main.tf`, `main.tf.json`
#[must_use]
pub fn is_terraform(path: &str) -> bool {
    path.ends_with(".tf.json")
        || Path::new(path)
            .extension()
            .is_some_and(|ending| ending == "tf")
}

/// Literals that are looked for in one pass.
struct Search {
    texts: AhoCorasick,
    literals: Vec<Literal>,
}

impl Search {
    fn of(terraform: bool) -> Self {
        let wanted = TEXTS
            .iter()
            .filter(|(literal, _)| literal.is_of_terraform() == terraform);
        let texts = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(Literals::texts(terraform));
        Self {
            texts: texts.expect("the literals are few and short"),
            literals: wanted.map(|(literal, _)| *literal).collect(),
        }
    }
}

static OF_CODE: LazyLock<Search> = LazyLock::new(|| Search::of(false));

static OF_TERRAFORM: LazyLock<Search> = LazyLock::new(|| Search::of(true));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_literals_are_all_found() {
        let found = Literals::in_file(
            "a.js",
            b"const pg = require('pg'), app = require('express')(); cors()",
        );
        assert!(
            found.has(Literal::Express) && found.has(Literal::Cors) && found.has(Literal::Postgres)
        );
        assert!(!Literals::in_file("a.js", b"page.jpg").has(Literal::Postgres));
        assert!(!found.has(Literal::SocketIo));
    }

    #[test]
    fn a_secret_is_of_interest_where_it_is_declared_or_may_be_shown() {
        for text in [
            "variable \"db_password\" {\n}\n",
            "variable db_password {}",
            "  password   = \"hunter2\"\n",
            "secrets = {\n  DB_PASSWORD = <<EOT\n",
            "{ \"token\" : \"abc\" }",
            "{\"variable\": {\"db_password\": {}}}",
            "(\"api_token\") = (\"abc\")",
        ] {
            assert!(
                Literals::in_file("a.tf", text.as_bytes()).has(Literal::Secret),
                "{text}"
            );
        }
        for text in [
            "password = var.db_password\n",
            "# the password of the database\n",
            "description = \"Name of the secret\"\n",
            "count = var.token == \"\" ? 0 : 1\n",
            "resource \"aws_secretsmanager_secret\" \"this\" {\n",
            "secret_arn",
        ] {
            assert!(
                !Literals::in_file("a.tf", text.as_bytes()).has(Literal::Secret),
                "{text}"
            );
        }
    }

    #[test]
    fn terraform_is_asked_for_its_own() {
        let text = b"source = \"../express\"\ndb_password = \"x\"";
        let found = Literals::in_file("a/main.tf", text);
        assert!(found.has(Literal::LocalModule) && found.has(Literal::Secret));
        assert!(!found.has(Literal::Express) && !found.has(Literal::AwsHost));
        assert!(!Literals::in_file("main.js", text).has(Literal::Secret));
    }
}
