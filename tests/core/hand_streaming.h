#pragma once

#include "core/streaming_cost.h"

namespace waferscope::samples {

/// Round numbers, for what is worked out by hand: weight streaming on a fabric of 750 x 994 PEs, with half the
/// multiply-adds of the peak.
inline StreamingCost handStreaming(std::int64_t microBatch)
{
    StreamingCost cost;
    cost.columns = 750;
    cost.rows = 994;
    cost.efficiency = 0.5;
    cost.macsPerCycle = 4.0;
    cost.vectorSetup = Cycles{16};
    cost.clock = Hertz{0.85e9};
    cost.io = BytesPerSecond{150e9};
    cost.microBatch = microBatch;
    return cost;
}

} // namespace waferscope::samples
