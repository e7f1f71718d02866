#include "app/builder/builder_window.h"
#include "app/window/main_window.h"

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

/// Made when it is first wanted, kept until this window goes.
BuilderWindow& MainWindow::builder()
{
    if (!m_builder) {
        m_builder = std::make_unique<BuilderWindow>();
        connect(m_builder.get(), &BuilderWindow::mapWanted, this, [this](const QString& path) {
            raise();
            activateWindow();
            openModel(path);
        });
        updateBuilder();
    }
    return *m_builder;
}

void MainWindow::showBuilder()
{
    builder().show();
    builder().raise();
    builder().activateWindow();
}

void MainWindow::editNetwork()
{
    if (const std::shared_ptr<const NetworkSpec> blocks = blocksOf(m_document.project().get())) {
        showBuilder();
        builder().begin(*blocks);
    }
}

void MainWindow::updateBuilder()
{
    const std::shared_ptr<const NetworkSpec> blocks = blocksOf(m_document.project().get());
    m_actions.editNetwork->setEnabled(blocks != nullptr);
    if (m_builder)
        m_builder->setProjectNetwork(blocks);
}

} // namespace waferscope
