"""Fails when ARCHITECTURE.md does not name a folder, or names a file to start from that is not there.

    check_architecture.py ROOT         checks the tree
    check_architecture.py --self-test  checks that each rule catches a tree that breaks it

In the table of ARCHITECTURE.md a row starts with one folder (`core/`) and its last cell is the file to start from.
Every top-level folder has a row, and so has every folder below that directly holds sources.
"""
import pathlib
import re

import tree_check

NOT_OURS = {"build", "out", ".git", ".cache", ".vscode", ".idea"}
SOURCES = {".cpp", ".h", ".py"}
ROW = re.compile(r"^\|\s*`([\w./-]+)/`\s*\|.*\|\s*`([\w./-]+)`[^|`]*\|\s*$", re.MULTILINE)


def folders_of(root):
    """Top-level folders, and those below with sources, as paths from the top."""
    for top in sorted(path for path in root.iterdir() if path.is_dir()):
        if top.name in NOT_OURS or not any(top.iterdir()):
            continue
        yield top.name
        for below in sorted(path for path in top.rglob("*") if path.is_dir() and path.name != "__pycache__"):
            if any(path.suffix in SOURCES for path in below.iterdir()):
                yield below.relative_to(root).as_posix()


def problems(root):
    rows = dict(ROW.findall((root / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    for folder in folders_of(root):
        if folder not in rows:
            yield f"{folder}/ is not in ARCHITECTURE.md's table with the file to start from"
    for folder, start in rows.items():
        if not (root / folder).is_dir():
            yield f"ARCHITECTURE.md names {folder}/, which does not exist"
        elif not (root / start).is_file():
            yield f"ARCHITECTURE.md says to start {folder}/ at {start}, which does not exist"
        elif not start.startswith(folder + "/"):
            yield f"ARCHITECTURE.md says to start {folder}/ at {start}, which is elsewhere"


GOOD = {
    "ARCHITECTURE.md": "| Folder | What | Start |\n|---|---|---|\n| `a/` | x | `a/a.h` |\n| `a/b/` | y | `a/b/b.h` first |\n",
    "a/a.h": "", "a/b/b.h": "", "a/data/table.csv": "", "build/x.h": "",
}
BAD = [
    ({"c/c.txt": ""}, "c/ is not in"),
    ({"a/c/c.cpp": ""}, "a/c/ is not in"),
    ({"ARCHITECTURE.md": GOOD["ARCHITECTURE.md"] + "| `d/` | z | `d/d.h` |\n"}, "names d/"),
    ({"ARCHITECTURE.md": GOOD["ARCHITECTURE.md"].replace("a/a.h", "a/gone.h")}, "at a/gone.h, which does not"),
    ({"ARCHITECTURE.md": GOOD["ARCHITECTURE.md"].replace("a/b/b.h", "a/a.h")}, "which is elsewhere"),
]


if __name__ == "__main__":
    tree_check.main("architecture", problems, GOOD, BAD)
