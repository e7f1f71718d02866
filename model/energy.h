#pragma once

#include "core/machine/system.h"

namespace waferscope {

/// Energy of so many systems over a time at their published power. How power follows the load is not published, so that
/// they draw it all the time is an assumption. None where a system's power is not known.
[[nodiscard]] inline std::optional<Joules> energyOf(const System& system, int systems, Cycles time)
{
    if (!system.power)
        return std::nullopt;
    return *system.power * (time / system.clock) * static_cast<double>(systems);
}

} // namespace waferscope
