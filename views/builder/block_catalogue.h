#pragma once

#include "core/blocks/blocks.h"
#include "core/network/network.h"

#include <QString>

#include <string_view>

namespace waferscope {

/// How the palette sorts block types for people.
enum class BlockGroup { Basics, Pictures, Sequences, Transformer, Heads };

inline constexpr int kBlockGroupCount = 5;

[[nodiscard]] QString titleOf(BlockGroup group);
[[nodiscard]] BlockGroup groupOf(std::string_view blockType);

/// The layer kind that says most about a block; its colour stands for the block.
[[nodiscard]] LayerKind kindOfBlock(std::string_view blockType);

/// "Convolution"; the type's own name where it has no title.
[[nodiscard]] QString titleOfBlock(std::string_view blockType);

/// Whether the table of titles, groups and kinds has the type.
[[nodiscard]] bool isCatalogued(std::string_view blockType);

// What is dragged from the palette, and rows that are dragged within the list.
inline constexpr const char* kBlockTypeMime = "application/x-waferscope-block-type";
inline constexpr const char* kBlockRowsMime = "application/x-waferscope-block-rows";

} // namespace waferscope
