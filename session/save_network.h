#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/network/network.h"

#include <cstdint>
#include <string>

namespace waferscope {

/// Writes a network of blocks, at the sizes it has, into a file of the kind that the path's ending names: .yaml or .yml
/// for blocks, .onnx for ONNX, whose weights are drawn from `seed`. Another ending is a Usage error; a network that is
/// not of blocks is refused.
[[nodiscard]] Result<bool> saveNetwork(const Network& network, const std::string& path, std::uint64_t seed,
                                       const JobControl& job);

} // namespace waferscope
