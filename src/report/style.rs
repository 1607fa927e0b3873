//! The styles of what is printed for people; the writer leaves them out where nobody sees colours.

use anstyle::{AnsiColor, Color, Style};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

pub(super) const fn color(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}
