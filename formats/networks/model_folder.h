#pragma once

#include "core/base/result.h"

#include <string>

namespace waferscope {

/// The file that a folder with a model means: a SavedModel's saved_model.pb, a Hugging Face config.json, or the one
/// file in it that holds a network. Where none does but one is an impostor (impostorAt), that one. Folders within it
/// are not looked into. One sentence when there is none or are several.
[[nodiscard]] Result<std::string> modelInFolder(const std::string& folder);

} // namespace waferscope
