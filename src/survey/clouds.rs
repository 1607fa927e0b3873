//! What a service uses of AWS: the clients that its code makes, and what it does with the objects of a bucket.

use crate::survey::fact::Site;

/// What the live code of a service uses of AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clouds {
    /// The clients that it makes.
    pub clients: Vec<Client>,
    /// Places that hand out addresses of objects which nobody signed.
    pub object_urls: Vec<Site>,
    /// Whether it signs addresses of objects somewhere.
    pub signs_urls: bool,
    /// Access lists that it sets on objects, which a bucket without them refuses.
    pub access_lists: Vec<Site>,
}

/// A client of one service of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The service in lower case, without hyphens: `s3`, `route53`, `secretsmanager`.
    pub service: String,
    /// Where it is made.
    pub site: Site,
    /// Whether it is told to talk to something else that speaks like AWS; none where its options cannot be told.
    pub has_endpoint: Option<bool>,
    /// The static credentials that it is given: whole options or keywords.
    pub keys: Vec<Site>,
    /// Static credentials that it is given in another way, such as out of a file.
    pub keys_elsewhere: Vec<Site>,
    /// Credentials of which nothing tells whether they are static: those of a profile, of something that cannot be followed.
    pub unclear: Vec<Site>,
}

impl Client {
    /// A client of `service`, by whatever name that has in its library.
    #[must_use]
    pub fn new(service: &str, site: Site) -> Self {
        Self {
            service: service.replace('-', "").to_lowercase(),
            site,
            has_endpoint: Some(false),
            keys: Vec::new(),
            keys_elsewhere: Vec::new(),
            unclear: Vec::new(),
        }
    }
}

impl Clouds {
    /// Whether it keeps objects in S3 itself.
    #[must_use]
    pub fn uses_s3(&self) -> bool {
        let mut clients = self.clients.iter();
        clients.any(|client| client.service == "s3" && client.has_endpoint == Some(false))
    }
}

/// Whether a text is the address of an object in S3, or the beginning of one.
pub(crate) fn is_object_url(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    let is_s3 = |part: &str| part == "s3" || part.starts_with("s3-");
    host.contains("amazonaws.com") && host.split('.').any(is_s3)
}

/// Whether a variable of the environment holds the address that objects of a bucket are handed out with.
pub(crate) fn is_object_url_variable(name: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    has(&["S3", "BUCKET"]) && has(&["URL", "URI"]) && !has(&["ENDPOINT", "UPLOAD"])
}

#[cfg(test)]
mod tests {
    use super::{is_object_url, is_object_url_variable};

    #[test]
    fn addresses_of_objects_are_told_by_their_host() {
        for url in [
            "https://clinic.s3.eu-central-1.amazonaws.com/a.png",
            "https://s3.amazonaws.com/clinic",
            "https://clinic.s3-eu-west-1.amazonaws.com",
        ] {
            assert!(is_object_url(url), "{url}");
        }
        for url in [
            "https://sqs.eu-central-1.amazonaws.com/1/jobs",
            "s3://clinic/a.png",
            "https://example.com/s3.amazonaws.com",
        ] {
            assert!(!is_object_url(url), "{url}");
        }
        assert!(is_object_url_variable("S3_BASE_URL") && is_object_url_variable("AWS_BUCKET_URL"));
        assert!(!is_object_url_variable("S3_ENDPOINT_URL") && !is_object_url_variable("BASE_URL"));
    }
}
