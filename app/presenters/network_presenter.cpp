#include "app/presenters/network_presenter.h"

#include "app/document/document.h"
#include "app/jobs/opener.h"
#include "app/window/picture_file.h"
#include "app/window/window_parts.h"
#include "core/base/file_name.h"
#include "views/models/layer_model.h"
#include "views/network/network_panel.h"
#include "views/panels/size_bar.h"

#include <QAction>

namespace waferscope {

NetworkPresenter::NetworkPresenter(QWidget& window, const WindowParts& parts, const WindowActions& actions,
                                   const Document& document, Opener& opener)
    : m_window(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_document(document)
{
    connect(&document, &Document::layoutChanged, this, &NetworkPresenter::show);
    connect(actions.sizes, &QAction::triggered, this, &NetworkPresenter::updateSizes);
    connect(parts.sizes, &SizeBar::sizeWanted, &opener, &Opener::changeSize);
    connect(parts.sizes, &SizeBar::closeWanted, actions.sizes, &QAction::trigger);
    connect(parts.network, &NetworkPanel::graphFileWanted, this, &NetworkPresenter::exportGraph);
    show();
}

/// Another network, or the same at other sizes.
void NetworkPresenter::show()
{
    if (m_document.isPreviewing())
        return;
    const std::shared_ptr<const Layout> layout = m_document.layout();
    const std::shared_ptr<const Network> network = layout ? layout->network() : nullptr;
    if (network != m_parts.layers->network())
        m_parts.layers->show(network, layout ? layout->graph() : nullptr);
    updateSizes();
}

void NetworkPresenter::updateSizes()
{
    const std::shared_ptr<const Layout> layout = m_document.layout();
    m_parts.sizes->setNetwork(layout ? layout->network().get() : nullptr);
    m_parts.sizes->setVisible(m_parts.sizes->hasSizes() && m_actions.sizes->isChecked());
}

void NetworkPresenter::exportGraph()
{
    const QString name = QString::fromStdString(fileNameFrom(m_document.project()->network->name()));
    const QString file =
        askForPictureFile(m_window, tr("Export the graph of the network"), name + QStringLiteral("-graph.png"));
    if (!file.isEmpty())
        writePicture(*m_parts.message, m_parts.network->encodedGraph(pictureFormatOf(file.toStdString())), file);
}

} // namespace waferscope
