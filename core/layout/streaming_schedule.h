#pragma once

#include "core/base/result.h"
#include "core/base/strong_id.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace waferscope {

/// What happens to a layer's activations, the values that it gives, between the forward pass of their readers and the
/// backward pass: they stay, are computed again, or go to the weight store and come back.
enum class Retention { Keep, Recompute, Spill };

[[nodiscard]] std::string_view nameOf(Retention retention);

/// A weight-streaming layout: one layer at a time over the whole fabric (MODEL section 4). A plain value.
struct StreamingSchedule {
    std::int64_t microBatch = 1; ///< samples on one wafer at once; at least 1
    double sparsity = 0.0; ///< share of weights that are zero and not sent, 0 .. 1
    std::vector<Retention> retention; ///< by KernelId, the layers in streaming order; those that are missing are kept
    /// Side by side of the fabric's columns: each has all features over its columns, and its share of the tokens. At
    /// least 1.
    int bands = 1;

    friend bool operator==(const StreamingSchedule&, const StreamingSchedule&) = default;
};

/// What no schedule can be, whatever the network; none when it is in range. Fails with Usage.
[[nodiscard]] std::optional<Error> malformed(const StreamingSchedule& schedule);

/// Equal schedules, equal numbers, on every machine.
[[nodiscard]] std::uint64_t fingerprint(const StreamingSchedule& schedule);

} // namespace waferscope
