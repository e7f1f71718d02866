#pragma once

#include "core/base/quantity.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace waferscope {

enum class ArrivalSpread { Poisson, Even };
[[nodiscard]] std::string_view nameOf(ArrivalSpread spread); ///< "poisson", "even": as commands have it
[[nodiscard]] std::optional<ArrivalSpread> arrivalSpreadOf(std::string_view name);

/// Requests to a wafer that infers, of one sample each.
struct RequestLoad {
    std::int64_t requests = 1; ///< at least 1
    double arrival = 1.0; ///< a second, above 0
    ArrivalSpread spread = ArrivalSpread::Poisson;
    std::uint64_t seed = 1; ///< of Poisson arrivals
};

/// What became of them. A request's latency lasts from its arrival to its answer.
struct RequestsServed {
    RequestLoad load;
    std::optional<double> throughput; ///< answers a second, from the first to the last; none where all come at once
    Seconds meanLatency;
    Seconds medianLatency;
    Seconds latency99; ///< 99 of 100 requests take no longer
    Seconds largestLatency;
    std::int64_t longestQueue = 0; ///< requests that wait, at most
    double busyShare = 0.0; ///< of the time from the first arrival on, in which the wafer could take no other
};

} // namespace waferscope
