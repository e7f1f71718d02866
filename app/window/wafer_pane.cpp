#include "app/window/wafer_pane.h"

#include "views/panels/start_page.h"
#include "views/wafer/wafer_view.h"

#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace waferscope {

namespace {

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

} // namespace

WaferPane::WaferPane(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_startPage(new StartPage(m_stack))
    , m_splitter(new QSplitter(Qt::Horizontal, m_stack))
{
    setObjectName(QStringLiteral("waferPane"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->addWidget(m_startPage);
    m_stack->addWidget(m_splitter);
    m_splitter->setObjectName(QStringLiteral("waferSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    addSide(PaneSide::Left, "wafer.left");
    addSide(PaneSide::Right, "wafer.right");
    linkCameras();
    present(Shown::StartPage);
}

void WaferPane::addSide(PaneSide side, const char* name)
{
    const auto index = static_cast<std::size_t>(side);
    auto* box = new QWidget(m_splitter);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_captions[index] = new QToolButton(box);
    m_captions[index]->setObjectName(QLatin1String(name) + QStringLiteral(".caption"));
    m_captions[index]->setToolTip(tr("Which layout is compared here"));
    m_captions[index]->setAutoRaise(true);
    m_captions[index]->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_captions[index]->setPopupMode(QToolButton::InstantPopup);
    m_captions[index]->setMenu(new QMenu(m_captions[index]));
    m_captions[index]->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_captions[index]->setFixedHeight(28);
    m_captions[index]->setAutoFillBackground(true);
    m_captions[index]->setBackgroundRole(QPalette::Base);
    m_views[index] = new WaferView(box);
    m_views[index]->setObjectName(QLatin1String(name));
    m_views[index]->installEventFilter(this);
    column->addWidget(m_captions[index]);
    column->addWidget(m_views[index], 1);
    m_columns[index] = box;
    m_splitter->addWidget(box);
    m_splitter->setStretchFactor(static_cast<int>(index), 1);
}

/// Two wafers look at the same PEs: the right one follows the left, and leads while a hand is on it.
void WaferPane::linkCameras()
{
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        WaferView* other = m_views[side == PaneSide::Left ? 1 : 0];
        connect(&view(side), &WaferView::viewportChanged, this, [this, side, other](const Viewport& viewport) {
            const bool leads = side == PaneSide::Left || view(side).underMouse() || view(side).hasFocus();
            if (m_shown == Shown::TwoWafers && leads)
                other->setViewport(viewport);
        });
    }
}

void WaferPane::present(Shown shown)
{
    m_shown = shown;
    raiseShown();
    const bool two = shown == Shown::TwoWafers;
    m_columns[1]->setVisible(two);
    for (QToolButton* caption : m_captions)
        caption->setVisible(two);
}

void WaferPane::raiseShown()
{
    QWidget* wanted = m_shown == Shown::StartPage ? static_cast<QWidget*>(m_startPage) : m_splitter;
    m_stack->setCurrentWidget(m_soFar && m_soFar->picture().contents ? m_soFar : wanted);
}

void WaferPane::setSoFar(std::shared_ptr<const WaferContents> contents)
{
    if (!m_soFar && !contents)
        return;
    if (!m_soFar) {
        m_soFar = new WaferView(m_stack);
        m_soFar->setObjectName(QStringLiteral("wafer.soFar"));
        m_stack->addWidget(m_soFar);
    }
    const WaferPicture& usual = view(PaneSide::Left).picture();
    m_soFar->setTheme(usual.theme);
    m_soFar->setLabels(usual.labels);
    m_soFar->setRoutes(usual.routes);
    m_soFar->setContents(std::move(contents));
    raiseShown();
}

bool WaferPane::isShown(PaneSide side) const
{
    return side == PaneSide::Left ? m_shown != Shown::StartPage : m_shown == Shown::TwoWafers;
}

void WaferPane::setCaption(PaneSide side, const QStringList& layouts, int shown)
{
    QToolButton& caption = *m_captions[static_cast<std::size_t>(side)];
    caption.setText(layouts[shown] + QStringLiteral("  ▾"));
    for (QAction* old : caption.menu()->actions()) { // one of them may have called for this
        caption.menu()->removeAction(old);
        old->deleteLater();
    }
    for (int index = 0; index < layouts.size(); ++index) {
        QAction* choice = caption.menu()->addAction(layouts[index]);
        choice->setCheckable(true);
        choice->setChecked(index == shown);
        connect(choice, &QAction::triggered, this, [this, side, index] { Q_EMIT layoutWanted(side, index); });
    }
}

/// Arrow keys move the selection while the wafer has the focus; without a selection they step through time.
bool WaferPane::eventFilter(QObject* watched, QEvent* event)
{
    const auto* wafer = qobject_cast<const WaferView*>(watched);
    if (wafer && event->type() == QEvent::ShortcutOverride && !wafer->picture().selection.empty()
        && isArrow(static_cast<QKeyEvent*>(event)->key())) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace waferscope
