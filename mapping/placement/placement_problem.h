#pragma once

#include "core/base/geometry.h"
#include "core/base/random.h"
#include "mapping/placement/shape_source.h"

#include <vector>

namespace waferscope {

/// What a unit of each quantity costs. Smaller totals are better.
struct PlacementWeights {
    double time = 1.0; ///< of a tick of the slowest kernel
    double wire = 1.0; ///< of a PE between the centres of a stream's ends
    double adapter = 0.0; ///< of a differing h, w or c at the ends of a stream
};

/// From kernel to kernel.
struct PlacementStream {
    std::size_t from = 0;
    std::size_t to = 0;
    double weight = 1.0; ///< of its wire and its adapters
};

/// Twice the PEs, so that every centre is whole.
struct HalfPes {
    int x = 0;
    int y = 0;
};

[[nodiscard]] inline HalfPes centreOf(const PeRect& rect)
{
    return {rect.origin.x + rect.right(), rect.origin.y + rect.bottom()};
}

/// Between a kernel and something that stays where it is. Its adapters are not counted.
struct FixedStream {
    std::size_t kernel = 0;
    HalfPes end; ///< the centre of what stays
    double weight = 1.0; ///< of its wire
};

/// Kernels to be shaped and placed on a rectangle of PEs.
struct PlacementProblem {
    int width = 0; ///< PEs
    int height = 0; ///< PEs
    std::vector<PeRect> obstacles; ///< PEs that no kernel may cover; they may overlap, and reach outside
    std::vector<PlacementStream> streams;
    std::vector<FixedStream> fixedStreams;
    std::vector<std::size_t> order; ///< all kernels, sources before targets, branches kept together
    PlacementWeights weights;
    const ShapeSource* shapes = nullptr; ///< outlives the problem

    [[nodiscard]] std::size_t size() const { return order.size(); }
    [[nodiscard]] std::int64_t freePes() const; ///< of the rectangle: those on no obstacle
};

/// An order for PlacementProblem::order: depth first, a kernel as soon as all its sources are in.
[[nodiscard]] std::vector<std::size_t> depthFirstOrder(std::size_t kernels,
                                                       const std::vector<PlacementStream>& streams);

/// Such an order with branches taken at random.
[[nodiscard]] std::vector<std::size_t> randomOrder(const PlacementProblem& problem, Random& random);

} // namespace waferscope
