#include "views/base/theme.h"

namespace waferscope {

namespace {

const char* const kBars = R"(
QMainWindow { background: @window; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QMenuBar { background: @window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @sunken; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: @hover; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolBar { background: @window; border: 0; border-bottom: 1px solid @line; spacing: 4px; padding: 0 8px; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px 6px; }
QStatusBar { background: @window; }
QDockWidget { color: @muted; }
QWidget#dockTitle { background: @panel; }
QScrollArea, QScrollArea > QWidget > QWidget { background: @panel; border: 0; }
)";

const char* const kControls = R"(
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px; min-height: 20px; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @pressed; }
QToolButton:focus { border-color: @accent; }
QToolButton[popupMode="1"] { padding-right: 14px; }
QToolButton::menu-indicator { image: none; }
QToolButton[field="true"] { background: @panel; border: 1px solid @line; padding: 3px 12px 3px 8px; color: @muted; }
QLineEdit QToolButton { min-height: 0; padding: 0; border: 0; }
QPushButton { background: @panel; border: 1px solid @line; border-radius: 4px; padding: 0 12px; min-height: 26px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:disabled { color: @faint; }
QPushButton:focus { border: 2px solid @accent; padding: 0 11px; min-height: 24px; }
QPushButton:default { background: @accent; color: @onaccent; border-color: @accent; }
QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 0 4px; }
QPushButton[flat="true"]:hover { background: @hover; }
QPushButton[flat="true"]:focus { border: 1px solid @accent; }
QLineEdit, QComboBox, QAbstractSpinBox { background: @panel; border: 1px solid @line; border-radius: 4px; padding: 0 8px; min-height: 26px;
    selection-background-color: @accent; selection-color: @onaccent; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid @accent; padding: 0 7px; min-height: 24px; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@kind.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; padding: 4px; outline: 0; }
)";

const char* const kViews = R"(
QTreeView, QTableView, QListView { background: @panel; border: 0; outline: 0; selection-background-color: @pressed;
    selection-color: @text; }
QTreeView::item, QListView::item { min-height: 24px; }
QTableView { gridline-color: transparent; }
QTableView::item { padding: 0 8px; border: 0; }
QTableView::item:selected { background: @pressed; color: @text; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: 0; border-bottom: 1px solid @line; padding: 4px 8px;
    font-size: 11px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line; }
QProgressBar { background: @sunken; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
)";

} // namespace

QString styleSheetOf(const Theme& theme)
{
    QString sheet = QLatin1String(kBars) + QLatin1String(kControls) + QLatin1String(kViews);
    const std::pair<const char*, QColor> tokens[] = {
        {"@window", theme.window},
        {"@panel", theme.panel},
        {"@sunken", theme.sunken},
        {"@line", theme.line},
        {"@text", theme.text},
        {"@muted", theme.muted},
        {"@onaccent", textOn(theme.accent)},
        {"@accent", theme.accent},
        {"@faint", blended(theme.muted, 0.6, theme.window)},
        {"@hover", blended(theme.accent, 0.10, theme.panel)},
        {"@pressed", blended(theme.accent, 0.20, theme.panel)},
        {"@handle", blended(theme.muted, 0.4, theme.panel)},
    };
    sheet.replace(QLatin1String("@kind"), QLatin1String(theme.kind == ThemeKind::Light ? "light" : "dark"));
    for (const auto& [name, colour] : tokens)
        sheet.replace(QLatin1String(name), colour.name(QColor::HexRgb));
    return sheet;
}

} // namespace waferscope
