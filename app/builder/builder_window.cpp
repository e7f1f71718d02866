#include "app/builder/builder_window.h"

#include <QAction>
#include <QCloseEvent>

namespace waferscope {

BuilderWindow::BuilderWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_actions(m_draft.undoStack(), this)
    , m_parts(*this, m_actions)
    , m_shown(m_parts, m_actions, m_draft)
    , m_blocks(*this, m_parts, m_actions, m_draft)
    , m_files(*this, m_parts, m_actions, m_draft)
{
    setObjectName(QStringLiteral("builderWindow"));
    connect(m_actions.close, &QAction::triggered, this, &QWidget::close);
    connect(&m_files, &DraftFilePresenter::mapWanted, this, &BuilderWindow::mapWanted);
}

void BuilderWindow::closeEvent(QCloseEvent* event)
{
    if (!m_files.mayLeave()) {
        event->ignore();
        return;
    }
    m_files.stop();
    event->accept();
}

} // namespace waferscope
