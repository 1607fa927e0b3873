//! What users say that no code can tell, for the survey to read: kept for the run, in `survey.parsed.answers`.

use std::collections::BTreeMap;

use crate::code::Survey;
use crate::code::asked::Asked;

/// The domains of services, by the name that each was given for.
#[derive(Debug, Default)]
pub(crate) struct Domains(pub(crate) BTreeMap<String, String>);

impl Domains {
    /// Those that were given before this survey; none where nobody gave any.
    pub(crate) fn of<'s>(survey: &'s Survey<'_>) -> &'s BTreeMap<String, String> {
        let kept = survey.parsed.answers.of::<Asked<Self>>();
        &kept.or_find(Self::default).0
    }
}
