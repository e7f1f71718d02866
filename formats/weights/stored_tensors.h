#pragma once

#include "core/network/network.h"

#include <string>
#include <vector>

namespace waferscope {

/// A tensor as a file of weights lists it.
struct StoredTensor {
    std::string name; ///< with dots: "model.layers.0.mlp.up_proj.weight"
    DataType type = DataType::Float32;
    Shape shape; ///< well formed; of a matrix, usually [outputs, inputs]
};

/// More tensors than a file of weights may list.
inline constexpr std::size_t kMostStoredTensors = 100'000;

/// What files of weights, which hold no graph, tell of a network: its modules by path, in the order of their names with
/// embeddings first and heads last, over [batch, sequence]. Tables are looked up; a matrix multiplies the latest result
/// of its width; vectors normalise or are added. Everything else is carried as an operator "Stored", which costs
/// nothing and becomes an issue. Every element of every tensor counts as a parameter.
[[nodiscard]] NetworkSource networkOfTensors(std::string name, std::string format, std::vector<StoredTensor> tensors);

} // namespace waferscope
