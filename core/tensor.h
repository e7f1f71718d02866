#pragma once

#include "core/quantity.h"
#include "core/strong_id.h"

#include <cstdint>
#include <map>
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

/// Size of one element; zero for String and Other.
[[nodiscard]] Bytes sizeOf(DataType type);

/// Extents of a tensor, outermost first. Empty is a scalar.
using Shape = std::vector<std::int64_t>;

[[nodiscard]] std::int64_t elementCount(const Shape& shape);

/// One extent as a file states it: a number or the name of a symbolic size such as "batch".
using Extent = std::variant<std::int64_t, std::string>;
using SymbolicShape = std::vector<Extent>;

/// Values given to symbolic sizes, by name.
using Dimensions = std::map<std::string, std::int64_t>;

/// Where a tensor's numbers lie; read only when numbers are needed.
struct Payload {
    std::string file; ///< beside the network's file
    std::uint64_t offset = 0; ///< bytes from the start of the file
    std::uint64_t length = 0; ///< bytes
};

enum class TensorRole {
    Input, ///< fed with every batch
    Parameter, ///< trained
    Statistic, ///< kept but not trained: running means and variances
    Constant, ///< the same in every run: shapes, axes, scales
    Activation, ///< computed from the inputs
};

struct Tensor {
    std::string name;
    DataType type = DataType::Float32;
    TensorRole role = TensorRole::Activation;
    SymbolicShape declared; ///< of inputs and stored tensors; activations get theirs from the shape rules
    std::optional<Payload> payload;
    std::optional<std::vector<std::int64_t>> integers; ///< values of small integer tensors: shapes depend on them
};

} // namespace waferscope
