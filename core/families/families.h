#pragma once

#include "core/base/result.h"
#include "core/blocks/network_spec.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace waferscope {

/// Sizes as typed, `--dim NAME=TEXT`: "24", "32-64-128".
using SizeTexts = std::map<std::string, std::string>;

struct FamilySetting {
    std::string_view name;
    std::string_view fallback;
    std::string_view meaning; ///< one phrase
    std::string_view like = {}; ///< the network's size whose value it takes when it is not given but that is
};

/// Networks of one kind in all sizes: `family:NAME`.
struct Family {
    std::string_view name;
    std::string_view meaning; ///< one phrase
    std::span<const FamilySetting> settings;
    NetworkSpec (*make)(const SizeTexts& sizes) = nullptr; ///< `sizes` has a value for every setting
};

/// Sorted by name.
[[nodiscard]] std::span<const Family> families();

/// A family's network, and the sizes that are none of its settings: those of the network's symbolic sizes.
struct FamilyNetwork {
    NetworkSpec spec;
    SizeTexts rest;
    SizeTexts own; ///< the family's settings that were given, or follow from what was
};

/// Fails for an unknown family, naming the nearest.
[[nodiscard]] Result<FamilyNetwork> familyNetwork(std::string_view name, const SizeTexts& sizes);

} // namespace waferscope
