#pragma once

#include "core/network_spec.h"
#include "core/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace waferscope {

enum class SettingKind {
    Count, ///< a whole number from 1 to 2^31
    CountOrZero,
    CountList, ///< counts joined by '-'
    Choice, ///< one of the words in `choices`
};

/// One setting of a block type.
struct BlockSettingType {
    std::string_view name;
    SettingKind kind = SettingKind::Count;
    std::string_view fallback; ///< empty: it must be given
    std::string_view choices; ///< words joined by ' '
    std::string_view meaning; ///< one phrase
};

class BlockScope;

/// What is wrong with a block, and with which of its settings.
struct BlockTrouble {
    std::string setting; ///< empty for the block as a whole
    std::string why;
};

/// A kind of block that networks are made of.
struct BlockType {
    std::string_view name;
    std::string_view meaning; ///< one phrase
    std::span<const BlockSettingType> settings;
    std::optional<BlockTrouble> (*build)(BlockScope& scope) = nullptr;
};

/// All block types, sorted by name.
[[nodiscard]] std::span<const BlockType> blockTypes();
[[nodiscard]] const BlockType* findBlockType(std::string_view name);

/// Builds operators and layers. Errors name origin, line, block and setting.
[[nodiscard]] Result<NetworkSource> buildNetwork(const NetworkSpec& spec);

} // namespace waferscope
