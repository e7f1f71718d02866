#pragma once

#include "mapping/placement/placement_problem.h"

#include <optional>
#include <vector>

namespace waferscope {

/// How streams run along one row on which kernels stand in the problem's order, centre lines on each other: a PE of a
/// kernel's length costs half for every stream that ends in it and once for every stream that passes over it.
class RowStreams {
public:
    /// Of one kernel; places are those in the order.
    struct Kernel {
        std::size_t kernel = 0;
        double lengthPrice = 0.0; ///< of a PE, in units of cost
        double streamWeight = 0.0; ///< of all its streams
        std::vector<std::size_t> sources; ///< streams from earlier kernels, in the problem's `streams`
        std::optional<std::size_t> nearest; ///< of them, that from the nearest kernel
        std::size_t lastTarget = 0; ///< place of the last kernel that it streams to; its own without any
    };

    /// None when a stream runs against the order.
    [[nodiscard]] static std::optional<RowStreams> of(const PlacementProblem& problem);

    [[nodiscard]] const std::vector<Kernel>& kernels() const { return m_kernels; } ///< by place
    [[nodiscard]] std::size_t placeOf(std::size_t kernel) const { return m_place[kernel]; }

private:
    std::vector<Kernel> m_kernels;
    std::vector<std::size_t> m_place; ///< by kernel
};

} // namespace waferscope
