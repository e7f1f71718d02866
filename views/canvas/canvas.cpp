#include "views/canvas/canvas.h"

#include <QGestureEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QPinchGesture>
#include <QPointingDevice>
#include <QWheelEvent>

#include <cmath>

namespace waferscope {

namespace {

constexpr double kZoomStep = 1.25; ///< of one notch of the wheel or one key
constexpr double kNotch = 120.0; ///< of a wheel, eighths of a degree
constexpr double kRingWidth = 2.0;

bool givenByKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

} // namespace

Canvas::Canvas(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    grabGesture(Qt::PinchGesture);
}

void Canvas::zoomIn()
{
    zoomBy(kZoomStep, QRectF(rect()).center());
}

void Canvas::zoomOut()
{
    zoomBy(1.0 / kZoomStep, QRectF(rect()).center());
}

bool Canvas::moveByKey(int key)
{
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); return true;
    case Qt::Key_Minus: zoomOut(); return true;
    case Qt::Key_0:
    case Qt::Key_Home: fit(); return true;
    default: return false;
    }
}

void Canvas::paintFocusRing(QPainter& painter, ThemeKind theme) const
{
    if (!m_focusRing)
        return;
    painter.setClipping(false);
    painter.setPen(QPen(themeOf(theme).accent, kRingWidth));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
}

void Canvas::showFocus(bool byKeyboard)
{
    if (m_focusRing == byKeyboard)
        return;
    m_focusRing = byKeyboard;
    update();
}

bool Canvas::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::FocusIn: showFocus(givenByKeyboard(static_cast<QFocusEvent*>(event)->reason())); break;
    case QEvent::FocusOut: showFocus(false); break;
    case QEvent::Gesture: return pinch(*static_cast<QGestureEvent*>(event));
    case QEvent::NativeGesture: return nativePinch(*static_cast<QNativeGestureEvent*>(event));
    default: break;
    }
    return QWidget::event(event);
}

void Canvas::wheelEvent(QWheelEvent* event)
{
    const bool touchPad =
        event->pointingDevice() && event->pointingDevice()->type() == QInputDevice::DeviceType::TouchPad;
    const QPoint angle = event->angleDelta();
    if (touchPad && !event->modifiers().testFlag(Qt::ControlModifier)) {
        const QPoint pixels = event->pixelDelta();
        panBy(pixels.isNull() ? QPointF(angle) / 2 : QPointF(pixels));
    } else if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        panBy(QPointF(0, (angle.y() + angle.x()) / 2.0));
    } else {
        zoomBy(std::pow(kZoomStep, angle.y() / kNotch), event->position());
    }
    event->accept();
}

bool Canvas::pinch(QGestureEvent& event)
{
    const auto* gesture = static_cast<QPinchGesture*>(event.gesture(Qt::PinchGesture));
    if (!gesture)
        return false;
    panBy(gesture->centerPoint() - gesture->lastCenterPoint());
    pinchBy(gesture->scaleFactor(), mapFromGlobal(gesture->centerPoint().toPoint()));
    return true;
}

bool Canvas::nativePinch(const QNativeGestureEvent& event)
{
    if (event.gestureType() != Qt::ZoomNativeGesture)
        return false;
    pinchBy(1.0 + event.value(), event.position());
    return true;
}

} // namespace waferscope
