#pragma once

#include "core/base/geometry.h"
#include "core/base/quantity.h"

#include <optional>
#include <string_view>
#include <vector>

namespace waferscope {

/// What a picture of the fabric shows of every PE.
enum class FieldKind {
    Busy, ///< share of now that the processor computes, 0 .. 1
    SramUsed, ///< bytes
    SramTraffic, ///< bytes a cycle
    LinkDemand, ///< wavelets a cycle that want the most wanted outgoing link; may pass 1
    LinkUtilization, ///< wavelets a cycle on the fullest outgoing link, 0 .. 1
    Stall, ///< StallCause as a number
    Role, ///< PeRole as a number
    // parts of the above
    SramWeights, ///< bytes, of SramUsed
    SramGradients,
    SramOptimizer,
    SramActivations, ///< that wait for their gradients, or for the layers that read them
    SramBuffers, ///< samples in slots of streams
    SramCode, ///< bytes that are kept for code and I/O, beside SramUsed
    LinkNorth, ///< wavelets a cycle on the outgoing link, 0 .. 1, of LinkUtilization
    LinkEast,
    LinkSouth,
    LinkWest,
};
inline constexpr int kMainFieldKindCount = 7; ///< those that are no parts
inline constexpr int kFieldKindCount = 17;

/// The link that a field is about; none of a field that is about no single one.
[[nodiscard]] std::optional<Direction> directionOf(FieldKind kind);
/// Whether it counts bytes of SRAM, of one kind or all.
[[nodiscard]] bool isSram(FieldKind kind);

[[nodiscard]] std::string_view nameOf(FieldKind kind); ///< "busy", "sram-used" ...: CONTRACT section 4
[[nodiscard]] std::optional<FieldKind> fieldKindOf(std::string_view name);

/// What stands for a block of stride x stride PEs.
enum class Reduction { Max, Mean };

struct FieldRequest {
    FieldKind kind = FieldKind::Busy;
    PeRect area; ///< of the fabric
    int stride = 1; ///< PEs a value stands for, each way; at least 1
    Reduction reduction = Reduction::Max;
};

/// A picture of one quantity at one time. Values row by row; columns() x rows() of them.
struct Field {
    FieldKind kind = FieldKind::Busy;
    PeRect area;
    int stride = 1;
    Reduction reduction = Reduction::Max;
    Cycles time;
    float least = 0.0F; ///< of the values
    float most = 0.0F;
    std::vector<float> values;

    [[nodiscard]] int columns() const { return (area.width + stride - 1) / stride; }
    [[nodiscard]] int rows() const { return (area.height + stride - 1) / stride; }
};

} // namespace waferscope
