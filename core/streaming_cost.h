#pragma once

#include "core/derivation.h"
#include "core/evaluation.h"

namespace waferscope {

/// What the cost of a layer depends on in weight streaming, beside the layer (MODEL section 4).
struct StreamingCost {
    std::int64_t columns = 1; ///< of the fabric: features lie over them
    std::int64_t rows = 1; ///< tokens lie over them
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
    std::int64_t microBatch = 1;
    Run run = Run::Train;

    static StreamingCost of(const Layout& layout, const StreamingSchedule& schedule, const Assumptions& assumptions);

    [[nodiscard]] Cycles compute(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Cycles streamIn(const Kernel& kernel, Phase phase) const; ///< weights; 0 where none are needed
    [[nodiscard]] Cycles streamOut(const Kernel& kernel, Phase phase) const; ///< gradients
    /// The same three with their formulas.
    [[nodiscard]] Term derivedCompute(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Term derivedStreamIn(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] Term derivedStreamOut(const Kernel& kernel, Phase phase) const;
    [[nodiscard]] PeRect filled(const Kernel& kernel) const;
    [[nodiscard]] Bytes activationsPerPe(const Kernel& kernel) const; ///< that it gives
    /// Of so many elements of one sample that its backward pass gives.
    [[nodiscard]] Bytes inputGradientPerPe(const Kernel& kernel, std::int64_t elements) const;
    [[nodiscard]] double activationBytes(const Kernel& kernel) const; ///< the same on all of the fabric, unpadded
    [[nodiscard]] Cycles spill(const Kernel& kernel) const; ///< its activations to the store, or back
    [[nodiscard]] Bytes tilePerPe(const Kernel& kernel) const; ///< its weights, spread over the fabric

    /// Samples' positions times the micro-batch: X.
    [[nodiscard]] double tokens(const Kernel& kernel) const;

private:
    [[nodiscard]] static double activations(const Kernel& kernel); ///< elements of one sample
    [[nodiscard]] Bytes tensorPerPe(double elements, std::int64_t features) const;
    template <typename N>
    [[nodiscard]] typename N::Real tokensAs(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real perCycle() const;
    template <typename N>
    [[nodiscard]] typename N::Real dense(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real chosen(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real axpy(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real computeAs(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real computeEvenly(const Kernel& kernel) const;
    template <typename N>
    [[nodiscard]] typename N::Real streamInAs(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real streamOutAs(const Kernel& kernel, Phase phase) const;
    template <typename N>
    [[nodiscard]] typename N::Real wire(typename N::Real bytes) const;
};

} // namespace waferscope
