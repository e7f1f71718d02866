#include "app/layout_edits.h"
#include "app/program_version.h"
#include "app/window/main_window.h"
#include "app/window/wafer_pane.h"
#include "mapping/edit_kernel.h"
#include "views/command_palette.h"
#include "views/message_bar.h"
#include "views/network_graph_view.h"
#include "views/network_panel.h"
#include "views/wafer_view.h"

#include <QDockWidget>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QRegularExpression>

namespace waferscope {

void MainWindow::setLocked(Lock lock)
{
    const std::optional<KernelId> kernel = m_document.selection();
    if (!kernel)
        return;
    const Layout& before = *m_document.committedLayout();
    const QString name = QString::fromStdString((*before.graph)[*kernel].name);
    m_document.replaceLayout(lockedKernel(before, *kernel, lock),
                             (lock == Lock::Locked ? tr("Lock %1") : tr("Unlock %1")).arg(name));
}

void MainWindow::turnSelected()
{
    const std::optional<KernelId> kernel = m_document.selection();
    if (!kernel)
        return;
    const Layout& before = *m_document.committedLayout();
    const QString name = QString::fromStdString((*before.graph)[*kernel].name);
    m_document.replaceLayout(turnedKernel(m_document.editStart(), *kernel), tr("Turn %1").arg(name));
}

void MainWindow::findLayer()
{
    m_networkDock->show();
    m_network->focusSearch();
}

/// Beside the wafer, so that what is chosen in one is seen in the other.
void MainWindow::showNetworkGraph(bool large)
{
    m_networkDock->show();
    m_network->showPage(large ? NetworkPanel::Page::Graph : NetworkPanel::Page::List);
    m_middle->resizeDocks({m_networkDock}, {large ? width() * 2 / 5 : m_network->sizeHint().width()}, Qt::Horizontal);
    if (large)
        m_network->graph().setFocus(Qt::OtherFocusReason);
}

void MainWindow::askForPe()
{
    bool ok = false;
    const QString text = QInputDialog::getText(this, tr("Go to PE"), tr("Column, row:"), QLineEdit::Normal, {}, &ok);
    static const QRegularExpression kPlace(QStringLiteral("^\\s*\\(?(\\d{1,5})\\s*[,; ]\\s*(\\d{1,5})\\)?\\s*$"));
    const QRegularExpressionMatch match = kPlace.match(text);
    if (!ok)
        return;
    const PeCoord pe{match.captured(1).toInt(), match.captured(2).toInt()};
    const PeRect fabric = m_document.layout()->system().fabric();
    if (!match.hasMatch() || !fabric.contains(pe)) {
        say(MessageKind::Warning,
            tr("A PE is a column below %1 and a row below %2, such as 210, 88.").arg(fabric.width).arg(fabric.height));
        return;
    }
    WaferView& view = m_pane->view(Side::Left);
    view.setMarked(pe);
    view.centreOn(pe);
}

void MainWindow::popUpCommands()
{
    std::vector<CommandPalette::Place> places;
    if (const std::shared_ptr<const Layout> layout = m_document.layout()) {
        for (std::size_t i = 0; i < layout->graph->size(); ++i)
            places.push_back({QString::fromStdString(layout->graph->kernels()[i].name), i});
    }
    m_palette->popUp(m_actions.all(), places);
}

void MainWindow::popUpContextMenu(std::optional<KernelId> kernel, QPoint place)
{
    if (kernel)
        m_document.select(kernel);
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("wafer.contextMenu"));
    if (kernel) {
        menu.addAction(m_actions.lock);
        menu.addAction(m_actions.turn);
        menu.addAction(m_actions.deselect);
        menu.addSeparator();
    }
    menu.addActions({m_actions.fit, m_actions.routes, m_actions.labels, m_actions.exportPicture});
    menu.exec(place);
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Waferscope"),
                       tr("<b>Waferscope %1</b><p>Maps neural networks on a wafer-scale chip, with live costs.</p>"
                          "<p>GPL-3.0-or-later. Built on Qt, VTK, QCustomPlot and oneTBB.</p>")
                           .arg(programVersion()));
}

} // namespace waferscope
