#pragma once

#include "model/pipelined/kernel_cost.h"

namespace waferscope::samples {

/// A pipelined cost model with round numbers, for what is worked out by hand: half the multiply-adds of the peak.
inline CostModel handModel()
{
    CostModel model;
    model.efficiency = 0.5;
    model.macsPerCycle = 4.0;
    model.vectorSetup = Cycles{16};
    model.rampLatency = Cycles{2};
    model.usableSram = Bytes{44976};
    return model;
}

} // namespace waferscope::samples
