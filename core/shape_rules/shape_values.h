#pragma once

#include "core/shape_rules/shape_scope.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// Arithmetic on the values of small tensors. A function of one element gives nothing where the result is not defined
/// (division by zero, overflow); the whole result is then unknown.
using IntegerUnary = std::optional<std::int64_t> (*)(std::int64_t);
using RealUnary = std::optional<double> (*)(double);
using IntegerBinary = std::optional<std::int64_t> (*)(std::int64_t, std::int64_t);
using RealBinary = std::optional<double> (*)(double, double);

struct UnaryFunction {
    IntegerUnary integers = nullptr;
    RealUnary reals = nullptr;
};
struct BinaryFunction {
    IntegerBinary integers = nullptr;
    RealBinary reals = nullptr;
    bool isComparison = false; ///< of two reals too the result is an integer, 0 or 1
};

/// The same shape; values where known and defined.
[[nodiscard]] TensorFacts apply(const UnaryFunction& function, const TensorFacts& facts);

/// `shape` is what `a` and `b` broadcast to.
[[nodiscard]] TensorFacts apply(const BinaryFunction& function, const TensorFacts& a, const TensorFacts& b,
                                const Shape& shape);

/// Where element `flat` of a tensor of shape `to` comes from in a tensor of shape `from` that was broadcast to it.
[[nodiscard]] std::size_t broadcastSource(const Shape& to, const Shape& from, std::size_t flat);

/// Any whole number that a double holds exactly; the nearest end of the range otherwise; 0 for not-a-number.
[[nodiscard]] std::int64_t toInteger(double value);

/// Elements of `facts` picked by their flat positions, in `shape`; without values only the shape.
[[nodiscard]] TensorFacts pick(const TensorFacts& facts, Shape shape, const std::vector<std::size_t>& positions);

/// How many elements apart neighbours along each axis lie, row-major.
[[nodiscard]] std::vector<std::int64_t> stridesOf(const Shape& shape);

/// Flat positions in another tensor of the elements of `shape`: `first`, and `strides` apart along each axis.
[[nodiscard]] std::vector<std::size_t> stridedPositions(const Shape& shape, std::int64_t first,
                                                        const std::vector<std::int64_t>& strides);

/// Whether a tensor of this shape is small enough for its values to be followed.
[[nodiscard]] bool isSmall(const Shape& shape);

/// Whether any values are known.
[[nodiscard]] inline bool hasValues(const TensorFacts& facts)
{
    return facts.integers.has_value() || facts.reals.has_value();
}

} // namespace waferscope
