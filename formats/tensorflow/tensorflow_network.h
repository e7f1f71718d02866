#pragma once

#include "core/network/network.h"
#include "formats/tensorflow/tensorflow_graph.h"

namespace waferscope {

/// The network that a model's signature computes, or that the nodes which nobody reads do. Calls of functions are
/// written out. Fails with one sentence without the file's name.
[[nodiscard]] Result<NetworkSource> networkOfTensorFlow(const TfModel& model);

} // namespace waferscope
