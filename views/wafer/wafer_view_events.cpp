// What WaferView makes of mouse, wheel, keys and gestures.
#include "views/drawing/wafer/overlay.h"
#include "views/wafer/wafer_view_parts.h"

#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QPinchGesture>
#include <QPointingDevice>
#include <QWheelEvent>

#include <cmath>

namespace waferscope {

namespace {

constexpr double kNotch = 120.0; ///< of a wheel, eighths of a degree
constexpr double kKeyPan = 48.0; ///< logical pixels
constexpr double kFocusRing = 2.0;

bool givenByKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

} // namespace

void WaferView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    m_parts->scene.paint(painter, picture());
    paintOverlay(painter, picture());
    if (!m_parts->focusRing)
        return;
    painter.setClipping(false);
    painter.setPen(QPen(themeOf(picture().theme).accent, kFocusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
}

void WaferView::resizeEvent(QResizeEvent* /*event*/)
{
    adoptSize();
}

bool WaferView::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ScreenChangeInternal:
    case QEvent::Show: adoptSize(); break;
    case QEvent::WindowDeactivate: cancelDrag(); break;
    case QEvent::FocusIn:
        m_parts->focusRing = givenByKeyboard(static_cast<QFocusEvent*>(event)->reason());
        update();
        break;
    case QEvent::FocusOut:
        if (replace(m_parts->focusRing, false))
            update();
        break;
    case QEvent::Gesture: return pinch(*static_cast<QGestureEvent*>(event));
    case QEvent::NativeGesture: return nativePinch(*static_cast<QNativeGestureEvent*>(event));
    default: break;
    }
    return QWidget::event(event);
}

void WaferView::mousePressEvent(QMouseEvent* event)
{
    m_parts->mouse.press(event->position(), event->button());
}

void WaferView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_parts->mouse.move(event->position(), event->modifiers()) == MouseEffect::CameraMoved)
        m_parts->fitsWafer = false;
    setCursor(m_parts->mouse.cursorAt(event->position()));
    pointAt(event->position());
}

void WaferView::mouseReleaseEvent(QMouseEvent* event)
{
    m_parts->mouse.release(event->position(), event->button(), event->modifiers());
    setCursor(m_parts->mouse.cursorAt(event->position()));
}

void WaferView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto kernel = kernelAt(event->position(), kClickReach))
        Q_EMIT kernelActivated(*kernel);
    else
        fit();
}

void WaferView::wheelEvent(QWheelEvent* event)
{
    const bool touchPad =
        event->pointingDevice() && event->pointingDevice()->type() == QInputDevice::DeviceType::TouchPad;
    if (touchPad && !event->modifiers().testFlag(Qt::ControlModifier)) {
        const QPoint pixels = event->pixelDelta();
        panBy(pixels.isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(pixels));
    } else {
        zoomBy(std::pow(kZoomStep, event->angleDelta().y() / kNotch), event->position());
    }
    event->accept();
}

void WaferView::leaveEvent(QEvent* event)
{
    pointAt(std::nullopt);
    QWidget::leaveEvent(event);
}

void WaferView::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_parts->mouse.busy() || !picture().contents)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard && !picture().selection.empty();
    const auto kernel = byKey ? std::optional(picture().selection.front()) : kernelAt(event->pos(), kClickReach);
    Q_EMIT contextMenuWanted(kernel, viewport().peAt(event->pos()), event->globalPos());
}

bool WaferView::pinch(QGestureEvent& event)
{
    const auto* gesture = static_cast<QPinchGesture*>(event.gesture(Qt::PinchGesture));
    if (!gesture)
        return false;
    panBy(gesture->centerPoint() - gesture->lastCenterPoint());
    if (picture().contents)
        m_parts->camera.jumpTo(zoomed(viewport(), gesture->scaleFactor(),
                                      mapFromGlobal(gesture->centerPoint().toPoint()), picture().contents->fabric));
    return true;
}

bool WaferView::nativePinch(const QNativeGestureEvent& event)
{
    if (event.gestureType() != Qt::ZoomNativeGesture || !picture().contents)
        return false;
    m_parts->fitsWafer = false;
    m_parts->camera.jumpTo(zoomed(viewport(), 1.0 + event.value(), event.position(), picture().contents->fabric));
    return true;
}

void WaferView::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Left: stepBy(-step, 0); break;
    case Qt::Key_Right: stepBy(step, 0); break;
    case Qt::Key_Up: stepBy(0, -step); break;
    case Qt::Key_Down: stepBy(0, step); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); break;
    case Qt::Key_Minus: zoomOut(); break;
    case Qt::Key_0:
    case Qt::Key_Home: fit(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!picture().selection.empty())
            Q_EMIT kernelActivated(picture().selection.front());
        break;
    case Qt::Key_Escape:
        if (!m_parts->mouse.cancel())
            Q_EMIT kernelClicked(std::nullopt, event->modifiers());
        break;
    default: QWidget::keyPressEvent(event); return;
    }
    event->accept();
}

/// Arrow keys: the selection by PEs, else the camera.
void WaferView::stepBy(int columns, int rows)
{
    if (!picture().selection.empty())
        Q_EMIT nudged(columns, rows);
    else
        panBy(QPointF(-columns, -rows) * kKeyPan);
}

} // namespace waferscope
