#pragma once

#include "model/pipelined/pipeline_model.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// What a pipeline's schedule comes to once it is steady (MODEL section 3, Schedule).
struct PipelineTiming {
    /// Samples of a replica leave `cycles` / `samples` cycles apart: the largest such ratio of any cycle of the event
    /// graph (work and hops on it over the samples that it may run ahead).
    std::int64_t cycles = 1;
    std::int64_t samples = 1;
    std::optional<std::size_t> stage; ///< on that cycle, the one that works longest; none where a forward pass, a link
                                      ///< or the input is the slowest
    std::int64_t fill = 0; ///< cycles until the first sample's last gradient (inference: its output) is done
    std::int64_t update = 0; ///< cycles from there until all weights are new, with the all-reduce of several systems
                             ///< before; 0 for inference
    std::vector<std::int64_t> stash; ///< by stage: samples between the end of forward and of the gradients at that
                                     ///< pace, and one more; 0 for inference

    [[nodiscard]] double period() const { return static_cast<double>(cycles) / static_cast<double>(samples); }
};

/// `model` without a limit of its own on samples in flight: that limit is what this finds. Work as of a shortest path
/// with a few rounds. Derived: the maximum cycle ratio of a timed event graph, by raising it from cycle to cycle until
/// no cycle asks for more (Lawler 1976; Dasdan 2004 compares such methods).
[[nodiscard]] PipelineTiming timingOf(const PipelineModel& model);

} // namespace waferscope
