"""What can stand in the place of an option's value or of an argument."""
import dataclasses
import json
import re

import program_help

# Options whose values `wafer list KIND` names, and what follows a name.
LISTED = {"model": ("networks",), "MODEL": ("networks",), "--system": ("systems", "installations"), "--installation": ("systems", "installations"),
          "--assume": ("assumptions",)}
FREE = {"--dim", "--layout"}  # words that only the person knows


@dataclasses.dataclass(frozen=True)
class Choice:
    """Words, files, or both; with neither, nothing can be offered."""
    words: tuple = ()
    files: bool = False
    ending: str = ""  # of the files, "waferplan"; "" for all
    glue: str = " "  # what follows a word


def is_meant(word, entry):
    """"gallery:unet" only where the meaning speaks of "gallery:"."""
    return ":" not in word or word.split(":")[0] + ":" in entry.meaning


class Choices:
    """Asks `wafer list` once for every kind."""

    def __init__(self, wafer):
        self._wafer = wafer
        self._names = {}

    def of(self, entry):
        """The Choice of a program_help.Entry that has a value."""
        if entry.choices:
            return Choice(entry.choices)
        kinds = next((LISTED[name] for name in entry.names if name in LISTED), ())
        if kinds:
            words = tuple(word for kind in kinds for word in self._listed(kind) if is_meant(word, entry))
            is_setting = "assumptions" in kinds
            return Choice(words, files=not is_setting, glue="=" if is_setting else " ")
        if entry.value not in {"TEXT", ""} or FREE & set(entry.names):
            return Choice()
        endings = set(re.findall(r"\.([a-z]+)\b", entry.meaning)) if not entry.names[0].startswith("-") else set()
        return Choice(files=True, ending=endings.pop() if len(endings) == 1 else "")

    def _listed(self, kind):
        if kind not in self._names:
            listed = json.loads(program_help.said(self._wafer, "list", kind, "--json"))
            self._names[kind] = [thing["name"] for thing in listed[kind]]
        return self._names[kind]
