#include "core/layout/footprint.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

Footprint footprint(const Kernel& kernel, const ExecutionArguments& arguments, Run run)
{
    WAFERSCOPE_CHECK(arguments.splits.size() == kernel.convs.size());
    Footprint size;
    for (const ChannelSplit& split : arguments.splits) {
        const Footprint own = footprint(arguments.height * arguments.width, split, run);
        size.width += own.width;
        size.height = std::max(size.height, own.height);
    }
    return size;
}

PeRect rectangleOf(const Kernel& kernel, const ExecutionArguments& arguments, Rotation rotation, Run run,
                   PeCoord origin)
{
    const Footprint size = footprint(kernel, arguments, run);
    if (rotation == Rotation::R90)
        return {origin, size.height, size.width};
    return {origin, size.width, size.height};
}

std::string_view nameOf(PeRole role)
{
    switch (role) {
    case PeRole::Idle: return "idle";
    case PeRole::Forward: return "forward";
    case PeRole::InputGradient: return "input gradient";
    case PeRole::WeightGradient: return "weight gradient";
    case PeRole::Reduce: return "reduce";
    case PeRole::Route: return "route";
    case PeRole::Stream: break;
    }
    return "stream";
}

PePlace placeInside(const Kernel& kernel, const ExecutionArguments& arguments, Run run, PeCoord inside)
{
    constexpr PeRole kGroups[] = {PeRole::Forward, PeRole::InputGradient, PeRole::WeightGradient};
    const int height = footprint(kernel, arguments, run).height;
    int left = 0;
    for (std::size_t i = 0; i < arguments.splits.size(); ++i) {
        const ChannelSplit& split = arguments.splits[i];
        const int width = columnGroups(run) * split.outputs;
        const int top = height - arguments.height * arguments.width * (split.inputs + 1);
        if (inside.x >= left + width) {
            left += width;
            continue;
        }
        PePlace place{.conv = i};
        if (inside.y < top)
            return place;
        const int row = inside.y - top;
        place.tile = row / (split.inputs + 1);
        place.inputSplit = std::min(row % (split.inputs + 1), split.inputs - 1);
        place.outputSplit = (inside.x - left) % split.outputs;
        const bool reduces = row % (split.inputs + 1) == split.inputs;
        place.role = reduces ? PeRole::Reduce : kGroups[(inside.x - left) / split.outputs];
        return place;
    }
    WAFERSCOPE_CHECK(false); // the caller asked outside the kernel
    return {};
}

} // namespace waferscope
