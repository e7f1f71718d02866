"""Proves that man pages and completions know every command and option that the programs' own help names.

    made_from_help_test.py ROOT WAFER WAFERSCOPE

The help is read here by a search for words alone, so that an entry that packaging/program_help.py overlooks is found.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT, WAFER, WAFERSCOPE = sys.argv[1:]
PACKAGING = pathlib.Path(ROOT) / "packaging"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def script(name, *arguments):
    return output(sys.executable, "-B", PACKAGING / name, *arguments)


def options_in(help_text):
    """Every --word that begins an entry; a mention inside a sentence is none."""
    entries = re.findall(r"^  (-\S+(?:, --\S+)?)", help_text, flags=re.MULTILINE)
    return {name for entry in entries for name in re.findall(r"(?<![\w-])--?[a-z][\w-]*", entry)}


def missing(words, text):
    """Those words that do not stand in a text as words of their own."""
    return {word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


def parts_of_man_page(page):
    """{"wafer map": the lines that name its options, "": those before the first part}."""
    text = re.sub(r"\\f[BIRP]", "", page.replace("\\-", "-"))
    parts = re.split(r'^\.SS "(.*)"\n', text, flags=re.MULTILINE)
    entries = ["\n".join(re.findall(r"^\.TP.*\n(.*)$", part, flags=re.MULTILINE)) for part in parts]
    return {"": entries[0], **dict(zip(parts[1::2], entries[2::2]))}


def parts_of_completion(shell, text, command):
    """What a completion holds for one command."""
    if shell == "fish":
        words = re.sub(r" -l ", " --", re.sub(r" -s ", " -", text)).splitlines()
        return "\n".join(line for line in words if f"from {command}'" in line)
    start = re.search(rf"^ *{command}\)$", text, flags=re.MULTILINE)
    return text[start.end():].split("\n    ;;" if shell == "zsh" else "esac ;;")[0] if start else ""


def problems():
    top = output(WAFER, "--help")
    commands = re.findall(r"^  (\w+) ", top.split("Subcommands:")[1], flags=re.MULTILINE)
    whole_page = script("make_man.py", WAFER, PACKAGING / "man/wafer.md", "1", "2000-01-01")
    page = parts_of_man_page(whole_page)
    completions = {shell: script("make_completion.py", shell, WAFER, WAFER) for shell in ("bash", "zsh", "fish")}
    if len(commands) < 5:
        yield f"only these commands were found in the help: {commands}"
    for command in commands:
        options = options_in(output(WAFER, command, "--help"))
        for name in missing(options - {"-h", "--help"}, page.get(f"wafer {command}", "")):
            yield f"the man page does not know {command} {name}"
        for shell, text in completions.items():
            for name in missing(options, parts_of_completion(shell, text, command)):
                yield f"{shell} does not complete {command} {name}"
    window = options_in(output(WAFERSCOPE, "--help"))
    page_of_window = script("make_man.py", WAFERSCOPE, PACKAGING / "man/waferscope.md", "1", "2000-01-01")
    for name in missing(window, parts_of_man_page(page_of_window)[""]):
        yield f"the man page of waferscope does not know {name}"
    yield from warnings_of_man(whole_page)
    yield from warnings_of_man(page_of_window)
    yield from bash_answers(completions["bash"])


def warnings_of_man(page):
    """What man says of a page, at 80 columns."""
    with tempfile.NamedTemporaryFile("w", suffix=".1") as file:
        file.write(page)
        file.flush()
        said = subprocess.run(["man", "--warnings", "-l", file.name], env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                              capture_output=True, text=True, check=True)
    yield from said.stderr.splitlines()


ANSWERS = {
    "wafer ma": {"map"},
    "wafer map --optimizer ": {"sgd", "momentum", "adam"},
    "wafer map gallery:mn": {"mnist-mlp"},  # what follows the colon, at which bash splits
    "wafer map --installation neocortex": {"neocortex-2021", "neocortex-2022"},
    "wafer map --assume pipelined": {"pipelined_efficiency="},
    "wafer map --seed ": set(),
}


def bash_answers(text):
    """What bash offers for a line."""
    with tempfile.TemporaryDirectory() as empty:
        for line, expected in ANSWERS.items():
            asked = f'COMP_LINE="$1"; COMP_POINT=${{#1}}; _wafer; printf "%s\\n" "${{COMPREPLY[@]}}"'
            said = subprocess.run(["bash", "-c", text + asked, "bash", line], cwd=empty, capture_output=True, text=True, check=True)
            if set(said.stdout.split()) != expected or said.stderr:
                yield f"bash offers {said.stdout.split()} for \"{line}\" instead of {sorted(expected)} {said.stderr}"


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found) or "man pages and completions know every command and option")
    sys.exit(bool(found))
