#pragma once

#include "core/layout/layout.h"
#include "emulator/step/fields/kernel_frame.h"
#include "emulator/step/fields/streaming_frame.h"

#include <string>

namespace waferscope {

/// "Tile 3 of conv2_1, forward: computes sample 17 of step 0; 31,250 B in use." One sentence; see FieldEvaluator.
[[nodiscard]] std::string describePlaced(const Layout& layout, const PlacedKernels& kernels, const LogIndex& log,
                                         std::int64_t time, PeCoord pe);
[[nodiscard]] std::string describeStreamed(const Layout& layout, const StreamedLayers& layers, const LogIndex& log,
                                           std::int64_t time, PeCoord pe);

} // namespace waferscope
