#pragma once

#include "core/layout/layout.h"
#include "core/run/event_log.h"

#include <cstdint>
#include <string>

namespace waferscope {

struct TraceConfig {
    /// Events to write, about: where a log holds more, every span is written out for its first intervals only, and one
    /// event says how many follow and how far apart.
    std::int64_t mostEvents = 400'000;
};

/// A log in the Chrome trace event format, which chrome://tracing and Perfetto open. Tracks: every group of every
/// kernel and its stalls, every stream there and back, weights and gradients of weight streaming, workers and host.
/// Times are microseconds of the layout's clock with six decimals; arguments carry sample, step and the exact cycle.
[[nodiscard]] std::string traceJson(const Layout& layout, const EventLog& log, const TraceConfig& config = {});

} // namespace waferscope
