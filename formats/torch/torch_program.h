#pragma once

#include "core/network/network.h"
#include "formats/base/json_text.h"

namespace waferscope {

/// The network of an ExportedProgram, as torch.export writes it in JSON. Layers are named by the modules' paths.
/// Fails with one sentence without the file's name.
[[nodiscard]] Result<NetworkSource> networkOfTorch(const nlohmann::json& program);

} // namespace waferscope
