"""Fails when a type's name is defined twice: the linker keeps one of the two, and the program reads past its end.

    check_names.py ROOT         checks the tree
    check_names.py --self-test  checks that each rule catches a tree that breaks it

A name is a class, struct, union, enum, concept, typedef or using-alias at namespace scope.
- Outside anonymous namespaces it is defined once in the whole program, and a test's header or source defines it neither
  once more nor beside another test's header nor beside a test of its folder: a folder's tests are one program, which
  holds the product, too.
- Inside an anonymous namespace it may be defined in as many sources as like it, but not in a header, which would give
  each source a type of its own, and not where a header gives the same name another meaning.
"""
import collections
import pathlib
import re

import tree_check

PRODUCT = ("core", "formats", "model", "mapping", "emulator", "session", "views", "app")
TESTS = "tests"

# Comments, strings (raw ones first), characters (not the ' of 1'000) and directives: nothing in them is a definition.
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\s\\]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    r"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.DOTALL | re.MULTILINE)
NAMESPACE = re.compile(r"(?:inline\s+)?namespace\s*([\w:]*)\s*$")
ATTRIBUTES = re.compile(r"\[\[.*?\]\]|\balignas\s*\([^)]*\)", re.DOTALL)
TYPE = re.compile(r"\b(?:enum\s+class|enum\s+struct|enum|class|struct|union)\s+(\w+)\s*(?:final\s*)?(?::[^:].*)?$", re.DOTALL)
ALIAS = re.compile(r"(?:template.*>\s*)?(?:using\s+(\w+)\s*=|concept\s+(\w+)\s*=|typedef\b.*?(\w+)\s*$)", re.DOTALL)
TEMPLATE = re.compile(r"^\s*template\s*<")

Definition = collections.namedtuple("Definition", "file line name scope anonymous")


def without_template(head):
    """What follows `template <...>`: its parameters are declared with `class`, too."""
    while TEMPLATE.match(head):
        depth = 0
        for at, letter in enumerate(head):
            depth += (letter == "<") - (letter == ">")
            if letter == ">" and depth == 0:
                head = head[at + 1:]
                break
        else:
            return ""
    return head


def defined_type(head):
    """The name that `head {` defines, if it is a type's and no specialisation's."""
    head = without_template(ATTRIBUTES.sub(" ", head)).strip()
    if re.match(r"(class|struct|union|enum)\b", head):
        found = TYPE.match(head)
        return found.group(1) if found else None
    return None


def definitions(file, text):
    """Types and aliases at namespace scope."""
    text = NOISE.sub(lambda noise: "\n" * noise.group().count("\n") or " ", text)
    scopes, head_from = [], 0  # a scope is a namespace's name, "" without one, or None for every other brace
    for mark in re.finditer(r"[{};]", text):
        head, line = text[head_from:mark.start()], text.count("\n", 0, mark.start()) + 1
        at_namespace = None not in scopes
        where = ("::".join(scope for scope in scopes if scope), "" in scopes) if at_namespace else None
        if mark.group() == "{":
            namespace = NAMESPACE.search(head)
            if at_namespace and namespace:
                scopes.append(namespace.group(1))
            else:
                name = defined_type(head) if at_namespace else None
                if name:
                    yield Definition(file, line, name, *where)
                scopes.append(None)
        elif mark.group() == "}":
            if scopes:
                scopes.pop()
        elif at_namespace and (alias := ALIAS.match(head.strip())):
            yield Definition(file, line, next(filter(None, alias.groups())), *where)
        head_from = mark.end()


def of_tree(root):
    for folder in (*PRODUCT, TESTS):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".h", ".cpp"}:
                yield from definitions(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def is_test(definition):
    return definition.file.startswith(TESTS + "/")


def is_header(definition):
    return definition.file.endswith(".h")


def meet(a, b):
    """Whether two definitions can lie in one program. The tests of a folder are a program of their own."""
    if not is_test(a) or not is_test(b) or is_header(a) or is_header(b):
        return True
    return pathlib.PurePosixPath(a.file).parent == pathlib.PurePosixPath(b.file).parent


def place(definition):
    return f"{definition.file}:{definition.line}"


def problems(root):
    named = collections.defaultdict(list)
    for definition in of_tree(root):
        if definition.anonymous and is_header(definition):
            yield f"{place(definition)}: {definition.name} is in an anonymous namespace of a header"
        named[definition.scope, definition.name].append(definition)
    for (_, name), found in sorted(named.items()):
        for i, first in enumerate(found):
            for second in found[i + 1:]:
                yield from clash(name, first, second)


def clash(name, first, second):
    if not meet(first, second) or (first.anonymous and second.anonymous):
        return
    if first.anonymous == second.anonymous:
        yield f"{place(second)}: {name} is defined in {place(first)}, too"
        return
    hidden, seen = (second, first) if first.anonymous else (first, second)
    if is_header(hidden):
        yield f"{place(seen)}: {name} means something else in {place(hidden)}"


GOOD = {
    "core/a.h": "namespace waferscope {\nclass A;\nstruct B { enum class Kind { X }; };\nusing C = int;\n"
                "template <class T> struct D { T t; };\ntemplate <> struct D<int> { };\n"
                "struct E final : public B { };\nenum class [[nodiscard]] F : unsigned char { X };\n"
                "// struct A { };\nconst char* const kText = \"struct A {\"; const int k = 1'000; const char c = '{';\n}\n",
    "core/a.cpp": "namespace waferscope {\nnamespace {\nstruct Entry { };\n}\nclass A { struct Entry { }; };\n"
                  "void f() { struct B { }; using C = long; }\nstruct E g(struct B b) { return {}; }\n}\n",
    "core/b.cpp": "namespace waferscope {\nnamespace {\nstruct Entry { };\n}\nclass A::Part { };\n}\n",
    "core/other.h": "namespace waferscope::other {\nclass A { };\n}\n#define MAKE struct A { }\n",
    "tests/core/a_test.cpp": "namespace waferscope {\nclass SameTest { };\n}\n",
    "tests/app/b_test.cpp": "namespace waferscope {\nclass SameTest { };\n}\n",
}
BAD = [  # (file, text, words of the complaint)
    ("app/x.h", "enum class B { X };", "app/x.h:2: B is defined in core/a.h:3, too"),
    ("app/x.cpp", "struct B { };", "app/x.cpp:2: B is defined in core/a.h:3, too"),
    ("app/x.cpp", "struct\n    C\n{ };", "app/x.cpp:4: C is defined in core/a.h:4, too"),
    ("app/x.cpp", "template <typename T>\nusing B = T;", "B is defined in"),
    ("app/x.cpp", "typedef int B;", "B is defined in"),
    ("app/x.cpp", "union D { int i; };", "D is defined in"),
    ("app/x.cpp", "enum F { X };", "F is defined in"),
    ("app/x.cpp", "template <typename T>\nconcept D = true;", "D is defined in"),
    ("app/x.h", "}\nnamespace waferscope { inline namespace v1 { } class B { };", "B is defined in"),
    ("app/x.cpp", "namespace {\nclass B { };\n}", "app/x.cpp:3: B means something else in core/a.h:3"),
    ("app/x.h", "namespace {\nclass X { };\n}", "X is in an anonymous namespace of a header"),
    ("tests/core/x_test.cpp", "class B { };", "B is defined in"),
    ("tests/core/x_test.cpp", "class SameTest { };", "SameTest is defined in"),
    ("tests/core/x.h", "class SameTest { };", "SameTest is defined in"),
]


if __name__ == "__main__":
    tree_check.main("names", problems, GOOD, [({name: "namespace waferscope {\n" + text + "\n}\n"}, words) for name, text, words in BAD])
