//! Completions, in the shells themselves. A shell that is not installed is skipped, and that is printed.
#![cfg(unix)]

use std::process::Command;

use super::support::{Files, prints};

/// What is typed, and words that are offered for its last word.
const CASES: &[(&str, &[&str])] = &[
    ("coreql sql --dialect post", &["postgres"]),
    ("coreql sql --dialect sqlse", &["sqlserver"]),
    ("coreql check --format sar", &["sarif"]),
    ("coreql explain-c", &["explain-code"]),
    ("coreql check --end", &["--endpoint"]),
    ("coreql search --sort-field common.batt", &["common.battery_level"]),
    ("coreql search --fields common.batt", &["common.battery_level"]),
    ("coreql check common.batt", &["common.battery_level"]),
    ("coreql fields common.shoe", &["common.shoe_size"]),
    ("coreql help oper", &["operators"]),
    ("coreql man query-", &["query-test"]),
];

/// Runs a script in a shell, in the folder of the completions.
fn offered(shell: &str, files: &Files, script: &str) -> Option<String> {
    match Command::new(shell).args(["-c", script]).current_dir(files.folder.path()).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            println!("skipped: {shell} is not installed");
            None
        }
    }
}

/// The completions of a shell, with a field that the built-in list lacks.
fn completions(shell: &str) -> Files {
    let files = Files::new();
    let fields = r#"[{"name": "common.shoe_size", "type": "NUMBER"}, {"name": "common.battery_level", "type": "NUMBER"}]"#;
    let catalog = files.write("fields.json", fields);
    files.write("_coreql", &prints(&["completions", shell, "--catalog", &catalog]));
    files
}

#[test]
fn bash() {
    let files = completions("bash");
    for (typed, words) in CASES {
        // The function that the script registers is called as bash calls it.
        let script = format!(
            "source ./_coreql; COMP_LINE='{typed}'; COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             function=$(complete -p coreql | sed 's/.*-F \\([^ ]*\\).*/\\1/'); \
             $function coreql \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let Some(reply) = offered("bash", &files, &script) else { return };
        let reply: Vec<&str> = reply.lines().collect();
        assert!(words.iter().all(|word| reply.contains(word)), "{typed}: {reply:?}");
    }
}

#[test]
fn fish() {
    let files = completions("fish");
    for (typed, words) in CASES {
        let Some(reply) = offered("fish", &files, &format!("source ./_coreql; complete -C '{typed}'")) else {
            return;
        };
        let reply: Vec<&str> = reply.lines().filter_map(|line| line.split('\t').next()).collect();
        assert!(words.iter().all(|word| reply.contains(word)), "{typed}: {reply:?}");
    }
}

/// An interactive zsh on a terminal of its own, in which Tab completes the word.
#[test]
fn zsh() {
    let files = completions("zsh");
    for (typed, words) in CASES {
        let script = format!(
            "zmodload zsh/zpty; zpty z zsh -f -i; \
             zpty -w z 'PROMPT=; fpath=($PWD $fpath); autoload -U compinit; compinit -D -u; print re''ady'; \
             zpty -r -m z reply '*ready*' >/dev/null; \
             zpty -w -n z '{typed}'$'\\t'; \
             zpty -r -m z reply '*{word}*' && print -r -- $reply; zpty -d z",
            word = words[0].strip_prefix("--").unwrap_or(words[0]),
        );
        let script = format!("TRAPALRM() {{ exit 1 }}; TMOUT=20; {script}");
        let Some(reply) = offered("zsh", &files, &script) else { return };
        assert!(reply.contains(words[0]), "{typed}: {reply:?}");
    }
}
