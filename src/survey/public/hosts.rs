//! Which hosts are domains of one's own, and which of those production has.

use crate::survey::environments::{Told, told};

/// Whether a variable of Terraform is called after a domain.
pub(crate) fn is_domain(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("domain") || name.ends_with("domain_name")
}

/// Domains below which platforms give names to whom they serve.
const PLATFORMS: &[&str] = &[
    "amazonaws.com",
    "azurewebsites.net",
    "cloudfront.net",
    "firebaseapp.com",
    "fly.dev",
    "github.io",
    "herokuapp.com",
    "netlify.app",
    "ngrok.io",
    "onrender.com",
    "pages.dev",
    "railway.app",
    "run.app",
    "supabase.co",
    "vercel.app",
    "web.app",
    "workers.dev",
];

/// Domains of those whose services anybody's code asks.
const VENDORS: &[&str] = &[
    "anthropic.com",
    "auth0.com",
    "azure.com",
    "cloudinary.com",
    "deepseek.com",
    "github.com",
    "google.com",
    "googleapis.com",
    "groq.com",
    "huggingface.co",
    "mapbox.com",
    "microsoft.com",
    "mistral.ai",
    "openai.com",
    "openrouter.ai",
    "paypal.com",
    "resend.com",
    "sendgrid.com",
    "sentry.io",
    "shopify.com",
    "slack.com",
    "stripe.com",
    "telegram.org",
    "twilio.com",
];

/// Whether a host is a name of somebody's own, and no example.
pub(crate) fn is_public(host: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    let is_example = |label: &str| {
        let label = label.replace('-', "");
        matches!(
            &*label,
            "example"
                | "local"
                | "localhost"
                | "test"
                | "invalid"
                | "internal"
                | "domain"
                | "mydomain"
                | "acme"
                | "placeholder"
        ) || label.starts_with("your")
            || label.starts_with("my")
    };
    let is_lent = PLATFORMS.iter().chain(VENDORS).any(|it| {
        host.strip_suffix(it)
            .is_some_and(|rest| rest.ends_with('.'))
    });
    host.contains('.')
        && !is_lent
        && host.bytes().all(is_plain)
        && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !host.split('.').any(is_example)
}

/// Whether a host is a domain that users of production know.
pub(crate) fn is_served(host: &str) -> bool {
    is_public(host)
        && !host
            .split('.')
            .any(|label| matches!(told(label), Some(Told::Other(_))))
}
