//! `coreql search`.

use serde_json::{Value as Json, json};

use super::support::{DEVICES, Files, json_lines, run, stdout};

#[test]
fn search_reads_every_format_alike() {
    let files = Files::with_samples();
    for name in ["array.json", "envelope.json", "lines.jsonl", "devices.csv"] {
        let path = files.path(name);
        let search = |query: &str| {
            let found =
                stdout(&["search", "--devices", &path, "--format", "jsonl", "--fields", "id", query], "", 0);
            json_lines(&found)
                .into_iter()
                .map(|device| device["common.id"].to_string().replace('"', ""))
                .collect::<Vec<_>>()
        };
        assert_eq!(search("platform = IOS"), ["1", "3"], "{name}");
        assert_eq!(search("common.os_version >= 10"), ["2", "4"], "{name}");
        assert_eq!(search("common.compliant != true"), ["2", "3", "4"], "{name}");
        assert_eq!(search("common.noncompliance_reasons = os_version"), ["3"], "{name}");
        assert_eq!(search("user.display_name contains \"SMITH\""), ["1"], "{name}");
        assert_eq!(search("common.platform is empty"), ["4"], "{name}");
    }
    // The same from standard input.
    let count = ["count", "--devices", "-", "common.id > 1"];
    assert_eq!(stdout(&count, DEVICES, 0), "3\n");
}

#[test]
fn search_prints_every_format() {
    let files = Files::with_samples();
    let path = files.path("array.json");
    let search = |rest: &[&str]| {
        let mut arguments = vec!["search", "--devices", path.as_str()];
        arguments.extend(rest);
        stdout(&arguments, "", 0)
    };
    let envelope: Json =
        serde_json::from_str(&search(&["--format", "json", "--limit", "1", "--offset", "1", ""])).unwrap();
    assert_eq!(envelope["results"].as_array().unwrap().len(), 1);
    assert_eq!(envelope["results"][0]["common.id"], 2);
    assert_eq!(
        [&envelope["totalCount"], &envelope["resultCount"], &envelope["hasMore"]],
        [&json!(4), &json!(1), &json!(true)]
    );
    assert!(envelope["searchTimeMillis"].is_u64() && envelope["currentServerTimeMilliseconds"].is_u64());
    let csv = search(&["--format", "csv", "--fields", "id,noncompliance_reasons,platform", ""]);
    assert_eq!(
        csv,
        "common.id,common.noncompliance_reasons,common.platform\n1,,iOS\n2,,Android\n3,\"[\"\"OS_VERSION\"\"]\",ios\n4,,\n"
    );
    let table = search(&["--fields", "id,platform", "common.id <= 2"]);
    assert_eq!(table, "common.id  common.platform\n1          iOS\n2          Android\n");
}

/// Rule 9.1.
#[test]
fn search_sorts_with_missing_last() {
    let files = Files::with_samples();
    let path = files.path("array.json");
    for (order, expected) in [("ASC", ["1", "2", "4", "3"]), ("desc", ["4", "2", "1", "3"])] {
        let sorted = [
            "search",
            "--devices",
            &path,
            "--sort-field",
            "os_version",
            "--sort-order",
            order,
            "--format",
            "jsonl",
            "",
        ];
        let ids: Vec<String> = json_lines(&stdout(&sorted, "", 0))
            .iter()
            .map(|device| device["common.id"].to_string())
            .collect();
        assert_eq!(ids, expected, "{order}");
    }
}

#[test]
fn numbers_at_their_limits() {
    let devices = "[{\"common.id\": 1}, {\"common.id\": 2}]";
    let most = u64::MAX.to_string();
    let page = |limit: &str, offset: &str, status| {
        run(
            &[
                "search",
                "--devices",
                "-",
                "--fields",
                "id",
                "--format",
                "csv",
                "--sort-field",
                "id",
                "--limit",
                limit,
                "--offset",
                offset,
                "",
            ],
            devices,
            status,
        )
        .0
    };
    assert_eq!(page(&most, "0", 0), "common.id\n1\n2\n");
    assert_eq!(page(&most, &most, 0), "common.id\n");
    assert_eq!(page("0", "0", 0), "common.id\n");
    for bad in ["-1", "18446744073709551616", "1.5", "x", ""] {
        page(bad, "0", 2);
        page("1", bad, 2);
    }
    for width in ["0", most.as_str()] {
        run(&["fmt", "--style", "pretty", "--width", width, "a = 1 and b = 2"], "", 0);
    }
    run(&["generate", "--devices", "-1"], "", 2);
    run(&["generate", "--devices", "1", "--seed", &most], "", 0);
}

#[test]
fn fields_of_any_letters() {
    let devices = "größe,日本\n1,x\n";
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "GRÖẞE,日本", "GRÖẞE = 1"];
    assert_eq!(run(&search, devices, 0).0, "GRÖẞE,日本\n1,x\n");
    // `ß` does not fold to `ss`.
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "GRÖSSE,日本", "GRÖẞE = 1"];
    assert_eq!(run(&search, devices, 2).0, "");
    let search = ["search", "--devices", "-", "--format", "csv", "--fields", "größe", "GRÖßE = 1"];
    assert_eq!(run(&search, devices, 0).0, "größe\n1\n");
    // A field that no catalogue has is one field in any case.
    let search =
        ["search", "--devices", "-", "--fields", "A,a", "--sort-field", "A", "--format", "csv", "a = 1"];
    assert_eq!(run(&search, "a\n1\n", 0).0, "A\n1\n");
    run(&["fields", "größe"], "", 0);
    // An empty name is an error.
    run(&["search", "--devices", "-", "--fields", "a,", "a = 1"], "a\n1\n", 2);
    run(&["search", "--devices", "-", "--sort-field", "", "a = 1"], "a\n1\n", 2);
}

/// Sorting in temporary files changes neither the order nor a byte.
#[test]
fn the_bound_of_memory_changes_nothing_that_is_printed() {
    let files = Files::new();
    let fleet =
        files.write("fleet.jsonl", &stdout(&["generate", "--devices", "800", "--format", "jsonl"], "", 0));
    let pages =
        files.write("more.jsonl", &stdout(&["generate", "--devices", "400", "--format", "jsonl"], "", 0));
    for format in ["table", "csv", "jsonl", "json"] {
        for limit in ["2000", "500"] {
            let search = |memory: &str| {
                let sort =
                    ["--sort-field", "platform,os_version:desc,model", "--limit", limit, "--memory", memory];
                let devices =
                    ["search", "--format", format, "--fields", "*", "--devices", &fleet, "--devices", &pages];
                let (printed, errors) = run(&[&devices[..], &sort, &[""]].concat(), "", 0);
                assert!(errors.contains("400 devices come again"), "{errors}");
                let (results, _) = printed.split_once("\"searchTimeMillis\"").unwrap_or((&printed, ""));
                results.to_owned()
            };
            let sorted = search("512MiB");
            assert!(sorted.lines().count() >= 500, "{format}");
            assert!(search("1MiB") == sorted, "{format} {limit}");
        }
    }
}
