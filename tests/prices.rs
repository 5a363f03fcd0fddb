//! The price lists of others beside our own, through the real binary.

use std::process::Output;

use crate::support::block_on;
use crate::support::gateway::Site;
use crate::support::upstream::Upstream;

/// A list that prices one model a little otherwise, another more than ten times, and a third of nobody.
const LIST: &str = r#"{
    "sample_spec": {"litellm_provider": "x", "input_cost_per_token": "1"},
    "their-a/a-small": {"litellm_provider": "their-a", "input_cost_per_token": 1.5e-06, "output_cost_per_token": 4e-06,
        "input_cost_per_token_above_200k_tokens": 3e-06},
    "a-large": {"litellm_provider": "their-a", "input_cost_per_token": 0.0002, "output_cost_per_token": 4e-05},
    "gpt-9": {"litellm_provider": "openai", "input_cost_per_token": 1e-06}
}"#;

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn lists_of_others_become_new_rows() {
    let upstream = block_on(async { Upstream::start(Vec::new()) });
    let site = Site::new(&[&upstream], "");
    let list = site.path().join("list.json");
    std::fs::write(&list, LIST).unwrap();
    let list = list.display().to_string();
    let import =
        |more: &[&str]| site.command(&[&["prices", "import", "litellm", &list, "--as", "a=their-a"], more].concat());
    let path = site.path().join("price-tables/a.toml");
    let text = || std::fs::read_to_string(&path).unwrap();
    let old = text();

    let diff = import(&["--diff"]);
    assert!(diff.status.success());
    let shown = out(&diff);
    for line in [
        "a/a-small@2026-01-01",
        "    input                        1 -> 1.5",
        "    input above 200000           none -> 3",
        "    input                        10 -> 200  (unlikely)",
        "2 differ, 0 are the same",
    ] {
        assert!(shown.lines().any(|found| found == line), "no {line:?} in\n{shown}");
    }
    assert_eq!(text(), old);

    // What is unlikely is left out and said; the rest goes to the end of the file.
    let written = import(&["--write", "--from", "2030-01-01"]);
    assert_eq!(written.status.code(), Some(1));
    assert!(
        out(&written).contains("a/a-large is not written: `input` changes more than 10 times"),
        "{}",
        out(&written)
    );
    let new = text();
    let row = new.strip_prefix(&old).unwrap();
    for line in [
        "id = \"a-small\"",
        "valid_from = \"2030-01-01\"",
        "input = \"1.5\"",
        "cached_input = \"0.1\"",
        "cache_write = \"same as input\"",
        "reasoning = \"same as output\"",
        "abilities = [\"tools\", \"vision\", \"audio\", \"json_schema\"]",
    ] {
        assert!(row.lines().any(|found| found == line), "no {line:?} in\n{row}");
    }
    let checked = site.command(&["check"]);
    assert!(checked.status.success(), "{}", out(&checked));
    let later = out(&import(&["--diff", "--from", "2030-01-02"]));
    assert!(later.contains("1 differ, 1 are the same"), "{later}");
    let again = import(&["--write", "--from", "2030-01-01", "--force"]);
    assert!(again.status.success() && text().contains("input = \"200\""), "{}", out(&again));

    assert_eq!(site.command(&["prices", "import", "genai-prices", &list]).status.code(), Some(1));
    assert_eq!(import(&["--write", "--diff"]).status.code(), Some(2));
}
