#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace waferscope {

/// One kernel as the schedule sees it; times in cycles of one sample.
struct PipelineStage {
    std::int64_t forward = 1;
    std::int64_t loss = 0; ///< of last kernels when training: runs on the backward groups, right before the gradients
    std::int64_t gradients = 0; ///< input and weight gradient, side by side; 0 when it has neither
    std::int64_t update = 0; ///< of one step, with the replicas' all-reduce of gradients
    std::int64_t inFlight = 0; ///< samples between the end of forward and of the gradients, at most; 0: no limit
    bool inputGradient = false;
    bool weightGradient = false; ///< the third group works: weights, or the other operand of a product
    bool last = false; ///< nothing consumes what it computes

    /// What the backward groups do for one sample: loss and gradients in one piece.
    [[nodiscard]] std::int64_t backward() const { return loss + gradients; }
};

/// One edge as the schedule sees it.
struct PipelineStream {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t forward = 0; ///< cycles that one sample holds it: as long as the producer works, or the links need
    std::int64_t backward = 0; ///< likewise for gradients
    std::int64_t distance = 0; ///< cycles of the first wavelet on its way
    std::int64_t slotCount = 2; ///< samples at either end
    bool forwardLinkBound = false; ///< the links need longer than the producer
    bool backwardLinkBound = false;
};

/// One input of the network as the schedule sees it.
struct PipelineInput {
    std::size_t to = 0;
    std::int64_t slotCount = 2;
    std::size_t replica = 0; ///< of the network, that `to` belongs to
};

/// A pipelined step as a timed event graph (MODEL section 3, Schedule). Plain numbers: nothing here can fail.
struct PipelineModel {
    std::vector<PipelineStage> stages; ///< by KernelId: a topological order
    std::vector<PipelineStream> streams; ///< by EdgeId
    std::vector<PipelineInput> inputs;
    std::vector<std::vector<std::size_t>> into; ///< streams into a stage
    std::vector<std::vector<std::size_t>> from; ///< streams from a stage
    std::size_t replicas = 1; ///< of the network: as many stages each, one replica after the other
    std::int64_t systems = 1; ///< that run the same
    std::int64_t input = 0; ///< cycles in which the workers deliver one sample, to one replica after the other
    std::int64_t batch = 1; ///< samples of a step in each replica
    std::int64_t allReduce = 0; ///< cycles in which several systems sum their gradients, before any updates
    std::int64_t host = 0; ///< cycles of the host between two steps
    bool trains = true;

    [[nodiscard]] std::size_t replicaOf(std::size_t stage) const { return stage * replicas / stages.size(); }
};

/// Of kernels and streams as they have been timed: cycles and all-reduces of `kernels`, transfers, distances and input
/// of `figures`. Where those do not know yet how many samples each kernel stashes, nothing limits samples in flight.
[[nodiscard]] PipelineModel pipelineModel(const LayoutProblem& problem, const Mapping& mapping,
                                          const std::vector<KernelReport>& kernels, const PipelinedFigures& figures,
                                          const Assumptions& assumptions);

/// The assumption `host_seconds` in cycles of the system, rounded up.
[[nodiscard]] std::int64_t hostCycles(const System& system, const Assumptions& assumptions);

} // namespace waferscope
