#pragma once

#include "core/base/result.h"
#include "core/blocks/network_spec.h"
#include "formats/base/root_keys.h"

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// Reads a network of blocks: title, description, citation, sizes, inputs and blocks, as in resources/gallery/*.yaml.
/// Keys are checked; errors name file, line and key. `file` names the text in messages, `name` the network.
[[nodiscard]] Result<NetworkSpec> readNetworkSpec(std::string_view text, const std::string& file,
                                                  const std::string& name);

/// Whether a text with these outermost keys is meant to be one: it has "blocks".
[[nodiscard]] bool looksLikeNetworkSpec(const RootKeys& keys);

/// Names of the shipped networks, sorted.
[[nodiscard]] std::vector<std::string> galleryNames();

/// A shipped network. An unknown name is a Usage error that names the nearest.
[[nodiscard]] Result<NetworkSpec> gallerySpec(std::string_view name);

} // namespace waferscope
