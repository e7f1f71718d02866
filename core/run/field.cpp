#include "core/run/field.h"

#include <array>

namespace waferscope {

namespace {

constexpr std::array<std::string_view, kFieldKindCount> kNames = {
    "busy",      "sram-used",    "sram-traffic",   "link-demand",    "link-utilization", "stall",
    "role",      "sram-weights", "sram-gradients", "sram-optimizer", "sram-activations", "sram-buffers",
    "sram-code", "link-north",   "link-east",      "link-south",     "link-west",
};

} // namespace

std::string_view nameOf(FieldKind kind)
{
    return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<Direction> directionOf(FieldKind kind)
{
    switch (kind) {
    case FieldKind::LinkNorth: return Direction::North;
    case FieldKind::LinkEast: return Direction::East;
    case FieldKind::LinkSouth: return Direction::South;
    case FieldKind::LinkWest: return Direction::West;
    default: return std::nullopt;
    }
}

bool isSram(FieldKind kind)
{
    return kind == FieldKind::SramUsed || (kind >= FieldKind::SramWeights && kind <= FieldKind::SramCode);
}

std::optional<FieldKind> fieldKindOf(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name)
            return static_cast<FieldKind>(i);
    return std::nullopt;
}

} // namespace waferscope
