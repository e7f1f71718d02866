#pragma once

#include "app/cli/command.h"
#include "core/layout/layout.h"
#include "core/run/emulation.h"

#include <string>

namespace waferscope {

/// A run for people: the rate beside the formula's, where cycles were lost, and every kernel's time.
[[nodiscard]] std::string emulationText(const Layout& layout, const Emulation& emulation, Emphasis emphasis);

} // namespace waferscope
