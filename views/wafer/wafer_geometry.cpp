#include "views/wafer/wafer_geometry.h"

#include "views/drawing/wafer/region_painter.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kHandleReach = 3.0; ///< logical pixels around a handle that count as it

/// One axis of a drag: draws [wanted, wanted + length) to the nearest line, by its start or by its end.
class AxisSnap {
public:
    AxisSnap(double wanted, int length, double reach)
        : m_wanted(wanted)
        , m_length(length)
        , m_best(reach)
        , m_place(std::round(wanted))
    {
    }

    void consider(int line)
    {
        take(line);
        take(line - m_length);
    }

    [[nodiscard]] int place(int first, int last) const
    {
        return std::clamp(static_cast<int>(m_place), first, std::max(first, last - m_length));
    }

private:
    void take(int place)
    {
        const double distance = std::abs(place - m_wanted);
        if (distance <= m_best) {
            m_best = distance;
            m_place = place;
        }
    }

    double m_wanted;
    int m_length;
    double m_best;
    double m_place;
};

/// Only neighbours that would stand beside it attract it: not those far up or down.
bool near(int first, int length, int otherFirst, int otherLength, double reach)
{
    return first < otherFirst + otherLength + reach && otherFirst < first + length + reach;
}

} // namespace

PeCoord snappedOrigin(const WaferContents& contents, const WaferRegion& region, QPointF wanted, double reach,
                      Snapping snapping)
{
    const PeRect& own = region.rectangle;
    const PeRect& fabric = contents.fabric;
    AxisSnap across(wanted.x(), own.width, reach);
    AxisSnap down(wanted.y(), own.height, reach);
    const PeCoord about{static_cast<int>(std::round(wanted.x())), static_cast<int>(std::round(wanted.y()))};
    if (snapping == Snapping::ToNeighbours) {
        for (const int line : {fabric.origin.x, fabric.right()})
            across.consider(line);
        for (const int line : {fabric.origin.y, fabric.bottom()})
            down.consider(line);
        for (const WaferRegion& other : contents.regions) {
            const PeRect& rectangle = other.rectangle;
            if (other.kernel == region.kernel)
                continue;
            if (near(about.y, own.height, rectangle.origin.y, rectangle.height, reach))
                for (const int line : {rectangle.origin.x, rectangle.right()})
                    across.consider(line);
            if (near(about.x, own.width, rectangle.origin.x, rectangle.width, reach))
                for (const int line : {rectangle.origin.y, rectangle.bottom()})
                    down.consider(line);
        }
    }
    return {across.place(fabric.origin.x, fabric.right()), down.place(fabric.origin.y, fabric.bottom())};
}

bool moves(ResizeHandle handle, ResizeHandle edge)
{
    return (static_cast<unsigned>(handle) & static_cast<unsigned>(edge)) != 0;
}

PeRect resized(const PeRect& rectangle, ResizeHandle handle, QPointF offset, const PeRect& fabric)
{
    const int across = static_cast<int>(std::round(offset.x()));
    const int down = static_cast<int>(std::round(offset.y()));
    int left = rectangle.origin.x;
    int top = rectangle.origin.y;
    int right = rectangle.right();
    int bottom = rectangle.bottom();
    if (moves(handle, ResizeHandle::West))
        left = std::clamp(left + across, fabric.origin.x, right - 1);
    if (moves(handle, ResizeHandle::East))
        right = std::clamp(right + across, left + 1, std::max(left + 1, fabric.right()));
    if (moves(handle, ResizeHandle::North))
        top = std::clamp(top + down, fabric.origin.y, bottom - 1);
    if (moves(handle, ResizeHandle::South))
        bottom = std::clamp(bottom + down, top + 1, std::max(top + 1, fabric.bottom()));
    return {{left, top}, right - left, bottom - top};
}

Qt::CursorShape cursorOf(ResizeHandle handle)
{
    switch (handle) {
    case ResizeHandle::West:
    case ResizeHandle::East: return Qt::SizeHorCursor;
    case ResizeHandle::North:
    case ResizeHandle::South: return Qt::SizeVerCursor;
    case ResizeHandle::NorthWest:
    case ResizeHandle::SouthEast: return Qt::SizeFDiagCursor;
    case ResizeHandle::NorthEast:
    case ResizeHandle::SouthWest: return Qt::SizeBDiagCursor;
    }
    return Qt::ArrowCursor;
}

std::optional<ResizeHandle> handleAt(const Viewport& viewport, const WaferRegion& region, QPointF logical)
{
    const QPointF middle = viewport.toLogical(region.rectangle).center();
    for (const QRectF& box : handleBoxes(viewport, region)) {
        if (!box.adjusted(-kHandleReach, -kHandleReach, kHandleReach, kHandleReach).contains(logical))
            continue;
        const QPointF side = box.center() - middle;
        unsigned edges = 0;
        if (std::abs(side.x()) > kHandleSize)
            edges |= static_cast<unsigned>(side.x() < 0 ? ResizeHandle::West : ResizeHandle::East);
        if (std::abs(side.y()) > kHandleSize)
            edges |= static_cast<unsigned>(side.y() < 0 ? ResizeHandle::North : ResizeHandle::South);
        return static_cast<ResizeHandle>(edges);
    }
    return std::nullopt;
}

} // namespace waferscope
