#pragma once

#include "model/streaming/streamed_step.h"
#include "model/streaming/streaming_cost.h"

#include <vector>

namespace waferscope {

/// One micro-batch's way through the layers and back: what happens in turn, how long it takes and what it holds.
struct StreamingCourse {
    std::vector<StreamedPhase> phases;
    std::vector<Cycles> durations; ///< by phase: until the next may start
    Cycles once; ///< their sum
    Bytes worstPe; ///< the most that a PE holds
    PeMemory ofWorstPe; ///< by what it holds
    double mostBytes = 0.0; ///< the most that the fabric holds

    /// What the length of a step hangs on.
    [[nodiscard]] CourseCycles<Plain> cycles() const;
    /// Cycles from the first weights to the last gradient of a step of so many micro-batches and, if there is one, a
    /// smaller last one behind them.
    [[nodiscard]] Cycles ofStep(std::int64_t microBatches, const StreamingCourse* smaller = nullptr) const;
};

/// Works out courses for one size of micro-batch; what a layer costs is worked out once. `graph` must outlive it.
///
/// Activations live from their layer's forward pass to the end of its backward pass. Those that are not kept are let go
/// when their last reader has run forward, and are there again when the first reader's backward pass begins: computed
/// again, together with what that needs, or back from the store.
class StreamingCourses {
public:
    StreamingCourses(const KernelGraph& graph, const StreamingCost& cost, Bytes capacity);

    [[nodiscard]] StreamingCourse of(const std::vector<Retention>& retention) const;

    [[nodiscard]] bool fits(const StreamingCourse& course) const { return course.worstPe <= m_capacity; }
    /// Whether it makes a difference what becomes of a layer's activations.
    [[nodiscard]] bool hasChoice(KernelId id) const;
    [[nodiscard]] Bytes activations(KernelId id) const { return m_layers[id.index()].activations; } ///< per PE
    /// Cycles that a layer costs beside what it costs anyway when its activations are not kept; overlap left aside.
    [[nodiscard]] Cycles price(KernelId id, Retention retention) const;

private:
    friend class CourseMaker;

    struct LayerCost {
        Cycles forward;
        Cycles inputGradient;
        Cycles weightGradient;
        Cycles weights; ///< in
        Cycles gradients; ///< out
        Cycles spill;
        Bytes activations; ///< per PE
        Bytes passing; ///< per PE, of them where they are not kept: attention's scores go by head by head
        Bytes inputGradientBytes; ///< per PE
        Bytes tile; ///< per PE
        double allActivations = 0.0; ///< bytes on the fabric
        double allPassing = 0.0;
        StreamingCost::Filled filled;
        std::size_t lastReader = 0; ///< itself when nothing reads it
    };

    [[nodiscard]] LayerCost costOf(const StreamingCost& cost, KernelId id) const;

    const KernelGraph& m_graph;
    std::vector<LayerCost> m_layers; ///< by KernelId
    Bytes m_inputs; ///< per PE: of the network, there all the time
    Bytes m_capacity;
    Run m_run;
    Cycles m_leastPhase;
    int m_bandWidth;
};

} // namespace waferscope
