#pragma once

#include "core/base/result.h"
#include "core/validation/validation.h"

#include <string_view>

namespace waferscope {

/// Published measurements as comma separated values with a header (RFC 4180); `file` names it in messages. Columns: id,
/// role, mode, release, network, dims (KEY=VALUE joined by ';'), installation, systems, workers, batch, quantity,
/// measured, unit, band, source, notes. Fails with InvalidInput, naming line and column.
[[nodiscard]] Result<std::vector<ValidationRow>> readValidation(std::string_view text, const std::string& file);

/// Those that are shipped.
[[nodiscard]] std::vector<ValidationRow> shippedValidation();

/// The release groups of one assumption: it is fitted for each by itself.
struct ReleaseGroup {
    std::string name; ///< "1.7 to 1.8"
    std::vector<std::string> releases;
};

/// By what is fitted for each group, in the order of time: the SIMD units' efficiencies, the host's time.
struct ReleaseGroups {
    std::vector<ReleaseGroup> efficiency;
    std::vector<ReleaseGroup> host;
};
[[nodiscard]] const ReleaseGroups& shippedReleases();

/// The group of a release: where it is listed, else where the nearest listed number is; of what is no number the last.
[[nodiscard]] std::size_t groupOfRelease(const std::vector<ReleaseGroup>& groups, std::string_view release);

} // namespace waferscope
