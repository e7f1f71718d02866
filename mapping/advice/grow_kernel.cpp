#include "mapping/advice/grow_kernel.h"

#include "mapping/kernels/edit_kernel.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/pipelined_evaluation.h"

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

bool isFree(const Layout& layout, KernelId id, const PeRect& place)
{
    const PeRect fabric = layout.system().fabric();
    if (place.origin.x < 0 || place.origin.y < 0 || place.right() > fabric.right() || place.bottom() > fabric.bottom())
        return false;
    for (const PeRect& dead : layout.system().deadPes)
        if (dead.overlaps(place))
            return false;
    const std::vector<PlacedKernel>& kernels = layout.mapping().kernels;
    for (std::size_t i = 0; i < kernels.size(); ++i)
        if (i != id.index() && kernels[i].rectangle.overlaps(place))
            return false;
    return true;
}

/// Which sides a rectangle moves out.
struct Sides {
    bool left = false;
    bool right = false;
    bool up = false;
    bool down = false;
};

/// A kernel's rectangle, grown to the given sides in turn until something is in the way.
PeRect grown(const Layout& layout, KernelId id, const Sides& sides)
{
    PeRect rect = layout.mapping()[id].rectangle;
    const auto grow = [&](bool wanted, int x, int y, int wider, int higher) {
        const PeRect next{{rect.origin.x + x, rect.origin.y + y}, rect.width + wider, rect.height + higher};
        if (!wanted || !isFree(layout, id, next))
            return false;
        rect = next;
        return true;
    };
    while (grow(sides.right, 0, 0, 1, 0)) { }
    while (grow(sides.left, -1, 0, 1, 0)) { }
    while (grow(sides.down, 0, 0, 0, 1)) { }
    while (grow(sides.up, 0, -1, 0, 1)) { }
    return rect;
}

Cycles cyclesOf(const Layout& layout, KernelId id, const CostModel& model)
{
    return cyclesPerSample((*layout.graph())[id], layout.mapping()[id].arguments, model);
}

EditStart startOf(const Layout& layout, const Assumptions& assumptions)
{
    return {std::make_shared<const Layout>(layout),
            std::make_shared<const Evaluation>(evaluatePipelined(layout.problem(), layout.mapping(), assumptions)),
            std::make_shared<const Assumptions>(assumptions)};
}

} // namespace

KernelId slowestKernel(const Layout& layout, const Assumptions& assumptions)
{
    const CostModel model = CostModel::of(layout.execution(), layout.system(), assumptions);
    KernelId slowest{0};
    for (std::size_t i = 1; i < layout.graph()->size(); ++i)
        if (cyclesOf(layout, KernelId{i}, model) > cyclesOf(layout, slowest, model))
            slowest = KernelId{i};
    return slowest;
}

std::optional<Layout> grownKernel(const Layout& layout, KernelId id, const Assumptions& assumptions,
                                  const std::stop_token& stop)
{
    constexpr std::array kWays{Sides{.left = true, .right = true}, Sides{.up = true, .down = true},
                               Sides{.left = true, .right = true, .up = true, .down = true}};
    if (layout.mapping()[id].locked)
        return std::nullopt;
    const CostModel model = CostModel::of(layout.execution(), layout.system(), assumptions);
    const EditStart start = startOf(layout, assumptions);
    std::optional<Layout> best;
    Cycles least = cyclesOf(layout, id, model);
    for (const Sides& way : kWays) {
        const PeRect room = grown(layout, id, way);
        if (stop.stop_requested() || room == layout.mapping()[id].rectangle)
            continue;
        Result<Layout> resized = resizedKernel(start, id, room);
        if (!resized.ok() || cyclesOf(resized.value(), id, model) >= least)
            continue;
        least = cyclesOf(resized.value(), id, model);
        best = std::move(resized).value();
    }
    return best;
}

std::vector<Layout> movedBeside(const Layout& layout, KernelId mover, KernelId anchor, const Assumptions& assumptions)
{
    const PlacedKernel& moved = layout.mapping()[mover];
    const PeRect& at = layout.mapping()[anchor].rectangle;
    std::vector<Layout> layouts;
    if (moved.locked)
        return layouts;
    const int w = moved.rectangle.width;
    const int h = moved.rectangle.height;
    const EditStart start = startOf(layout, assumptions);
    std::vector<PeCoord> places;
    for (const int share : {0, 1, 2}) { // in line with one end, the middle, the other end
        const int x = at.origin.x + (at.width - w) * share / 2;
        const int y = at.origin.y + (at.height - h) * share / 2;
        for (const PeCoord place : {PeCoord{at.right(), y}, PeCoord{at.origin.x - w, y}, PeCoord{x, at.bottom()},
                                    PeCoord{x, at.origin.y - h}})
            places.push_back(place);
    }
    for (const PeCoord place : places)
        if (place != moved.rectangle.origin && isFree(layout, mover, {place, w, h}))
            layouts.push_back(movedKernel(start, mover, place));
    return layouts;
}

} // namespace waferscope
