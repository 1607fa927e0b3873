//! The words of a shell script, command for command.

const QUOTE: char = '\u{27}';
const DOUBLE: char = '\u{22}';

/// A piece of a script.
#[derive(Debug)]
pub(super) enum Step {
    /// Its line, and its words without quotes.
    Command(usize, Vec<String>),
    Enter,
    Leave,
}

/// The commands of a script, and where it enters a shell of its own and leaves it.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut reader = Reader {
        left: text.chars().peekable(),
        line: 1,
        word: None,
        words: Vec::new(),
        begun: 1,
        steps: Vec::new(),
    };
    while let Some(c) = reader.next() {
        reader.take(c);
    }
    reader.end_command();
    reader.steps
}

/// The words of each command of a script, in order.
pub(crate) fn commands_of(text: &str) -> Vec<Vec<String>> {
    let words = |step| match step {
        Step::Command(_, words) => Some(words),
        Step::Enter | Step::Leave => None,
    };
    steps(text).into_iter().filter_map(words).collect()
}

struct Reader<'t> {
    left: std::iter::Peekable<std::str::Chars<'t>>,
    line: usize,
    word: Option<String>,
    words: Vec<String>,
    /// The line of the first word.
    begun: usize,
    steps: Vec<Step>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.left.next()?;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn take(&mut self, c: char) {
        match c {
            '\\' => match self.next() {
                Some('\r') => drop(self.left.next_if_eq(&'\n')),
                Some('\n') | None => {}
                Some(c) => self.add(c),
            },
            QUOTE => {
                self.word.get_or_insert_default();
                while let Some(c) = self.next().filter(|c| *c != QUOTE) {
                    self.add(c);
                }
            }
            DOUBLE => {
                self.word.get_or_insert_default();
                while let Some(c) = self.next().filter(|c| *c != DOUBLE) {
                    self.take_quoted(c);
                }
            }
            '$' => self.take_quoted('$'),
            '#' if self.word.is_none() => while self.left.next_if(|c| *c != '\n').is_some() {},
            '\n' | ';' | '&' | '|' => self.end_command(),
            '(' | ')' => {
                self.end_command();
                self.steps
                    .push(if c == '(' { Step::Enter } else { Step::Leave });
            }
            c if c.is_whitespace() => self.end_word(),
            c => self.add(c),
        }
    }

    /// What may stand in double quotes, `$(…)` as one piece.
    fn take_quoted(&mut self, c: char) {
        self.add(c);
        if c != '$' || self.left.peek() != Some(&'(') {
            return;
        }
        let mut depth = 0_usize;
        while let Some(c) = self.next() {
            self.add(c);
            match c {
                '(' => depth += 1,
                ')' if depth == 1 => return,
                ')' => depth -= 1,
                _ => {}
            }
        }
    }

    fn add(&mut self, c: char) {
        if self.word.is_none() && self.words.is_empty() {
            self.begun = self.line;
        }
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.steps.push(Step::Command(self.begun, words));
        }
    }
}
