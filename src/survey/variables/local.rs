//! Variables whose default is the machine that the service runs on: what is meant is somewhere else in a deployment, and a
//! container has nothing of the kind beside it.

use serde::Serialize;

/// A variable and what counts without it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Local {
    /// Its name.
    pub(crate) name: String,
    /// The default; empty where it holds more than a host, such as a password.
    pub(crate) default: String,
}

impl Local {
    /// A variable with this default, if that is on the machine itself.
    pub(crate) fn of(name: &str, default: &str) -> Option<Self> {
        let address = default.split_once("://").map_or(default, |(_, rest)| rest);
        let authority = address.split(['/', '?']).next().unwrap_or_default();
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let host = host.split(':').next().unwrap_or_default();
        matches!(host, "localhost" | "127.0.0.1").then(|| Self {
            name: name.to_owned(),
            default: user.map_or_else(|| default.to_owned(), |_| String::new()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Local;

    #[test]
    fn a_default_is_told_by_its_host_and_shown_without_a_password() {
        let default = |text| Local::of("X", text).map(|it| it.default);
        for text in ["localhost", "127.0.0.1:6379", "http://localhost:11434/v1"] {
            assert_eq!(default(text).as_deref(), Some(text));
        }
        assert_eq!(
            default("postgres://me:hunter2@localhost/db").as_deref(),
            Some("")
        );
        for text in [
            "",
            "db",
            "https://localhost.example.com",
            "not on localhost",
        ] {
            assert_eq!(default(text), None, "{text}");
        }
    }
}
