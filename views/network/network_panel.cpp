#include "views/network/network_panel.h"

#include "views/base/icons.h"
#include "views/base/segmented.h"
#include "views/base/theme.h"
#include "views/models/layer_model.h"
#include "views/network/layer_list.h"
#include "views/network/network_graph_view.h"
#include "views/network/network_search.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace waferscope {

NetworkPanel::NetworkPanel(LayerModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_pageActions(new QActionGroup(this))
    , m_search(new NetworkSearch(this))
    , m_pages(new QStackedWidget(this))
    , m_list(new LayerList(model, m_pages))
    , m_graph(new NetworkGraphView(m_pages))
{
    setObjectName(QStringLiteral("networkPanel"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpace1);
    column->addWidget(m_search);
    column->addWidget(m_pages, 1);
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_graph);
    m_search->addInFront(new Segmented({addPage("network.list", tr("List"), tr("The layers as a list")),
                                        addPage("network.graph", tr("Graph"), tr("The layers as a graph"))},
                                       this));
    m_pageActions->actions().constFirst()->setChecked(true);
    m_graph->setNotice(tr("Open a network to see it."));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    connectPages();
}

QAction* NetworkPanel::addPage(const char* name, const QString& title, const QString& toolTip)
{
    QAction* action = m_pageActions->addAction(title);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(toolTip);
    action->setCheckable(true);
    return action;
}

void NetworkPanel::connectPages()
{
    connect(m_pageActions, &QActionGroup::triggered, this,
            [this](const QAction* action) { showPage(static_cast<Page>(m_pageActions->actions().indexOf(action))); });
    connect(m_list, &LayerList::layerChosen, this, &NetworkPanel::chooseByPerson);
    connect(m_graph, &NetworkGraphView::layerChosen, this, &NetworkPanel::chooseByPerson);
    const auto go = [this](const LayerNode* layer) {
        if (layer->kernel)
            Q_EMIT kernelActivated(*layer->kernel);
    };
    connect(m_list, &LayerList::layerActivated, this, go);
    connect(m_graph, &NetworkGraphView::layerActivated, this, go);
    connect(m_graph, &NetworkGraphView::contextMenuWanted, this, &NetworkPanel::popUpMenu);
    connect(m_search, &NetworkSearch::wantedChanged, this, &NetworkPanel::search);
    connect(m_search, &NetworkSearch::nextWanted, this, [this] { walk(Step::Next); });
    connect(m_search, &NetworkSearch::previousWanted, this, [this] { walk(Step::Previous); });
    connect(m_search, &NetworkSearch::left, this, [this] { m_pages->currentWidget()->setFocus(Qt::OtherFocusReason); });
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_chosen = nullptr;
        m_found.clear();
    });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &NetworkPanel::showNetwork);
}

NetworkPanel::Page NetworkPanel::page() const
{
    return m_pages->currentWidget() == m_graph ? Page::Graph : Page::List;
}

void NetworkPanel::showPage(Page page)
{
    m_pageActions->actions().at(static_cast<int>(page))->setChecked(true);
    if (page == this->page())
        return;
    m_pages->setCurrentIndex(static_cast<int>(page));
    if (page == Page::Graph && m_graphIsOld)
        showNetwork();
    Q_EMIT pageChanged(page);
}

/// Another network, or the same at other sizes.
void NetworkPanel::showNetwork()
{
    m_graphIsOld = page() != Page::Graph;
    if (!m_graphIsOld) {
        m_graph->setOutline(m_model.network() ? std::optional(outlineOf(m_model.network(), m_model.tree()))
                                              : std::nullopt);
        m_graph->choose(m_chosen);
    }
    search(m_search->wanted());
}

void NetworkPanel::choose(const LayerNode* layer)
{
    m_chosen = layer;
    m_list->choose(layer);
    if (!m_graphIsOld)
        m_graph->choose(layer);
    showCount();
}

void NetworkPanel::chooseByPerson(const LayerNode* layer)
{
    if (layer == m_chosen)
        return;
    m_chosen = layer;
    m_list->choose(layer);
    if (layer && !m_graphIsOld) // the graph itself may have chosen an input, which no list knows
        m_graph->choose(layer);
    showCount();
    Q_EMIT kernelChosen(layer ? layer->kernel : std::nullopt);
}

void NetworkPanel::select(std::optional<KernelId> kernel)
{
    m_graph->setKernel(kernel);
    if ((m_chosen ? m_chosen->kernel : std::nullopt) == kernel)
        return; // the person chose this very layer, or another of the same kernel
    choose(kernel ? m_model.nodeAt(m_model.indexOf(*kernel)) : nullptr);
}

void NetworkPanel::focusSearch()
{
    m_search->begin();
}

void NetworkPanel::search(const QString& wanted)
{
    m_list->filter(wanted);
    m_found = foundLayers(*m_model.tree(), wanted);
    if (wanted.isEmpty())
        m_graph->endSearch();
    else if (!m_graphIsOld)
        m_graph->setFound(m_found);
    std::vector<KernelId> kernels;
    for (const LayerNode* layer : m_found)
        if (layer->kernel)
            kernels.push_back(*layer->kernel);
    std::sort(kernels.begin(), kernels.end());
    kernels.erase(std::unique(kernels.begin(), kernels.end()), kernels.end());
    showCount();
    Q_EMIT kernelsFound(kernels);
}

/// From what is chosen on, round and round.
void NetworkPanel::walk(Step step)
{
    if (m_found.empty())
        return;
    const auto at = std::find(m_found.begin(), m_found.end(), m_chosen);
    const auto count = static_cast<std::ptrdiff_t>(m_found.size());
    std::ptrdiff_t next = step == Step::Next ? 0 : count - 1;
    if (at != m_found.end())
        next = (at - m_found.begin() + (step == Step::Next ? 1 : count - 1)) % count;
    chooseByPerson(m_found[static_cast<std::size_t>(next)]);
}

void NetworkPanel::showCount()
{
    const auto at = std::find(m_found.begin(), m_found.end(), m_chosen);
    m_search->showCount(at == m_found.end() ? 0 : static_cast<std::size_t>(at - m_found.begin()) + 1, m_found.size());
}

Result<std::string> NetworkPanel::encodedGraph(PictureFormat format) const
{
    return encoded(wholePicture(m_graph->picture().scene, themeOf(*this).kind, format), format);
}

void NetworkPanel::popUpMenu(QPoint place)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("network.graphMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool open = m_graph->picture().scene != nullptr;
    const auto add = [menu, open](const QString& text, const char* name, auto slot, auto* receiver) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(open);
        connect(action, &QAction::triggered, receiver, slot);
    };
    add(tr("Fit the network"), "network.fit", &NetworkGraphView::fit, m_graph);
    add(tr("Open all blocks"), "network.openAll", &NetworkGraphView::openAll, m_graph);
    add(tr("Close all blocks"), "network.closeAll", &NetworkGraphView::closeAll, m_graph);
    menu->addSeparator();
    add(tr("Export the graph …"), "network.export", &NetworkPanel::graphFileWanted, this);
    menu->popup(place);
}

} // namespace waferscope
