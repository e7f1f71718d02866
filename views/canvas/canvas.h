#pragma once

#include "views/drawing/base/palette.h"

#include <QWidget>

class QGestureEvent;
class QNativeGestureEvent;
class QPainter;

namespace waferscope {

/// A picture that is larger than its pane: what wheel, touch pad, pinch and the keys for zooming mean, and the ring
/// that shows the keyboard's focus. What is drawn, and how the camera moves, is the heir's. Distances are logical
/// pixels.
///
/// The wheel zooms to the pointer, with Shift it pans up and down; two fingers pan, with Ctrl they zoom; a pinch does
/// both. + and - zoom, 0 and Home fit.
class Canvas : public QWidget {
    Q_OBJECT
public:
    explicit Canvas(QWidget* parent);

public Q_SLOTS:
    virtual void fit() = 0; ///< all of it
    void zoomIn(); ///< around the middle
    void zoomOut();

protected:
    virtual void panBy(QPointF offset) = 0;
    virtual void zoomBy(double factor, QPointF at) = 0;
    /// As the fingers move: at once, where a notch of the wheel may glide.
    virtual void pinchBy(double factor, QPointF at) { zoomBy(factor, at); }

    /// Whether a key was one of the camera's, which has moved then.
    bool moveByKey(int key);
    void paintFocusRing(QPainter& painter, ThemeKind theme) const; ///< when the keyboard has given the focus

    bool event(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void showFocus(bool byKeyboard);
    bool pinch(QGestureEvent& event);
    bool nativePinch(const QNativeGestureEvent& event);

    bool m_focusRing = false;
};

} // namespace waferscope
