#include "app/cli/options/request_options.h"

#include "app/cli/command_options.h"

namespace waferscope {

void RequestOptions::addTo(CommandOptions& options)
{
    constexpr std::int64_t kMost = 10'000'000; // 160 MB of arrivals and latencies
    constexpr double kFewest = 1e-6;
    constexpr double kFastest = 1e12;
    options.add("--requests", requests, "requests of one sample each that a network which infers is asked")
        .within(1, kMost);
    options.add("--arrival", arrival, "requests that come in a second")
        .withinReals(kFewest, kFastest)
        .needs("--requests");
    options.add("--arrival-spread", spread, "how they come (default poisson)")
        .oneOf({"poisson", "even"})
        .needs("--requests");
}

Result<std::optional<RequestLoad>> RequestOptions::load(std::uint64_t seed) const
{
    if (!requests)
        return std::optional<RequestLoad>{};
    if (!arrival)
        return Error{ErrorCode::Usage, "--requests needs --arrival: how many come in a second."};
    return std::optional(RequestLoad{*requests, *arrival, *arrivalSpreadOf(spread), seed});
}

} // namespace waferscope
