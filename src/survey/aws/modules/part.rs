//! The parts of a deployment that a module of Terraform makes, and what tells that one is there in other words.

/// What a module makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A key that the others encrypt with.
    Key,
    /// Repositories of images.
    Images,
    /// A bucket.
    Files,
    /// Roles of machines.
    Role,
    /// The secret of an environment.
    Secrets,
    /// Groups of logs, and alarms.
    Logs,
}

/// What tells that a part is there.
pub(crate) struct Signs {
    /// What our module of it is called, and its other name where something else is called so.
    pub(crate) names: [&'static str; 2],
    /// Types that make it, or their beginnings, up to `_`; data sources have `data.` before theirs.
    pub(crate) kinds: &'static [&'static str],
    /// Words in the address of a module from elsewhere that makes it.
    pub(crate) words: &'static [&'static str],
}

const KEY: Signs = Signs {
    names: ["kms", "encryption-key"],
    kinds: &[
        "aws_kms_external_key",
        "aws_kms_key",
        "aws_kms_replica_key",
        "data.aws_kms_key",
    ],
    words: &["kms"],
};

const IMAGES: Signs = Signs {
    names: ["ecr", "image-repositories"],
    kinds: &[
        "aws_ecr_repository",
        "aws_ecrpublic_repository",
        "azurerm_container_registry",
        "data.aws_ecr_repository",
        "digitalocean_container_registry",
        "google_artifact_registry_repository",
        "google_container_registry",
    ],
    words: &["ecr"],
};

/// Not every bucket is one: see `present`.
const FILES: Signs = Signs {
    names: ["s3", "files"],
    kinds: &["aws_s3_bucket", "data.aws_s3_bucket"],
    words: &["bucket", "s3"],
};

const ROLE: Signs = Signs {
    names: ["iam", "instance-role"],
    kinds: &["aws_iam_instance_profile", "data.aws_iam_instance_profile"],
    words: &["iam", "profile"],
};

const SECRETS: Signs = Signs {
    names: ["secrets", "service-secrets"],
    kinds: &[
        "aws_secretsmanager_secret",
        "aws_ssm_parameter",
        "data.aws_secretsmanager_secret",
        "data.aws_secretsmanager_secret_version",
        "data.aws_ssm_parameter",
        "data.aws_ssm_parameters_by_path",
        "data.sops_file",
        "data.vault_",
        "doppler_",
        "infisical_",
        "vault_",
    ],
    words: &[
        "parameter",
        "parameters",
        "secret",
        "secrets",
        "secretsmanager",
        "ssm",
    ],
};

/// Not every group of logs is one: see `present`.
const LOGS: Signs = Signs {
    names: ["cloudwatch", "logs-and-alarms"],
    kinds: &[
        "aws_cloudwatch_log_group",
        "aws_cloudwatch_metric_alarm",
        "datadog_",
        "grafana_",
        "newrelic_",
    ],
    words: &[
        "alarms",
        "cloudwatch",
        "logs",
        "monitoring",
        "observability",
    ],
};

impl Part {
    /// What tells that it is there.
    pub(crate) const fn signs(self) -> &'static Signs {
        match self {
            Self::Key => &KEY,
            Self::Images => &IMAGES,
            Self::Files => &FILES,
            Self::Role => &ROLE,
            Self::Secrets => &SECRETS,
            Self::Logs => &LOGS,
        }
    }
}
