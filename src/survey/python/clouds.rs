//! What a service on Python uses of AWS, by the clients that its code makes with boto3 and what wraps it.

use crate::code::python::names::{Bound, bound, calls, dotted};
use crate::code::python::syntax::{
    all_calls, bare, entry, keyword, method_call, positional, spread, string_value,
};
use crate::edit::script::{Node, Script};
use crate::survey::clouds::{Client, Clouds, is_object_url, is_object_url_variable};
use crate::survey::fact::Site;
use crate::survey::python::service::Service;
use crate::tree::Literal;

/// What makes a client by itself.
const MODULES: &[&str] = &["boto3"];

/// What makes a session, which makes clients.
const SESSIONS: &[&str] = &[
    "aioboto3.Session",
    "aiobotocore.session.AioSession",
    "aiobotocore.session.get_session",
    "boto3.Session",
    "boto3.session.Session",
    "botocore.session.get_session",
];

/// Keywords of static credentials.
const KEYS: &[&str] = &[
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
];

/// Methods that sign the address of an object.
const SIGNERS: &[&str] = &["generate_presigned_url", "generate_presigned_post"];

impl Service<'_> {
    /// The clients of AWS that its code makes, and what it does with objects.
    pub(crate) fn uses_of_aws(&self) -> Clouds {
        let overlay = self.survey.overlay;
        let of = |literal| {
            let wanted = self
                .reached()
                .iter()
                .filter(move |path| overlay.has_literal(path, literal));
            wanted.filter_map(|path| self.survey.script(path))
        };
        let mut clouds = Clouds::default();
        let mut usual = Vec::new();
        for script in of(Literal::AwsSdk) {
            for call in all_calls(script) {
                usual.extend(of_usual_session(script, &call));
                clouds.clients.extend(client(script, &call));
                clouds.access_lists.extend(access_list(script, &call));
                clouds.signs_urls |=
                    method_call(&call).is_some_and(|(_, name)| SIGNERS.contains(&&*name));
            }
        }
        for client in clouds.clients.iter_mut().filter(|_| !usual.is_empty()) {
            client.keys.extend(usual.clone());
        }
        if clouds.uses_s3() {
            clouds.object_urls = of(Literal::ObjectUrl).flat_map(object_urls).collect();
        }
        clouds
    }
}

/// `boto3.client("s3", …)`, `session.resource("s3")`.
fn client<'a>(script: &'a Script, call: &Node<'a>) -> Option<Client> {
    let (receiver, method) = method_call(call)?;
    if !matches!(&*method, "client" | "resource" | "create_client") {
        return None;
    }
    let session = session(script, &receiver);
    let is_module = || dotted(&receiver).is_some_and(|it| MODULES.contains(&&*it));
    if session.is_none() && !is_module() {
        return None;
    }
    let named = positional(call).into_iter().next();
    let named = named.or_else(|| keyword(call, "service_name"))?;
    let mut client = Client::new(&string_value(&named)?, Site::at(script, call));
    let endpoint = keyword(call, "endpoint_url").is_some_and(|it| it.kind() != "none");
    client.has_endpoint = (endpoint || spread(call).is_empty()).then_some(endpoint);
    let makers = [Some(call.clone()), session];
    let makers = || makers.iter().flatten();
    client.keys = makers().flat_map(|it| keys(script, it)).collect();
    client.unclear = makers().filter_map(|it| profile(script, it)).collect();
    Some(client)
}

/// Static credentials for the session that clients have which are given no other.
fn of_usual_session(script: &Script, call: &Node<'_>) -> Vec<Site> {
    if calls(call, &["boto3.setup_default_session"]) {
        return keys(script, call);
    }
    Vec::new()
}

/// The profile that a session takes its credentials from, which may be static.
fn profile(script: &Script, call: &Node<'_>) -> Option<Site> {
    let name = keyword(call, "profile_name").filter(|it| it.kind() != "none")?;
    Some(Site::at(script, &name.parent()?))
}

/// The call that makes the session which an expression stands for.
fn session<'a>(script: &'a Script, receiver: &Node<'a>) -> Option<Node<'a>> {
    let receiver = bare(receiver);
    let is_session = |value: &Node<'_>| calls(value, SESSIONS);
    let value = match &*receiver.kind() {
        "call" => Some(receiver),
        "identifier" => match bound(&receiver.text(), &receiver)? {
            Bound::Value(value) => Some(bare(&value)),
            _ => None,
        },
        // `self.session`, which some method of the class assigns
        "attribute" => {
            let root = script.root();
            let mut assigned = root.dfs().filter(|node| node.kind() == "assignment");
            let is_of = |node: &Node<'_>| {
                node.field("left")
                    .is_some_and(|it| it.text() == receiver.text())
            };
            assigned.find(is_of).and_then(|node| node.field("right"))
        }
        _ => None,
    };
    value.filter(is_session)
}

/// The keywords of a call that are static credentials.
fn keys(script: &Script, call: &Node<'_>) -> Vec<Site> {
    let values = KEYS.iter().filter_map(|key| keyword(call, key));
    let keywords = values
        .filter(|it| it.kind() != "none")
        .filter_map(|value| value.parent());
    keywords.map(|keyword| Site::at(script, &keyword)).collect()
}

/// `ACL="public-read"`, `ExtraArgs={"ACL": "public-read"}`.
fn access_list(script: &Script, call: &Node<'_>) -> Option<Site> {
    let is_list = |value: &Node<'_>| {
        let value = string_value(value).unwrap_or_default();
        value == "private"
            || value.starts_with("public-read")
            || value.starts_with("authenticated-")
    };
    if let Some(value) = keyword(call, "ACL").filter(is_list) {
        return Some(Site::at(script, &value.parent()?));
    }
    let given = keyword(call, "ExtraArgs")?;
    let list = entry(&given, "ACL").filter(is_list)?;
    Some(Site::at(script, &list.parent()?))
}

/// Addresses of objects in a script: one that is written out, or the name of a variable that holds one.
fn object_urls(script: &Script) -> Vec<Site> {
    let root = script.root();
    let is_one = |node: &Node<'_>| {
        node.kind() == "string" && {
            let text = without_substitutions(node);
            is_object_url(&text) || is_object_url_variable(&text)
        }
    };
    let found = root.dfs().filter(is_one);
    found.map(|node| Site::at(script, &node)).collect()
}

/// The text of a string, with a mark for what is filled in.
fn without_substitutions(string: &Node<'_>) -> String {
    let pieces = string.children().map(|piece| match &*piece.kind() {
        "string_content" => piece.text().into_owned(),
        "interpolation" => "_".to_owned(),
        _ => String::new(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{access_list, client, object_urls, of_usual_session};
    use crate::code::python::syntax::all_calls;
    use crate::edit::script::Script;
    use crate::survey::clouds::Client;

    fn script(text: &str) -> Script {
        Script::parse("main.py", Arc::from(text))
    }

    /// Each client with its endpoint and the texts of its keys.
    fn clients(text: &str) -> Vec<(String, Option<bool>, String)> {
        let script = script(text);
        let found = all_calls(&script).filter_map(|call| client(&script, &call));
        let shown = |client: Client| {
            let keys = client.keys.iter().map(|key| &text[key.range.clone()]);
            let keys = keys.collect::<Vec<_>>().join(", ");
            (client.service, client.has_endpoint, keys)
        };
        found.map(shown).collect()
    }

    fn one(service: &str, endpoint: Option<bool>, keys: &str) -> (String, Option<bool>, String) {
        (service.to_owned(), endpoint, keys.to_owned())
    }

    #[test]
    fn clients_and_resources_of_boto3_are_found() {
        let text = "import boto3
from boto3 import client as make
s3 = boto3.client(\"s3\", aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=\"eu\")
table = boto3.resource(service_name='dynamodb')
minio = boto3.client('s3', endpoint_url=URL)
other = boto3.client('s3', **options)
broker.client('sqs')
";
        assert_eq!(
            clients(text),
            [
                one(
                    "s3",
                    Some(false),
                    "aws_access_key_id=KEY, aws_secret_access_key=SECRET"
                ),
                one("dynamodb", Some(false), ""),
                one("s3", Some(true), ""),
                one("s3", None, ""),
            ]
        );
    }

    #[test]
    fn clients_of_sessions_have_the_keys_of_the_session() {
        let text = "import aioboto3
import boto3
session = boto3.Session(aws_access_key_id=KEY)
ses = session.client('ses')
boto3.session.Session().resource('sqs')

class Store:
    def __init__(self):
        self.session = aioboto3.Session(aws_secret_access_key=SECRET)

    async def put(self):
        async with self.session.client('s3', endpoint_url=None) as s3:
            await s3.put_object()
";
        assert_eq!(
            clients(text),
            [
                one("ses", Some(false), "aws_access_key_id=KEY"),
                one("sqs", Some(false), ""),
                one("s3", Some(false), "aws_secret_access_key=SECRET"),
            ]
        );
    }

    #[test]
    fn credentials_of_a_profile_are_unclear_and_those_of_the_usual_session_static() {
        let text = "import boto3
boto3.setup_default_session(aws_access_key_id=KEY, region_name='eu')
boto3.Session(profile_name='clinic').client('s3')
boto3.Session(profile_name=None).client('s3')
";
        let script = script(text);
        let found = all_calls(&script).filter_map(|call| client(&script, &call));
        let unclear = found.map(|it| it.unclear.len()).collect::<Vec<_>>();
        assert_eq!(unclear, [1, 0]);
        let usual = all_calls(&script).flat_map(|call| of_usual_session(&script, &call));
        let usual: Vec<_> = usual.map(|site| &text[site.range]).collect();
        assert_eq!(usual, ["aws_access_key_id=KEY"]);
    }

    #[test]
    fn addresses_and_access_lists_of_objects_are_found() {
        let text = "url = f'https://{bucket}.s3.amazonaws.com/{key}'
base = os.getenv('S3_BASE_URL')
s3.upload_fileobj(file, bucket, key, ExtraArgs={'ACL': 'public-read'})
s3.put_object(Bucket=bucket, ACL='private')
grant(ACL=rules)
";
        let script = script(text);
        let urls = object_urls(&script).into_iter().map(|site| site.line);
        assert_eq!(urls.collect::<Vec<_>>(), [1, 2]);
        let lists = all_calls(&script).filter_map(|call| access_list(&script, &call));
        assert_eq!(lists.map(|site| site.line).collect::<Vec<_>>(), [3, 4]);
    }
}
