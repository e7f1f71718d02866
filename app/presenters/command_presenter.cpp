#include "app/presenters/command_presenter.h"

#include "app/document/document.h"
#include "app/program_version.h"
#include "app/window/validation_window.h"
#include "app/window/wafer_pane.h"
#include "app/window/window_actions.h"
#include "app/window/window_parts.h"
#include "formats/validation/validation_table.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/command_palette.h"
#include "views/panels/message_bar.h"
#include "views/wafer/wafer_view.h"

#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QRegularExpression>

namespace waferscope {

namespace {

/// "210, 88", with or without brackets.
std::optional<PeCoord> peIn(const QString& text)
{
    static const QRegularExpression kPlace(QStringLiteral("^\\s*\\(?(\\d{1,5})\\s*[,; ]\\s*(\\d{1,5})\\)?\\s*$"));
    const QRegularExpressionMatch match = kPlace.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return PeCoord{match.captured(1).toInt(), match.captured(2).toInt()};
}

} // namespace

CommandPresenter::CommandPresenter(QWidget& window, const WindowParts& parts, const WindowActions& actions,
                                   Document& document)
    : m_window(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_document(document)
{
    connect(actions.commands, &QAction::triggered, this, &CommandPresenter::popUpPalette);
    connect(actions.goToPe, &QAction::triggered, this, &CommandPresenter::askForPe);
    connect(actions.measurements, &QAction::triggered, this, &CommandPresenter::showMeasurements);
    connect(actions.about, &QAction::triggered, this, &CommandPresenter::showAbout);
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        connect(&parts.pane->view(side), &WaferView::contextMenuWanted, this,
                [this](std::optional<KernelId> kernel, PeCoord, QPoint place) { popUpContextMenu(kernel, place); });
}

void CommandPresenter::popUpPalette()
{
    std::vector<CommandPalette::Place> places;
    if (const std::shared_ptr<const Layout> layout = m_document.layout()) {
        for (std::size_t i = 0; i < layout->graph()->size(); ++i)
            places.push_back({shownName(layout->graph()->kernels()[i].name), i});
    }
    m_parts.palette->popUp(m_actions.all(), places);
}

void CommandPresenter::popUpContextMenu(std::optional<KernelId> kernel, QPoint place)
{
    if (kernel)
        m_document.select(kernel);
    QMenu menu(&m_window);
    menu.setObjectName(QStringLiteral("wafer.contextMenu"));
    if (kernel) {
        menu.addActions({m_actions.lock, m_actions.turn, m_actions.deselect});
        menu.addSeparator();
    }
    menu.addActions({m_actions.fit, m_actions.routes, m_actions.labels, m_actions.exportPicture});
    menu.exec(place);
}

void CommandPresenter::askForPe()
{
    bool ok = false;
    const QString text =
        QInputDialog::getText(&m_window, tr("Go to PE"), tr("Column, row:"), QLineEdit::Normal, {}, &ok);
    if (!ok)
        return;
    const std::optional<PeCoord> pe = peIn(text);
    const PeRect fabric = m_document.layout()->system().fabric();
    if (!pe || !fabric.contains(*pe)) {
        m_parts.message->showMessage(
            MessageKind::Warning,
            tr("A PE is a column below %1 and a row below %2, such as 210, 88.").arg(fabric.width).arg(fabric.height));
        return;
    }
    WaferView& view = m_parts.pane->view(PaneSide::Left);
    view.setMarked(pe);
    view.centreOn(*pe);
}

void CommandPresenter::showMeasurements()
{
    if (!m_measurements)
        m_measurements = new ValidationWindow(shippedValidation(), &m_window);
    m_measurements->show();
    m_measurements->raise();
    m_measurements->activateWindow();
    m_measurements->predict();
}

void CommandPresenter::showAbout()
{
    QMessageBox::about(&m_window, tr("About Waferscope"),
                       tr("<b>Waferscope %1</b><p>Maps neural networks on a wafer-scale chip, with live costs.</p>"
                          "<p>GPL-3.0-or-later. Built on Qt, VTK, QCustomPlot and oneTBB.</p>")
                           .arg(programVersion()));
}

} // namespace waferscope
