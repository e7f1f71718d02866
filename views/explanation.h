#pragma once

#include "core/assumptions.h"
#include "core/evaluation.h"

#include <QString>

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

/// Where a number comes from, for people.
struct Explanation {
    QString title;
    QString formula; ///< in words and signs
    QString substituted; ///< the same with this layout's values and the result
    QString assumptions; ///< that a person may change, with their values; empty when it rests on none
};

/// Of the whole layout, or of one kernel where the number has a meaning for it.
[[nodiscard]] Explanation explanationOf(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                        const Assumptions& assumptions, std::optional<KernelId> kernel = {});

} // namespace waferscope
