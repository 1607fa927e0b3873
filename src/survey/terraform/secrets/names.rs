//! Which names are those of secret values, and which only look like it: lengths and policies of passwords, names and paths of
//! secrets that are kept elsewhere.

/// What a secret is called.
const SECRETS: [&str; 4] = ["password", "passwd", "secret", "token"];

/// The same, as words of their own alone.
const SHORT: [&str; 3] = ["pass", "passphrase", "pwd"];

/// Words that may follow, for they name the value itself: `secret_key`, `password_override`.
const OF_THE_VALUE: [&str; 18] = [
    "access",
    "current",
    "dev",
    "development",
    "key",
    "new",
    "old",
    "override",
    "plain",
    "plaintext",
    "previous",
    "prod",
    "production",
    "staging",
    "string",
    "text",
    "value",
    "values",
];

/// Words that make it something else, wherever they stand.
const OF_SOMETHING_ELSE: [&str; 26] = [
    "arn",
    "arns",
    "create",
    "creation",
    "enable",
    "existing",
    "generate",
    "get",
    "has",
    "http",
    "id",
    "idempotency",
    "kms",
    "kube",
    "kubernetes",
    "manage",
    "max",
    "maximum",
    "min",
    "minimum",
    "name",
    "path",
    "pull",
    "request",
    "ssm",
    "use",
];

/// How a description begins to speak of where a secret lies, and not of the secret.
const OF_A_PLACE: [&str; 9] = [
    "arn",
    "id of",
    "identifier of",
    "key of",
    "name of",
    "name for",
    "path of",
    "path to",
    "version of",
];

/// Whether this is the name of a secret value: `db_password`, `dbpassword`, `TF_VAR_db_password`, `apiToken`.
pub(crate) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let says = |word: &str| {
        // secrets and tokens are lists of names, and settings: `http_tokens`
        let one = word
            .strip_suffix('s')
            .filter(|one| one.ends_with("password"))
            .unwrap_or(word);
        SECRETS.iter().any(|secret| one.ends_with(secret)) || SHORT.contains(&word)
    };
    let Some(last) = words.iter().rposition(|word| says(word)) else {
        return false;
    };
    let is_of_value = |word: &String| {
        OF_THE_VALUE.contains(&word.as_str())
            || word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'v')
    };
    words[last + 1..].iter().all(is_of_value)
        && !words.ends_with(&["client".to_owned(), "token".to_owned()])
        && !words
            .iter()
            .any(|word| OF_SOMETHING_ELSE.contains(&word.as_str()))
}

/// Whether an attribute of a resource with this name and value shows a secret: `access_token = "minutes"` is a setting.
pub(super) fn shows_by_name(name: &str, value: &str) -> bool {
    let is_password = words(name)
        .iter()
        .any(|word| word.contains("pass") || word == "pwd");
    let is_of_environment = !name.contains(|c: char| c.is_ascii_lowercase());
    is_secret(name)
        && (is_password || is_of_environment || value.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a description tells that the value is the address of a secret.
pub(super) fn tells_place(description: &str) -> bool {
    let said = description.to_lowercase();
    OF_A_PLACE.iter().any(|place| {
        said.match_indices(place).any(|(at, _)| {
            let before = said[..at].chars().next_back();
            let after = said[at + place.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

/// Whether a value is the address of a secret, and not one itself.
pub(super) fn is_address(value: &str) -> bool {
    [
        "arn:",
        "/",
        "ssm:",
        "vault:",
        "projects/",
        "op://",
        "https://",
        "http://",
        "{{",
    ]
    .iter()
    .any(|beginning| value.starts_with(beginning))
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        let is_break = !character.is_ascii_alphanumeric();
        if is_break || was_lower && character.is_ascii_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !is_break) {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_values_are_told_by_their_names() {
        for name in [
            "password",
            "db_password",
            "dbpassword",
            "dbPassword",
            "TF_VAR_db_password",
            "github_token",
            "client_secret",
            "secret_access_key",
            "jwt_secret",
            "db_passwords",
            "db_pwd",
            "token_override",
            "DB_PASSWORD_PROD",
            "password_v2",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for name in [
            "password_min_length",
            "auth_min_password_length",
            "cognito_password_min_length",
            "db_secret_name",
            "db_secret_arn",
            "secrets_manager_arns",
            "secrets",
            "app_secrets",
            "get_password_data",
            "key_name",
            "private_key_path",
            "llm_gateway_credential_cache_ttl_seconds",
            "manage_master_user_password",
            "password_policy",
            "token_validity_units",
            "secret_recovery_window_in_days",
            "max_tokens",
            "http_tokens",
            "creation_token",
            "client_token",
            "save_password_in_ssm",
            "token_domains",
            "image_pull_secret",
            "compass",
            "secret_id",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_description_may_say_that_it_is_only_a_place() {
        assert!(
            tells_place("The name of the secret in Secrets Manager")
                && tells_place("ARN of the password")
        );
        assert!(
            !tells_place("Password of the owner") && !tells_place("Secret of the warning service")
        );
    }
}
