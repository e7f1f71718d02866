#pragma once

#include "core/base/geometry.h"
#include "core/layout/bottleneck.h"
#include "core/layout/layout.h"
#include "core/layout/link_loads.h"
#include "core/layout/pe_memory.h"
#include "core/layout/phase.h"
#include "core/layout/violation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace waferscope {

/// The vendor's own five numbers, in its order.
struct FiveNumbers {
    SamplesPerSecond samples;
    SamplesPerSecond compute;
    std::optional<SamplesPerSecond> transmission; ///< none of what streams nothing
    double activePes = 0.0; ///< share of the fabric's PEs, 0 .. 1
    double computeUtilization = 0.0; ///< share of the time that kernel PEs run code, 0 .. 1

    /// The share of the fabric's PEs that run code, over time: what of both shares depends on no choice of how many PEs
    /// a layout takes.
    [[nodiscard]] double busyShare() const { return activePes * computeUtilization; }

    friend bool operator==(const FiveNumbers&, const FiveNumbers&) = default;
};

struct KernelReport {
    std::string name;
    PeRect rectangle;
    bool rotated = false;
    bool locked = false;
    FiveNumbers numbers;
    Cycles cycles; ///< pipelined: of one sample and phase; streaming: of one micro-batch, all phases
    std::int64_t pes = 0; ///< that work for it
    Cycles allReduce; ///< pipelined: in which the replicas sum its gradients, once a step; 0 of a single one
    PeMemory memory; ///< of its fullest PE

    friend bool operator==(const KernelReport&, const KernelReport&) = default;
};

struct MemoryReport {
    Bytes capacity; ///< of one PE, code and I/O taken off
    Bytes worstPe;
    PeMemory ofWorstPe; ///< by what it holds
    Bytes total; ///< over the fabric
    std::optional<PeCoord> fullestPe;

    friend bool operator==(const MemoryReport&, const MemoryReport&) = default;
};

/// How long the streams of one edge take.
struct EdgeTiming {
    Cycles transfer; ///< of one sample, by the most loaded link on its way with everything else on it
    Hops distance; ///< that the first wavelet travels
    Wavelets wavelets; ///< of one sample and direction, all lanes

    friend bool operator==(const EdgeTiming&, const EdgeTiming&) = default;
};

/// One layer and phase of one micro-batch of a weight-streaming step (MODEL section 4), in the order they run.
struct StreamedPhase {
    KernelId kernel;
    Phase phase = Phase::Forward; ///< Forward, InputGradient, WeightGradient or Recompute
    Cycles compute; ///< AXPYs and row-wise adds
    Cycles streamIn; ///< weights, and activations that had to leave, from the store; overlaps the phase before where
                     ///< double buffering fits
    Cycles streamOut; ///< gradients, and activations that have to leave, to the store
    PeRect filled; ///< the PEs of the first band that hold work: columns with features, rows with tokens
    Bytes activationsKept; ///< per PE: those kept since forward, on the fabric when the phase has ended
    bool overlapped = true; ///< false when the next weights find no room before this phase has ended
    Cycles least; ///< that it takes, however little it computes and streams
    int bands = 1; ///< that hold work, side by side
    int bandWidth = 0; ///< columns from one to the next

    /// PEs that hold work.
    [[nodiscard]] std::int64_t pes() const { return filled.peCount() * bands; }
    /// From the first band's north-west corner to the last one's other end.
    [[nodiscard]] PeRect extent() const
    {
        return {filled.origin, filled.width + (bands - 1) * bandWidth, filled.height};
    }

    friend bool operator==(const StreamedPhase&, const StreamedPhase&) = default;
};

/// What the numbers of a pipelined layout are made of (MODEL section 3). A sample is one of a replica.
struct PipelinedFigures {
    int replicas = 1; ///< on a system; they share its samples
    Cycles deltaT; ///< in which the slowest kernel works on a sample
    Cycles transmissionOfSample; ///< by the fullest link of any stream, a wavelet a cycle
    Cycles inputOfSample; ///< in which host and I/O deliver one to a system
    Cycles scheduleOfSample; ///< between two samples by the schedule: slots, hops and the loss make some wait
    std::optional<KernelId> waiting; ///< the slowest of those that wait for each other, where that sets the pace
    Cycles fill; ///< of a step: until the first sample's last gradient; inference: until its output
    Cycles update; ///< of a step: from the last gradient to new weights
    std::vector<std::int64_t> stash; ///< by KernelId: samples between the end of forward and of the gradients
    Wavelets allReduce; ///< that the fullest link carries each way when the replicas sum their gradients, once a step
    std::vector<EdgeTiming> edges; ///< by EdgeId
    std::vector<LaneRun> lanes; ///< by EdgeId
    LinkLoads loads; ///< of a sample, by all lanes

    friend bool operator==(const PipelinedFigures&, const PipelinedFigures&) = default;
};

/// What the numbers of a weight-streaming layout are made of (MODEL section 4), on one system.
struct StreamingFigures {
    std::int64_t microBatches = 1; ///< of a system's share of the batch, the last one with what is left
    std::int64_t microBatch = 1; ///< samples of each but the last
    std::int64_t lastMicroBatch = 1; ///< samples of the last; no more than of the others
    std::vector<StreamedPhase> phases; ///< of one micro-batch, in the order they run
    std::vector<StreamedPhase> lastPhases; ///< of the last one where it is smaller; else empty
    Cycles computeOfStep; ///< all that layers compute, of all micro-batches
    Cycles streamsOfStep; ///< in which weights, gradients and activations stream, of all micro-batches
    Cycles inputOfSample; ///< in which host and I/O deliver one to a system
    Cycles inputOfBatch; ///< likewise a system's share of the batch
    Cycles tail; ///< the last gradient's way to new weights; 0 for inference

    /// Micro-batches that are like each other: all, or all but a smaller last one.
    [[nodiscard]] std::int64_t alike() const { return lastPhases.empty() ? microBatches : microBatches - 1; }
    /// The phases of the last micro-batch.
    [[nodiscard]] const std::vector<StreamedPhase>& phasesOfLast() const
    {
        return lastPhases.empty() ? phases : lastPhases;
    }

    friend bool operator==(const StreamingFigures&, const StreamingFigures&) = default;
};

/// What follows from a layout: never stored, never undone, recomputed. Sections 3 and 4 of MODEL.
struct Evaluation {
    std::vector<Violation> violations; ///< empty means legal
    std::vector<LayoutWarning> warnings;
    FiveNumbers numbers;
    SamplesPerSecond areaBound; ///< at the least time at which the kernels' smallest areas sum to the fabric
    SamplesPerSecond inputSamples; ///< what host and I/O deliver
    SamplesPerSecond stepSamples; ///< batch / step: what a log shows
    Seconds step; ///< one update of the weights
    double arithmeticEfficiency = 0.0; ///< multiply-adds that are done / (all PEs x peak x time)
    std::optional<double> tokensPerSecond; ///< of networks that read tokens
    Seconds latency; ///< inference
    Bottleneck bottleneck;
    MemoryReport memory;
    std::vector<KernelReport> kernels; ///< by KernelId

    std::variant<PipelinedFigures, StreamingFigures> figures; ///< by mode

    [[nodiscard]] Mode mode() const;
    [[nodiscard]] const PipelinedFigures& pipelined() const; ///< of a pipelined layout alone
    [[nodiscard]] const StreamingFigures& streaming() const; ///< of a weight-streaming layout alone

    [[nodiscard]] bool legal() const { return violations.empty(); }

    friend bool operator==(const Evaluation&, const Evaluation&) = default;
};

/// Cycles in which the replicas sum their gradients, of the kernel that takes longest; 0 of a single one.
[[nodiscard]] Cycles longestAllReduce(const Evaluation& evaluation);

} // namespace waferscope
