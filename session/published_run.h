#pragma once

#include "core/base/result.h"
#include "core/validation/validation.h"
#include "mapping/map_network.h"

namespace waferscope {

/// The run of a row of mode pipelined, streaming or inference, to be mapped: its network, machine and execution. Of its
/// `sizes`, `optimizer`, `precision`, `sparsity`, `recompute` and `fabric` (columns x rows that the program may use)
/// are settings of the run, the rest are of the network. What the row leaves out is as usual: one system, all workers.
/// Fails as opening the model and the machine do, and with InvalidInput for a setting that is none.
[[nodiscard]] Result<MapRequest> requestOf(const ValidationRow& row);

} // namespace waferscope
