"""Compares the grammar with the crate: "error or none" of every text that the oracle prints, in both syntaxes.

Usage: compare.py LIBRARY ORACLE, with the compiled parser and the lines of the example grammar_oracle.
Runs the corpus of tests/ in test/corpus too, and checks that every query compiles and captures what it is for.
"""

import ctypes
import json
import pathlib
import re
import sys

import tree_sitter

HERE = pathlib.Path(__file__).parent


def load(library):
    function = ctypes.CDLL(library).tree_sitter_coreql
    function.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype = ctypes.py_object
    capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return tree_sitter.Language(capsule(function(), b"tree_sitter.Language", None))


def corpus(parser):
    """The cases of test/corpus, in the format of `tree-sitter test`."""
    count = 0
    for path in sorted((HERE / "test/corpus").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        suffix = re.match(r"=+(.*)", text)[1]
        header = rf"^={{3,}}{re.escape(suffix)}\n(.*?)\n={{3,}}{re.escape(suffix)}\n"
        parts = re.split(header, text, flags=re.M | re.S)[1:]
        for title, case in zip(parts[::2], parts[1::2], strict=True):
            source, expected = re.split(rf"^-{{3,}}{re.escape(suffix)}$\n", case, maxsplit=1, flags=re.M)
            root = parser.parse(source.removesuffix("\n").encode()).root_node
            if ":error" in title:
                assert root.has_error, f"{path.name}: {title}: no error"
            else:
                expected = re.sub(r"\s+", " ", expected.strip()).replace(" )", ")")
                assert str(root) == expected, f"{path.name}: {title}:\n{root}\n{expected}"
            count += 1
    assert count > 10, count
    return count


def captures(language, parser):
    """Every query compiles; all of them together capture every kind of node that they should."""
    text = b'# name: a\nNOT (a in (1, "b") OR c between now - 3d and today) AND d is not empty and e = true\n---\nf "contains" "g"'
    tree = parser.parse(text)
    assert not tree.root_node.has_error
    expected = {
        "highlights": {
            "boolean", "comment", "constant.builtin", "keyword.operator", "number", "operator",
            "punctuation.bracket", "punctuation.delimiter", "string", "variable.member",
        },
        "folds": {"fold"},
        "indents": {"indent.begin", "indent.branch", "indent.end"},
        "injections": {"injection.content"},
        "textobjects": {
            "assignment.inner", "assignment.lhs", "assignment.outer", "assignment.rhs", "block.inner", "block.outer",
            "class.outer", "comment.outer", "parameter.inner",
        },
        "brackets": {"open", "close"},
        "extended": {"extended"},
    }
    files = {path.stem for path in (HERE / "queries").glob("*.scm")}
    assert files == set(expected), files
    for name, names in expected.items():
        query = tree_sitter.Query(language, (HERE / f"queries/{name}.scm").read_text())
        found = set(tree_sitter.QueryCursor(query).captures(tree.root_node))
        assert names <= found, f"{name}.scm captures nothing as {names - found}"


def compare(language, parser, oracle):
    extended = tree_sitter.Query(language, (HERE / "queries/extended.scm").read_text())
    texts = valid = 0
    different = []
    with open(oracle, encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            root = parser.parse(case["text"].encode()).root_node
            is_extended = not root.has_error
            is_core = is_extended and not tree_sitter.QueryCursor(extended).captures(root)
            texts += 1
            valid += case["extended"]
            if (is_core, is_extended) != (case["core"], case["extended"]):
                different.append((case, is_core, is_extended, str(root)))
    for case, is_core, is_extended, root in different[:20]:
        print(f"{case['text'][:300]!r}: crate {case['core']}, {case['extended']}; grammar {is_core}, {is_extended}\n  {root[:600]}")
    assert not different, f"{len(different)} of {texts} texts differ"
    assert 3000 < valid < texts - 3000, f"{valid} of {texts} texts are valid"
    return texts, valid


def main():
    library, oracle = sys.argv[1:]
    language = load(library)
    parser = tree_sitter.Parser(language)
    print(f"corpus: {corpus(parser)} cases")
    captures(language, parser)
    texts, valid = compare(language, parser, oracle)
    print(f"tree-sitter: {texts} texts, {valid} of them valid: error or none as the crate says, in both syntaxes")


main()
