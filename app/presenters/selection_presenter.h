#pragma once

#include "core/base/strong_id.h"

#include <QObject>

#include <vector>

namespace waferscope {

class CommandPalette;
class Document;
class WaferPane;
class WindowActions;
class WindowParts;

/// One selection for all: list, graph, wafers, timeline, report and palette show it, and each may change it.
class SelectionPresenter : public QObject {
    Q_OBJECT
public:
    SelectionPresenter(const WindowParts& parts, const WindowActions& actions, Document& document);

    void goTo(KernelId kernel); ///< selects it and looks at it

private:
    void connectWafers();
    void connectLists();
    void show();
    void showFound(const std::vector<KernelId>& kernels);

    const WindowParts& m_parts;
    Document& m_document;
};

} // namespace waferscope
