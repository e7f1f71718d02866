"""Fails when a comment or a document refers to something that is not there.

    check_references.py ROOT         checks the tree
    check_references.py --self-test  checks that each rule catches a tree that breaks it

Looked at are comments of sources and all Markdown. What is held:
  "MODEL section 3, Update"    the paper, in docs/ or at the top, has the section, and in it a heading of that name
  "section 3" inside a paper   its own
  `core/layout/project.h`             a path from the top, or from the file's own folder, with its ending or without
  `core/layout/project.h`: `Project`  in Markdown: the file has these words
  GLOSSARY.md, [x](y)          the file is there
"""
import io
import pathlib
import re
import tokenize

import tree_check

NOT_OURS = {"build", "out", ".git", ".cache", ".vscode", ".idea", "__pycache__"}
C_LIKE = {".h", ".cpp"}
HASH_LIKE = {".cmake", ".sh", ".yaml", ".supp"}
HASH_NAMES = {"CMakeLists.txt", "dev", "run"}
SLASHES = r"(?<!:)//+[!<]*"
HASHES = r"(?:^|\s)#+(?!!)"

NUMBERS = r"(?P<numbers>\d+[a-z]?(?:(?:,| and| to| or)+ \d+[a-z]?\b)*)"
SECTION = re.compile(r"(?:(?P<paper>\b[A-Z]{4,})(?:\.md)?`?(?:'s)?,? )?\b[Ss]ections? " + NUMBERS
                     + r"(?:, (?P<name>[A-Z][\w' -]*\w))?(?: of `?(?:docs/)?(?P<of>[A-Z]{4,})\b)?")
HEADING = re.compile(r"^#{2,4} (?:(\d+[a-z]?)\. )?(.+?)\s*$", re.MULTILINE)
PAPER_FILE = re.compile(r"(?<![\w/.-])([A-Z]{4,}\.md)\b")
QUOTED_PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?)`")
PLAIN_PATH = re.compile(r"(?<![\w/.*<>{}$@-])((?:[\w.-]+/)+[\w.-]+\.(?:h|cpp|py|cmake|sh|json|yaml|md|csv|txt))\b(?![*<{])")
WORDS_OF_FILE = re.compile(r"`([\w./-]+\.(?:h|cpp))`:\s+(`\w+`(?:,\s+`\w+`)*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def comments(text, mark):
    """(line, text) of every comment that begins with a mark; those on lines that follow each other are one."""
    blocks, last = [], -1
    for number, line in enumerate(text.splitlines(), 1):
        found = re.search(mark + "(.*)", line)
        if not found:
            continue
        if number == last + 1:
            blocks[-1][1] += " " + found.group(1).strip()
        else:
            blocks.append([number, found.group(1).strip()])
        last = number
    return blocks


def python_comments(text):
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")
        elif token.type == tokenize.STRING and token.string.startswith('"""'):
            yield token.start[0], token.string


def passages(path):
    """(line, text) of what a file says to people."""
    if path.suffix not in C_LIKE | HASH_LIKE | {".md", ".py"} and path.name not in HASH_NAMES:
        return []
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return [(text.count("\n", 0, found.start()) + 1, found.group()) for found in
                re.finditer(r"(?:.+\n?)+", text)]
    if path.suffix == ".py":
        return list(python_comments(text))
    return comments(text, SLASHES if path.suffix in C_LIKE else HASHES)


def files_below(folder):
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif path.is_dir() and path.name not in NOT_OURS:
            yield from files_below(path)


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = sorted(files_below(root))
        self.tops = {path.name for path in root.iterdir() if path.is_dir()} - NOT_OURS
        self.papers = {path.stem: self.sections(path) for path in self.files
                       if path.suffix == ".md" and path.parent in (root, root / "docs")}
        self.numbered = {path.stem for path in self.files if path.suffix == ".md" and path.parent == root / "docs"}

    @staticmethod
    def sections(path):
        """Number of a section -> the names of the headings in it, its own among them."""
        sections, current = {}, None
        for number, name in HEADING.findall(path.read_text(encoding="utf-8")):
            current = number or current
            sections.setdefault(current, set()).add(name)
        return sections

    def has(self, path, folder):
        for start in (self.root, folder):
            place = start / path
            if place.exists() or any(place.parent.glob(place.name + ".*")):
                return True
        return False


def section_problems(tree, path, text):
    for found in SECTION.finditer(text):
        paper = found["paper"] or found["of"]
        if paper is None and path.parent == tree.root / "docs":
            paper = path.stem
        if paper is None:
            continue
        if paper not in tree.papers:
            yield f"{paper} is no paper of this repository"
            continue
        numbers = re.findall(r"\d+[a-z]?", found["numbers"])
        for number in numbers:
            if number not in tree.papers[paper]:
                yield f"{paper} has no section {number}"
            elif found["name"] and len(numbers) == 1 and found["name"] not in tree.papers[paper][number]:
                yield f'{paper} section {number} has no heading "{found["name"]}"'


def bare_problems(tree, path, text):
    """A paper with numbered sections is cited by section; MODEL alone is what the command line calls a model."""
    cited = {found.start("paper") for found in SECTION.finditer(text) if found["paper"]}
    cited |= {found.start("of") for found in SECTION.finditer(text) if found["of"]}
    for paper in tree.numbered:
        for found in re.finditer(rf"\b{paper}\b(?!\.md)" + (r"'s" if paper == "MODEL" else ""), text):
            if found.start() not in cited:
                yield f"say which section of {paper}"


def path_problems(tree, path, text):
    paths = {name.rstrip("/") for name in QUOTED_PATH.findall(text) + PLAIN_PATH.findall(text)}
    for name in sorted(paths):
        if (name.split("/")[0] in tree.tops or re.search(r"\.(h|cpp)$", name)) and not tree.has(name, path.parent):
            yield f"{name} does not exist"
    for name in PAPER_FILE.findall(text):
        if not tree.has(name, path.parent):
            yield f"{name} does not exist"


def markdown_problems(tree, path, text):
    for target in LINK.findall(text):
        if not re.match(r"\w+:|#", target) and not (path.parent / target.split("#")[0]).exists():
            yield f"the link to {target} leads nowhere"
    for name, words in WORDS_OF_FILE.findall(text):
        if (tree.root / name).is_file():
            source = (tree.root / name).read_text(encoding="utf-8")
            for word in re.findall(r"\w+", words):
                if not re.search(rf"\b{word}\b", source):
                    yield f"{name} has no {word}"


def problems(root):
    tree = Tree(root)
    for path in tree.files:
        for line, text in passages(path):
            rules = [section_problems, path_problems]
            rules.append(markdown_problems if path.suffix == ".md" else bare_problems)
            for rule in rules:
                for problem in rule(tree, path, text):
                    yield f"{path.relative_to(root).as_posix()}:{line}: {problem}"


GOOD = {
    "docs/MODEL.md": "# M\n\n## 3. Pipelined\n\nSee section 7a and `core/a.cpp`: `cost`, `area`.\n\n### Update\n\n## 7. E\n\n### 7a. Step\n",
    "docs/CONTRACT.md": "# C\n\n## 2. Commands\n\nSections 3 and 7a of `docs/MODEL.md`; `docs/MODEL.md`, section 3.\n",
    "GLOSSARY.md": "[model](docs/MODEL.md#3-pipelined), [x](https://x.org), `core/`, `core/<name>.h`, `decoder/3/query`\n",
    "core/a.h": "/// By MODEL section 3, Update, in cycles (MODEL\n/// sections 3 and 7a). Opens MODEL. As in CONTRACT section 2.\n",
    "core/a.cpp": 'int cost, area; // see GLOSSARY.md and core/a.h; the wafer is "MODEL section 3"\n',
    "core/x.py": '"""As `core/a` says."""\nX = "core/none.h"  # MODEL section 3\n',
}
BAD = [  # (file, text, words of the complaint)
    ("core/x.h", "/// By MODEL section 9.", "MODEL has no section 9"),
    ("core/x.h", "/// By MODEL sections 3 to 5.", "MODEL has no section 5"),
    ("core/x.h", "/// By MODEL section 3, Upkeep.", 'no heading "Upkeep"'),
    ("core/x.h", "/// By (MODEL\n/// section 3, Upkeep).", 'no heading "Upkeep"'),
    ("core/x.h", "/// Sections 3 and 4 of MODEL.", "MODEL has no section 4"),
    ("core/x.h", "/// In VISION section 2.", "VISION is no paper"),
    ("core/x.h", "/// In CONTRACT's words.", "which section of CONTRACT"),
    ("core/x.h", "/// MODEL's marks.", "which section of MODEL"),
    ("core/x.h", "/// As `core/none.h` has it.", "core/none.h does not exist"),
    ("core/x.h", "/// As core/none.json has it.", "core/none.json does not exist"),
    ("core/x.h", "/// On top of drawing/text.h.", "drawing/text.h does not exist"),
    ("core/x.h", "int x; ///< as in VISION.md", "VISION.md does not exist"),
    ("core/x.py", "X = 1  # as MODEL section 8 has it", "MODEL has no section 8"),
    ("core/x.cmake", "set(x) # as core/none.h has it", "core/none.h does not exist"),
    ("docs/MODEL.md", "# M\n\n## 3. P\n\nSee section 4.", "MODEL has no section 4"),
    ("docs/X.md", "`core/a.cpp`: `cost`, `volume`", "core/a.cpp has no volume"),
    ("GLOSSARY.md", "[x](docs/NONE.md)", "leads nowhere"),
    ("GLOSSARY.md", "`core/none.h`", "core/none.h does not exist"),
]


if __name__ == "__main__":
    tree_check.main("references", problems, GOOD, [({name: text + "\n"}, words) for name, text, words in BAD])
