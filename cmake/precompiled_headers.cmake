# Precompiled headers: of the standard library, Qt and the parsers only, so that a change of ours never recompiles one. A
# source still includes what it uses: `./dev lint` reads every source without them.
option(WAFERSCOPE_PCH "Precompile the headers that most sources include" ON)

if(WAFERSCOPE_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # libstdc++ switches these off around its strings and vectors, where they are wrong; GCC 12 forgets that when it reads the
    # headers precompiled. A build without precompiled headers keeps them.
    target_compile_options(project_flags INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()

set(std_headers <algorithm> <array> <bit> <charconv> <cmath> <compare> <cstdint> <filesystem> <functional> <limits> <map>
    <memory> <numeric> <optional> <ostream> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant>
    <vector>)

set(widget_headers
    <QAction> <QApplication> <QFormLayout> <QHeaderView> <QKeyEvent> <QLabel> <QLineEdit> <QMainWindow> <QMenu> <QMouseEvent>
    <QPainter> <QPainterPath> <QPushButton> <QScrollArea> <QSignalBlocker> <QStringList> <QStyledItemDelegate> <QTimer>
    <QToolButton> <QTreeView> <QUndoStack> <QVBoxLayout> <QWheelEvent>)

# waferscope_precompile(TARGET HEADER...): makes TARGET a precompiled header of these and the common standard ones.
function(waferscope_precompile target)
    if(WAFERSCOPE_PCH)
        target_precompile_headers(${target} PRIVATE ${std_headers} ${ARGN})
    endif()
endfunction()

# waferscope_precompiled_as(TARGET OTHER): TARGET uses OTHER's. The compiler refuses if their flags differ.
function(waferscope_precompiled_as target other)
    if(WAFERSCOPE_PCH)
        target_precompile_headers(${target} REUSE_FROM ${other})
    endif()
endfunction()
