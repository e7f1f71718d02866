#pragma once

#include "formats/weights/stored_tensors.h"

#include <optional>
#include <string>

namespace waferscope {

/// Finds the tensors of experts and sets how many stand along their first axis. Experts that a file lists one by one
/// ("experts.3.w1.weight") become one tensor, so that a position can go through some of them.
[[nodiscard]] std::vector<StoredTensor> withStackedExperts(std::vector<StoredTensor> tensors);

/// How many experts a position goes through, by the config.json in the folder of a file of weights. Nothing where there
/// is none, or it does not say.
[[nodiscard]] std::optional<std::int64_t> expertsUsedBeside(const std::string& path);

} // namespace waferscope
