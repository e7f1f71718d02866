#include "app/builder/builder_presenter.h"

#include "app/builder/builder_window.h"
#include "app/document/document.h"
#include "app/window/window_actions.h"

#include <QAction>

namespace waferscope {

namespace {

/// The blocks that a network was built from, at the sizes it has; null where it states operators and no blocks.
std::shared_ptr<const NetworkSpec> blocksOf(const Project* project)
{
    if (!project || !project->network->source().spec)
        return nullptr;
    NetworkSpec spec = *project->network->source().spec;
    for (const Symbol& symbol : project->network->symbols())
        spec.defaults[symbol.name] = symbol.value;
    return std::make_shared<const NetworkSpec>(std::move(spec));
}

} // namespace

BuilderPresenter::BuilderPresenter(QWidget& window, const WindowActions& actions, const Document& document)
    : m_window(window)
    , m_actions(actions)
    , m_document(document)
{
    connect(actions.builder, &QAction::triggered, this, &BuilderPresenter::show);
    connect(actions.editNetwork, &QAction::triggered, this, &BuilderPresenter::edit);
    connect(&document, &Document::projectChanged, this, &BuilderPresenter::update);
    update();
}

BuilderPresenter::~BuilderPresenter() = default;

BuilderWindow& BuilderPresenter::builder()
{
    if (!m_builder) {
        m_builder = std::make_unique<BuilderWindow>();
        connect(m_builder.get(), &BuilderWindow::mapWanted, this, [this](const QString& path) {
            m_window.raise();
            m_window.activateWindow();
            Q_EMIT mapWanted(path);
        });
        update();
    }
    return *m_builder;
}

bool BuilderPresenter::close()
{
    return !m_builder || !m_builder->isVisible() || m_builder->close();
}

void BuilderPresenter::show()
{
    builder().show();
    builder().raise();
    builder().activateWindow();
}

void BuilderPresenter::edit()
{
    if (const std::shared_ptr<const NetworkSpec> blocks = blocksOf(m_document.project().get())) {
        show();
        builder().begin(*blocks);
    }
}

void BuilderPresenter::update()
{
    const std::shared_ptr<const NetworkSpec> blocks = blocksOf(m_document.project().get());
    m_actions.editNetwork->setEnabled(blocks != nullptr);
    if (m_builder)
        m_builder->setProjectNetwork(blocks);
}

} // namespace waferscope
