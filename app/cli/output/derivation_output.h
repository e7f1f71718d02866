#pragma once

#include "model/derivation/derive.h"

#include <string>

namespace waferscope {

/// For a person: every number of a layout, or of one kernel, with its formula, its values and what it rests on.
[[nodiscard]] std::string derivationText(const Layout& layout, const Evaluation& evaluation,
                                         const Assumptions& assumptions, std::optional<KernelId> kernel);

/// Of a kernel's name; an empty one asks about the whole layout. Fails on an unknown name, naming the nearest.
[[nodiscard]] Result<std::optional<KernelId>> kernelAsked(const KernelGraph& graph, const std::string& name);

} // namespace waferscope
