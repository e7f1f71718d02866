"""Fails when docs/CONTRACT.md does not describe what wafer offers and prints, or describes what it does not.

    check_contract.py ROOT WAFER WAFERSCOPE  asks both programs for their help, and wafer for JSON of small networks
    check_contract.py --self-test            checks that each rule catches a contract that breaks it

Held both ways: commands, their options with the words that they take, and the keys of every JSON object. One way: names that
`wafer list` prints and keys of plans must be in the contract, arguments of a command in its first lines.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WINDOW = "The window"
SHARED = "Mapping options"  # whose options a command has whose section says that it takes them


# ---- what the contract says

def sections_of(text):
    """Heading -> what stands below it, up to the next heading of any level."""
    parts = re.split(r"^#+ (?:\d+\. )?(.+?)\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def first_cells(section):
    """What is in backquotes in the first cell of every row."""
    for line in section.splitlines():
        if line.startswith("| `"):
            yield re.findall(r"`([^`]+)`", re.split(r"(?<!\\)\|", line)[1])


def options_in(section):
    """Option -> the words that it takes, as one text."""
    return {name: cell.replace("\\", "") for cells in first_cells(section) for cell in cells
            for name in re.findall(r"^-{1,2}[a-z][a-z-]*", cell)}


def keys_in(section):
    return {key for cells in first_cells(section) for key in cells}


# ---- what the programs say

def options_of(help_text):
    """Option -> words that it may take, from the help of CLI11 or of Qt."""
    found = {}
    for names, rest in re.findall(r"^  (-{1,2}[a-z][\w,\- ]*?)(?=[ \n:]{2,}|[ ](?:<|\[?[A-Z]))(.*)", help_text, re.MULTILINE):
        words = re.search(r"^ *[A-Z]+:\{([^}]*)\}", rest)
        for name in re.split(r", ?", names):
            found[name] = words.group(1).split(",") if words else []
    return {name: words for name, words in found.items() if name not in {"-h", "--help", "--help-all", "-v", "--version"}}


def arguments_of(help_text):
    """Positional -> words that it may take."""
    return {name: words.split(",") if words else [] for name, words in
            re.findall(r"^  ([A-Z]+\d?) [A-Z]+(?::\{([^}]*)\})?", help_text, re.MULTILINE)}


def paths_of(value, path=""):
    """(path, is it closed) of all that is in a JSON value; closed is what ends there, empty lists and null do not."""
    inside = []
    if isinstance(value, dict):
        inside = [(f"{path}.{key}" if path else key, below) for key, below in value.items()]
    elif isinstance(value, list):
        inside = [(f"{path}[]", below) for below in value if isinstance(below, dict)]
    if path and not path.endswith("[]"):
        is_open = value is None or value in ([], {})
        yield path, not inside and not is_open
    for name, below in inside:
        yield from paths_of(below, name)


# ---- both

def command_problems(contract, helps):
    """`helps`: command -> its help."""
    sections = sections_of(contract)
    described = {name for name, text in sections.items() if re.search(rf"^    wafer {re.escape(name)} ", text, re.MULTILINE)}
    for command in sorted(described - set(helps)):
        yield f"{command}: there is no such command"
    for command, help_text in helps.items():
        if command not in sections:
            yield f"{command}: has no section"
            continue
        section = sections[command]
        written = options_in(section)
        if f"Takes the {SHARED.lower()}" in section:
            written |= options_in(sections[SHARED])
        yield from (f"{command}: {problem}" for problem in option_problems(written, options_of(help_text)))
        usage = "\n".join(line for line in section.splitlines() if line.startswith("    "))
        for name, words in arguments_of(help_text).items():
            for word in words or [name]:
                if not re.search(rf"\b{word}\b", usage):
                    yield f"{command}: its first lines lack {word}"


def option_problems(written, offered):
    for name in sorted(set(offered) - set(written)):
        yield f"{name} is not described"
    for name in sorted(set(written) - set(offered)):
        yield f"{name} is described, but there is none"
    for name in sorted(set(offered) & set(written)):
        for word in offered[name]:
            if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", written[name]):
                yield f"{name} takes {word}, which is not described"


def key_problems(contract, heading, objects):
    """`objects`: what was printed; together they show every key."""
    keys = keys_in(sections_of(contract).get(heading, ""))
    patterns = {key: re.compile(re.escape(key).replace("NAME", r"[\w-]+").replace("KIND", r"\w+")) for key in keys}
    printed = {}
    for value in objects:
        for path, closed in paths_of(value):
            printed[path] = printed.get(path, False) or closed
    for path, closed in printed.items():
        if closed and not any(pattern.fullmatch(path) for pattern in patterns.values()):
            yield f"{heading}: {path} is not described"
    for key, pattern in patterns.items():
        if not any(pattern.fullmatch(path) for path in printed):
            yield f"{heading}: {key} is described, but never printed"


def name_problems(text, names):
    written = set(re.findall(r"`([^`\n]+)`", text))
    yield from (f"{name} is not named" for name in sorted(set(names) - written))


def property_names(schema):
    for key, value in schema.items() if isinstance(schema, dict) else []:
        if key == "properties":
            yield from value
        yield from property_names(value)
    for value in schema if isinstance(schema, list) else []:
        yield from property_names(value)


# ---- asking

class Wafer:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def text(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, check=True, cwd=self.folder).stdout

    def json(self, *arguments):
        return json.loads(self.text(*arguments, "--json"))

    def helps(self):
        below = self.text("--help").split("Subcommands:")[1]
        return {name: self.text(name, "--help") for name in re.findall(r"^  ([a-z]+) ", below, re.MULTILINE)}


def unwritten_problems(program):
    """Words that are asked for and find no room: one line, and the code for what cannot be written."""
    for question in ("--help", "--version"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program, question], stdout=full, stderr=subprocess.PIPE, text=True)
        if done.returncode != 3 or done.stderr.count("\n") != 1:
            yield f"{program} {question} on a full device: code {done.returncode} and {done.stderr!r}"


def write_measurements(folder):
    """A table of one measurement that is met: what fits itself."""
    columns = ["id", "role", "mode", "release", "network", "dims", "installation", "systems", "workers", "batch", "quantity",
               "measured", "unit", "band", "source", "notes"]
    row = {"id": "A", "role": "fit", "mode": "gpu", "dims": "gpus=8", "batch": "448", "quantity": "minutes", "measured": "21.69", "band": "0.1"}
    path = pathlib.Path(folder) / "measurements.csv"
    path.write_text(",".join(columns) + "\n" + ",".join(row.get(column, "") for column in columns) + "\n", encoding="utf-8")
    return str(path)


def printed_by(wafer, problem):
    """Heading of the contract -> objects that show all keys below it."""
    small = ["gallery:mnist-mlp", "--system", "cs1", "--moves", "100"]
    maps = [wafer.json("map", *small, "-o", "a.waferplan"), wafer.json("map", *small, "--run", "infer"),
            wafer.json("map", *small, "--mode", "streaming", "-o", "b.waferplan"),
            wafer.json("map", *small, "--batch", "8", "--workers", "1", "--advice")]
    comparison = wafer.json("compare", *small)
    wafer.text("map", "gallery:bert-large", "--system", "cs2", "--mode", "streaming", "-o", "c.waferplan")
    of_bert = {key: value for key, value in wafer.json("compare", "c.waferplan", "c.waferplan").items() if key == "gpu_baseline"}
    baselines = [wafer.json("baseline", kind) for kind in arguments_of(wafer.text("baseline", "--help"))["KIND"]]
    sides = {side: comparison.pop(side) for side in ("pipelined", "streaming")}
    return {
        "JSON of inspect": [wafer.json("inspect", "gallery:mnist-mlp"), wafer.json("inspect", "gallery:resnet50")],
        "JSON of map and report": [*maps, wafer.json("report", "a.waferplan"), *sides.values()],
        "JSON of compare": [comparison | {side: None for side in sides}, of_bert],
        "JSON of baseline": [*baselines, wafer.json("baseline", "gpu", "--gpus", "4", "--batch", "256")],
        "JSON of emulate": [wafer.json("emulate", "a.waferplan", "--pe", "0,0"), wafer.json("emulate", "b.waferplan", "--steps", "1"),
                            wafer.json("emulate", "b.waferplan", "--run", "infer", "--requests", "9", "--arrival", "1e3",
                                       "--job-steps", "9")],
        "JSON of validate": [wafer.json("validate", "--data", write_measurements(wafer.folder))],
        "JSON of place": [wafer.json("place", problem, "-o", "a.paint", "--moves", "1000")],
        "JSON of list": [wafer.json("list", kind) for kind in arguments_of(wafer.text("list", "--help"))["KIND"]],
    }


def problems(root, program, window):
    contract = (root / "docs" / "CONTRACT.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        wafer = Wafer(program, folder)
        yield from command_problems(contract, wafer.helps())
        printed = printed_by(wafer, str(root / "tests" / "fuzz" / "corpus" / "kgraph" / "small"))
        help_of_window = Wafer(window, folder).text("--help")
    for heading, objects in printed.items():
        yield from key_problems(contract, heading, objects)
    for name in sorted(set(re.findall(r"^JSON of .+", "\n".join(sections_of(contract)), re.MULTILINE)) - set(printed)):
        yield f"{name}: no command is asked for it"
    yield from [*unwritten_problems(program), *unwritten_problems(window)]
    yield from option_problems(options_in(sections_of(contract)[WINDOW]), options_of(help_of_window))
    both = contract + (root / "docs" / "MODEL.md").read_text(encoding="utf-8")
    yield from name_problems(both, [thing["name"] for listed in printed["JSON of list"]
                                    for things in listed.values() for thing in things])
    schema = json.loads((root / "resources" / "schema" / "waferplan.schema.json").read_text(encoding="utf-8"))
    files = sections_of(contract)["Files"].replace("[]", "").replace("layouts.", "")
    yield from name_problems(files, property_names(schema))


# ---- itself

CONTRACT = """# C

## 2. Commands

### list

    wafer list networks|systems

| option | meaning |
|---|---|
| `--as text\\|json` | how |
| `-o FILE`, `--output FILE` | where |

### map

    wafer map MODEL

Takes the mapping options as well.

### Mapping options

| option | meaning |
|---|---|
| `--batch N` | samples |

### JSON of list

| key | meaning |
|---|---|
| `KIND[].name`, `stalls.NAME` | of each |
| `advice`, `advice.sentence` | or null |
"""
HELPS = {
    "list": "List.\nUsage: wafer list [OPTIONS] KIND\n\nPositionals:\n  KIND TEXT:{networks,systems} REQUIRED\n"
            "                              what\n\nOptions:\n  -h,--help                   Print this\n"
            "  --as TEXT:{text,json}       how\n  -o,--output TEXT REQUIRED   where\n",
    "map": "Map.\n\nPositionals:\n  MODEL TEXT REQUIRED         a file\n\nOptions:\n  -h,--help                   Print this\n"
           "  --batch INT:INT in [1 - 1000000000]\n                              samples\n",
}
OBJECTS = [{"networks": [{"name": "a"}], "stalls": {"link": 1}, "advice": None}, {"systems": [], "advice": {"sentence": "b"}}]
BAD = [  # (words of the contract, what they become, words of the complaint)
    ("| `--batch N` | samples |\n", "", "map: --batch is not described"),
    ("| `--batch N`", "| `--bath N`", "map: --bath is described, but there is none"),
    ("-o FILE`, `", "", "list: -o is not described"),
    ("text\\|json", "text", "list: --as takes json"),
    ("networks|systems\n", "networks\n", "list: its first lines lack systems"),
    ("map MODEL", "map PLAN", "map: its first lines lack MODEL"),
    ("### map", "### mop", "map: has no section"),
    ("### JSON", "### train\n\n    wafer train MODEL\n\n### JSON", "train: there is no such command"),
    ("`KIND[].name`, ", "", "networks[].name is not described"),
    ("`stalls.NAME`", "`stalls.NAME`, `seconds`", "seconds is described, but never printed"),
    (", `advice.sentence`", "", "advice.sentence is not described"),
]


def check(contract):
    yield from command_problems(contract, HELPS)
    yield from key_problems(contract, "JSON of list", OBJECTS)


def self_test():
    failures = [f"a good contract was refused: {problem}" for problem in check(CONTRACT)]
    for words, instead, complaint in BAD:
        if words not in CONTRACT:
            failures.append(f"{words!r} is not in the contract of the test")
        if not any(complaint in problem for problem in check(CONTRACT.replace(words, instead))):
            failures.append(f"{instead!r} for {words!r} was accepted; expected: {complaint}")
    qt = "Options:\n  -h, --help               Displays help\n  --safe-mode              Read.\n  --debug <value>  Port.\n"
    if options_of(qt) != {"--safe-mode": [], "--debug": []}:
        failures.append(f"Qt's help was read as {options_of(qt)}")
    if list(name_problems("`a`, b", ["a", "b"])) != ["b is not named"]:
        failures.append("a name that is not in backquotes was accepted")
    if set(property_names({"properties": {"a": {"items": [{"properties": {"b": {}}}]}}})) != {"a", "b"}:
        failures.append("a schema's properties were not found")
    return failures


if __name__ == "__main__":
    found = self_test() if sys.argv[1:] == ["--self-test"] else list(problems(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:]))
    print("\n".join(found) or "contract: ok")
    sys.exit(bool(found))
