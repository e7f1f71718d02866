#include "core/shape_rules/shape_values.h"

#include <cmath>
#include <limits>

namespace waferscope {

namespace {

template <typename Value, typename Function>
std::optional<std::vector<Value>> mapOne(Function function, const std::vector<Value>& values)
{
    if (function == nullptr)
        return std::nullopt;
    std::vector<Value> result;
    result.reserve(values.size());
    for (const Value value : values) {
        const std::optional<Value> mapped = function(value);
        if (!mapped)
            return std::nullopt;
        result.push_back(*mapped);
    }
    return result;
}

template <typename Value>
struct Operand {
    const std::vector<Value>& values;
    const Shape& shape;
};

template <typename Value, typename Function>
std::optional<std::vector<Value>> mapTwo(Function function, Operand<Value> a, Operand<Value> b, const Shape& shape)
{
    if (function == nullptr || !isSmall(shape))
        return std::nullopt;
    const auto count = static_cast<std::size_t>(elementCount(shape));
    std::vector<Value> result;
    result.reserve(count);
    for (std::size_t flat = 0; flat < count; ++flat) {
        const std::optional<Value> value =
            function(a.values[broadcastSource(shape, a.shape, flat)], b.values[broadcastSource(shape, b.shape, flat)]);
        if (!value)
            return std::nullopt;
        result.push_back(*value);
    }
    return result;
}

std::optional<std::vector<std::int64_t>> truthOf(const std::optional<std::vector<double>>& values)
{
    if (!values)
        return std::nullopt;
    std::vector<std::int64_t> result;
    for (const double value : *values)
        result.push_back(value != 0.0 ? 1 : 0);
    return result;
}

} // namespace

bool isSmall(const Shape& shape)
{
    const std::optional<std::int64_t> count = checkedElementCount(shape);
    return count && *count <= kMostKnownValues;
}

std::size_t broadcastSource(const Shape& to, const Shape& from, std::size_t flat)
{
    std::size_t source = 0;
    std::size_t stride = 1;
    for (std::size_t back = 1; back <= to.size(); ++back) {
        const auto extent = static_cast<std::size_t>(to[to.size() - back]);
        const std::size_t position = extent == 0 ? 0 : flat % extent;
        flat = extent == 0 ? 0 : flat / extent;
        if (back > from.size())
            continue;
        const auto own = static_cast<std::size_t>(from[from.size() - back]);
        source += (own == 1 ? 0 : position) * stride;
        stride *= own;
    }
    return source;
}

std::int64_t toInteger(double value)
{
    constexpr double kLargest = 9223372036854775808.0; // 2^63
    if (std::isnan(value))
        return 0;
    if (value >= kLargest)
        return std::numeric_limits<std::int64_t>::max();
    if (value < -kLargest)
        return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(value);
}

TensorFacts apply(const UnaryFunction& function, const TensorFacts& facts)
{
    TensorFacts result{facts.shape, std::nullopt, std::nullopt};
    if (facts.integers)
        result.integers = mapOne(function.integers, *facts.integers);
    else if (facts.reals)
        result.reals = mapOne(function.reals, *facts.reals);
    return result;
}

TensorFacts apply(const BinaryFunction& function, const TensorFacts& a, const TensorFacts& b, const Shape& shape)
{
    TensorFacts result{shape, std::nullopt, std::nullopt};
    if (a.integers && b.integers) {
        result.integers =
            mapTwo<std::int64_t>(function.integers, {*a.integers, a.shape}, {*b.integers, b.shape}, shape);
    } else if (a.reals && b.reals) {
        result.reals = mapTwo<double>(function.reals, {*a.reals, a.shape}, {*b.reals, b.shape}, shape);
        if (function.isComparison) {
            result.integers = truthOf(result.reals);
            result.reals.reset();
        }
    }
    return result;
}

TensorFacts pick(const TensorFacts& facts, Shape shape, const std::vector<std::size_t>& positions)
{
    TensorFacts result{std::move(shape), std::nullopt, std::nullopt};
    if (facts.integers) {
        result.integers.emplace();
        for (const std::size_t position : positions)
            result.integers->push_back((*facts.integers)[position]);
    } else if (facts.reals) {
        result.reals.emplace();
        for (const std::size_t position : positions)
            result.reals->push_back((*facts.reals)[position]);
    }
    return result;
}

std::vector<std::int64_t> stridesOf(const Shape& shape)
{
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        strides[axis - 1] = strides[axis] * shape[axis];
    return strides;
}

std::vector<std::size_t> stridedPositions(const Shape& shape, std::int64_t first,
                                          const std::vector<std::int64_t>& strides)
{
    std::vector<std::size_t> positions;
    for (std::int64_t flat = 0; flat < elementCount(shape); ++flat) {
        std::int64_t rest = flat;
        std::int64_t position = first;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            position += rest % shape[axis] * strides[axis];
            rest /= shape[axis];
        }
        positions.push_back(static_cast<std::size_t>(position));
    }
    return positions;
}

} // namespace waferscope
