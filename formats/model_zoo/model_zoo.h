#pragma once

#include "core/base/result.h"
#include "core/network/network.h"
#include "formats/base/root_keys.h"

#include <string>
#include <string_view>

namespace waferscope {

/// Whether a text with these outermost keys is a parameter file of the Cerebras Model Zoo, of the style with `trainer`
/// or the older one with `model`, alone or beside `train_input` and its like.
[[nodiscard]] bool looksLikeModelZoo(const RootKeys& keys);

/// The network that such a file describes, told by `model: name:` or by which keys there are, with its batch, precision
/// and optimizer. Sizes that it leaves out are the Model Zoo's, with a note. Fails with one sentence that names file,
/// line and key (InvalidInput).
[[nodiscard]] Result<NetworkSource> readModelZoo(std::string_view text, const std::string& file);

} // namespace waferscope
