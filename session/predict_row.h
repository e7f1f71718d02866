#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/machine/assumptions.h"
#include "core/validation/validation.h"
#include "mapping/map_network.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace waferscope {

/// An assumption that published rows fix.
enum class Fitted { PipelinedEfficiency, StreamingEfficiency, HostSeconds, PhaseSeconds, StreamLanes, MeshShift, Gpus };

/// Says of published runs what the model says, by the functions that `wafer map` and the window use. It never reads
/// what was measured. Layouts are remembered, so that rows of one run share one.
class RowPredictor {
public:
    /// `moves`: layouts tried of a pipelined run.
    RowPredictor(std::int64_t moves, const JobControl& job);

    /// In the unit of the row's quantity. Fails with a sentence where nothing predicts it; with Stopped.
    [[nodiscard]] Result<double> predict(const ValidationRow& row, const Assumptions& assumptions);

    /// What would bind the run were its arithmetic as fast as the peak: that is what the row can fix. None of a row
    /// that cannot be predicted.
    [[nodiscard]] std::optional<Fitted> bindingOf(const ValidationRow& row, const Assumptions& assumptions);

private:
    [[nodiscard]] Result<MappedLayout> mapped(const ValidationRow& row, const Assumptions& assumptions);

    std::int64_t m_moves;
    const JobControl& m_job;
    std::map<std::pair<std::string, std::vector<double>>, MappedLayout> m_layouts; ///< by run and assumptions
};

} // namespace waferscope
