#include "app/presenters/execution_presenter.h"

#include "app/document/document.h"
#include "app/jobs/opener.h"
#include "app/settings.h"
#include "app/window/main_tool_bar.h"
#include "formats/machines/machines.h"
#include "views/base/number_text.h"

namespace waferscope {

namespace {

const char* const kUsualMachine = "cs1";

/// The machine of that name, or the usual one.
std::shared_ptr<const Installation> machineOf(const QString& name)
{
    const auto machine = readInstallation(name.toStdString());
    return machine.ok() ? machine.value() : readInstallation(kUsualMachine).value();
}

} // namespace

ExecutionPresenter::ExecutionPresenter(MainToolBar& toolBar, const Document& document, Opener& opener,
                                       Settings& settings)
    : m_toolBar(toolBar)
    , m_document(document)
    , m_opener(opener)
    , m_settings(settings)
{
    opener.setDefaults(machineOf(settings.machine()), Execution{});
    connect(&toolBar, &MainToolBar::machineWanted, this, &ExecutionPresenter::chooseMachine);
    connect(&toolBar, &MainToolBar::batchWanted, &opener, &Opener::changeBatch);
    connect(&toolBar, &MainToolBar::replicasWanted, &opener, &Opener::changeReplicas);
    connect(&opener, &Opener::failed, this, &ExecutionPresenter::show); // what was asked for is not what is
    connect(&document, &Document::layoutChanged, this, &ExecutionPresenter::show);
    show();
}

void ExecutionPresenter::chooseMachine(const QString& name)
{
    m_settings.keepMachine(name);
    m_opener.changeMachine(name);
    show();
}

void ExecutionPresenter::show()
{
    if (m_document.isPreviewing()) // a drag changes none of it
        return;
    if (const std::shared_ptr<const Layout> layout = m_document.layout()) {
        m_toolBar.setMachine(machineText(*layout->installation()));
        m_toolBar.setBatch(layout->execution().batch);
        m_toolBar.setReplicas(layout->mode() == Mode::Pipelined ? std::optional(layout->execution().replicas)
                                                                : std::nullopt);
    } else {
        m_toolBar.setMachine(machineText(*m_opener.installation()));
        m_toolBar.setBatch(m_opener.execution().batch);
        m_toolBar.setReplicas(std::nullopt);
    }
}

} // namespace waferscope
