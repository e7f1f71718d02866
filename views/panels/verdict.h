#pragma once

#include "core/layout/evaluation.h"

#include <QString>

#include <array>

namespace waferscope {

enum class VerdictTone { Good, Warning, Bad };
enum class VerdictPlace { None, Known };

struct VerdictNumber {
    QString value; ///< "14 724"
    QString label; ///< "samples/s", "of PEs active"
};

/// The five numbers as the verdict line shows them, and the one sentence. A plain value.
struct Verdict {
    std::array<VerdictNumber, 5> numbers; ///< in the report's order
    VerdictTone tone = VerdictTone::Good;
    QString sentence; ///< the first broken rule, else the bottleneck
    VerdictPlace place = VerdictPlace::None; ///< whether there is somewhere to go to
};

/// The graph is of the layout that was evaluated.
[[nodiscard]] Verdict verdictOf(const Evaluation& evaluation, const KernelGraph& graph);

} // namespace waferscope
