//! What names the host of a store: a value, a command, a file of settings.

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::container::speaks_of_redis;
use crate::tree::paths::{file_name, is_test};

/// Whether a text is the address of `host`, or has it among its words: `redis://:password@cache:6379/0`, `--store=cache`.
pub(super) fn names_host(text: &str, host: &str) -> bool {
    let is_break = |c: char| c.is_whitespace() || matches!(c, ',' | '=' | '"' | '\'' | '[' | ']');
    text.split(is_break).any(|word| {
        let address = word.split_once("://").map_or(word, |(_, rest)| rest);
        let place = address.split(['/', '?']).next().unwrap_or(address);
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        place.split(':').next() == Some(host)
    })
}

/// What a file of settings may say of a store.
#[derive(Clone, Copy)]
pub(super) enum Says<'s> {
    /// Its host.
    Host(&'s str),
    /// That it is one of Redis.
    Redis,
}

/// Whether a file of settings in a folder says it: what reads that may be anything.
pub(super) fn settings_say(survey: &Survey<'_>, folder: &str, what: Says<'_>) -> bool {
    let is_one = |path: &&str| {
        let name = file_name(path);
        let is_of_tools =
            name.contains("compose") || name.contains("lock") || name.starts_with('.');
        let ends = [".json", ".yaml", ".yml"]
            .iter()
            .any(|it| name.ends_with(it));
        ends && !is_of_tools && name != "package.json" && !is_test(path)
    };
    let mut paths = survey.overlay.paths_below(folder).filter(is_one);
    paths.any(|path| {
        let text = survey.text(path).unwrap_or_default();
        // most speak of something else
        let may_say = match what {
            Says::Host(host) => text.contains(host),
            Says::Redis => speaks_of_redis(&text),
        };
        let settings = may_say.then(|| serde_yaml::from_str::<Value>(&text).ok());
        settings.flatten().is_some_and(|it| says(&it, what))
    })
}

/// Whether a value, or one in it, says it.
fn says(value: &Value, what: Says<'_>) -> bool {
    match value {
        Value::String(text) => match what {
            Says::Host(host) => names_host(text, host),
            Says::Redis => speaks_of_redis(text),
        },
        Value::Sequence(list) => list.iter().any(|it| says(it, what)),
        Value::Mapping(all) => all.iter().any(|(key, value)| {
            let is_of_redis = || key.as_str().is_some_and(speaks_of_redis);
            matches!(what, Says::Redis) && is_of_redis() || says(value, what)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Says, names_host, says};

    #[test]
    fn hosts_are_whole_words_of_a_text() {
        for text in [
            "cache",
            "valkey://:pw@cache:6379/0",
            "a:1,cache:2",
            "--store=cache -v",
        ] {
            assert!(names_host(text, "cache"), "{text}");
        }
        for text in [
            "no-cache",
            "cache.js",
            "/var/cache",
            "--cache",
            "http://api:80/cache",
        ] {
            assert!(!names_host(text, "cache"), "{text}");
        }
    }

    #[test]
    fn settings_name_a_host_by_a_value_and_redis_by_any_word() {
        let said =
            |text: &str, what: Says<'_>| says(&serde_yaml::from_str(text).expect("YAML"), what);
        let host = Says::Host("cache");
        assert!(said(r#"{"store": {"host": "cache", "port": 6379}}"#, host));
        assert!(said("hosts: [valkey://cache:6379]", host));
        assert!(!said(
            r#"{"cache": {"seconds": 60, "kind": "memory"}}"#,
            host
        ));
        assert!(said("redis: {}", Says::Redis) && said("hosts: [valkey:6379]", Says::Redis));
        assert!(!said(r#"{"cache": {"kind": "memory"}}"#, Says::Redis));
    }
}
