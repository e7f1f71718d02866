#pragma once

#include "mapping/map_network.h"

#include <functional>
#include <optional>

namespace waferscope {

/// A larger batch of a weight-streaming layout.
struct BatchChoice {
    std::int64_t batch = 1;
    MappedLayout mapped;
};

/// What a search finds for a batch; none when nothing fits or it was stopped.
using MapBatch = std::function<std::optional<MappedLayout>(std::int64_t batch)>;

/// Of a layout that weights bind, the least batch, doubled again and again, at which they bind no more; where memory
/// keeps micro-batches so small that they bind at any, the one beyond which twice the batch gains less than a tenth.
/// None where twice the batch is more than `most` or nothing fits.
[[nodiscard]] std::optional<BatchChoice> batchBeyondWeights(const MappedLayout& now, std::int64_t most,
                                                            const MapBatch& map);

} // namespace waferscope
