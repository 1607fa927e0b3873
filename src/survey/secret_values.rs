//! Which values are secrets, by their names and by what they are.

/// Words of names that stand for secrets.
const SECRETS: [&str; 9] = [
    "CREDENTIAL",
    "CREDENTIALS",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PWD",
    "SECRET",
    "TOKEN",
];

/// Words before `KEY` that make it a secret.
const KEYS: [&str; 9] = [
    "ACCESS",
    "API",
    "AUTH",
    "ENCRYPTION",
    "JWT",
    "MASTER",
    "PRIVATE",
    "SIGNING",
    "SERVICE",
];

/// Beginnings of what every browser is told.
const PUBLIC: [&str; 6] = [
    "EXPO_PUBLIC_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "REACT_APP_",
    "VITE_",
];

/// Words of values that stand for one that is not there.
const STANDING_IN: [&str; 17] = [
    "<",
    "change",
    "dummy",
    "example",
    "fake",
    "here",
    "insert",
    "local",
    "placeholder",
    "put_",
    "replace",
    "sample",
    "test",
    "todo",
    "xxx",
    "your",
    "***",
];

/// Values that everybody has on a machine of their own.
const USUAL: [&str; 11] = [
    "admin", "dev", "guest", "mongo", "mysql", "none", "pass", "password", "postgres", "root",
    "secret",
];

/// Whether a variable of this name with this value is a secret.
pub(crate) fn is_secret(name: &str, value: &str) -> bool {
    if PUBLIC.iter().any(|prefix| name.starts_with(prefix)) {
        return false;
    }
    if let Some(password) = password_of(value) {
        return is_real(password);
    }
    names_secret(name) && is_real(value)
}

/// Whether a name is that of a secret: `DB_PASSWORD`, `STRIPE_API_KEY`, and not `TOKEN_TTL` or `SECRET_NAME`.
pub(crate) fn names_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    let words: Vec<&str> = name.split(['_', '-', '.']).collect();
    match &words[..] {
        [.., before, "KEY"] => KEYS.contains(before) || SECRETS.contains(before),
        [.., before, "KEY", "ID"] => *before == "ACCESS",
        [.., last] => SECRETS.contains(last),
        [] => false,
    }
}

/// The password in an address: `postgres://user:password@host/name`.
pub(crate) fn password_of(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    Some(password)
}

/// Whether a value is one, and not what stands in for it, what is filled in later, or what everybody has.
fn is_real(value: &str) -> bool {
    let lower = value.to_lowercase();
    let is_number = || value.bytes().all(|byte| byte.is_ascii_digit());
    value.len() > 3
        && !value.contains('$')
        && !value.contains("{{")
        && !value.starts_with("encrypted:")
        && !is_number()
        && !matches!(&*lower, "true" | "false")
        && !USUAL.contains(&&*lower)
        && !STANDING_IN.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn secrets_are_told_by_their_names_and_by_what_they_are() {
        for (name, value) in [
            ("DB_PASSWORD", "p4r1s-9x"),
            ("stripe_api_key", "sk_live_9x8w"),
            ("AWS_ACCESS_KEY_ID", "AKIA0123"),
            ("DATABASE_URL", "postgres://clinic:p4r1s-9x@db:5432/clinic"),
        ] {
            assert!(is_secret(name, value), "{name}");
        }
        for (name, value) in [
            ("DB_PASSWORD", "changeme"),
            ("DB_PASSWORD", "postgres"),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", ""),
            ("DATABASE_URL", "postgres://db:5432/clinic"),
            ("DATABASE_URL", "postgres://postgres:postgres@db/clinic"),
            ("NEXT_PUBLIC_API_KEY", "a8s7d6f5"),
            ("TOKEN_TTL", "15 minutes"),
            ("AWS_SECRET_NAME", "prod/clinic"),
            ("PUBLIC_KEY", "a8s7d6f5"),
            ("JWT_SECRET", "encrypted:BD3k2"),
        ] {
            assert!(!is_secret(name, value), "{name}={value}");
        }
    }
}
