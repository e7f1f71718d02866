#pragma once

#include "views/wafer/wafer_camera.h"
#include "views/wafer/wafer_view.h"

#include <QPointF>

#include <optional>

namespace waferscope {

enum class MouseEffect { None, CameraMoved };

/// What a pressed button is doing, and what it says about it. Positions are logical pixels of the pane.
class WaferMouse {
public:
    WaferMouse(WaferView& view, WaferCamera& camera);

    void press(QPointF at, Qt::MouseButton button);
    MouseEffect move(QPointF at, Qt::KeyboardModifiers modifiers);
    void release(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers);
    bool cancel(); ///< false when nothing was being dragged

    [[nodiscard]] bool busy() const { return m_state != State::Idle; }
    [[nodiscard]] Qt::CursorShape cursorAt(QPointF at) const;

private:
    enum class State { Idle, Pressed, Panning, Moving, Resizing, Cancelled };

    void begin(QPointF at);
    void beginMoving(const WaferRegion& region);
    void beginResizing(const WaferRegion& region, ResizeHandle handle);
    void moveKernel(QPointF at, Qt::KeyboardModifiers modifiers);
    void resizeKernel(QPointF at);
    void drop();
    [[nodiscard]] const WaferRegion* regionAt(QPointF at, double reach) const;
    [[nodiscard]] std::optional<ResizeHandle> handleOfSelection(QPointF at) const;
    [[nodiscard]] const WaferRegion* draggedRegion() const;

    WaferView& m_view;
    WaferCamera& m_camera;
    State m_state = State::Idle;
    Qt::MouseButton m_button = Qt::NoButton;
    QPointF m_pressed; ///< where the button went down
    QPointF m_last; ///< of a pan
    QPointF m_grip; ///< in PEs: the pressed point
    std::optional<KernelId> m_kernel; ///< dragged or resized
    ResizeHandle m_handle = ResizeHandle::East;
    PeRect m_start; ///< where the dragged kernel was
    PeRect m_target; ///< where it would land
};

} // namespace waferscope
