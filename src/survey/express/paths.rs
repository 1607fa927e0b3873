//! What the paths of routes tell: what they have in common, which log somebody in, and which stand below others.

use crate::survey::http::{is_health_path, is_version};

/// What a path begins with where its first part shows only when the service runs.
pub(crate) const SOMEWHERE: &str = "?";

/// Parts of paths at which somebody proves who they are, without signs and in lower case.
const LOGINS: &[&str] = &[
    "2fa",
    "auth",
    "authenticate",
    "authentication",
    "authorize",
    "mfa",
    "onboarding",
    "register",
    "registration",
];

/// Beginnings and ends of such parts: `adminLogin`, `forgot-password`, `verifyOtp`.
const PARTS: &[&str] = &["login", "signin", "signup", "password", "otp"];

/// `/api` or a version, where every route stands below it; the root, probes, pages about the API and catch-alls aside.
pub(crate) fn common<'p>(paths: impl Iterator<Item = &'p str>) -> Option<String> {
    let is_counted = |path: &&str| {
        !matches!(*path, "" | "/" | "/metrics" | "/favicon.ico")
            && !is_health_path(path)
            && !path.contains('*')
            && !describes(path)
    };
    let mut counted = paths.filter(is_counted).peekable();
    let first = counted.peek()?.split('/').nth(1)?;
    let all =
        counted.all(|path| path.split('/').nth(1) == Some(first) && !path.starts_with(SOMEWHERE));
    (all && (first == "api" || is_version(first))).then(|| format!("/{first}"))
}

/// Whether a page describes the API: `/docs.json`, `/api-docs`, `/swagger`.
fn describes(path: &str) -> bool {
    let first = path.split(['/', '.']).nth(1).unwrap_or_default();
    ["docs", "swagger", "openapi", "redoc"]
        .iter()
        .any(|name| first.starts_with(name) || first.ends_with(name))
}

/// The path up to its first part that `wanted` knows.
pub(crate) fn up_to(path: &str, wanted: fn(&str) -> bool) -> Option<String> {
    let mut end = 0;
    for part in path.split('/').skip(1) {
        end += 1 + part.len();
        let plain: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
        if !part.starts_with(':') && wanted(&plain.to_lowercase()) {
            return Some(path[..end].to_owned());
        }
    }
    None
}

pub(crate) fn is_login(part: &str) -> bool {
    let is_part = |known: &&str| part.starts_with(*known) || part.ends_with(*known);
    LOGINS.contains(&part) || PARTS.iter().any(is_part)
}

/// Whether machines call it: senders of webhooks, and platforms that run jobs, which call back for each step.
pub(crate) fn is_webhook(part: &str) -> bool {
    part.contains("webhook") || matches!(part, "hooks" | "inngest" | "ipn" | "qstash")
}

/// Paths without those that stand below another one, in order.
pub(crate) fn shortest(paths: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = paths.collect();
    all.sort();
    all.dedup();
    let whole = all.clone();
    all.retain(|path| {
        let covers = |other: &String| path.starts_with(&format!("{other}/"));
        !whole.iter().any(covers)
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_path_is_that_of_an_api() {
        let common = |paths: &[&str]| common(paths.iter().copied());
        assert_eq!(
            common(&[
                "/",
                "/api/a",
                "/api/b",
                "/health",
                "/docs.json",
                "/api-docs"
            ])
            .as_deref(),
            Some("/api")
        );
        assert_eq!(common(&["/v1/a", "*"]).as_deref(), Some("/v1"));
        assert_eq!(common(&["/api/a", "/login"]), None);
        assert_eq!(common(&["/users/a", "/users/b"]), None);
        assert_eq!(common(&["/api/a", "?/api/b"]), None);
        assert_eq!(common(&[]), None);
    }

    #[test]
    fn logins_are_told_by_parts_of_paths() {
        let login = |path: &str| up_to(path, is_login);
        assert_eq!(login("/api/auth/google").as_deref(), Some("/api/auth"));
        assert_eq!(
            login("/api/users/forgot-password/:id").as_deref(),
            Some("/api/users/forgot-password")
        );
        assert_eq!(
            login("/users/verifyOtp").as_deref(),
            Some("/users/verifyOtp")
        );
        assert_eq!(login("/api/authors"), None);
        assert_eq!(login("/api/:login"), None);
        assert_eq!(
            up_to("/api/webhooks/stripe", is_webhook).as_deref(),
            Some("/api/webhooks")
        );
    }

    #[test]
    fn what_stands_below_another_path_is_left_out() {
        let paths = ["/a/b", "/a", "/ab", "/a"].map(str::to_owned);
        assert_eq!(shortest(paths.into_iter()), ["/a", "/ab"]);
    }
}
