#pragma once

#include "core/run/emulation.h"
#include "core/run/job_timeline.h"
#include "core/run/pe_state.h"
#include "core/run/requests.h"

#include <cstdint>
#include <optional>
#include <string>

namespace waferscope {

/// What `wafer emulate` measured beside the run itself.
struct EmulationFigures {
    std::uint64_t digest = 0; ///< of the log and of fields; see emulator/step/digest.h
    std::int64_t peStates = 0; ///< evaluated for it
    Seconds evaluating; ///< spent on them
    Seconds spent; ///< on everything
    std::optional<PeState> pe; ///< that was looked at
    std::optional<RequestsServed> requests; ///< where some were asked for
    std::optional<JobTimeline> job; ///< where one was asked for
};

/// The object that `wafer emulate` prints (CONTRACT section 3): one line a value, keys sorted, SI units. The digest is
/// 16 hexadecimal digits, since a JSON number keeps only 53 bits.
[[nodiscard]] std::string emulationJson(const Emulation& emulation, const EmulationFigures& figures);

} // namespace waferscope
