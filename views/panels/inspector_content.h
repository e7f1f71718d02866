#pragma once

#include "views/panels/explanation.h"

#include <QString>

#include <optional>
#include <vector>

namespace waferscope {

/// One line of the inspector.
struct InspectorRow {
    QString label; ///< with "of what" where the value is a share
    QString value;
    std::optional<NumberKind> why; ///< what its "why?" explains
};

struct InspectorGroup {
    QString title;
    std::vector<InspectorRow> rows;
};

enum class MemoryUse { Weights, Gradients, Optimizer, Activations, Buffers, Code };
inline constexpr int kMemoryUseCount = 6;

struct MemoryPart {
    MemoryUse use = MemoryUse::Weights;
    QString label; ///< "activations 12.4 KB"
    double share = 0.0; ///< of the whole SRAM of a PE
};

/// The memory of a kernel's fullest PE against the line. May pass 1 where it does not fit.
struct MemoryContent {
    QString title;
    std::vector<MemoryPart> parts;
    double total = 0.0; ///< share of the SRAM
};

/// What the inspector says, worded and computed. A plain value.
struct InspectorContent {
    QString title;
    QString subtitle;
    LayerKind kind = LayerKind::Other;
    QString trouble; ///< the first rule it breaks; empty when legal
    std::vector<InspectorGroup> groups;
    std::optional<MemoryContent> memory;
};

/// Of one kernel, or of the whole layout when none is chosen.
[[nodiscard]] InspectorContent inspectorContentOf(const Layout& layout, const Evaluation& evaluation,
                                                  std::optional<KernelId> kernel);

} // namespace waferscope
