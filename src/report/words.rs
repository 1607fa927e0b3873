//! The words that patches may use, stack by stack, for the docs.

use crate::survey::stack::Stack;
use crate::survey::stacks::STACKS;
use crate::survey::word::{Kind, Word};

/// What stands above the lists.
const HEAD: &str = "\
# Words of the stacks

The names that a patch for a stack may use, read from the rows beside the code that finds them
([adding a fact](adding-a-fact.md) says how one is added). A *fact* is a value, for conditions and templates. A *folder* is one
for new files, and a value, too. A *list* holds all places that are wrong in one way, a *slot* is the place of a role. What a
site *brings* is known to the template that lands there. Templates write `_` for `-`.
";

/// The page of all words, in Markdown.
#[must_use]
pub fn page() -> String {
    let sections: Vec<String> = STACKS.iter().map(|stack| section(*stack)).collect();
    HEAD.to_owned() + &sections.concat()
}

/// The words of one stack, by name: so the page does not tell in which file a row stands.
fn section(stack: &dyn Stack) -> String {
    let mut words = stack.words();
    words.sort_by_key(|word| (word.name, kind(word.kind)));
    let title = format!("\n## {}\n\n", stack.name());
    if words.is_empty() {
        return title + "No words yet.\n";
    }
    let rows: Vec<String> = words.into_iter().map(row).collect();
    title + "| word | is a | meaning | brings |\n|---|---|---|---|\n" + &rows.concat()
}

fn row(word: &Word) -> String {
    let brings: Vec<String> = word
        .captures
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    // a bar would end the cell
    let meaning = word.meaning.replace('|', "\\|");
    format!(
        "| `{}` | {} | {meaning} | {} |\n",
        word.name,
        kind(word.kind),
        brings.join(", ")
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Fact => "fact",
        Kind::Folder => "folder",
        Kind::List => "list",
        Kind::Slot => "slot",
    }
}
