//! What a service on Node uses of AWS, by the clients that its code makes with either SDK.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{
    Node, Reference, Script, arguments, callee, method_call, property, string_value,
};
use crate::survey::clouds::{Client, Clouds, is_object_url, is_object_url_variable};
use crate::survey::fact::Site;
use crate::survey::node::service::Service;
use crate::tree::Literal;

/// Options that turn a client to something else that speaks like S3.
const ELSEWHERE: &[&str] = &["endpoint", "forcePathStyle", "s3ForcePathStyle"];

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
        let mut keys = Vec::new();
        for script in scripts() {
            let root = script.root();
            for node in root.dfs() {
                clouds.clients.extend(client(script, &node));
                keys.extend(configured_keys(script, &node));
                clouds.signs_urls |= is_signer(&node);
                clouds.access_lists.extend(access_list(script, &node));
            }
        }
        let is_second = |client: &&mut Client| !client.keys.is_empty() || !keys.is_empty();
        for client in clouds.clients.iter_mut().filter(is_second) {
            client.keys.extend(keys.clone());
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
    let Some(options) = arguments(node).into_iter().next() else {
        return Some(client);
    };
    let Some(options) = object(&options) else {
        client.has_endpoint = None;
        return Some(client);
    };
    let elsewhere = ELSEWHERE
        .iter()
        .any(|key| property(&options, key).is_some());
    let is_open = options
        .children()
        .any(|member| member.kind() == "spread_element");
    client.has_endpoint = (elsewhere || !is_open).then_some(elsewhere);
    client.keys = keys(script, &options);
    Some(client)
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

/// Static credentials among the options of a client: `credentials` of version 3, the two halves of version 2.
fn keys(script: &Script, options: &Node<'_>) -> Vec<Site> {
    let is_static = |value: &Node<'_>| {
        object(value).is_some_and(|it| property(&it, "secretAccessKey").is_some())
            || value.kind() == "new_expression" && value.text().contains("Credentials")
    };
    let names = ["accessKeyId", "secretAccessKey", "sessionToken"];
    let members = options.children().filter(|member| {
        let is_short = member.kind() == "shorthand_property_identifier";
        let value = member
            .field("value")
            .or_else(|| is_short.then(|| member.clone()));
        let key = member
            .field("key")
            .map_or_else(|| member.text().into_owned(), |it| it.text().into_owned());
        let key = key.trim_matches(|c| "\"'".contains(c));
        names.contains(&key) || key == "credentials" && value.is_some_and(|it| is_static(&it))
    });
    members.map(|member| Site::at(script, &member)).collect()
}

/// Static credentials for every client of version 2: `AWS.config.update({…})`.
fn configured_keys(script: &Script, node: &Node<'_>) -> Vec<Site> {
    let Some((receiver, method)) = method_call(node) else {
        return Vec::new();
    };
    let is_config = || reference(&receiver).is_some_and(|it| it.is("aws-sdk", Some("config")));
    if method != "update" || !is_config() {
        return Vec::new();
    }
    let options = arguments(node).into_iter().next();
    let options = options.and_then(|options| object(&options));
    options.map_or_else(Vec::new, |options| keys(script, &options))
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

    use super::{client, configured_keys, is_signer, object_urls};
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
        let keys = root.dfs().flat_map(|node| configured_keys(&script, &node));
        let keys: Vec<_> = keys.map(|site| text[site.range].to_owned()).collect();
        assert_eq!(keys, ["accessKeyId: KEY", "secretAccessKey: SECRET"]);
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
