#pragma once

#include "core/base/quantity.h"
#include "core/base/strong_id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace waferscope {

enum class DataType {
    Float32,
    Float16,
    BFloat16,
    Float64,
    SmallFloat, ///< of 8 bits or fewer
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Bool,
    String,
    Other
};

[[nodiscard]] bool isFloat(DataType type);

/// Size of one element; zero for String, Other and SmallFloat, of which several may share a byte.
[[nodiscard]] Bytes sizeOf(DataType type);

/// Extents of a tensor, outermost first. Empty is a scalar.
using Shape = std::vector<std::int64_t>;

/// More elements than any tensor may have: counts stay exact in a double, and sums of many in 64 bits.
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 53;

/// Elements of a tensor whose shape is well formed (see checkedElementCount); anything else is a bug of the caller.
[[nodiscard]] std::int64_t elementCount(const Shape& shape);

/// Nothing when an extent is negative or the product passes kMostElements.
[[nodiscard]] std::optional<std::int64_t> checkedElementCount(const Shape& shape);

[[nodiscard]] std::string toText(const Shape& shape); ///< "[1, 3, 224, 224]"

/// One extent as a file states it: a number, the name of a symbolic size such as "batch", or an expression over such
/// names (see size_expression.h).
using Extent = std::variant<std::int64_t, std::string>;
using SymbolicShape = std::vector<Extent>;

/// Where a tensor's numbers lie; read only when numbers are needed.
struct Payload {
    enum class Encoding {
        LittleEndian, ///< elements one after the other, as in memory
        Varints, ///< protobuf's, one an element
    };
    std::string file; ///< relative to the network's folder
    std::uint64_t offset = 0; ///< bytes from the start of the file
    std::uint64_t length = 0; ///< bytes
    Encoding encoding = Encoding::LittleEndian;
};

enum class TensorRole {
    Input, ///< fed with every batch
    Parameter, ///< trained
    Statistic, ///< kept but not trained: running means and variances, masks, tables of positions
    Constant, ///< the same in every run: shapes, axes, scales
    Activation, ///< computed from the inputs
};

struct Tensor {
    std::string name;
    DataType type = DataType::Float32;
    TensorRole role = TensorRole::Activation;
    SymbolicShape declared; ///< of inputs and stored tensors; of activations only where no shape rule knows better
    std::optional<Payload> payload;
    std::optional<std::vector<std::int64_t>> integers; ///< values of small integer tensors: shapes depend on them
    std::optional<std::vector<double>> reals; ///< values of small float tensors: the scales of Resize, say
};

} // namespace waferscope
