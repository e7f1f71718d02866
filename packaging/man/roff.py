"""Text to roff, for man pages: a little of Markdown, and the lists of options."""
import re

NUMBERS = {"INT": "N", "UINT": "N", "FLOAT": "X"}
WIDEST = 40  # of choices beside an option; longer ones follow its meaning


def literal(text):
    """Text to be typed as it stands: its hyphens are minus signs that can be copied."""
    return text.replace("\\", "\\e").replace("-", "\\-")


def plain(text):
    """Running text: minus signs only where a word begins with one."""
    text = re.sub(r"(?<![\w\\])-", r"\\-", text.replace("\\", "\\e"))
    return "\\&" + text if text[:1] in {".", "'"} else text


def inline(text):
    """`code` and **bold** become bold, *word* italic."""
    parts = re.split(r"(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)", text)
    marked = []
    for part in parts:
        if part.startswith(("`", "**")):
            marked.append(f"\\fB{literal(part.strip('`*'))}\\fR")
        elif part.startswith("*"):
            marked.append(f"\\fI{literal(part.strip('*'))}\\fR")
        else:
            marked.append(plain(part) if part else "")
    return "".join(marked)


def prose(text):
    """Paragraphs, code by four blanks, and terms whose meaning begins with ":   "."""
    lines = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        rows = block.splitlines()
        if all(row.startswith("    ") for row in rows):
            lines += [".PP", ".RS 4", ".EX", *(literal(row[4:]) for row in rows), ".EE", ".RE"]
        elif len(rows) > 1 and rows[1].startswith(":   "):
            meaning = " ".join([rows[1][4:], *(row.strip() for row in rows[2:])])
            lines += [".TP 8", inline(rows[0]), inline(meaning)]
        else:
            lines += [".PP", inline(" ".join(rows))]
    return lines


def sections(text):
    """{"DESCRIPTION": [roff lines] ...} of a file whose headings begin with "# "."""
    parts = re.split(r"^# (.+)\n", text, flags=re.MULTILINE)
    return {title: prose(body) for title, body in zip(parts[1::2], parts[2::2])}


def is_short(entry):
    """Whether there are choices that fit beside the option."""
    return 0 < len("|".join(entry.choices)) <= WIDEST


def value_of(entry):
    """How a value is shown: its few choices, a number, or the option's own name."""
    if is_short(entry):
        return "\\fR|\\fP".join(f"\\fB{literal(choice)}\\fP" for choice in entry.choices)
    return f"\\fI{NUMBERS.get(entry.value, entry.name.lstrip('-').upper())}\\fR"


def entries(options):
    """.TP entries of options or arguments."""
    lines = []
    for entry in options:
        is_option = entry.names[0].startswith("-")
        names = ", ".join(f"\\fB{literal(name)}\\fR" for name in entry.names) if is_option else ""
        shown = [names, value_of(entry)] if entry.value and is_option else [names or f"\\fI{entry.name}\\fR"]
        notes = [entry.limits, *entry.relations, "may be repeated" if entry.repeats else "",
                 "required" if entry.required and is_option else ""]
        said = [entry.meaning, *(note for note in notes if note and note not in entry.meaning)]
        if not (is_option and is_short(entry)) and not all(choice in entry.meaning for choice in entry.choices):
            said.append("one of " + ", ".join(entry.choices))
        lines += [".TP 8", " ".join(shown), plain("; ".join(said))]
    return lines
