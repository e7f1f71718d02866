#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"
#include "core/run/field.h"
#include "emulator/step/fields/field_frame.h"
#include "emulator/step/fields/log_index.h"
#include "model/streaming/streaming_cost.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// One phase of a weight-streaming step and how it falls on the PEs (MODEL section 4).
struct StreamedShares {
    KernelId kernel{0};
    Phase phase = Phase::Forward;
    PeRect filled; ///< of the first band
    StreamingSpread spread;
    int bands = 1; ///< that hold work
    int bandWidth = 0; ///< columns from one to the next
    std::int64_t samples = 1; ///< of the micro-batch
    float tile = 0.0F; ///< bytes of weights on every PE
    float activations = 0.0F; ///< bytes that the layer gives, on a PE that holds work

    /// The band that a PE's column belongs to and the place that it has in the first; none where no work lies.
    struct InBand {
        int band = 0;
        PeCoord place;
    };
    [[nodiscard]] std::optional<InBand> inBand(PeCoord pe) const;
};

/// What the frames of a weight-streaming layout share. Immutable.
class StreamedLayers {
public:
    StreamedLayers(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions);

    /// Those of the micro-batch that was the last to begin by a time.
    [[nodiscard]] const std::vector<StreamedShares>& phasesAt(const LogIndex& log, std::int64_t time) const;
    /// visit(const StreamedShares&) for every phase of every size of micro-batch.
    template <typename Visit>
    void forEachPhase(Visit visit) const
    {
        for (const std::vector<StreamedShares>* phases : {&m_phases, &m_lastPhases})
            for (const StreamedShares& shares : *phases)
                visit(shares);
    }
    [[nodiscard]] std::size_t kernels() const { return m_keeps.size(); }
    [[nodiscard]] bool keeps(std::size_t kernel) const { return m_keeps[kernel]; } ///< its input until its gradients
    [[nodiscard]] std::int64_t hop() const { return m_hop; }

private:
    std::vector<StreamedShares> m_phases;
    std::vector<StreamedShares> m_lastPhases; ///< of the last micro-batch where it is smaller; else empty
    std::int64_t m_microBatches; ///< of a step
    std::vector<bool> m_keeps;
    std::int64_t m_hop; ///< cycles
};

/// The fabric of a weight-streaming layout at one time. Weights come in at the northern edge and run down the columns
/// one hop a cycle: a row does at time t what the phase does at t - its hops. Of SRAM the weights' tiles and the
/// activations are followed; gradients leave as they are made.
class StreamingFrame : public FieldFrame {
public:
    /// `layers` must outlive the frame.
    StreamingFrame(const StreamedLayers& layers, const LogIndex& log, std::int64_t time, FieldKind kind, int columns);
    void paint(const PeRect& area, float* values) const override;

private:
    /// A phase that some rows are in.
    struct Front {
        const StreamedShares* shares = nullptr;
        int firstRow = 0;
        int lastRow = 0;
    };
    /// The same activations for all rows above `bottom` that are not in a block before.
    struct Block {
        int bottom = 0;
        std::vector<float> bytes; ///< by column
    };

    void findFronts(const LogIndex& log, std::int64_t time);
    void findStall(const LogIndex& log, std::int64_t time);
    void stackActivations(const LogIndex& log, std::int64_t time, int columns);
    [[nodiscard]] float weightTiles(const LogIndex& log, std::int64_t time) const;
    void paintFront(const Front& front, int y, const PeRect& area, float* row) const;
    void paintStack(int y, const PeRect& area, float* row) const;
    /// Wavelets a cycle on one outgoing link: weights run south, their gradients north to the edge, sums east.
    [[nodiscard]] static float loadOf(const StreamedShares& shares, Direction link);

    const StreamedLayers& m_layers;
    FieldKind m_kind;
    std::vector<Front> m_fronts;
    std::vector<Block> m_stack;
    float m_everywhere = 0.0F; ///< SRAM of every PE: weight tiles
    std::optional<Front> m_stall;
    float m_cause = 0.0F;
};

} // namespace waferscope
