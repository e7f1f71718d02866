#pragma once

#include "core/base/sentence.h"
#include "core/layout/bottleneck.h"
#include "core/layout/violation.h"

#include <string>
#include <string_view>

namespace waferscope {

// The words for what an evaluation finds: the only place that has them. The graph is the layout's; it gives the names.

[[nodiscard]] Sentence sentenceOf(const Violation& violation, const KernelGraph& graph);
[[nodiscard]] Sentence sentenceOf(const LayoutWarning& warning, const KernelGraph& graph);
[[nodiscard]] Sentence sentenceOf(const Bottleneck& bottleneck, const KernelGraph& graph);

/// Where it is: a kernel's name, "conv3 to conv4", "input", "host".
[[nodiscard]] std::string placeNameOf(const Bottleneck& bottleneck, const KernelGraph& graph);

// Kinds as reports name them: "overlap", "weight-stream".

[[nodiscard]] std::string_view nameOf(ViolationKind kind);
[[nodiscard]] std::string_view nameOf(WarningKind kind);
[[nodiscard]] std::string_view nameOf(BottleneckKind kind);

} // namespace waferscope
