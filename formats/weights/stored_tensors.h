#pragma once

#include "core/network/network.h"

#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// A tensor as a file of weights lists it.
struct StoredTensor {
    std::string name; ///< with dots: "model.layers.0.mlp.up_proj.weight"
    DataType type = DataType::Float32;
    Shape shape; ///< well formed; of a matrix, usually [outputs, inputs]
    std::optional<Shape> stated = std::nullopt; ///< of the weight beside it, by what bitsandbytes keeps of a packed one
    std::int64_t experts = 0; ///< that stand along the first axis, [experts, outputs, inputs]; 0 of all else
    TensorRole role = TensorRole::Parameter; ///< or Statistic
};

/// More tensors than a file of weights may list.
inline constexpr std::size_t kMostStoredTensors = 100'000;

/// What files of weights, which hold no graph, tell of a network: its modules by path, in the order of their names with
/// embeddings first and heads last, over [batch, sequence]. Tables are looked up; a matrix multiplies the latest result
/// of its width, of stacked matrices so many as `expertsUsed` says; vectors normalise or are added. Everything else is
/// carried as an operator "Stored", which costs nothing. Every element of every tensor counts as a parameter, but for
/// statistics (storedRoleOf); whole numbers are left out, and packed weights count as what they stand for. What was
/// assumed or left out becomes an issue.
[[nodiscard]] NetworkSource networkOfTensors(std::string name, std::string format, std::vector<StoredTensor> tensors,
                                             std::optional<std::int64_t> expertsUsed);

} // namespace waferscope
