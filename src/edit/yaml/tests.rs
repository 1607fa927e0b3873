//! What is read, and where it stands.

use super::{Node, parse};

fn text_at<'t>(text: &'t str, node: &Node) -> &'t str {
    text[node.range.clone()].trim_end()
}

#[test]
fn places_are_bytes_of_the_text() {
    let text =
        "\u{feff}# ä\r\nservices:\r\n  wéb:\r\n    image: \"ä:1\"\r\n    ports: [80, '443']\r\n";
    let root = parse(text).expect("this is YAML");
    let web = root
        .get("services")
        .and_then(|it| it.get("wéb"))
        .expect("it is there");
    assert_eq!(web.line, 4);
    let image = web.get("image").expect("it is there");
    assert_eq!(image.text(), Some("ä:1"));
    assert_eq!((text_at(text, image), image.line), ("\"ä:1\"", 4));
    let ports = web.get("ports").expect("it is there");
    assert_eq!(text_at(text, ports), "[80, '443']");
    assert_eq!(text_at(text, &ports.items()[1]), "'443'");
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    let text = "x-a: &a {restart: always, image: one}\nx-b: &b {<<: *a, init: true}\nc:\n  <<: [*b]\n  image: two\nd: *b\n";
    let root = parse(text).expect("this is YAML");
    let c = root.get("c").expect("it is there");
    let of = |node: &Node, key: &str| node.get(key).and_then(|it| it.text()).map(str::to_owned);
    assert_eq!(of(c, "image").as_deref(), Some("two"));
    assert_eq!(of(c, "restart").as_deref(), Some("always"));
    let keys = c.entries().into_iter().filter_map(|(key, _)| key.text());
    let keys: Vec<&str> = keys.collect();
    assert_eq!(keys, ["image", "init", "restart"]);
    let d = root.get("d").expect("it is there");
    assert_eq!(of(d, "restart").as_deref(), Some("always"));
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    let deep = "[".repeat(10_000);
    let cases = [
        ("a: [1, 2\nb: 3\n", 2),
        ("a:\n  b: 1\n  b: 2\n", 3),
        ("a: &a\n  - *a\n", 2),
        ("a: *nobody\n", 1),
        ("a: 1\n\tb: 2\n", 1),
        (&deep, 1),
    ];
    for (text, line) in cases {
        let error = parse(text).expect_err("this is no YAML");
        let start = text.chars().take(20).collect::<String>();
        assert_eq!(error.line, line, "{start}: {error}");
    }
}

#[test]
fn a_text_without_a_node_is_nothing() {
    for text in ["", "# nothing\n", "~\n", "---\n"] {
        let root = parse(text).expect("this is YAML");
        assert!(root.get("services").is_none() && root.entries().is_empty());
    }
}

#[test]
fn aliases_of_aliases_cost_no_time() {
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        text += &format!(
            "a{at}: &a{at} {{y{at}: [*a{before}, *a{before}], <<: [*a{before}, *a{before}]}}\n"
        );
    }
    let root = parse(&text).expect("this is YAML");
    assert!(root.get("a59").is_some_and(|it| it.get("x").is_none()));
}
