#pragma once

#include "core/base/strong_id.h"

#include <QObject>
#include <QPoint>
#include <QPointer>

#include <optional>

class QWidget;

namespace waferscope {

class Document;
class ValidationWindow;
class WindowActions;
class WindowParts;

/// Commands that are asked for in words or on the spot: the palette, the wafer's context menu, "Go to PE",
/// "Published measurements", "About".
class CommandPresenter : public QObject {
    Q_OBJECT
public:
    CommandPresenter(QWidget& window, const WindowParts& parts, const WindowActions& actions, Document& document);

private:
    void popUpPalette();
    void popUpContextMenu(std::optional<KernelId> kernel, QPoint place);
    void askForPe();
    void showMeasurements();
    void showAbout();

    QWidget& m_window;
    const WindowParts& m_parts;
    const WindowActions& m_actions;
    Document& m_document;
    QPointer<ValidationWindow> m_measurements; ///< a child of the window, once it was asked for
};

} // namespace waferscope
