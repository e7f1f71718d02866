#pragma once

#include "app/jobs/run_controller.h"

#include <QObject>

#include <optional>
#include <vector>

namespace waferscope {

class CommandPalette;
class Document;
class LayoutPresenter;
class WaferPane;
class WindowActions;
class WindowParts;

/// One selection for all: list, graph, wafers, timeline, report and palette show it, and each may change it.
class SelectionPresenter : public QObject {
    Q_OBJECT
public:
    SelectionPresenter(const WindowParts& parts, const WindowActions& actions, const LayoutPresenter& layouts,
                       Document& document);

    void goTo(KernelId kernel); ///< selects it and looks at it

private:
    void connectWafers();
    void connectLists();
    void show();
    void showFound(const std::vector<KernelId>& kernels);
    [[nodiscard]] std::optional<KernelId> ofLeft(PaneSide side, KernelId kernel) const;
    [[nodiscard]] std::vector<KernelId> onRight(const std::vector<KernelId>& kernels) const;

    const WindowParts& m_parts;
    const LayoutPresenter& m_layouts;
    Document& m_document;
};

} // namespace waferscope
