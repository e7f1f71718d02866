#pragma once

#include "core/base/result.h"
#include "core/base/strong_id.h"
#include "views/drawing/base/drawing.h"
#include "views/drawing/network/network_graph.h"

#include <QWidget>

#include <optional>
#include <vector>

class QAction;
class QActionGroup;
class QStackedWidget;

namespace waferscope {

class LayerList;
class LayerModel;
class NetworkGraphView;
class NetworkSearch;

/// The network: as a list of layers or as a graph, with one search for both. What is chosen in one is chosen in the
/// other; choosing a layer chooses its kernel.
class NetworkPanel : public QWidget {
    Q_OBJECT
public:
    enum class Page { List, Graph };

    explicit NetworkPanel(LayerModel& model, QWidget* parent = nullptr);

    [[nodiscard]] Page page() const;
    void showPage(Page page);
    [[nodiscard]] NetworkGraphView& graph() { return *m_graph; }

    void select(std::optional<KernelId> kernel); ///< emits nothing
    void focusSearch();

    /// The graph as far as it is unfolded, whole, by the file's ending: .svg, .pdf or else PNG. The bytes written.
    [[nodiscard]] Result<std::string> encodedGraph(PictureFormat format) const;

    [[nodiscard]] QSize sizeHint() const override { return {352, 480}; }

Q_SIGNALS:
    void kernelChosen(std::optional<waferscope::KernelId> kernel);
    void kernelActivated(waferscope::KernelId kernel); ///< double click or Return: go there
    void kernelsFound(const std::vector<waferscope::KernelId>& kernels); ///< by the search; none when nobody searches
    void pageChanged(waferscope::NetworkPanel::Page page);
    void graphFileWanted(); ///< ask for a name and write encodedGraph()

private:
    void connectPages();
    QAction* addPage(const char* name, const QString& title, const QString& toolTip);
    void showNetwork();
    void choose(const LayerNode* layer);
    void chooseByPerson(const LayerNode* layer);
    void search(const QString& wanted);
    enum class Step { Next, Previous };
    void walk(Step step);
    void showCount();
    void popUpMenu(QPoint place);

    LayerModel& m_model;
    QActionGroup* m_pageActions;
    NetworkSearch* m_search;
    QStackedWidget* m_pages;
    LayerList* m_list;
    NetworkGraphView* m_graph;
    const LayerNode* m_chosen = nullptr; ///< of the model's tree
    std::vector<const LayerNode*> m_found;
    bool m_graphIsOld = true; ///< the graph is made when it is looked at
};

} // namespace waferscope
