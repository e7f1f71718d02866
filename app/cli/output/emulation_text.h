#pragma once

#include "app/cli/command.h"
#include "core/layout/layout.h"
#include "core/run/emulation.h"
#include "core/run/pe_state.h"

#include <optional>
#include <string>

namespace waferscope {

/// A run for people: the rate beside the formula's, where cycles were lost, and every kernel's time;
/// what a PE does that was looked at.
[[nodiscard]] std::string emulationText(const Layout& layout, const Emulation& emulation,
                                        const std::optional<PeState>& pe, Emphasis emphasis);

} // namespace waferscope
