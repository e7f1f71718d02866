#pragma once

#include "core/layout/footprint.h"
#include "core/layout/pe_memory.h"
#include "core/machine/assumptions.h"
#include "model/derivation/arithmetic.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace waferscope {

class Term;

/// What the cost of a kernel depends on beside its own arguments. Cheap to copy.
struct CostModel {
    Run run = Run::Train;
    Optimizer optimizer = Optimizer::Sgd;
    Precision precision = Precision::Fp16;
    bool recompute = false;
    double efficiency = 1.0; ///< e: of the SIMD units, 0 .. 1
    double macsPerCycle = 1.0; ///< of one PE at this precision
    double unknownOperations = 1.0; ///< an element of the output of an operator that no rule knows
    double attentionShare = 1.0; ///< of a product of activations, that is computed
    LayerValues density; ///< share of a layer's multiply-adds that is done
    Cycles vectorSetup; ///< of every vector instruction
    Cycles rampLatency; ///< T_R
    Bytes usableSram; ///< per PE
    /// Samples that each kernel keeps for its gradients, by KernelId, where an evaluation has found them; else null.
    std::shared_ptr<const std::vector<std::int64_t>> stash;

    static CostModel of(const Execution& execution, const System& system, const Assumptions& assumptions);
    /// The same, knowing what an evaluation has found: samples that each kernel stashes, by KernelId.
    [[nodiscard]] CostModel keeping(std::vector<std::int64_t> samples) const;
};

inline constexpr std::string_view kPipelinedEfficiency = "pipelined_efficiency";
inline constexpr std::string_view kUnknownOperations = "unknown_operations";
inline constexpr std::string_view kAttentionShare = "attention_share";
inline constexpr std::string_view kDensity = "density";

/// How often a kernel goes over its data: its passes, or for an operator that no rule knows the operations an element
/// of its output that are assumed.
template <typename N>
[[nodiscard]] typename N::Real passes(const Kernel& kernel, double unknownOperations)
{
    return kernel.hasUnknownCost ? N::assumed("operations an element", unknownOperations, kUnknownOperations)
                                 : toReal(N::factor("passes", kernel.passes));
}

/// The share of a kernel's multiply-adds that is done: its layer's density and, of a product of activations, what a
/// causal mask leaves of it.
template <typename N>
[[nodiscard]] typename N::Real doneShare(const Kernel& kernel, const LayerValues& density, double attentionShare)
{
    const auto dense = N::assumedOfLayer("density", density, kDensity, kernel.name);
    return kernel.kind == KernelKind::Product
        ? dense * N::assumed("share of attention", attentionShare, kAttentionShare)
        : dense;
}

/// Useful multiply-adds of one forward pass of a sample: what is masked or skipped as zero is none.
[[nodiscard]] inline double doneMacs(const Kernel& kernel, const LayerValues& density, double attentionShare)
{
    return static_cast<double>(kernel.macs) * doneShare<Plain>(kernel, density, attentionShare);
}

/// Why an assumption about one layer would go unheard: no kernel of the graph works for that layer or block.
[[nodiscard]] std::optional<Error> layerWithoutKernel(const KernelGraph& graph, const Assumptions& assumptions);

/// Cycles of the slowest phase of one sample: forward, which with recomputation runs twice (MODEL section 3). At least
/// 1. Derived: the same with its formula.
[[nodiscard]] Cycles cyclesPerSample(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model);
[[nodiscard]] Term derivedCyclesPerSample(const Kernel& kernel, const ExecutionArguments& arguments,
                                          const CostModel& model);

/// Cycles of the input gradient, and of the weight gradient beside it, of one sample. At least 1.
[[nodiscard]] Cycles gradientCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model);

/// The largest k that still shrinks the work of a PE: one output channel, or one channel of a channelwise kernel, each.
[[nodiscard]] std::int64_t mostOutputSplits(const Kernel& kernel);

/// Cycles from the last weight gradient of a batch to new weights in all groups (MODEL section 3, Update). 0 for
/// inference.
[[nodiscard]] Cycles updateCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model);

/// Values of a kernel's weight gradient: its parameters, and where they are another layer's as well, those that it
/// holds. 0 of a product of activations.
[[nodiscard]] std::int64_t gradientValues(const Kernel& kernel);

/// Cycles of the loss behind a last kernel: two passes over its outputs, spread over all its PEs but the reduce rows.
[[nodiscard]] Cycles lossCycles(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& model);

/// How many samples' inputs a kernel keeps for its backward pass (MODEL section 3): what an evaluation has found, and
/// before there is one as many as kernels in step would need, 2 d + 1, d levels before the last kernel. 0 with
/// recomputation and for inference.
[[nodiscard]] std::int64_t stashedSamples(const KernelGraph& graph, KernelId id, const CostModel& model);

/// No schedule asks a kernel to keep less.
inline constexpr std::int64_t kLeastStash = 1;

/// How many samples an edge may hold at its consumer, and how many gradients at its producer: 2, and one more for every
/// level that it jumps.
[[nodiscard]] int slotsOf(const KernelGraph& graph, EdgeId id);
/// How many samples of an input of the network may wait at the kernel that reads it: 2, and one more for every level
/// before it.
[[nodiscard]] int slotsOfInput(const KernelGraph& graph, KernelId reader);

/// Samples that a kernel holds, of however many PEs.
struct HeldSamples {
    Bytes stash; ///< for its gradients
    Bytes waiting; ///< in slots: for it, and gradients for whom it reads
};
[[nodiscard]] HeldSamples heldBy(const KernelGraph& graph, KernelId id, const CostModel& model);

/// Memory of the PEs of one role (MODEL section 3). What is held is spread over all PEs but the reduce rows.
[[nodiscard]] PeMemory memoryOf(const Kernel& kernel, const HeldSamples& held, const ExecutionArguments& arguments,
                                PeRole role, const CostModel& model);
[[nodiscard]] PeMemory memoryOf(const KernelGraph& graph, KernelId id, const ExecutionArguments& arguments, PeRole role,
                                const CostModel& model);

/// The fullest role's total. Legal when at most `usableSram`.
[[nodiscard]] Bytes worstMemory(const Kernel& kernel, const HeldSamples& held, const ExecutionArguments& arguments,
                                const CostModel& model);
[[nodiscard]] Bytes worstMemory(const KernelGraph& graph, KernelId id, const ExecutionArguments& arguments,
                                const CostModel& model);

/// What a PE at such a place works on. The first places of each kind have the largest shares.
struct PeShare {
    double pixels = 0.0; ///< of the outputs, or positions; a fraction where the stride does not divide them
    std::int64_t inputs = 1; ///< channels
    std::int64_t outputs = 1; ///< channels
};
/// `place` must be one of the kernel with these arguments.
[[nodiscard]] PeShare shareOfPe(const Kernel& kernel, const ExecutionArguments& arguments, const PePlace& place);

/// Cycles of one sample of a PE with such a share, all of its work done: the largest of a kernel's, times its work
/// share and rounded up, is cyclesPerSample().
[[nodiscard]] double cyclesOfPe(const Kernel& kernel, std::size_t conv, const PeShare& share, const CostModel& model);

/// Cycles of one vector instruction over so many elements: the set-up and one a `macsPerCycle` x `efficiency`.
[[nodiscard]] double vectorCycles(double elements, const CostModel& model);

} // namespace waferscope
