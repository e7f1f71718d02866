#include "app/presenters/file_presenter.h"

#include "app/document/document.h"
#include "app/jobs/opener.h"
#include "app/settings.h"
#include "app/window/file_dialogs.h"
#include "app/window/window_actions.h"
#include "core/base/file_name.h"
#include "formats/networks/network_format.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/message_bar.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>

namespace waferscope {

FilePresenter::FilePresenter(QWidget& window, const WindowActions& actions, Document& document, Opener& opener,
                             MessageBar& message, Settings& settings)
    : m_window(window)
    , m_actions(actions)
    , m_document(document)
    , m_opener(opener)
    , m_message(message)
    , m_settings(settings)
    , m_drop(window)
{
    connectActions();
    connectOpener();
    connect(&m_drop, &FileDrop::dropped, this, &FilePresenter::open);
    connect(&document, &Document::opened, this, &FilePresenter::updateActions);
    connect(&document, &Document::titleChanged, this, &FilePresenter::updateTitle);
    updateActions();
    updateTitle();
}

void FilePresenter::connectActions()
{
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(m_actions.startPage, &FilePresenter::close);
    on(m_actions.open, &FilePresenter::browse);
    on(m_actions.save, &FilePresenter::save);
    on(m_actions.saveAs, &FilePresenter::saveAs);
    on(m_actions.exportBatch, &FilePresenter::exportBatch);
}

void FilePresenter::connectOpener()
{
    connect(&m_opener, &Opener::succeeded, this, [this](const QString& model) {
        if (QFileInfo::exists(model))
            m_settings.addRecentFile(model);
    });
    connect(&m_opener, &Opener::saved, this, [this](const QString& path) { m_settings.addRecentFile(path); });
}

void FilePresenter::open(const QString& model)
{
    if (!mayLeave())
        return;
    m_message.closeMessage();
    m_opener.open(model);
}

void FilePresenter::browse()
{
    QString patterns = QStringLiteral("*.waferplan");
    for (const std::string_view ending : networkEndings())
        patterns += QStringLiteral(" *%1").arg(QLatin1String(ending.data(), static_cast<int>(ending.size())));
    const QString path = QFileDialog::getOpenFileName(&m_window, tr("Open a network or plan"), {},
                                                      tr("Networks and plans (%1);;All files (*)").arg(patterns),
                                                      nullptr, QFileDialog::DontUseNativeDialog);
    if (!path.isEmpty())
        open(path);
}

bool FilePresenter::save()
{
    if (m_document.path().isEmpty())
        return saveAs();
    m_opener.save(m_document.path());
    return m_document.undoStack().isClean();
}

bool FilePresenter::saveAs()
{
    const QString ending = QStringLiteral(".waferplan");
    const QString suggested = m_document.path().isEmpty()
        ? QString::fromStdString(fileNameFrom(m_document.project()->network->name())) + ending
        : m_document.path();
    const QString path = askWhereToSave(&m_window, tr("Save the plan"), suggested, tr("Plans (*.waferplan)"), ending);
    if (path.isEmpty())
        return false;
    m_opener.save(path);
    return m_document.undoStack().isClean();
}

void FilePresenter::exportBatch()
{
    const QString folder =
        QFileDialog::getExistingDirectory(&m_window, tr("Export plan, report and batch script into a folder"), {},
                                          QFileDialog::DontUseNativeDialog | QFileDialog::ShowDirsOnly);
    if (!folder.isEmpty())
        m_opener.exportBatchTo(folder);
}

bool FilePresenter::mayLeave()
{
    return m_document.isEmpty() || m_document.undoStack().isClean()
        || mayLoseChanges(&m_window, tr("The plan has changes that are not saved."), [this] { return save(); });
}

/// Back to the start page.
void FilePresenter::close()
{
    if (!mayLeave())
        return;
    m_opener.cancel();
    m_document.close();
}

void FilePresenter::updateActions()
{
    for (QAction* action : m_actions.ofAProject())
        action->setEnabled(!m_document.isEmpty());
}

void FilePresenter::updateTitle()
{
    if (m_document.isEmpty()) {
        m_window.setWindowTitle(QStringLiteral("Waferscope"));
        m_window.setWindowModified(false);
        return;
    }
    const QString name = m_document.path().isEmpty() ? shownName(m_document.project()->network->name())
                                                     : shownText(QFileInfo(m_document.path()).fileName());
    m_window.setWindowTitle(QStringLiteral("%1[*] – Waferscope").arg(name));
    m_window.setWindowModified(!m_document.undoStack().isClean());
}

} // namespace waferscope
