#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/layout/evaluation.h"
#include "core/layout/layout.h"
#include "core/run/emulation.h"
#include "core/run/field_source.h"

#include <string_view>
#include <vector>

namespace waferscope {

enum class SeriesKind {
    CoreUse, ///< share of all PEs' time that they compute, percent
    FabricStreams, ///< pipelined: between kernels, terabytes a second
    WeightStreams, ///< weight streaming: weights in and gradients out over the edge, gigabytes a second
    MemoryUse, ///< share of all PEs' SRAM, percent
};

[[nodiscard]] std::string_view nameOf(SeriesKind kind); ///< "core_use_percent" ...: with the unit, as in files

inline constexpr int kSeriesParts = 240; ///< of a run's time, all as long

/// One quantity of a run over time, by part of its time: the mean over the part; of memory the value at its start.
struct RunSeries {
    SeriesKind kind = SeriesKind::CoreUse;
    std::vector<double> values;
};

/// Core use, streams and memory of a run. Blocking: some sixty fields of the whole wafer are evaluated. Fails with
/// Stopped when asked to stop.
[[nodiscard]] Result<std::vector<RunSeries>> seriesOf(const Layout& layout, const Evaluation& evaluation,
                                                      const Emulation& emulation, const FieldSource& fields,
                                                      const JobControl& job = {});

} // namespace waferscope
