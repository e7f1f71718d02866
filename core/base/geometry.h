#pragma once

#include <compare>
#include <cstdint>

namespace waferscope {

/// Position of one PE. x grows to the EAST, y grows to the SOUTH; (0, 0) is the north-west corner of the fabric.
struct PeCoord {
    int x = 0;
    int y = 0;
    friend auto operator<=>(const PeCoord&, const PeCoord&) = default;
};

/// A half-open rectangle of PEs: origin is inside, origin + size is not.
struct PeRect {
    PeCoord origin;
    int width = 0; ///< PEs
    int height = 0; ///< PEs

    [[nodiscard]] int right() const { return origin.x + width; } ///< first column after it
    [[nodiscard]] int bottom() const { return origin.y + height; } ///< first row after it
    [[nodiscard]] std::int64_t peCount() const { return std::int64_t{width} * height; }
    [[nodiscard]] bool contains(PeCoord pe) const
    {
        return pe.x >= origin.x && pe.x < right() && pe.y >= origin.y && pe.y < bottom();
    }
    [[nodiscard]] bool contains(const PeRect& other) const
    {
        return other.origin.x >= origin.x && other.right() <= right() && other.origin.y >= origin.y
            && other.bottom() <= bottom();
    }
    [[nodiscard]] bool overlaps(const PeRect& other) const
    {
        return origin.x < other.right() && other.origin.x < right() && origin.y < other.bottom()
            && other.origin.y < bottom();
    }
    friend bool operator==(const PeRect&, const PeRect&) = default;
};

/// Directions of a link out of a PE, in the order in which per-link arrays hold them.
enum class Direction { East, West, South, North };
inline constexpr int kDirectionCount = 4;

[[nodiscard]] constexpr bool isHorizontal(Direction direction)
{
    return direction == Direction::East || direction == Direction::West;
}

/// Whether a coordinate grows that way.
[[nodiscard]] constexpr bool grows(Direction direction)
{
    return direction == Direction::East || direction == Direction::South;
}

} // namespace waferscope
