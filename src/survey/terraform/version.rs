//! Versions that a constraint lets in, as `required_version` writes them.

/// Whether no version from `least` on fits the constraint: `~> 0.12.0`, `>= 0.12, < 0.14`.
pub(crate) fn ends_before(constraint: &str, least: (u64, u64)) -> bool {
    constraint.split(',').any(|term| {
        let term = term.trim();
        let digits = term
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(term.len());
        let (operator, version) = term.split_at(digits);
        let parts: Vec<u64> = version
            .split('.')
            .map_while(|part| part.parse().ok())
            .collect();
        let [major, rest @ ..] = &parts[..] else {
            return false;
        };
        let minor = rest.first().copied().unwrap_or(0);
        match operator.trim() {
            "" | "=" | "<=" => (*major, minor) < least,
            "<" => (*major, minor) <= least && rest.get(1).is_none_or(|patch| *patch == 0),
            "~>" if rest.len() > 1 => (*major, minor) < least,
            "~>" => *major < least.0,
            _ => false,
        }
    })
}

/// Whether every version that fits the constraint is `least` or later: `~> 1.11`, `>= 1.12, < 2`.
pub(crate) fn starts_from(constraint: &str, least: (u64, u64)) -> bool {
    constraint.split(',').any(|term| {
        let version = ["~>", ">=", "="]
            .iter()
            .find_map(|operator| term.trim().strip_prefix(operator));
        let mut parts = version
            .unwrap_or_default()
            .trim()
            .split('.')
            .map_while(|part| part.parse().ok());
        let (Some(major), minor) = (parts.next(), parts.next()) else {
            return false;
        };
        (major, minor.unwrap_or(0)) >= least
    })
}

#[cfg(test)]
mod tests {
    use super::{ends_before, starts_from};

    #[test]
    fn a_constraint_starts_from_a_version_or_not() {
        for constraint in [">= 1.11", "~> 1.11", "~> 1.12.0", ">= 1.13, < 2", ">= 2"] {
            assert!(starts_from(constraint, (1, 11)), "{constraint}");
        }
        for constraint in ["", ">= 1.0.0", "~> 1.5", "< 2", "~> 1"] {
            assert!(!starts_from(constraint, (1, 11)), "{constraint}");
        }
    }

    #[test]
    fn a_constraint_ends_before_a_version_or_not() {
        for constraint in [
            "~> 0.12.0",
            "0.13.7",
            "= 0.12.31",
            ">= 0.12, < 0.14",
            "<= 0.13",
        ] {
            assert!(ends_before(constraint, (0, 14)), "{constraint}");
        }
        for constraint in [
            ">= 0.12",
            "~> 1.5",
            "~> 1.5.0",
            "~> 0.12",
            "< 0.15",
            "!= 0.13.1",
            ">= 0.13, < 2",
            "",
        ] {
            assert!(!ends_before(constraint, (0, 14)), "{constraint}");
        }
    }
}
