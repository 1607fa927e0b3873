//! What a service on Node uses of AWS, by the clients that its code makes with either SDK.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{
    Node, Reference, Script, arguments, callee, is_statement_list, method_call, property,
    string_value,
};
use crate::survey::clouds::{Client, Clouds, is_object_url, is_object_url_variable};
use crate::survey::fact::Site;
use crate::survey::node::service::Service;
use crate::tree::Literal;

/// Options that turn a client to something else that speaks like S3.
const ELSEWHERE: &[&str] = &["endpoint", "forcePathStyle", "s3ForcePathStyle"];

/// How many names are followed to the credentials that they stand for.
const HOPS: usize = 4;

/// Functions that sign the address of an object.
const SIGNERS: &[&str] = &["getSignedUrl", "getSignedUrlPromise", "createPresignedPost"];

impl Service<'_> {
    /// The clients of AWS that its code makes, and what it does with objects.
    pub(crate) fn uses_of_aws(&self) -> Clouds {
        let overlay = self.survey.overlay;
        let speaks = |path: &&String| overlay.has_literal(path, Literal::AwsSdk);
        let speaking = || self.reached().iter().filter(speaks);
        if speaking().next().is_none() {
            return Clouds::default();
        }
        let scripts = || speaking().filter_map(|path| self.survey.script(path));
        let mut clouds = Clouds::default();
        let mut configured = Given::default();
        for script in scripts() {
            let root = script.root();
            for node in root.dfs() {
                clouds.clients.extend(client(script, &node));
                configured.take(self::configured(script, &node));
                clouds.signs_urls |= is_signer(&node);
                clouds.access_lists.extend(access_list(script, &node));
            }
        }
        for client in &mut clouds.clients {
            configured.give(client);
        }
        if clouds.uses_s3() {
            let handing = self
                .reached()
                .iter()
                .filter(|path| overlay.has_literal(path, Literal::ObjectUrl));
            let scripts = handing.filter_map(|path| self.survey.script(path));
            clouds.object_urls = scripts.flat_map(object_urls).collect();
        }
        clouds
    }
}

/// `new S3Client({…})` of version 3, `new AWS.S3({…})` of version 2.
fn client(script: &Script, node: &Node<'_>) -> Option<Client> {
    if node.kind() != "new_expression" {
        return None;
    }
    let made = reference(&node.field("constructor")?)?;
    let service = service(&made)?;
    let mut client = Client::new(&service, Site::at(script, node));
    let Some(first) = arguments(node).into_iter().next() else {
        return Some(client);
    };
    let Some(options) = object(&first) else {
        client.has_endpoint = None;
        return Some(client);
    };
    let later = later(script, &first, &options);
    let is_elsewhere = |name: &str| ELSEWHERE.contains(&name);
    let elsewhere = ELSEWHERE
        .iter()
        .any(|key| property(&options, key).is_some())
        || later.names.iter().any(|name| is_elsewhere(name));
    let is_open = later.is_open
        || options
            .children()
            .any(|member| member.kind() == "spread_element");
    client.has_endpoint = (elsewhere || !is_open).then_some(elsewhere);
    keys(script, &options).give(&mut client);
    later.given.give(&mut client);
    Some(client)
}

/// What a client is given as credentials.
#[derive(Debug, Default)]
struct Given {
    /// Static ones that can be taken out.
    keys: Vec<Site>,
    keys_elsewhere: Vec<Site>,
    unclear: Vec<Site>,
}

impl Given {
    fn take(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.keys_elsewhere.extend(other.keys_elsewhere);
        self.unclear.extend(other.unclear);
    }

    fn give(&self, client: &mut Client) {
        client.keys.extend(self.keys.clone());
        client.keys_elsewhere.extend(self.keys_elsewhere.clone());
        client.unclear.extend(self.unclear.clone());
    }
}

/// What is done to the options of a client behind the statement that makes them.
#[derive(Default)]
struct Later {
    given: Given,
    /// The names of options that are set.
    names: Vec<String>,
    /// Whether options are set that nothing names.
    is_open: bool,
}

/// What a script sets of the options that the name `first` stands for.
fn later(script: &Script, first: &Node<'_>, options: &Node<'_>) -> Later {
    let mut found = Later::default();
    if first.node_id() == options.node_id() {
        return found;
    }
    let is_it = |node: &Node<'_>| {
        node.text() == first.text() && object(node).is_some_and(|it| it.range() == options.range())
    };
    let root = script.root();
    for node in root.dfs() {
        if node.kind() == "call_expression" {
            let is_merged = callee(&node).is_some_and(|it| it.text() == "Object.assign");
            let first = arguments(&node).into_iter().next();
            found.is_open |= is_merged && first.is_some_and(|it| is_it(&it));
            continue;
        }
        let target = node
            .field("left")
            .filter(|_| node.kind() == "assignment_expression");
        let Some((target, value)) = target.zip(node.field("right")) else {
            continue;
        };
        if !target.field("object").is_some_and(|it| is_it(&it)) {
            continue;
        }
        let Some(name) = target.field("property") else {
            found.is_open = true;
            continue;
        };
        let name = name.text().into_owned();
        let site = Site::at(script, &node);
        match kind(&name, &value) {
            Some(Kind::Static) => match statement_alone(&node) {
                Some(statement) => found.given.keys.push(Site::at(script, &statement)),
                None => found.given.keys_elsewhere.push(site),
            },
            Some(Kind::Unclear) => found.given.unclear.push(site),
            None => {}
        }
        found.names.push(name);
    }
    found
}

/// The statement that an assignment is, where it runs in any case.
fn statement_alone<'a>(assignment: &Node<'a>) -> Option<Node<'a>> {
    let statement = assignment
        .parent()
        .filter(|it| it.kind() == "expression_statement")?;
    let is_listed = statement.parent().is_some_and(|it| is_statement_list(&it));
    let is_bound = statement
        .ancestors()
        .any(|it| matches!(&*it.kind(), "if_statement" | "switch_statement"));
    (is_listed && !is_bound).then_some(statement)
}

/// The service of AWS that a constructor makes a client of.
fn service(made: &Reference) -> Option<String> {
    let is_client = |name: &str| !name.ends_with("Command") && !name.ends_with("Exception");
    if let Some(service) = made.module.strip_prefix("@aws-sdk/client-") {
        let name = made.path.last()?;
        return is_client(name).then(|| service.to_owned());
    }
    if let Some(service) = made.module.strip_prefix("aws-sdk/clients/") {
        return Some(service.trim_end_matches(".js").to_owned());
    }
    match &made.path[..] {
        [service] if made.module == "aws-sdk" && *service != "Credentials" => Some(service.clone()),
        _ => None,
    }
}

/// An object literal, or the one that a name stands for.
fn object<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    match &*node.kind() {
        "object" => Some(node.clone()),
        "identifier" | "shorthand_property_identifier" => match declared(&node.text(), node)? {
            Declared::Value { value, path, .. } if path.is_empty() => Some(value),
            _ => None,
        }
        .filter(|value| value.kind() == "object"),
        _ => None,
    }
}

/// What an option gives that is none of the host's.
#[derive(Clone, Copy)]
enum Kind {
    Static,
    Unclear,
}

/// What asks the host for credentials, or another service in the name of that.
const OF_HOST: &[&str] = &[
    "ChainableTemporaryCredentials",
    "CognitoIdentityCredentials",
    "CredentialProviderChain",
    "EC2MetadataCredentials",
    "ECSCredentials",
    "RemoteCredentials",
    "TemporaryCredentials",
    "TokenFileWebIdentityCredentials",
    "WebIdentityCredentials",
    "defaultProvider",
    "fromCognitoIdentity",
    "fromCognitoIdentityPool",
    "fromContainerMetadata",
    "fromHttp",
    "fromInstanceMetadata",
    "fromNodeProviderChain",
    "fromTemporaryCredentials",
    "fromTokenFile",
    "fromWebToken",
];

/// What an option of this name and value gives; none where it is no credential, or the host's.
fn kind(name: &str, value: &Node<'_>) -> Option<Kind> {
    match name {
        "accessKeyId" | "secretAccessKey" | "sessionToken" => Some(Kind::Static),
        "credentials" => of_value(value, HOPS),
        _ => None,
    }
}

fn of_value(value: &Node<'_>, hops: usize) -> Option<Kind> {
    let named = |node: Node<'_>| {
        let name = node.text().into_owned();
        name.rsplit('.').next().map(str::to_owned).unwrap_or(name)
    };
    match &*value.kind() {
        "object" if property(value, "secretAccessKey").is_some() => Some(Kind::Static),
        "new_expression" => {
            let made = value.field("constructor").map(named).unwrap_or_default();
            match &*made {
                "Credentials" => Some(Kind::Static),
                made => (!OF_HOST.contains(&made)).then_some(Kind::Unclear),
            }
        }
        "call_expression" => {
            let called = callee(value).map(named).unwrap_or_default();
            (!OF_HOST.contains(&&*called)).then_some(Kind::Unclear)
        }
        "identifier" | "shorthand_property_identifier" if hops > 0 => {
            match declared(&value.text(), value) {
                Some(Declared::Value { value, path, .. }) if path.is_empty() => {
                    of_value(&value, hops - 1)
                }
                _ => Some(Kind::Unclear),
            }
        }
        "undefined" | "null" => None,
        _ => Some(Kind::Unclear),
    }
}

/// Credentials among the options of a client: `credentials` of version 3, the two halves of version 2.
fn keys(script: &Script, options: &Node<'_>) -> Given {
    let mut found = Given::default();
    for member in options.children() {
        let is_short = member.kind() == "shorthand_property_identifier";
        let value = member
            .field("value")
            .or_else(|| is_short.then(|| member.clone()));
        let key = member
            .field("key")
            .map_or_else(|| member.text().into_owned(), |it| it.text().into_owned());
        let key = key.trim_matches(|c| "\"'".contains(c));
        match value.and_then(|value| kind(key, &value)) {
            Some(Kind::Static) => found.keys.push(Site::at(script, &member)),
            Some(Kind::Unclear) => found.unclear.push(Site::at(script, &member)),
            None => {}
        }
    }
    found
}

/// Credentials for every client of version 2: `AWS.config.update({…})`, `AWS.config.credentials = …`, and those of a file.
fn configured(script: &Script, node: &Node<'_>) -> Given {
    let is_config =
        |it: &Node<'_>| reference(it).is_some_and(|it| it.is("aws-sdk", Some("config")));
    let mut found = Given::default();
    if let Some((receiver, method)) = method_call(node) {
        let first = arguments(node).into_iter().next();
        match &*method {
            "update" if is_config(&receiver) => {
                return match first.map(|it| object(&it).ok_or(it)) {
                    Some(Ok(options)) => keys(script, &options),
                    Some(Err(options)) => Given {
                        unclear: vec![Site::at(script, &options)],
                        ..found
                    },
                    None => found,
                };
            }
            "loadFromPath" if is_config(&receiver) => {
                found.keys_elsewhere.push(Site::at(script, node));
            }
            _ => {}
        }
        return found;
    }
    let target = node
        .field("left")
        .filter(|_| node.kind() == "assignment_expression");
    let of_config = target.filter(|it| it.field("object").is_some_and(|it| is_config(&it)));
    let given = || {
        let name = of_config?.field("property")?.text().into_owned();
        kind(&name, &node.field("right")?)
    };
    match given() {
        Some(Kind::Static) => match statement_alone(node) {
            Some(statement) => found.keys.push(Site::at(script, &statement)),
            None => found.keys_elsewhere.push(Site::at(script, node)),
        },
        Some(Kind::Unclear) => found.unclear.push(Site::at(script, node)),
        None => {}
    }
    found
}

fn is_signer(node: &Node<'_>) -> bool {
    let Some(called) = callee(node) else {
        return false;
    };
    let name = method_call(node).map(|(_, name)| name);
    let name = name.unwrap_or_else(|| called.text().into_owned());
    SIGNERS.contains(&&*name)
}

/// `acl: "public-read"` of multer-s3, `ACL: "public-read"` of the SDK.
fn access_list(script: &Script, node: &Node<'_>) -> Option<Site> {
    let key = node.field("key").filter(|_| node.kind() == "pair")?;
    let is_one = matches!(&*key.text(), "acl" | "ACL");
    let value = string_value(&node.field("value")?)?;
    let is_list = matches!(
        &*value,
        "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read"
    );
    (is_one && is_list).then(|| Site::at(script, node))
}

/// Addresses of objects in a script: one that is written out, one of an upload by multer-s3, a variable that holds one.
fn object_urls(script: &Script) -> Vec<Site> {
    let root = script.root();
    let is_one = |node: &Node<'_>| match &*node.kind() {
        "string" => string_value(node).is_some_and(|text| is_object_url(&text)),
        "template_string" => is_object_url(&without_substitutions(node)),
        "member_expression" => is_uploaded(node) || is_variable(node),
        _ => false,
    };
    let found = root.dfs().filter(is_one);
    found.map(|node| Site::at(script, &node)).collect()
}

/// The text of a template, with nothing for what is filled in.
fn without_substitutions(template: &Node<'_>) -> String {
    let pieces = template.children().map(|piece| match &*piece.kind() {
        "template_substitution" => "_".to_owned(),
        _ => piece.text().into_owned(),
    });
    pieces.collect::<String>().trim_matches('`').to_owned()
}

/// `req.file.location`, `file.location`.
fn is_uploaded(node: &Node<'_>) -> bool {
    let is_location = node
        .field("property")
        .is_some_and(|it| it.text() == "location");
    let of = node.field("object").map(|it| it.text().into_owned());
    let is_file = |of: String| {
        let last = of
            .rsplit('.')
            .next()
            .unwrap_or(&of)
            .trim_end_matches(['?', ']'])
            .to_lowercase();
        last == "file" || last.starts_with("files[")
    };
    is_location && of.is_some_and(is_file)
}

/// `process.env.S3_BASE_URL`
fn is_variable(node: &Node<'_>) -> bool {
    let name = node.field("property").map(|it| it.text().into_owned());
    let of_env = node
        .field("object")
        .is_some_and(|it| it.text() == "process.env");
    of_env && name.is_some_and(|name| is_object_url_variable(&name))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{client, configured, is_signer, object_urls};
    use crate::edit::script::Script;
    use crate::survey::clouds::Client;

    fn script(text: &str) -> Script {
        Script::parse("app.js", Arc::from(text))
    }

    fn clients(text: &str) -> Vec<(String, Option<bool>, Vec<String>)> {
        let script = script(text);
        let root = script.root();
        let found = root.dfs().filter_map(|node| client(&script, &node));
        let shown = |client: Client| {
            let keys = client
                .keys
                .iter()
                .map(|key| text[key.range.clone()].to_owned());
            (client.service.clone(), client.has_endpoint, keys.collect())
        };
        found.map(shown).collect()
    }

    fn one(
        service: &str,
        endpoint: Option<bool>,
        keys: &[&str],
    ) -> (String, Option<bool>, Vec<String>) {
        (
            service.to_owned(),
            endpoint,
            keys.iter().map(|it| (*it).to_owned()).collect(),
        )
    }

    #[test]
    fn clients_of_version_3_are_found_with_their_keys() {
        let keys = "credentials: { accessKeyId: process.env.A, secretAccessKey: process.env.B }";
        let text = format!(
            "const {{ S3Client, PutObjectCommand }} = require(\"@aws-sdk/client-s3\");
import {{ Route53Client as Zones }} from \"@aws-sdk/client-route-53\";
import * as ses from \"@aws-sdk/client-ses\";
const s3 = new S3Client({{ region, {keys} }});
s3.send(new PutObjectCommand({{}}));
const zones = new Zones();
const mail = new ses.SESClient({{ credentials: fromEnv() }});
new Elsewhere({{ {keys} }});
"
        );
        assert_eq!(
            clients(&text),
            [
                one("s3", Some(false), &[keys]),
                one("route53", Some(false), &[]),
                one("ses", Some(false), &[]),
            ]
        );
    }

    #[test]
    fn clients_of_version_2_are_found_with_their_keys() {
        let text = "const AWS = require(\"aws-sdk\");
const S3 = require(\"aws-sdk/clients/s3\");
AWS.config.update({ region: \"eu-central-1\", accessKeyId: KEY, secretAccessKey: SECRET });
const queue = new AWS.SQS({ apiVersion: \"2012-11-05\" });
const files = new S3({ accessKeyId: KEY, 'secretAccessKey': SECRET });
const key = new AWS.Credentials(KEY, SECRET);
";
        assert_eq!(
            clients(text),
            [
                one("sqs", Some(false), &[]),
                one(
                    "s3",
                    Some(false),
                    &["accessKeyId: KEY", "'secretAccessKey': SECRET"]
                ),
            ]
        );
        let script = script(text);
        let root = script.root();
        let keys = root.dfs().flat_map(|node| configured(&script, &node).keys);
        let keys: Vec<_> = keys.map(|site| text[site.range].to_owned()).collect();
        assert_eq!(keys, ["accessKeyId: KEY", "secretAccessKey: SECRET"]);
    }

    #[test]
    fn credentials_are_static_those_of_the_host_or_unclear() {
        let given = |code: &str| {
            let text = format!(
                "const {{ S3Client }} = require(\"@aws-sdk/client-s3\");\nconst options = {{ region }};\n{code}\n"
            );
            let script = script(&text);
            let root = script.root();
            let client = root.dfs().find_map(|node| client(&script, &node));
            let client = client.expect("there is a client");
            let texts = |sites: &[crate::survey::fact::Site]| {
                let all = sites.iter().map(|it| text[it.range.clone()].to_owned());
                all.collect::<Vec<_>>().join(", ")
            };
            (
                texts(&client.keys),
                texts(&client.keys_elsewhere),
                texts(&client.unclear),
            )
        };
        let expected = |keys: &str, elsewhere: &str, unclear: &str| {
            (keys.to_owned(), elsewhere.to_owned(), unclear.to_owned())
        };
        let keys = "options.credentials = { accessKeyId: A, secretAccessKey: B }";
        assert_eq!(
            given(&format!("{keys};\nnew S3Client(options);")),
            expected(&format!("{keys};"), "", "")
        );
        assert_eq!(
            given(&format!("if (A) {{ {keys}; }}\nnew S3Client(options);")),
            expected("", keys, "")
        );
        assert_eq!(
            given("other.credentials = KEYS;\nnew S3Client(options);"),
            expected("", "", "")
        );
        for of_host in [
            "fromNodeProviderChain()",
            "providers.fromInstanceMetadata({})",
            "undefined",
        ] {
            let code = format!("new S3Client({{ credentials: {of_host} }});");
            assert_eq!(given(&code), expected("", "", ""), "{of_host}");
        }
        for unclear in [
            "fromIni({ profile: 'clinic' })",
            "settings.aws.credentials",
            "A ? { secretAccessKey: B } : undefined",
        ] {
            let code = format!("new S3Client({{ credentials: {unclear} }});");
            let said = format!("credentials: {unclear}");
            assert_eq!(given(&code), expected("", "", &said), "{unclear}");
        }
    }

    #[test]
    fn a_client_of_something_like_s3_is_none_of_aws() {
        let of = |options: &str| {
            let text = format!(
                "const {{ S3Client }} = require(\"@aws-sdk/client-s3\");\nconst options = {{ forcePathStyle: true }};\nnew S3Client({options});\n"
            );
            clients(&text)[0].1
        };
        assert_eq!(of("{ endpoint: process.env.MINIO }"), Some(true));
        assert_eq!(of("options"), Some(true));
        assert_eq!(of("{ ...more, region }"), None);
        assert_eq!(of("options); Object.assign(options, more"), Some(true));
        assert_eq!(of("config.get('s3')"), None);
        assert_eq!(of(""), Some(false));
    }

    #[test]
    fn addresses_of_objects_are_found_where_they_are_handed_out() {
        let text = "res.json({ url: req.file.location, all: req.files[0].location });
const base = `https://${bucket}.s3.${region}.amazonaws.com/${key}`;
const logo = 'https://clinic.s3.amazonaws.com/logo.png';
const url = process.env.S3_BASE_URL + key;
redirect(window.location, user.location, process.env.BASE_URL);
";
        let script = script(text);
        let found = object_urls(&script).into_iter().map(|site| site.line);
        assert_eq!(found.collect::<Vec<_>>(), [1, 1, 2, 3, 4]);
        let signs = |text: &str| {
            let script = self::script(text);
            let root = script.root();
            root.dfs().any(|node| is_signer(&node))
        };
        assert!(signs("const url = await getSignedUrl(s3, command);"));
        assert!(signs("s3.getSignedUrl('getObject', {});"));
        assert!(!signs("res.json({ url: file.location });"));
    }
}
