#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/blocks/network_spec.h"

#include <string>

namespace waferscope {

/// A network of blocks and whether the file itself is one, so that it can be saved there again.
struct ReadBlocks {
    NetworkSpec spec;
    bool isBlocksFile = false;
};

/// From a list of blocks, or whatever else states them, such as a plan. Blocking: for JobRunner.
[[nodiscard]] Result<ReadBlocks> readBlocks(const std::string& path);

/// As ONNX, with the random weights of `wafer convert`. Blocking: for JobRunner.
[[nodiscard]] Result<bool> exportBlocks(const NetworkSpec& spec, const std::string& path, const JobControl& job);

} // namespace waferscope
