#include "mapping/edit_kernel.h"

#include "mapping/router.h"
#include "mapping/shapes.h"

#include <algorithm>

namespace waferscope {

namespace {

Layout with(const Layout& layout, KernelId id, const PlacedKernel& placed, const Assumptions& assumptions)
{
    Layout edited = layout;
    auto& mapping = std::get<Mapping>(edited.arrangement);
    mapping.kernels.at(id.index()) = placed;
    rerouteKernel(*edited.graph, mapping, id, edited.system(), RouterConfig::of(edited, assumptions));
    return edited;
}

const PlacedKernel& placedIn(const Layout& layout, KernelId id)
{
    return std::get<Mapping>(layout.arrangement)[id];
}

} // namespace

Layout movedKernel(const Layout& layout, KernelId id, PeCoord origin, const Assumptions& assumptions)
{
    PlacedKernel placed = placedIn(layout, id);
    placed.rectangle.origin = origin;
    return with(layout, id, placed, assumptions);
}

Result<Layout> resizedKernel(const Layout& layout, KernelId id, const PeRect& rectangle, const Assumptions& assumptions)
{
    const CostModel model = CostModel::of(layout.execution, layout.system(), assumptions);
    const ShapeFamily family(*layout.graph, id, model, std::max(layout.system().columns, layout.system().rows));
    const std::optional<KernelShape> shape = family.fastestWithin(rectangle.width, rectangle.height);
    if (!shape)
        return Error{ErrorCode::DoesNotFit,
                     (*layout.graph)[id].name + " has no shape within " + std::to_string(rectangle.width) + " x "
                         + std::to_string(rectangle.height) + " PEs whose PEs hold its memory."};
    PlacedKernel placed = placedIn(layout, id);
    placed.arguments = shape->arguments;
    placed.rotation = shape->rotation;
    placed.rectangle = {rectangle.origin, shape->width, shape->height};
    return with(layout, id, placed, assumptions);
}

Layout turnedKernel(const Layout& layout, KernelId id, const Assumptions& assumptions)
{
    PlacedKernel placed = placedIn(layout, id);
    placed.rotation = placed.rotation == Rotation::R0 ? Rotation::R90 : Rotation::R0;
    std::swap(placed.rectangle.width, placed.rectangle.height);
    return with(layout, id, placed, assumptions);
}

} // namespace waferscope
