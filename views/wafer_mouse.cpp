#include "views/wafer_mouse.h"

#include "views/wafer_geometry.h"

#include <QGuiApplication>
#include <QStyleHints>

namespace waferscope {

namespace {

constexpr double kReach = 6.0; ///< logical pixels: the nearest thing within them is what is meant

}

WaferMouse::WaferMouse(WaferView& view, WaferCamera& camera)
    : m_view(view)
    , m_camera(camera)
{
}

void WaferMouse::press(QPointF at, Qt::MouseButton button)
{
    if (m_state != State::Idle) { // a second button takes the first one's drag back
        cancel();
        return;
    }
    m_pressed = m_last = at;
    m_grip = m_camera.viewport().toPes(at);
    m_button = button;
    if (button == Qt::MiddleButton)
        m_state = State::Panning;
    else if (button == Qt::LeftButton)
        m_state = State::Pressed;
}

MouseEffect WaferMouse::move(QPointF at, Qt::KeyboardModifiers modifiers)
{
    const bool far = (at - m_pressed).manhattanLength() >= QGuiApplication::styleHints()->startDragDistance();
    if (m_state == State::Pressed && far)
        begin(m_pressed);
    switch (m_state) {
    case State::Panning:
        m_camera.jumpTo(panned(m_camera.viewport(), at - m_last, m_view.picture().contents->fabric));
        m_last = at;
        return MouseEffect::CameraMoved;
    case State::Moving: moveKernel(at, modifiers); break;
    case State::Resizing: resizeKernel(at); break;
    case State::Idle:
    case State::Pressed:
    case State::Cancelled: break;
    }
    return MouseEffect::None;
}

void WaferMouse::release(QPointF at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers)
{
    if (button != m_button)
        return;
    const State was = m_state;
    if (was == State::Moving || was == State::Resizing)
        drop();
    m_state = State::Idle;
    m_button = Qt::NoButton;
    if (was != State::Pressed)
        return;
    const WaferRegion* region = regionAt(at, kReach);
    Q_EMIT m_view.kernelClicked(region ? std::optional(region->kernel) : std::nullopt, modifiers);
}

bool WaferMouse::cancel()
{
    if (m_state == State::Idle || m_state == State::Cancelled)
        return false;
    const bool dragged = m_state == State::Moving || m_state == State::Resizing;
    m_state = State::Cancelled; // until the button is released
    if (dragged)
        Q_EMIT m_view.dragCancelled();
    return dragged;
}

void WaferMouse::begin(QPointF at)
{
    const WaferPicture& picture = m_view.picture();
    if (!picture.contents) {
        m_state = State::Cancelled;
        return;
    }
    const WaferRegion* selected =
        picture.selection.empty() ? nullptr : picture.contents->find(picture.selection.front());
    if (const auto handle = handleOfSelection(at))
        beginResizing(*selected, *handle);
    else if (const WaferRegion* region = regionAt(at, 0.0); region && !region->locked)
        beginMoving(*region);
    else
        m_state = State::Panning;
}

void WaferMouse::beginMoving(const WaferRegion& region)
{
    m_state = State::Moving;
    m_kernel = region.kernel;
    m_start = m_target = region.rectangle;
    Q_EMIT m_view.dragBegun(region.kernel);
}

void WaferMouse::beginResizing(const WaferRegion& region, ResizeHandle handle)
{
    m_state = State::Resizing;
    m_handle = handle;
    m_kernel = region.kernel;
    m_start = m_target = region.rectangle;
    Q_EMIT m_view.resizeBegun(region.kernel, handle);
}

void WaferMouse::moveKernel(QPointF at, Qt::KeyboardModifiers modifiers)
{
    const WaferRegion* region = draggedRegion();
    if (!region)
        return;
    const Viewport& viewport = m_camera.viewport();
    const QPointF wanted = QPointF(m_start.origin.x, m_start.origin.y) + viewport.toPes(at) - m_grip;
    const Snapping snapping = modifiers.testFlag(Qt::AltModifier) ? Snapping::ToPes : Snapping::ToNeighbours;
    WaferRegion dragged = *region;
    dragged.rectangle = m_start;
    const PeCoord origin =
        snappedOrigin(*m_view.picture().contents, dragged, wanted, kReach * viewport.pesPerLogicalPixel(), snapping);
    if (origin == m_target.origin)
        return;
    m_target.origin = origin;
    Q_EMIT m_view.dragMoved(*m_kernel, origin);
}

void WaferMouse::resizeKernel(QPointF at)
{
    if (!draggedRegion())
        return;
    const QPointF offset = m_camera.viewport().toPes(at) - m_grip;
    const PeRect wanted = resized(m_start, m_handle, offset, m_view.picture().contents->fabric);
    if (wanted == m_target)
        return;
    m_target = wanted;
    Q_EMIT m_view.resizeMoved(*m_kernel, wanted);
}

/// Where it started is no move: whoever listens gets a cancelled drag.
void WaferMouse::drop()
{
    if (m_target == m_start || !draggedRegion())
        Q_EMIT m_view.dragCancelled();
    else if (m_state == State::Moving)
        Q_EMIT m_view.dragDropped(*m_kernel, m_target.origin);
    else
        Q_EMIT m_view.resizeDropped(*m_kernel, m_target);
}

Qt::CursorShape WaferMouse::cursorAt(QPointF at) const
{
    if (m_state == State::Panning)
        return Qt::ClosedHandCursor;
    if (m_state == State::Resizing)
        return cursorOf(m_handle);
    if (m_state == State::Moving)
        return Qt::SizeAllCursor;
    if (const auto handle = handleOfSelection(at))
        return cursorOf(*handle);
    return Qt::ArrowCursor;
}

const WaferRegion* WaferMouse::regionAt(QPointF at, double reach) const
{
    const WaferPicture& picture = m_view.picture();
    if (!picture.contents)
        return nullptr;
    const Viewport& viewport = m_camera.viewport();
    const auto kernel = picture.contents->nearest(viewport.toPes(at), reach * viewport.pesPerLogicalPixel());
    return kernel ? picture.contents->find(*kernel) : nullptr;
}

std::optional<ResizeHandle> WaferMouse::handleOfSelection(QPointF at) const
{
    const WaferPicture& picture = m_view.picture();
    if (!picture.contents || picture.selection.size() != 1 || picture.handles == Visibility::Hidden)
        return std::nullopt;
    const WaferRegion* region = picture.contents->find(picture.selection.front());
    return region ? handleAt(m_camera.viewport(), *region, at) : std::nullopt;
}

const WaferRegion* WaferMouse::draggedRegion() const
{
    return m_kernel && m_view.picture().contents ? m_view.picture().contents->find(*m_kernel) : nullptr;
}

} // namespace waferscope
