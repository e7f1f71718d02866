#pragma once

#include "app/cli/command.h"
#include "core/layout/layout.h"
#include "core/run/emulation.h"
#include "core/run/job_timeline.h"
#include "core/run/pe_state.h"
#include "core/run/requests.h"

#include <string>

namespace waferscope {

/// A run for people: the rate beside the formula's, where cycles were lost, and every kernel's time.
[[nodiscard]] std::string emulationText(const Layout& layout, const Emulation& emulation, Emphasis emphasis);

/// What a PE does that was looked at, its memory by kind and its links.
[[nodiscard]] std::string peText(const PeState& seen);

/// What became of requests, in three lines.
[[nodiscard]] std::string requestsText(const RequestsServed& served);

/// A job's time line: a row a stage, and the whole.
[[nodiscard]] std::string jobText(const JobTimeline& job, Emphasis emphasis);

} // namespace waferscope
