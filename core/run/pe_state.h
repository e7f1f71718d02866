#pragma once

#include "core/run/field_source.h"

#include <array>
#include <string>

namespace waferscope {

/// One kind of a PE's SRAM, or one of its outgoing links, and its value.
struct PeFigure {
    FieldKind kind = FieldKind::SramWeights;
    double value = 0.0; ///< as of the field
};

/// Everything that a run says of one PE at one time.
struct PeState {
    PeCoord pe;
    Cycles time;
    std::string doing; ///< a sentence
    std::array<PeFigure, 6> sram; ///< bytes by kind, code as well
    std::array<PeFigure, 4> links; ///< wavelets a cycle, 0 .. 1: north, east, south, west

    [[nodiscard]] double sramUsed() const; ///< bytes of all kinds
};

/// `pe` must lie on the fabric.
[[nodiscard]] PeState peStateOf(const FieldSource& fields, Cycles time, PeCoord pe);

} // namespace waferscope
