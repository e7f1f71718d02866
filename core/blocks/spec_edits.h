#pragma once

#include "core/blocks/blocks.h"
#include "core/blocks/network_spec.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

// Edits of a list of blocks, as the builder makes them. Each takes a network and gives the edited one; blocks that read
// another by its name go on reading the same one.

/// What flows into a block that is about to be put down.
struct Incoming {
    std::int64_t features = 0; ///< 0 where they are not known
    bool isPicture = false;
};

/// An input or a block: what blocks read.
struct BlockPlace {
    enum class Kind { Input, Block } kind = Kind::Input;
    std::size_t index = 0;
    friend bool operator==(const BlockPlace&, const BlockPlace&) = default;
};

/// `wish`, or it with the first number behind it that no block and no input has: "conv2".
[[nodiscard]] std::string freeName(const NetworkSpec& spec, std::string_view wish);

/// A block of a type as it is first put down: named, its settings at usual values that suit what comes in.
[[nodiscard]] BlockSpec newBlock(const NetworkSpec& spec, const BlockType& type, const Incoming& incoming);

/// `block` stands before the one that was at `at`, or at the end; nobody is made to read it by name.
[[nodiscard]] NetworkSpec withInserted(NetworkSpec spec, std::size_t at, BlockSpec block);

/// Blocks that read one of the removed, by name or because it stood before them, read what that one read.
[[nodiscard]] NetworkSpec withRemoved(NetworkSpec spec, std::vector<std::size_t> blocks);

/// Copies, named anew, stand together behind the last of `blocks`; copies that read copied blocks read the copies.
[[nodiscard]] NetworkSpec withDuplicated(NetworkSpec spec, std::vector<std::size_t> blocks);

/// The blocks stand together before the one that was at `to` (or at the end), in their order.
[[nodiscard]] NetworkSpec withMoved(NetworkSpec spec, std::vector<std::size_t> blocks, std::size_t to);

/// Whoever read the block or input by its old name reads it by the new one.
[[nodiscard]] NetworkSpec withBlockRenamed(NetworkSpec spec, std::size_t block, const std::string& name);
[[nodiscard]] NetworkSpec withInputRenamed(NetworkSpec spec, std::size_t input, const std::string& name);

/// An empty text gives the setting's fallback back.
[[nodiscard]] NetworkSpec withSetting(NetworkSpec spec, std::size_t block, const std::string& setting,
                                      const std::string& text);

/// `block` is put behind `stem` and reads it, and what read `stem` because it stood behind it still does.
[[nodiscard]] NetworkSpec withBranch(NetworkSpec spec, BlockPlace stem, BlockSpec block);

/// `join` is put behind the block `at` and brings what `others`, places before it, give together with it.
[[nodiscard]] NetworkSpec withJoin(NetworkSpec spec, std::size_t at, const std::vector<BlockPlace>& others,
                                   BlockSpec join);

/// The names in a list of blocks, as a setting of kind NameList has it.
[[nodiscard]] std::vector<std::string> namesIn(std::string_view list);
[[nodiscard]] std::string listOf(const std::vector<std::string>& names);

/// What a block reads, that which flows in first; names that nothing before the block has are left out.
[[nodiscard]] std::vector<BlockPlace> sourcesOf(const NetworkSpec& spec, std::size_t block);

/// Blocks and inputs of that name.
[[nodiscard]] std::size_t countName(const NetworkSpec& spec, const std::string& name);
/// Whether a block reads something by that name.
[[nodiscard]] bool isNamed(const NetworkSpec& spec, const std::string& name);

/// A shape as it is shown and typed: "batch, 1, height, width".
[[nodiscard]] std::string shapeText(const SymbolicShape& shape);
/// Nothing when an extent is neither a number from 1 nor a name of letters, digits and '_'.
[[nodiscard]] std::optional<SymbolicShape> parseShape(std::string_view text);

/// The names of sizes that inputs leave open, in their order.
[[nodiscard]] std::vector<std::string> openSizes(const NetworkSpec& spec);

} // namespace waferscope
