#include "core/run/field.h"

#include <array>

namespace waferscope {

namespace {

constexpr std::array<std::string_view, kFieldKindCount> kNames = {
    "busy", "sram-used", "sram-traffic", "link-demand", "link-utilization", "stall", "role",
};

} // namespace

std::string_view nameOf(FieldKind kind)
{
    return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<FieldKind> fieldKindOf(std::string_view name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name)
            return static_cast<FieldKind>(i);
    return std::nullopt;
}

} // namespace waferscope
