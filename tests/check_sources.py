"""Fails when a folder is crowded or a class is cut to pieces.

    check_sources.py ROOT         checks the tree
    check_sources.py --self-test  checks that each rule catches a tree that breaks it

At most 30 sources (.h and .cpp) lie side by side in a folder, and no class has its functions in more than two sources.
"""
import collections
import pathlib
import re

import tree_check

FOLDERS = ("core", "formats", "model", "mapping", "emulator", "session", "views", "app", "tests")
MOST_SIDE_BY_SIDE = 30
MOST_SOURCES_OF_A_CLASS = 2
# "Result<Network> Network::create(": a member's definition begins at the line's start, as the house style has it.
MEMBER = re.compile(r"^(?:[A-Za-z_][^;=(\n]*?[\s&*>])?((?:[A-Z]\w*::)+)(?:~?\w+|operator[^\s(]*)\(", re.MULTILINE)


def crowded(root, folder):
    sources = collections.Counter(path.parent for path in (root / folder).rglob("*") if path.suffix in {".h", ".cpp"})
    for parent, count in sorted(sources.items()):
        if count > MOST_SIDE_BY_SIDE:
            yield f"{parent.relative_to(root).as_posix()}/ has {count} sources side by side; at most {MOST_SIDE_BY_SIDE}"


def sources_of_classes(root):
    """Class -> the sources that define functions of it. Classes of tests and of one file's own may share names."""
    found = collections.defaultdict(set)
    for folder in FOLDERS[:-1]:
        for path in (root / folder).rglob("*.cpp"):
            text = path.read_text(encoding="utf-8")
            for name in MEMBER.findall(text):
                outer = name.split("::")[0]
                if not re.search(rf"^(?:class|struct) {outer}\b[^;]*$", text, re.MULTILINE):
                    found[outer].add(path.relative_to(root).as_posix())
    return found


def problems(root):
    for folder in FOLDERS:
        yield from crowded(root, folder)
    for name, sources in sorted(sources_of_classes(root).items()):
        if len(sources) > MOST_SOURCES_OF_A_CLASS:
            yield f"class {name} is cut into {len(sources)} sources: {', '.join(sorted(sources))}"


GOOD = {
    **{f"core/base/s{number}.h": "" for number in range(30)},
    "app/window/a.cpp": "Whole::Whole(int x)\n    : m_x(x)\n{\n}\nResult<Whole> Whole::create(int x)\n{\n    return Other::of(x);\n}\n",
    "app/window/b.cpp": "const int& Whole::more() const\n{\n    Whole::create(1);\n}\n",
    "app/window/c.cpp": "struct Whole {\n    int f();\n};\nint Whole::f()\n{\n}\n",
}
BAD = [
    ({"core/base/s30.h": ""}, "core/base/ has 31 sources"),
    ({"tests/x/" + str(number) + "_test.cpp": "" for number in range(31)}, "tests/x/ has 31 sources"),
    ({"app/window/d.cpp": "void Whole::third()\n{\n}\n"}, "class Whole is cut into 3 sources"),
    ({"app/window/d.cpp": "Whole::Inner Whole::third()\n{\n}\n"}, "class Whole is cut into 3 sources"),
    ({"app/window/d.cpp": "Whole::~Whole()\n{\n}\n"}, "class Whole is cut into 3 sources"),
    ({"app/window/d.cpp": "bool Whole::operator==(const Whole&)\n{\n}\n"}, "class Whole is cut into 3 sources"),
]


if __name__ == "__main__":
    tree_check.main("sources", problems, GOOD, BAD)
