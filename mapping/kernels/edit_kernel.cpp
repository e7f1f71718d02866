#include "mapping/kernels/edit_kernel.h"

#include "core/base/names.h"
#include "mapping/routing/router.h"
#include "model/pipelined/shapes.h"

#include <algorithm>

namespace waferscope {

namespace {

Layout with(const EditStart& start, KernelId id, const PlacedKernel& placed)
{
    const Layout& layout = *start.layout;
    Mapping mapping = layout.mapping();
    mapping.kernels.at(id.index()) = placed;
    rerouteKernel(*layout.graph(), mapping, id, RouterConfig::of(layout.problem(), *start.assumptions),
                  start.evaluation->pipelined());
    return layout.withMapping(std::move(mapping));
}

const PlacedKernel& placedIn(const EditStart& start, KernelId id)
{
    return start.layout->mapping()[id];
}

} // namespace

Layout movedKernel(const EditStart& start, KernelId id, PeCoord origin)
{
    PlacedKernel placed = placedIn(start, id);
    placed.rectangle.origin = origin;
    return with(start, id, placed);
}

Result<Layout> resizedKernel(const EditStart& start, KernelId id, const PeRect& rectangle)
{
    const System& system = start.layout->system();
    const KernelGraph& graph = *start.layout->graph();
    const CostModel model = CostModel::of(start.layout->execution(), system, *start.assumptions)
                                .keeping(start.evaluation->pipelined().stash);
    const ShapeFamily family(graph, id, model, std::max(system.columns, system.rows));
    const std::optional<KernelShape> shape = family.fastestWithin(rectangle.width, rectangle.height);
    if (!shape)
        return Error{ErrorCode::DoesNotFit,
                     printable(graph[id].name) + " has no shape within " + std::to_string(rectangle.width) + " x "
                         + std::to_string(rectangle.height) + " PEs whose PEs hold its memory."};
    PlacedKernel placed = placedIn(start, id);
    placed.arguments = shape->arguments;
    placed.rotation = shape->rotation;
    placed.rectangle = {rectangle.origin, shape->width, shape->height};
    return with(start, id, placed);
}

Layout turnedKernel(const EditStart& start, KernelId id)
{
    PlacedKernel placed = placedIn(start, id);
    placed.rotation = placed.rotation == Rotation::R0 ? Rotation::R90 : Rotation::R0;
    std::swap(placed.rectangle.width, placed.rectangle.height);
    return with(start, id, placed);
}

} // namespace waferscope
