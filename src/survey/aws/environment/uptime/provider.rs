//! The provider of AWS for us-east-1: the one that a root has, else one like its own.

use hcl_edit::Ident;

use crate::survey::aws::environment::example::aligned;
use crate::survey::terraform::expressions::{blocks, value, written};
use crate::survey::terraform::tree::Folder;

/// The region where Route 53 reports what it finds.
const REGION: &str = "us-east-1";

/// A provider by its alias.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) alias: String,
    /// Its block; empty where the root has it.
    pub(super) text: String,
}

/// Arguments that hold keys.
const KEYS: [&str; 3] = ["access_key", "secret_key", "token"];

/// The provider of a root for that region.
///
/// # Errors
/// Keys that would be written once more.
pub(super) fn provider(root: &Folder) -> Result<Provider, String> {
    let all = || blocks(root, "provider", &["aws"]);
    let standing = all().find_map(|(_, block)| {
        let is_it = value(&block.body, "region")?.as_str()? == REGION;
        Some(value(&block.body, "alias")?.as_str()?.to_owned()).filter(|_| is_it)
    });
    if let Some(alias) = standing {
        return Ok(Provider {
            alias,
            text: String::new(),
        });
    }
    let mut lines = vec![
        ("alias".to_owned(), "\"us_east_1\"".to_owned()),
        ("region".to_owned(), format!("\"{REGION}\"")),
    ];
    let mut longer = Vec::new();
    if let Some((source, block)) = all().find(|(_, block)| !block.body.has_attribute("alias")) {
        for attribute in block.body.attributes() {
            let key = Ident::as_str(&attribute.key);
            let text = written(source, &attribute.value);
            if KEYS.contains(&key) && text.starts_with('"') {
                return Err(format!(
                    "the provider in `{}` holds keys, which would stand in a second one; take them out first",
                    source.path
                ));
            }
            match key {
                "region" => {}
                _ if text.contains('\n') => longer.push(written(source, attribute)),
                _ => lines.push((key.to_owned(), text.to_owned())),
            }
        }
        longer.extend(block.body.blocks().map(|block| written(source, block)));
    }
    let short = aligned(&lines).into_iter().map(|line| format!("  {line}"));
    let mut text = format!(
        "provider \"aws\" {{\n{}\n",
        short.collect::<Vec<_>>().join("\n")
    );
    for block in longer {
        text += &format!("\n  {}\n", block.replace("\r\n", "\n"));
    }
    text += "}";
    Ok(Provider {
        alias: "us_east_1".to_owned(),
        text,
    })
}
