#pragma once

#include "core/base/geometry.h"

#include <vector>

namespace waferscope {

/// PEs in one direction, half open.
struct PeSpan {
    int begin = 0;
    int end = 0;
};

/// Where a strip may lie: along a side of a rectangle, so thick at most, and which way what stands on it goes.
struct StripBed {
    PeRect rest; ///< of the fabric: what the strips before it have left
    bool runsSouth = false;
    bool isFromEnd = false; ///< it lies along the south or the east side, and grows to the other one
    bool isReversed = false; ///< from east to west, or from south to north

    [[nodiscard]] int length() const { return runsSouth ? rest.height : rest.width; } ///< PEs along it
    [[nodiscard]] int room() const { return runsSouth ? rest.width : rest.height; } ///< PEs across it, at most
    [[nodiscard]] int along() const { return runsSouth ? rest.origin.y : rest.origin.x; } ///< where it begins
    /// Where a strip of this thickness begins, across.
    [[nodiscard]] int across(int thickness) const;
};

/// What obstacles leave free of a strip. One that reaches into it blocks it over all its thickness. Places are PEs
/// along the strip from the end where what stands on it begins.
class StripGaps {
public:
    /// The obstacles outlive this.
    explicit StripGaps(const std::vector<PeRect>& obstacles);

    /// For every set of obstacles that strips of some thickness meet, the greatest such thickness, by growing
    /// thickness; the last is the bed's room.
    [[nodiscard]] const std::vector<int>& thicknesses(const StripBed& bed);

    /// A strip on which nothing stands yet.
    void enter(const StripBed& bed, int thickness);

    /// Takes the first place that has so much free before the next gap; returns where it begins. Behind the last gap,
    /// and the strip's end, all is free.
    [[nodiscard]] int take(int length);

private:
    const std::vector<PeRect>& m_obstacles;
    std::vector<int> m_thicknesses;
    std::vector<PeSpan> m_gaps; ///< by where they begin
    std::vector<PeSpan> m_free; ///< what is left between them, in order
};

} // namespace waferscope
