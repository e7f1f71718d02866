#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"
#include "model/derivation/derivation.h"

#include <optional>

namespace waferscope {

/// Numbers that can be asked "why?".
enum class NumberKind {
    Samples,
    ComputeSamples,
    TransmissionSamples,
    ActivePes,
    ComputeUtilization,
    KernelCycles,
    Memory,
};
inline constexpr NumberKind kNumberKinds[] = {
    NumberKind::Samples,   NumberKind::ComputeSamples,     NumberKind::TransmissionSamples,
    NumberKind::ActivePes, NumberKind::ComputeUtilization, NumberKind::KernelCycles,
    NumberKind::Memory,
};

/// As in files: "samples", "kernel_cycles".
[[nodiscard]] std::string_view nameOf(NumberKind number);
[[nodiscard]] Unit unitOf(NumberKind number);

/// How a number of an evaluation came about, of the whole layout or of one kernel: the formulas that computed it, with
/// their values. Its value is that of the evaluation, to the bit. Cycles of the whole layout are those of its slowest
/// kernel when pipelined, of a step's computing when streaming. `evaluation` must be that of the layout with these
/// assumptions.
[[nodiscard]] Term derive(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                          const Assumptions& assumptions, std::optional<KernelId> kernel = {});

/// The same number as the evaluation has it: samples a second, bytes, cycles, or a share of 1. None where it does not
/// apply: a transmission rate of what streams nothing, which cannot be derived either.
[[nodiscard]] std::optional<double> valueOf(NumberKind number, const Evaluation& evaluation,
                                            std::optional<KernelId> kernel = {});

} // namespace waferscope
