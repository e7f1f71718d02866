#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace waferscope {

/// One thing that the program ships, as `wafer list` shows it.
struct ListedThing {
    std::string name; ///< what people type
    std::string title;
    std::string description; ///< one sentence, or a value with its unit
    std::string source; ///< where it comes from; may be empty
};

/// All of a kind, in the order they are shown. Fails when a shipped file is broken.
[[nodiscard]] Result<std::vector<ListedThing>> listedNetworks(); ///< the gallery, then families as "family:NAME"
[[nodiscard]] Result<std::vector<ListedThing>> listedSystems();
[[nodiscard]] Result<std::vector<ListedThing>> listedInstallations();
[[nodiscard]] Result<std::vector<ListedThing>> listedLessons();
[[nodiscard]] Result<std::vector<ListedThing>> listedAssumptions();

/// The object that `wafer list KIND --json` prints: KIND with a list of name, title, description and source.
[[nodiscard]] std::string listJson(const std::string& kind, const std::vector<ListedThing>& things);

} // namespace waferscope
