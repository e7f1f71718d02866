#pragma once

#include "formats/weights/stored_tensors.h"

namespace waferscope {

/// The tensors of one module: "model.layers.0.mlp.up_proj" with its weight and bias.
struct StoredModule {
    std::string path; ///< with slashes
    std::vector<StoredTensor> tensors; ///< at least one, statistics last, the one with most axes first
    std::size_t trained = 0; ///< the first so many are parameters
};

enum class StoredModuleKind {
    Table, ///< looked up by token
    Matrix, ///< multiplied with
    Experts, ///< stacked matrices, of which a position is multiplied with some
    Vector, ///< a scale, perhaps with a bias
    Unknown
};

[[nodiscard]] StoredModuleKind kindOf(const StoredModule& module);

/// Grouped by path; tables first, heads last, numbers within paths in their order, and within a transformer's block
/// norm, attention, norm, products.
[[nodiscard]] std::vector<StoredModule> modulesOf(std::vector<StoredTensor> tensors);

} // namespace waferscope
