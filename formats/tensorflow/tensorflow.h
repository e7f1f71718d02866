#pragma once

#include "formats/networks/network_format.h"

namespace waferscope {

/// Whether a file begins as a SavedModel (saved_model.pb) or as a GraphDef in binary form.
[[nodiscard]] bool looksLikeTfSavedModel(std::string_view start);
[[nodiscard]] bool looksLikeTfGraph(std::string_view start);

[[nodiscard]] Result<ReadNetwork> readTfSavedModelFile(const std::string& path);
[[nodiscard]] Result<ReadNetwork> readTfGraphFile(const std::string& path);
/// Either kind, told by its start, of a file that is in memory; `path` names it in messages.
[[nodiscard]] Result<ReadNetwork> readTfBytes(std::string_view bytes, const std::string& path);

} // namespace waferscope
