#pragma once

#include "core/formats/json_text.h"

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

/// The results that each call of a layer takes, from "inbound_nodes" of Keras 2 or 3.
[[nodiscard]] std::vector<std::vector<KerasReference>> callsOf(const nlohmann::json& layer);

/// "input_layers" or "output_layers" of a Functional model: one reference or a list or dictionary of them.
[[nodiscard]] std::vector<KerasReference> referencesOf(const nlohmann::json& value);

} // namespace waferscope
