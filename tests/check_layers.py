"""Fails when a file includes a folder, or a toolkit, that its layer may not know.

    check_layers.py ROOT         checks the tree
    check_layers.py --self-test  checks that each rule catches a tree that breaks it
"""
import pathlib
import re

import tree_check

# The rooms of core, lowest first: each knows itself and those before it.
CORE_ROOMS = ["base", "validation", "machine", "graph", "shape_rules", "network", "blocks", "families", "layout", "words", "run"]
CORE = {f"core/{room}" for room in CORE_ROOMS}
ENGINE_ROOMS = CORE | {"formats", "model", "mapping", "emulator", "session"}
DRAWING = CORE | {"model", "views/drawing"}

# Layer -> the layers whose headers it may include. A file belongs to the deepest folder named here.
MAY_INCLUDE = {
    **{f"core/{room}": {f"core/{lower}" for lower in CORE_ROOMS[:index + 1]} for index, room in enumerate(CORE_ROOMS)},
    "formats": CORE | {"formats"},
    "model": CORE | {"model"},
    "mapping": CORE | {"model", "mapping"},
    "emulator": CORE | {"model", "emulator"},
    "emulator/training": CORE | {"model", "emulator", "emulator/training"},
    "session": ENGINE_ROOMS,
    "views/drawing": DRAWING,
    "views": DRAWING | {"views"},
    "app/cli": ENGINE_ROOMS | {"views/drawing", "app/cli"},
    "app": ENGINE_ROOMS | {"views/drawing", "views", "app"},
}

# Toolkit -> headers. The first that matches wins.
TOOLKITS = {
    "threads": r"thread|mutex|shared_mutex|condition_variable|future|semaphore|barrier|latch",
    "TBB": r"(oneapi/)?tbb/.*|tbb\.h|execution",  # libstdc++ builds <execution> on TBB
    "the standard library": r"[a-z_0-9]+",
    "POSIX": r"(sys|netinet|arpa)/\w+\.h|(unistd|fcntl|dirent|poll|signal|spawn|termios|dlfcn|locale)\.h",
    "intrinsics": r"\w*intrin\.h",
    "a parser": r"(yaml-cpp|nlohmann|google/protobuf|onnx)/.*|zip\.h|zlib\.h|csv\.h",
    "Eigen": r"(unsupported/)?Eigen/.*",
    "QCustomPlot": r"qcustomplot\.h",
    "widgets": r"QtWidgets.*|QtPrintSupport.*|QtSvgWidgets.*|Q(Application|Action\w*Widget|Style(?!Hints)\w*|Layout\w*"
               r"|\w*(Widget|Dialog|Button|Layout|LayoutItem|Bar|Menu|Label|Edit|ComboBox|SpinBox|Slider|Dock\w*|Splitter"
               r"|Completer|Delegate|Frame|GroupBox|RubberBand|Scroller|ShortcutWidget|ToolTip|UndoView|Wizard\w*)"
               r"|(Column|Graphics|Header|List|Table|Tree|AbstractItem|Undo)View|Graphics\w+|MainWindow|MessageBox|ToolBox"
               r"|CheckBox|DialogButtonBox|SplashScreen|SystemTrayIcon|ScrollArea|AbstractScrollArea|MdiArea|WhatsThis"
               r"|Print(er|Preview)\w*)(\.h)?",
    "Qt": r"Q[A-Z]\w*(\.h)?|Qt\w+(/.*)?|q[a-z]+\.h",
    "VTK": r"Q?[vV][tT][kK]\w*\.h",
    "OpenGL": r"(GL|EGL|GLES\d?|KHR)/.*",
    "CLI11": r"CLI/.*",
    "fmt": r"fmt/.*",
}
MAY_USE = {
    **{room: {"the standard library"} for room in CORE},
    "formats": {"the standard library", "POSIX", "a parser"},
    "model": {"the standard library", "TBB"},
    "mapping": {"the standard library", "TBB"},
    "emulator": {"the standard library", "TBB", "intrinsics"},
    "emulator/training": {"the standard library", "TBB", "Eigen", "intrinsics"},
    "session": {"the standard library", "POSIX"},
    "views/drawing": {"the standard library", "Qt", "VTK", "OpenGL"},
    "views": {"the standard library", "Qt", "widgets", "QCustomPlot"},
    "app/cli": {"the standard library", "POSIX", "Qt", "CLI11", "fmt"},
    "app": {"the standard library", "POSIX", "Qt", "widgets"},
}
THREADS_LIVE_IN = "app/jobs/job_runner"
CHARTS_LIVE_IN = "views/timeline/charts"
ENGINES = ENGINE_ROOMS | {"emulator/training"}
# The same seed gives the same answer with every standard library: core/base/random.h instead.
UNREPEATABLE = re.compile(r"std::(uniform_\w+|normal_distribution|discrete_distribution|shuffle|random_device|rand)\b")

# What a span's period, repeats and stride mean is known where spans are defined and where they are written; a digest and
# a trace say the figures themselves.
SPANS_ARE_READ_BY = "core/run/event_log.h"
SPANS_ARE_KNOWN_TO = re.compile(r"core/run/|emulator/step/schedule/|emulator/step/digest\.cpp$|formats/reports/trace\.cpp$")
PERIODIC = re.compile(r"(?:\.|->)(?:period|repeats|sampleStride)\b")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def layer_of(name):
    """The deepest layer that holds a path; None for tests and other people's headers."""
    holding = [layer for layer in MAY_INCLUDE if name.startswith(layer + "/")]
    return max(holding, key=len, default=None)


def toolkit_of(name):
    for toolkit, pattern in TOOLKITS.items():
        if re.fullmatch(pattern, name):
            return toolkit
    return None


class Tree:
    def __init__(self, root):
        folders = sorted({layer.split("/")[0] for layer in MAY_INCLUDE} | {"tests"})
        paths = [path for folder in folders for path in (root / folder).rglob("*") if path.suffix in {".h", ".cpp"}]
        self.text = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}
        self.includes = {name: [(quote == '"', header) for quote, header in INCLUDE.findall(text)]
                         for name, text in self.text.items()}

    def unit(self, name):
        """A translation unit: a file and what it and our own headers beneath it include."""
        seen, pending = set(), [name]
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                pending.extend(header for _, header in self.includes.get(current, ()))
        return seen

    def toolkits(self, name):
        return {toolkit_of(header) for header in self.unit(name) if header not in self.text}


def include_problems(tree, name, layer):
    for is_own, header in tree.includes[name]:
        target = layer_of(header)
        if target:
            if target not in MAY_INCLUDE[layer]:
                yield f"{layer} may not include {header}"
            elif header not in tree.text:
                yield f"{header} does not exist"
        elif is_own and header.endswith(".moc"):
            continue
        elif is_own and toolkit_of(header) is None:
            yield f'write "{header}" with its path from the top'
        else:
            yield from toolkit_problems(name, layer, header)


def toolkit_problems(name, layer, header):
    toolkit = toolkit_of(header)
    if toolkit is None:
        yield f"{header} belongs to no toolkit that check_layers.py knows"
    elif toolkit == "threads":
        if not name.startswith(THREADS_LIVE_IN):
            yield f"only {THREADS_LIVE_IN} may use <{header}>"
    elif toolkit not in MAY_USE[layer]:
        yield f"{layer} may not use {toolkit} ({header})"
    if toolkit == "VTK" and name.endswith(".h"):
        yield f"keep {header} out of headers"
    if toolkit == "QCustomPlot" and not re.fullmatch(CHARTS_LIVE_IN + r"\w*\.cpp", name):
        yield f"only {CHARTS_LIVE_IN}*.cpp may include {header}"


def file_problems(tree, name):
    layer = layer_of(name)
    if name.startswith("core/") and not layer:
        yield f"it belongs in a room of core: {', '.join(CORE_ROOMS)}"
    if layer:
        yield from include_problems(tree, name, layer)
    if layer in ENGINES:
        for word in UNREPEATABLE.findall(COMMENT.sub("", tree.text[name])):
            yield f"std::{word} differs between standard libraries; use core/base/random.h"
    if layer and not SPANS_ARE_KNOWN_TO.match(name) and PERIODIC.search(COMMENT.sub("", tree.text[name])) \
            and SPANS_ARE_READ_BY in tree.unit(name):
        yield f"ask a span of {SPANS_ARE_READ_BY} for its intervals"
    if name.endswith(".cpp"):
        toolkits = tree.toolkits(name)
        if "TBB" in toolkits and toolkits & {"Qt", "widgets"}:
            yield "TBB and Qt meet in one translation unit"


def problems(root):
    tree = Tree(root)
    for name in tree.text:
        for problem in file_problems(tree, name):
            yield f"{name}: {problem}"
    charts = [name for name in tree.text if (False, "qcustomplot.h") in tree.includes[name]
              or (True, "qcustomplot.h") in tree.includes[name]]
    if len(charts) > 1:
        yield f"QCustomPlot belongs in one file, not in {', '.join(charts)}"


GOOD = {
    "core/base/a.h": "#include <vector>\n",
    "core/layout/b.h": '#include "core/base/a.h"\n#include "core/layout/c.h"\n',
    "core/layout/c.h": "",
    "core/run/event_log.h": "auto e = span.start + span.period * i;\n",
    "emulator/step/schedule/s.cpp": '#include "core/run/event_log.h"\nspan.repeats = 2;\n',
    "formats/base/b.cpp": '#include "core/base/a.h"\n#include <nlohmann/json.hpp>\n#include <fcntl.h>\n',
    "model/m.h": '#include "core/layout/b.h"\n',
    "mapping/c.h": '#include "core/base/a.h"\n#include "model/m.h"\n',
    "mapping/c.cpp": '#include "mapping/c.h"\n#include <tbb/parallel_for.h>\n// not std::shuffle\n',
    "emulator/training/t.cpp": "#include <Eigen/Core>\n",
    "views/drawing/base/d.h": '#include "model/m.h"\n#include <QImage>\n#include <QGuiApplication>\n#include <QStyleHints>\n',
    "views/drawing/base/d.cpp": '#include "views/drawing/base/d.h"\n#include <vtkRenderer.h>\n#include <EGL/egl.h>\n',
    "views/timeline/charts.cpp": "#include <qcustomplot.h>\n#include <QWidget>\n",
    "session/s.h": '#include "mapping/c.h"\n',
    "app/jobs/job_runner.cpp": '#include "session/s.h"\n#include <thread>\n#include <string>\n',
    "app/window/w.cpp": "#include <QWidget>\nint n = layer.repeats;\n",
    "app/cli/e.cpp": '#include "mapping/c.h"\n#include <CLI/CLI.hpp>\n',
    "tests/core/f_test.cpp": '#include "core/base/a.h"\n#include <QTest>\n#include "f_test.moc"\n',
}
BAD = [  # (file, text, words of the complaint)
    ("core/base/x.h", "#include <QString>", "core/base may not use Qt"),
    ("core/base/x.h", "#include <nlohmann/json.hpp>", "core/base may not use a parser"),
    ("core/base/x.h", "#include <unistd.h>", "core/base may not use POSIX"),
    ("core/base/x.h", '#include "core/layout/b.h"', "core/base may not include"),
    ("core/graph/x.h", '#include "core/network/n.h"', "core/graph may not include"),
    ("core/layout/x.h", '#include "core/run/n.h"', "core/layout may not include"),
    ("core/layout/x.h", '#include "formats/base/b.h"', "core/layout may not include"),
    ("core/layout/x.h", '#include "model/m.h"', "core/layout may not include"),
    ("core/base/x.h", '#include "core/base/none.h"', "does not exist"),
    ("app/jobs/x.cpp", '#include "core/run/event_log.h"\nint n = span.repeats;', "ask a span"),
    ("views/timeline/x.h", '#include "core/run/event_log.h"\nint n = span->period;', "ask a span"),
    ("core/base/x.h", '#include "a.h"', "path from the top"),
    ("core/base/x.h", "#include <boost/any.hpp>", "no toolkit"),
    ("core/base/x.cpp", "int x = std::rand();", "differs between standard libraries"),
    ("core/x.h", "", "in a room of core"),
    ("core/attic/x.h", "", "in a room of core"),
    ("formats/base/x.cpp", "#include <tbb/task.h>", "formats may not use TBB"),
    ("formats/base/x.cpp", '#include "model/m.h"', "formats may not include"),
    ("model/x.cpp", '#include "mapping/c.h"', "model may not include"),
    ("model/x.cpp", '#include "formats/base/b.h"', "model may not include"),
    ("model/x.cpp", "#include <Eigen/Core>", "model may not use Eigen"),
    ("model/x.cpp", "std::shuffle(a, b, c);", "differs between standard libraries"),
    ("mapping/x.cpp", '#include "formats/base/b.h"', "mapping may not include"),
    ("mapping/x.cpp", '#include "emulator/step/a.h"', "mapping may not include"),
    ("mapping/x.cpp", "#include <Eigen/Core>", "mapping may not use Eigen"),
    ("mapping/x.cpp", "#include <mutex>", "only app/jobs/job_runner"),
    ("emulator/step/x.cpp", '#include "mapping/c.h"', "emulator may not include"),
    ("emulator/step/x.cpp", "#include <Eigen/Core>", "emulator may not use Eigen"),
    ("emulator/step/x.cpp", "std::uniform_int_distribution<int> d;", "differs between standard libraries"),
    ("views/drawing/base/x.cpp", "#include <QWidget>", "may not use widgets"),
    ("views/drawing/base/x.cpp", "#include <QApplication>", "may not use widgets"),
    ("views/drawing/base/x.h", "#include <vtkRenderer.h>", "out of headers"),
    ("views/wafer/x.cpp", "#include <vtkRenderer.h>", "views may not use VTK"),
    ("views/wafer/x.cpp", '#include "app/window/y.h"', "views may not include"),
    ("views/wafer/x.cpp", '#include "mapping/c.h"', "views may not include"),
    ("views/wafer/x.cpp", "#include <qcustomplot.h>", "only views/timeline/charts"),
    ("views/timeline/charts_more.cpp", "#include <qcustomplot.h>", "belongs in one file"),
    ("app/window/x.cpp", "#include <CLI/CLI.hpp>", "app may not use CLI11"),
    ("app/window/x.cpp", '#include "app/cli/y.h"', "app may not include"),
    ("session/x.cpp", "#include <QString>", "session may not use Qt"),
    ("session/x.cpp", '#include "views/wafer/y.h"', "session may not include"),
    ("app/cli/x.cpp", '#include "views/wafer/y.h"', "app/cli may not include"),
    ("tests/mapping/x_test.cpp", "#include <QTest>\n#include <tbb/tbb.h>", "meet in one translation unit"),
    ("tests/app/x_test.cpp", '#include <QTest>\n#include "mapping/meets.h"', "meet in one translation unit"),
]


MEETS = {"mapping/meets.h": "#include <tbb/tbb.h>\n"}  # which some of the bad ones include

if __name__ == "__main__":
    tree_check.main("layers", problems, GOOD, [({**MEETS, name: text + "\n"}, words) for name, text, words in BAD])
