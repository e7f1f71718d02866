#pragma once

#include "core/graph/tensor.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// numpy.matmul on shapes.
struct MatrixProduct {
    Shape output;
    std::int64_t inner = 0; ///< multiply-adds for each element of the output
    std::string trouble; ///< empty when the factors go together
};
[[nodiscard]] MatrixProduct matrixProductOf(const Shape& first, const Shape& second);

enum class Tail { AsIs, Swapped };

/// The shape with its last two axes as they are or swapped; shapes of one axis stay.
[[nodiscard]] Shape transposedTail(Shape shape, Tail tail);

/// numpy.einsum on shapes.
struct EinsteinSum {
    Shape output;
    std::vector<std::int64_t> extents; ///< of every distinct index, in order of appearance
    std::string trouble; ///< empty when the operands go together
};
[[nodiscard]] EinsteinSum einsteinSumOf(std::string_view equation, const std::vector<Shape>& operands);

} // namespace waferscope
