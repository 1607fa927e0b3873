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

#[cfg(test)]
mod tests {
    use super::ends_before;

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
