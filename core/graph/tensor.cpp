#include "core/graph/tensor.h"

#include "core/base/check.h"

namespace waferscope {

bool isFloat(DataType type)
{
    switch (type) {
    case DataType::Float32:
    case DataType::Float16:
    case DataType::BFloat16:
    case DataType::Float64:
    case DataType::SmallFloat: return true;
    default: return false;
    }
}

Bytes sizeOf(DataType type)
{
    switch (type) {
    case DataType::Bool:
    case DataType::Int8:
    case DataType::UInt8: return Bytes{1};
    case DataType::Float16:
    case DataType::BFloat16:
    case DataType::Int16:
    case DataType::UInt16: return Bytes{2};
    case DataType::Float32:
    case DataType::Int32:
    case DataType::UInt32: return Bytes{4};
    case DataType::Float64:
    case DataType::Int64:
    case DataType::UInt64: return Bytes{8};
    case DataType::SmallFloat:
    case DataType::String:
    case DataType::Other: return Bytes{0};
    }
    return Bytes{0};
}

std::optional<std::int64_t> checkedElementCount(const Shape& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(count, extent, &count))
            return std::nullopt;
    }
    return count <= kMostElements ? std::optional{count} : std::nullopt;
}

std::int64_t elementCount(const Shape& shape)
{
    const std::optional<std::int64_t> count = checkedElementCount(shape);
    WAFERSCOPE_CHECK(count.has_value());
    return *count;
}

std::string toText(const Shape& shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

} // namespace waferscope
