//! What the paths of HTTP routes tell, whatever serves them.

/// Last parts of the paths of health routes.
const NAMES: &[&str] = &[
    "health",
    "healthz",
    "healthcheck",
    "health-check",
    "health_check",
    "heartbeat",
    "__heartbeat__",
    "__lbheartbeat__",
    "livez",
    "liveness",
    "readyz",
    "readiness",
    "ping",
    "status",
];

/// Last parts below one of these names: `/health/live`, `/status/ready`.
const PROBES: &[&str] = &[
    "live",
    "liveness",
    "ready",
    "readiness",
    "startup",
    "alive",
    "healthy",
];

/// Whether a path is that of a health route: one of the usual names, at most below `/api` and a version.
pub(crate) fn is_health_path(path: &str) -> bool {
    let Some((prefix, last)) = path.trim_end_matches('/').rsplit_once('/') else {
        return false;
    };
    if PROBES.contains(&last) {
        return is_api_prefix(prefix) && last != "healthy"
            || is_health_path(prefix)
            || prefix.ends_with("/-");
    }
    NAMES.contains(&last) && is_api_prefix(prefix)
}

/// Whether a path names no feature: `/`, `/api`, `/v1`, `/api/v1`.
pub(crate) fn is_api_prefix(path: &str) -> bool {
    path.split('/')
        .filter(|part| !part.is_empty())
        .all(|part| part == "api" || is_version(part))
}

/// Whether a part of a path is a version of an API.
pub(crate) fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}
