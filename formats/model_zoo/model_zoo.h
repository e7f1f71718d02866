#pragma once

#include "core/network/network.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace waferscope {

/// Whether a file that begins so is a parameter file of the Cerebras Model Zoo, of the style with `trainer:` or the
/// older one with `model:` and `train_input:`.
[[nodiscard]] bool looksLikeModelZoo(std::string_view start);

/// The network that such a file describes, told by `model: name:` or by which keys there are, with its batch, precision
/// and optimizer. Sizes that it leaves out are the Model Zoo's, with a note. Fails with one sentence that names file,
/// line and key (InvalidInput).
[[nodiscard]] Result<NetworkSource> readModelZoo(std::string_view text, const std::string& file);

} // namespace waferscope
