#pragma once

#include "core/base/result.h"
#include "core/network/network.h"
#include "formats/base/root_keys.h"

#include <string>
#include <string_view>

namespace waferscope {

/// Whether a text with these outermost keys is a Hugging Face config.json: a JSON object that names its kind of model.
[[nodiscard]] bool looksLikeHuggingFace(const RootKeys& keys);

/// The network that a config.json describes, by the published definition of its `model_type`, with the head that
/// `architectures` names. Sizes that the file leaves out are those of the library's own classes. A kind that is not
/// known is read as the nearest, with a warning. Fails with one sentence that names file and key (InvalidInput).
/// Conventions that the counts depend on become notes.
[[nodiscard]] Result<NetworkSource> readHuggingFace(std::string_view text, const std::string& file);

} // namespace waferscope
