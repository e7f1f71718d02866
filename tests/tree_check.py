"""What the checks of the tree share: a tree made for one look, and a main().

    check_X.py ROOT         checks the tree
    check_X.py --self-test  checks that each rule catches a tree that breaks it
"""
import pathlib
import sys
import tempfile


def problems_of(files, problems):
    """What `problems` finds in a tree of these files, path -> text."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return list(problems(root))


def self_test(problems, good, bad):
    """`bad`: changes to the good tree (path -> text), each with words of the complaint that it must raise."""
    failures = [f"a good tree was refused: {problem}" for problem in problems_of(good, problems)]
    for change, words in bad:
        found = problems_of({**good, **change}, problems)
        if not any(words in problem for problem in found):
            failures.append(f"accepted {change}; expected: {words}; found: {found}")
    return failures


def main(name, problems, good, bad):
    asked = sys.argv[1:]
    found = self_test(problems, good, bad) if asked == ["--self-test"] else list(problems(pathlib.Path(asked[0])))
    print("\n".join(found) or f"{name}: ok")
    sys.exit(bool(found))
