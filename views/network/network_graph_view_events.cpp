// What NetworkGraphView makes of mouse, wheel and keys.
#include "views/base/theme.h"
#include "views/network/network_graph_view.h"

#include "views/drawing/network/network_painter.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointingDevice>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace waferscope {

namespace {

constexpr double kZoomStep = 1.25; ///< of one notch of the wheel or one key
constexpr double kNotch = 120.0; ///< of a wheel, eighths of a degree
constexpr double kFocusRing = 2.0;

/// Keys that would otherwise step through time or switch the wafer's picture.
bool isOwnKey(const QKeyEvent& event)
{
    if (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Home:
    case Qt::Key_F:
    case Qt::Key_0:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus: return true;
    default: return false;
    }
}

bool givenByKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

} // namespace

bool NetworkGraphView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (isOwnKey(*static_cast<QKeyEvent*>(event)))
            event->accept();
        break;
    case QEvent::ToolTip: showToolTip(*static_cast<QHelpEvent*>(event)); return true;
    case QEvent::FocusIn:
        m_focusRing = givenByKeyboard(static_cast<QFocusEvent*>(event)->reason());
        update();
        break;
    case QEvent::FocusOut:
        m_focusRing = false;
        update();
        break;
    case QEvent::PaletteChange: update(); break;
    default: break;
    }
    return QWidget::event(event);
}

void NetworkGraphView::showToolTip(const QHelpEvent& event)
{
    QToolTip::showText(event.globalPos(), toolTipAt(event.pos()), this);
}

void NetworkGraphView::paintEvent(QPaintEvent* /*event*/)
{
    m_picture.theme = themeOf(*this).kind;
    m_picture.pixelRatio = devicePixelRatioF();
    QPainter painter(this);
    paintNetwork(painter, m_picture);
    if (!m_focusRing)
        return;
    painter.setPen(QPen(themeOf(m_picture.theme).accent, kFocusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
}

void NetworkGraphView::resizeEvent(QResizeEvent* /*event*/)
{
    const QSizeF before = m_picture.size;
    m_picture.size = size();
    if (m_untouched)
        beginAgain();
    else if (!before.isEmpty()) // what was in the middle of the width stays there
        panBy(QPointF((m_picture.size.width() - before.width()) / 2, 0));
}

void NetworkGraphView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position();
    m_last = event->position();
    m_dragging = false;
}

void NetworkGraphView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_pressed) {
        pointAt(event->position());
        setCursor(blockOfGlyphAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    if (!m_dragging && (event->position() - *m_pressed).manhattanLength() < QApplication::startDragDistance() / 2.0)
        return;
    m_dragging = true;
    setCursor(Qt::ClosedHandCursor);
    panBy(event->position() - m_last);
    m_last = event->position();
}

void NetworkGraphView::mouseReleaseEvent(QMouseEvent* event)
{
    const bool isClick = m_pressed && !m_dragging && event->button() == Qt::LeftButton;
    m_pressed = std::nullopt;
    m_dragging = false;
    setCursor(Qt::ArrowCursor);
    if (!isClick || !m_picture.scene)
        return;
    if (const auto block = blockOfGlyphAt(event->position())) {
        toggle(*block);
        return;
    }
    chooseNode(m_picture.scene->nodeAt(m_picture.camera.toScene(event->position())));
}

void NetworkGraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_picture.scene)
        return;
    if (blockOfGlyphAt(event->position())) // two fast clicks on a glyph are two clicks
        return mousePressEvent(event);
    const auto node = m_picture.scene->nodeAt(m_picture.camera.toScene(event->position()));
    if (!node)
        return fit();
    if (node != m_picture.chosen)
        chooseNode(node);
    activate();
}

void NetworkGraphView::wheelEvent(QWheelEvent* event)
{
    const bool touchPad =
        event->pointingDevice() && event->pointingDevice()->type() == QInputDevice::DeviceType::TouchPad;
    if (touchPad && !event->modifiers().testFlag(Qt::ControlModifier)) {
        const QPoint pixels = event->pixelDelta();
        panBy(pixels.isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(pixels));
    } else if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        panBy(QPointF(0, (event->angleDelta().y() + event->angleDelta().x()) / 2.0));
    } else {
        zoomBy(std::pow(kZoomStep, event->angleDelta().y() / kNotch), event->position());
    }
    event->accept();
}

void NetworkGraphView::keyPressEvent(QKeyEvent* event)
{
    const QPointF middle = QRectF(rect()).center();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: walk(event->key()); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: activate(); break;
    case Qt::Key_F:
    case Qt::Key_0:
    case Qt::Key_Home: fit(); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomBy(kZoomStep, middle); break;
    case Qt::Key_Minus: zoomBy(1.0 / kZoomStep, middle); break;
    case Qt::Key_PageUp: panBy({0, 0.8 * height()}); break;
    case Qt::Key_PageDown: panBy({0, -0.8 * height()}); break;
    case Qt::Key_Escape: chooseNode(std::nullopt); break;
    default: QWidget::keyPressEvent(event); return;
    }
    event->accept();
}

void NetworkGraphView::leaveEvent(QEvent* event)
{
    pointAt(std::nullopt);
    QWidget::leaveEvent(event);
}

void NetworkGraphView::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT contextMenuWanted(event->globalPos());
}

} // namespace waferscope
