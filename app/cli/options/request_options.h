#pragma once

#include "core/base/result.h"
#include "core/run/requests.h"

#include <cstdint>
#include <optional>
#include <string>

namespace waferscope {

class CommandOptions;

/// --requests, --arrival and --arrival-spread. Must live as long as parsing and the command's action.
struct RequestOptions {
    std::optional<std::int64_t> requests;
    std::optional<double> arrival;
    std::string spread = "poisson";

    void addTo(CommandOptions& options);
    /// None where no requests are asked for.
    [[nodiscard]] Result<std::optional<RequestLoad>> load(std::uint64_t seed) const;
};

} // namespace waferscope
