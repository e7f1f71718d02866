#include "app/presenters/kernel_presenter.h"

#include "app/window/window_actions.h"
#include "mapping/kernels/edit_kernel.h"
#include "session/edit_project.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/message_bar.h"

#include <QAction>

namespace waferscope {

namespace {

QString nameOf(const Layout& layout, KernelId kernel)
{
    return shownName((*layout.graph())[kernel].name);
}

} // namespace

KernelPresenter::KernelPresenter(WaferView& wafer, const WindowActions& actions, Document& document,
                                 MessageBar& message)
    : m_actions(actions)
    , m_document(document)
    , m_drags(document, wafer)
{
    connect(&m_drags, &DragController::failed, this,
            [&message](const QString& sentence) { message.showMessage(MessageKind::Warning, sentence); });
    connect(actions.lock, &QAction::triggered, this,
            [this](bool locked) { setLocked(locked ? Lock::Locked : Lock::Free); });
    connect(actions.turn, &QAction::triggered, this, &KernelPresenter::turn);
    connect(&document, &Document::layoutChanged, this, &KernelPresenter::updateActions);
    connect(&document, &Document::selectionChanged, this, &KernelPresenter::updateActions);
    updateActions();
}

void KernelPresenter::setLocked(Lock lock)
{
    const std::optional<KernelId> kernel = m_document.selection();
    if (!kernel)
        return;
    const Layout& before = *m_document.committedLayout();
    const QString text = lock == Lock::Locked ? tr("Lock %1") : tr("Unlock %1");
    m_document.replaceLayout(lockedKernel(before, *kernel, lock), text.arg(nameOf(before, *kernel)));
}

void KernelPresenter::turn()
{
    const std::optional<KernelId> kernel = m_document.selection();
    if (!kernel)
        return;
    const QString name = nameOf(*m_document.committedLayout(), *kernel);
    m_document.replaceLayout(turnedKernel(m_document.editStart(), *kernel), tr("Turn %1").arg(name));
}

void KernelPresenter::updateActions()
{
    if (m_document.isPreviewing()) // a drag changes none of them
        return;
    const std::shared_ptr<const Layout> layout = m_document.committedLayout();
    const auto* mapping = layout ? std::get_if<Mapping>(&layout->arrangement()) : nullptr;
    const std::optional<KernelId> kernel = m_document.selection();
    const bool placed = mapping && kernel;
    const bool locked = placed && (*mapping)[*kernel].locked;
    m_actions.deselect->setEnabled(kernel.has_value());
    m_actions.lock->setEnabled(placed);
    m_actions.lock->setChecked(locked);
    m_actions.turn->setEnabled(placed && !locked);
}

} // namespace waferscope
