//! What a role must allow, by the clients of AWS that services make.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::survey::clouds::Client;

/// A policy of a role, with the variable that names what it is for.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Capability {
    #[serde(skip)]
    services: &'static [&'static str],
    name: &'static str,
    variable: &'static str,
    actions: &'static [&'static str],
    /// An action that has no resource to name.
    unbound: &'static str,
    /// How its resources are named.
    #[serde(skip)]
    example: &'static str,
}

/// Services of AWS that need no policy of their own: every module of a role has theirs, or nothing has to be allowed.
const ALWAYS: &[&str] = &[
    "cloudwatchlogs",
    "ecr",
    "kms",
    "logs",
    "s3",
    "secretsmanager",
    "sts",
];

const CAPABILITIES: &[Capability] = &[
    Capability {
        services: &["ses", "sesv2"],
        name: "email",
        variable: "email_identity_arns",
        actions: &["ses:SendEmail", "ses:SendRawEmail"],
        unbound: "",
        example: "arn:aws:ses:REGION:ACCOUNT:identity/DOMAIN, or identity/* where customers bring senders of their own",
    },
    Capability {
        services: &["route53"],
        name: "dns",
        variable: "hosted_zone_arns",
        actions: &[
            "route53:ChangeResourceRecordSets",
            "route53:ListResourceRecordSets",
        ],
        unbound: "route53:ListHostedZones",
        example: "arn:aws:route53:::hostedzone/ID",
    },
    Capability {
        services: &["sqs"],
        name: "queues",
        variable: "queue_arns",
        actions: &[
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ],
        unbound: "",
        example: "arn:aws:sqs:REGION:ACCOUNT:NAME",
    },
    Capability {
        services: &["sns"],
        name: "topics",
        variable: "topic_arns",
        actions: &["sns:Publish"],
        unbound: "",
        example: "arn:aws:sns:REGION:ACCOUNT:NAME",
    },
    Capability {
        services: &["dynamodb"],
        name: "tables",
        variable: "table_arns",
        actions: &[
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:UpdateItem",
        ],
        unbound: "",
        example: "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME",
    },
    Capability {
        services: &["lambda"],
        name: "functions",
        variable: "function_arns",
        actions: &["lambda:InvokeFunction"],
        unbound: "",
        example: "arn:aws:lambda:REGION:ACCOUNT:function:NAME",
    },
    Capability {
        services: &["bedrockruntime"],
        name: "models",
        variable: "model_arns",
        actions: &[
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
        ],
        unbound: "",
        example: "arn:aws:bedrock:REGION::foundation-model/ID",
    },
];

/// The policies that these clients need.
pub(crate) fn capabilities(clients: &[Client]) -> Value {
    let wanted = |it: &&Capability| {
        let mut clients = clients.iter();
        clients.any(|client| it.services.contains(&client.service.as_str()))
    };
    Value::from(Serde(
        CAPABILITIES.iter().filter(wanted).collect::<Vec<_>>(),
    ))
}

/// How what a variable of a role lists is named.
pub(in crate::survey::aws) fn example(variable: &str) -> &'static str {
    let mut rows = CAPABILITIES.iter();
    let row = rows.find(|it| it.variable == variable);
    row.map_or("", |it| it.example)
}

/// Services that use the key on behalf of a role: what they keep is encrypted with it.
pub(crate) fn through(clients: &[Client], has_bucket: bool) -> Vec<&'static str> {
    let uses = |service: &str| clients.iter().any(|client| client.service == service);
    let rows = [
        ("s3", has_bucket),
        ("secretsmanager", true),
        ("sns", uses("sns")),
        ("sqs", uses("sqs")),
    ];
    let used = rows.into_iter().filter(|(_, is_used)| *is_used);
    used.map(|(service, _)| service).collect()
}

/// The clients of services of which no policy is known.
pub(crate) fn unknown(clients: &[Client]) -> impl Iterator<Item = &Client> {
    clients.iter().filter(|client| {
        let service = client.service.as_str();
        let is_known = CAPABILITIES.iter().any(|it| it.services.contains(&service));
        !is_known && !ALWAYS.contains(&service)
    })
}
