//! Whole patches on servers of any style: lines that no fix speaks of stay as they are, the result parses, and a second
//! plan is empty. Whatever is in the way is said; a fault of fixup's own is none of the answers.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use fixup::edit::script::Script;
use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Finding, Fix, Planner, Selection, State, changes};
use fixup::tree::{Overlay, walk};
use proptest::prelude::*;

use super::text::{Layout, config, is_added_to, layout};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));

/// A server with one file.
#[derive(Clone, Debug)]
struct Server {
    layout: Layout,
    typescript: bool,
    modules: bool,
    double_quotes: bool,
    semicolons: bool,
    unit: &'static str,
    header: &'static str,
    cors: Option<&'static str>,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    end: &'static str,
}

const HEADERS: &[&str] = &[
    "",
    "",
    "'use strict';\n\n",
    "/*\n * Copyright: somebody\n */\n\n",
    "// the server\n",
];

const CORS: &[&str] = &[
    "app.use(cors());",
    "app.use(cors({ origin: '*' }));",
    "app.use(cors({ origin: true, credentials: true }));",
    "app.use(cors({\n  origin: '*',\n  methods: ['GET', 'POST'],\n}));",
];

const BEFORE: &[&str] = &[
    "app.use(express.json());",
    "app.set('trust proxy', 1);",
    "app.disable('x-powered-by'); // nobody's business",
    "const port = process.env.PORT || 3000;",
    "app.use((req, res, next) => {\n  console.log(req.method, req.url);\n  next();\n});",
    "// what stands above the routes",
];

const AFTER: &[&str] = &[
    "app.get('/orders', (req, res) => res.json([]));",
    "app.post('/orders', async (req, res) => {\n  const order = { ...req.body };\n  res.status(201).json(order);\n});",
    "app.use('/static', express.static('public'));",
    "app.get('/orders/:id', (req, res) => {\n  // not found is fine\n  res.status(404).end();\n});",
    "/* between */",
];

const ENDS: &[&str] = &[
    "app.listen(3000);",
    "app.listen(3000, () => console.log('ready'));",
    "app.listen(process.env.PORT || 3000, () => {\n  console.log('ready');\n});",
    "app.use((err, req, res, next) => {\n  res.status(500).end();\n});\n\nconst server = app.listen(3000);",
    "app.use((req, res) => res.status(404).end());\n\napp.listen(3000);",
];

fn server() -> impl Strategy<Value = Server> {
    let some =
        |list: &'static [&'static str]| proptest::collection::vec(prop::sample::select(list), 0..4);
    let style = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let unit = prop::sample::select(&["  ", "    ", "\t"][..]);
    let parts = (
        prop::sample::select(HEADERS),
        proptest::option::weighted(0.8, prop::sample::select(CORS)),
        some(BEFORE),
        some(AFTER),
        prop::sample::select(ENDS),
    );
    (layout(), style, unit, parts).prop_map(|(layout, style, unit, parts)| Server {
        layout,
        typescript: style.0,
        modules: style.0 || style.1,
        double_quotes: style.2,
        semicolons: style.3,
        unit,
        header: parts.0,
        cors: parts.1,
        before: unique(parts.2),
        after: unique(parts.3),
        end: parts.4,
    })
}

fn unique(mut list: Vec<&'static str>) -> Vec<&'static str> {
    list.sort_unstable();
    list.dedup();
    list
}

impl Server {
    fn path(&self) -> &'static str {
        if self.typescript {
            "server.ts"
        } else {
            "server.js"
        }
    }

    fn manifest(&self) -> String {
        let kind = if self.modules {
            "\"type\": \"module\",\n  "
        } else {
            ""
        };
        format!(
            "{{\n  {kind}\"main\": \"{}\",\n  \"dependencies\": {{ \"cors\": \"^2.8.5\", \"express\": \"^4.18.2\" }}\n}}\n",
            self.path()
        )
    }

    fn source(&self) -> String {
        let import = |name: &str| {
            if self.modules {
                format!("import {name} from '{name}';\n")
            } else {
                format!("const {name} = require('{name}');\n")
            }
        };
        let mut text = self.header.to_owned();
        if self.cors.is_some() {
            text += &import("cors");
        }
        text += &format!("{}\nconst app = express();\n\n", import("express"));
        let parts = self
            .before
            .iter()
            .chain(&self.cors)
            .chain(&self.after)
            .chain([&self.end]);
        let parts: Vec<&str> = parts.copied().collect();
        text += &format!("{}\n", parts.join("\n\n"));
        if self.double_quotes {
            text = text.replace('\'', "\"");
        }
        if !self.semicolons {
            text = text.replace(";\n", "\n").replace("; //", " //");
        }
        self.layout.of(&text.replace("  ", self.unit))
    }

    /// Lines that a fix of CORS may take away.
    fn may_go(line: &str) -> bool {
        ["cors(", "origin", "methods:", "}))"]
            .iter()
            .any(|part| line.contains(part))
    }
}

#[expect(clippy::disallowed_methods, reason = "a folder of the test's own")]
fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn plan(root: &Path) -> (Overlay, Vec<Finding>, Vec<Fix>) {
    let mut values = Values::default();
    values
        .set("cors.origins=https://shop.example.com")
        .expect("an origin");
    let start = Overlay::new(Arc::new(walk(root, &[]).expect("a tree")));
    let planner = Planner::new(&CATALOGUE, &values, start.clone());
    let selection = Selection {
        issues: vec!["1,5".to_owned()],
        ..Selection::default()
    };
    let findings = planner.scan(&selection).expect("findings");
    let fixes = planner
        .fixes(&selection, |_, _| Ok(Choice::Take))
        .expect("fixes");
    (start, findings, fixes)
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn fixes_keep_what_they_do_not_speak_of_and_are_made_once(server in server()) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = server.source();
        write(folder.path(), server.path(), &text);
        write(folder.path(), "package.json", &server.manifest());
        let (start, findings, fixes) = plan(folder.path());
        for finding in &findings {
            let reason = finding.reason.as_deref().unwrap_or_default();
            prop_assert!(!reason.contains("fault of fixup"), "{}\n{}", reason, text);
            prop_assert!(matches!(finding.state, State::Open | State::Fixed), "{:?}\n{}", finding, text);
        }
        let Some(last) = fixes.last() else { return Ok(()) };
        for change in changes(&start, &last.after) {
            let script = Script::parse(&change.path, change.after.clone());
            prop_assert_eq!(script.syntax_error(&script.root()), None, "{}", change.after);
            if let Some(before) = &change.before {
                let kept = before.split_inclusive('\n').filter(|line| !Server::may_go(line));
                // a line without an end gets one where something follows
                let kept = kept.map(|line| line.trim_end_matches(['\r', '\n']));
                let now = change.after.split_inclusive('\n').map(|line| line.trim_end_matches(['\r', '\n']));
                prop_assert!(is_added_to(kept, now), "{}\nbecame\n{}", before, change.after);
                server.layout.check(&change.after)?;
            }
            write(folder.path(), &change.path, &change.after);
        }
        let (_, findings, again) = plan(folder.path());
        prop_assert!(again.is_empty(), "{:?}\n{}", findings, text);
        prop_assert!(findings.iter().all(|finding| finding.state == State::Fixed), "{:?}\n{}", findings, text);
    }
}
