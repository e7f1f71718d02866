#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/network/network.h"

#include <cstdint>
#include <string>

namespace waferscope {

/// Writes a network of blocks as ONNX, with the weights that initialWeights() says, drawn from `seed`. The weights of a
/// model of more than 1 GiB lie beside it in PATH.data. Needs little memory whatever the size. Stopping leaves nothing
/// behind. Fails for networks that are not of blocks, which have numbers of their own, for operators that no ONNX
/// version has as we use them, and where the system cannot write.
[[nodiscard]] Result<bool> writeOnnx(const Network& network, const std::string& path, std::uint64_t seed,
                                     const JobControl& job);

} // namespace waferscope
