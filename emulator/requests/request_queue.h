#pragma once

#include "core/base/job_control.h"
#include "core/base/result.h"
#include "core/run/requests.h"

#include <cstdint>
#include <functional>

namespace waferscope {

/// How requests that are taken together are served.
struct RequestTurn {
    Seconds busy; ///< until who took them takes the next
    Seconds latency; ///< until they are answered
};

/// Who serves requests: several that are alike, each of which takes up to `most` at a time.
struct RequestServers {
    std::int64_t count = 1;
    std::int64_t most = 1;
    std::function<Result<RequestTurn>(std::int64_t requests)> turn; ///< of 1 .. most
};

/// Requests queue in the order in which they come; each server in its turn takes, as soon as it is free and one waits,
/// all that wait, or as many as it may. (Servers that take one each are all as long at it, so the next in turn is free
/// first.)
///
/// Fails as a turn does, and with Stopped within 50 ms of being asked to.
[[nodiscard]] Result<RequestsServed> serveRequests(const RequestLoad& load, const RequestServers& servers,
                                                   const JobControl& control = {});

} // namespace waferscope
