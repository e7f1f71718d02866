#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace waferscope {

/// What a text's outermost mapping holds.
struct RootKeys {
    std::set<std::string, std::less<>> names; ///< "model"; of a mapping under it "model/name"
    bool hasBraces = false; ///< as JSON has; YAML may have them, too

    [[nodiscard]] bool has(std::string_view name) const { return names.contains(name); }
};

/// Whether bytes are a text, as far as control letters tell.
[[nodiscard]] bool isText(std::string_view bytes);

/// The keys of a YAML or JSON text, however it is written: found by parsing, as far as that goes, or until `isEnough`
/// says that those found are. None of a text that is no mapping.
[[nodiscard]] RootKeys rootKeys(
    std::string_view text,
    const std::function<bool(const RootKeys&)>& isEnough = [](const RootKeys&) { return false; });

} // namespace waferscope
