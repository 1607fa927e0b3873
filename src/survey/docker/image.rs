//! What an image is made from.

use crate::survey::docker::instructions::instructions;

/// The image that the last stage is made from, at the end of those that stages take over from each other.
pub(crate) fn base_image(text: &str) -> Option<String> {
    let all = instructions(text);
    let mut wanted: Option<String> = None;
    for stage in all.iter().rev().filter(|it| it.keyword == "FROM") {
        let mut words = stage
            .line
            .split_whitespace()
            .filter(|word| !word.starts_with("--"));
        let image = words.next()?.to_owned();
        let name = words.nth(1);
        let is_wanted = wanted.as_deref().is_none_or(|wanted| name == Some(wanted));
        if is_wanted {
            wanted = Some(image);
        }
    }
    wanted
}
