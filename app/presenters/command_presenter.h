#pragma once

#include "core/base/strong_id.h"

#include <QObject>
#include <QPoint>

#include <optional>

class QWidget;

namespace waferscope {

class Document;
class WindowActions;
class WindowParts;

/// Commands that are asked for in words or on the spot: the palette, the wafer's context menu, "Go to PE", "About".
class CommandPresenter : public QObject {
    Q_OBJECT
public:
    CommandPresenter(QWidget& window, const WindowParts& parts, const WindowActions& actions, Document& document);

private:
    void popUpPalette();
    void popUpContextMenu(std::optional<KernelId> kernel, QPoint place);
    void askForPe();
    void showAbout();

    QWidget& m_window;
    const WindowParts& m_parts;
    const WindowActions& m_actions;
    Document& m_document;
};

} // namespace waferscope
