#pragma once

#include "core/base/dimensions.h"
#include "core/graph/tensor.h"
#include "formats/base/json_text.h"

#include <string>
#include <vector>

namespace waferscope {

/// A value of a union, which torch.export writes as the one member of an object: {"as_int": 3}.
struct TorchValue {
    std::string kind; ///< "as_int"; empty for what is no union
    const nlohmann::json* value = nullptr; ///< never null
};

[[nodiscard]] TorchValue torchValueOf(const nlohmann::json& json);

/// Names of all tensors and symbolic numbers in an argument, in order: as_tensor, as_tensors, as_sym_int ...
[[nodiscard]] std::vector<std::string> torchNamesIn(const nlohmann::json& argument);

/// What a program says of a tensor.
struct TorchTensor {
    DataType type = DataType::Float32;
    SymbolicShape shape; ///< symbolic sizes by the name or expression that the file gives them
    bool hasExpressions = false; ///< some extent is no number and no plain name
    bool isTrained = false; ///< requires_grad
    Dimensions hints; ///< the sizes of the example that the program was exported with
};

/// Of a TensorMeta; a float scalar where there is none.
[[nodiscard]] TorchTensor torchTensorOf(const nlohmann::json& meta);

/// A SymInt: a number, or the name of a symbol or the text of an expression.
[[nodiscard]] Extent torchExtentOf(const nlohmann::json& symInt);

/// ScalarType as a number or, in the first versions, as a name.
[[nodiscard]] DataType torchTypeOf(const nlohmann::json& scalarType);

/// Whether a size is the name of one symbol.
[[nodiscard]] bool isTorchSymbol(std::string_view text);

} // namespace waferscope
