#pragma once

#include "core/base/result.h"
#include "core/network/network.h"

#include <nlohmann/json_fwd.hpp>

namespace waferscope {

/// The network of a Keras model's configuration (config.json of a .keras file, or model.to_json()), Sequential or
/// Functional, models within models included. Layers that we do not know pass their first input on and become issues.
/// Fails with a sentence that names the layer.
[[nodiscard]] Result<NetworkSource> networkOfKeras(const nlohmann::json& model);

} // namespace waferscope
