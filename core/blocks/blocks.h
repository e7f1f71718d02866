#pragma once

#include "core/base/result.h"
#include "core/base/sentence.h"
#include "core/blocks/network_spec.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace waferscope {

enum class SettingKind {
    Count, ///< a whole number from 1 to 2^31
    CountOrZero,
    CountList, ///< counts joined by '-'
    NameList, ///< names of inputs and earlier blocks, joined by ' '
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
    Sentence why; ///< without the name of the setting and without a full stop
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
/// Null where there is none of the name.
[[nodiscard]] const BlockType* findBlockType(std::string_view name);
[[nodiscard]] const BlockSettingType* findBlockSetting(const BlockType& type, std::string_view name);

/// Whether a block's setting holds names; not so where the block or the setting is unknown.
[[nodiscard]] bool isNameList(std::string_view block, std::string_view setting);

/// Where a block's parts are in the network that was built.
struct BuiltBlock {
    std::size_t firstLayer = 0; ///< in NetworkSource::layers, and so in Network::layers()
    std::size_t endLayer = 0; ///< behind its last
    TensorId output; ///< what flows on
};

/// What is wrong with a list of blocks, and where.
struct SpecTrouble {
    std::optional<std::size_t> block; ///< nothing when it is about the inputs or the list as a whole
    BlockTrouble trouble;
};

/// A network as far as its blocks could be built.
struct BuiltNetwork {
    NetworkSource source; ///< its outputs are what no built block reads
    std::vector<BuiltBlock> blocks; ///< those before the trouble, or all
    std::optional<SpecTrouble> trouble;
};

/// Builds operators and layers, block after block, until one is in trouble.
[[nodiscard]] BuiltNetwork buildBlocks(const NetworkSpec& spec);

/// The same when nothing is wrong. Errors name origin, line, block and setting.
[[nodiscard]] Result<NetworkSource> buildNetwork(const NetworkSpec& spec);

} // namespace waferscope
