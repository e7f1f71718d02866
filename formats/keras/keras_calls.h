#pragma once

#include "formats/base/json_text.h"

#include <compare>
#include <string>
#include <vector>

namespace waferscope {

/// One result of one call of a layer, as a Functional model names it.
struct KerasReference {
    std::string layer;
    std::int64_t call = 0;
    std::int64_t output = 0;

    auto operator<=>(const KerasReference&) const = default;
};

/// "class_name".
[[nodiscard]] std::string classOf(const nlohmann::json& layer);
[[nodiscard]] std::string layerName(const nlohmann::json& layer);
/// "layers" of a model; the first versions of Sequential have no object around the list. Null for other layers.
[[nodiscard]] const nlohmann::json& layersOf(const nlohmann::json& model);
[[nodiscard]] bool isModel(const nlohmann::json& layer);
[[nodiscard]] bool isSequential(const nlohmann::json& model);

/// A call of a layer in a Functional model.
struct KerasCall {
    const nlohmann::json* layer = nullptr; ///< of the plan's model
    KerasReference first; ///< its first output
    std::vector<KerasReference> inputs;
    std::size_t missing = 0; ///< for who follows the plan: inputs that are not there yet
};

/// What a Functional model says of the way through it.
struct KerasPlan {
    std::vector<KerasReference> inputs;
    std::vector<KerasReference> outputs;
    std::vector<KerasCall> calls; ///< in the file's order
    std::size_t work = 0; ///< references in it
};

/// Keeps pointers into `model`.
[[nodiscard]] KerasPlan kerasPlanOf(const nlohmann::json& model);

} // namespace waferscope
