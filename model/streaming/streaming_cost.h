#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"
#include "model/derivation/arithmetic.h"

namespace waferscope {

class Term;

/// How one phase of a layer falls on the PEs of its filled rectangle: features over the columns, tokens over the rows.
/// The first columns own one feature more where they do not divide evenly, the first rows hold one token more; a PE of
/// both computes for all of the phase's compute cycles, another for its column's share of its row's share of them.
struct StreamingSpread {
    int fullColumns = 0; ///< that own the ceil share of features
    int owningColumns = 0; ///< that own any; those behind only add along the row
    float lesserColumn = 1.0F; ///< share of a full column's cycles
    float addingColumn = 1.0F; ///< likewise
    int fullRows = 0; ///< that hold the ceil share of tokens
    float lesserRow = 1.0F; ///< share of a full row's cycles
    float traffic = 0.0F; ///< SRAM bytes a cycle of the phase, of a PE that computes for all of it
    float lesserTraffic = 0.0F; ///< the same in a row with a token less
    float down = 0.0F; ///< wavelets a cycle of the phase on the links of a full column: weights, or their gradients
    float along = 0.0F; ///< likewise on the links of a full row: partial sums
};

/// What the cost of a layer depends on in weight streaming, beside the layer (MODEL section 4).
struct StreamingCost {
    std::int64_t columns = 1; ///< of a band: features lie over them
    std::int64_t rows = 1; ///< of all bands: tokens lie over them
    int bands = 1; ///< side by side
    double efficiency = 1.0; ///< e of this mode
    double macsPerCycle = 1.0; ///< of one PE
    Cycles vectorSetup;
    double rowAdd = 1.0; ///< r, in AXPYs
    double unknownOperations = 1.0; ///< an element of the output of an operator that no rule knows
    double attentionShare = 1.0; ///< of a product of activations, that is computed
    LayerValues density; ///< share of a layer's weights that is not zero, beside the sparsity of all
    Hertz clock;
    BytesPerSecond io; ///< of one system, each way
    Bytes value{2}; ///< of an activation or a weight on the wire
    double sparsity = 0.0;
    std::int64_t microBatch = 1; ///< samples of one; never more than a system's share of the batch
    Cycles leastPhase; ///< however little a phase computes and streams
    Run run = Run::Train;

    static StreamingCost of(const LayoutProblem& problem, const StreamingSchedule& schedule,
                            const Assumptions& assumptions);

    [[nodiscard]] Cycles compute(const Kernel& kernel, Phase phase) const; ///< of the busiest PE
    [[nodiscard]] StreamingSpread spread(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Cycles streamIn(const Kernel& kernel, Phase phase) const; ///< weights; 0 where none are needed
    [[nodiscard]] Cycles streamOut(const Kernel& kernel, Phase phase) const; ///< gradients
    /// The same three with their formulas.
    [[nodiscard]] Term derivedCompute(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Term derivedStreamIn(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Term derivedStreamOut(const Kernel& kernel, Phase phase) const;
    /// The PEs that hold work, where they lie in every band, and how many bands do.
    struct Filled {
        PeRect ofBand; ///< in the first
        int bands = 1;
    };
    [[nodiscard]] Filled filled(const Kernel& kernel) const;
    [[nodiscard]] Bytes activationsPerPe(const Kernel& kernel) const; ///< that it gives
    /// Of so many elements of one sample that its backward pass gives.
    [[nodiscard]] Bytes inputGradientPerPe(const Kernel& kernel, std::int64_t elements) const;
    [[nodiscard]] double activationBytes(const Kernel& kernel) const; ///< the same on all of the fabric, unpadded
    [[nodiscard]] Cycles spill(const Kernel& kernel) const; ///< its activations to the store, or back
    [[nodiscard]] Bytes tilePerPe(const Kernel& kernel) const; ///< its weights, spread over the fabric

    /// Samples' positions times the micro-batch: X.
    [[nodiscard]] double tokens(const Kernel& kernel) const;
    /// Of a sample in one phase, those that are done: neither masked nor with a weight that is zero.
    [[nodiscard]] double macs(const Kernel& kernel) const;

private:
    // Formulas over an arithmetic N, see model/derivation/arithmetic.h.

    /// What every row does in a phase of a layer with streamed weights.
    template <typename N>
    struct RowWork {
        typename N::Real features; ///< that lie over the columns
        typename N::Real owned; ///< of them by a full column
        typename N::Real weights; ///< that meet one of them, by place of the filter
        typename N::Real sums; ///< that are added along the row
        bool addsUp = true; ///< else there are none
    };
    template <typename N>
    [[nodiscard]] RowWork<N> rowWork(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real ownCycles(const Kernel& kernel, const RowWork<N>& work, typename N::Real features,
                                             typename N::Real tokens) const;
    template <typename N>
    [[nodiscard]] typename N::Real evenCycles(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Whole phaseCycles(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real allTokens(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real tokensOfRow(const Kernel& kernel) const; ///< of the fullest
    template <typename N>
    [[nodiscard]] typename N::Real axpy(const Kernel& kernel, typename N::Real tokens) const;
    template <typename N>
    [[nodiscard]] typename N::Real bytesIn(const Kernel& kernel, typename N::Real weights) const;
    template <typename N>
    [[nodiscard]] typename N::Real bytesOut(const Kernel& kernel, typename N::Real weights) const;
    template <typename N>
    [[nodiscard]] typename N::Whole cyclesIn(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Whole cyclesOut(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real dense(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real chosen(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Whole wire(typename N::Real bytes) const;

    [[nodiscard]] StreamingSpread evenSpread(const Kernel& kernel) const;
    void spreadColumns(StreamingSpread& spread, const Kernel& kernel, const RowWork<Plain>& work) const;
    void spreadRows(StreamingSpread& spread, const Kernel& kernel) const;
    void loadLinks(StreamingSpread& spread, const Kernel& kernel, Phase phase, const RowWork<Plain>& work) const;
    [[nodiscard]] static double activations(const Kernel& kernel); ///< elements of one sample
    [[nodiscard]] Bytes tensorPerPe(double elements, std::int64_t features) const;
};

} // namespace waferscope
