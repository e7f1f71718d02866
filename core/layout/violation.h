#pragma once

#include "core/base/geometry.h"
#include "core/base/quantity.h"
#include "core/layout/kernel.h"
#include "core/layout/mapping.h"

#include <span>
#include <variant>
#include <vector>

namespace waferscope {

// What is wrong with a layout, as facts. Its words are in core/words/sentences.h. Every violation has a PE to go to.

enum class ViolationKind {
    OutsideFabric,
    DeadPes,
    Memory,
    Overlap,
    ReservedColor,
    OneColorBothWays,
    ColorShared,
    NoColorLeft,
};

struct OutsideFabric {
    static constexpr ViolationKind kKind = ViolationKind::OutsideFabric;
    KernelId kernel;
    PeCoord where; ///< its north-west corner

    friend bool operator==(const OutsideFabric&, const OutsideFabric&) = default;
};

struct OnDeadPes {
    static constexpr ViolationKind kKind = ViolationKind::DeadPes;
    KernelId kernel;
    std::int64_t covered = 0; ///< dead PEs under it
    PeCoord where; ///< the first of them, in rows from the north

    friend bool operator==(const OnDeadPes&, const OnDeadPes&) = default;
};

struct MemoryShort {
    static constexpr ViolationKind kKind = ViolationKind::Memory;
    KernelId kernel;
    Bytes needed; ///< on its fullest PE
    Bytes capacity; ///< of a PE, code and I/O taken off
    PeCoord where; ///< the kernel's north-west corner

    friend bool operator==(const MemoryShort&, const MemoryShort&) = default;
};

struct KernelsOverlap {
    static constexpr ViolationKind kKind = ViolationKind::Overlap;
    KernelId first; ///< the lower id
    KernelId second;
    PeCoord where; ///< the north-west corner of what they share

    friend bool operator==(const KernelsOverlap&, const KernelsOverlap&) = default;
};

/// A stream with a colour that routers keep for something else.
struct ReservedColor {
    static constexpr ViolationKind kKind = ViolationKind::ReservedColor;
    EdgeId stream;
    RouteColor color = 0;
    int usable = 0; ///< colours of a router that kernels may have: 0 .. usable - 1
    PeCoord where; ///< the north-west corner of the kernel that sends

    friend bool operator==(const ReservedColor&, const ReservedColor&) = default;
};

/// A stream with the same colour for its values and for their gradients.
struct OneColorBothWays {
    static constexpr ViolationKind kKind = ViolationKind::OneColorBothWays;
    EdgeId stream;
    RouteColor color = 0;
    PeCoord where; ///< the north-west corner of the kernel that sends

    friend bool operator==(const OneColorBothWays&, const OneColorBothWays&) = default;
};

/// Two streams of one colour that pass the same router.
struct ColorShared {
    static constexpr ViolationKind kKind = ViolationKind::ColorShared;
    EdgeId first; ///< the lower id
    EdgeId second;
    RouteColor color = 0;
    PeCoord where; ///< a router that both pass

    friend bool operator==(const ColorShared&, const ColorShared&) = default;
};

/// A stream without a colour, forward or back.
struct NoColorLeft {
    static constexpr ViolationKind kKind = ViolationKind::NoColorLeft;
    EdgeId stream;
    int usable = 0; ///< colours of a router that kernels may have
    std::vector<EdgeId> others; ///< streams that pass this router, too
    PeCoord where; ///< the most crowded router that was looked at on its way

    friend bool operator==(const NoColorLeft&, const NoColorLeft&) = default;
};

/// A rule of the fabric that a pipelined mapping breaks.
using Violation = std::variant<OutsideFabric, OnDeadPes, MemoryShort, KernelsOverlap, ReservedColor, OneColorBothWays,
                               ColorShared, NoColorLeft>;

[[nodiscard]] ViolationKind kindOf(const Violation& violation);
[[nodiscard]] PeCoord whereOf(const Violation& violation); ///< the PE to look at
/// Kernels to highlight, each once: at least one, the one to mend first. Ends of streams where it is about streams.
[[nodiscard]] std::vector<KernelId> kernelsOf(const Violation& violation, const KernelGraph& graph);
/// The first in a list that is about a kernel; null when none is.
[[nodiscard]] const Violation* firstAbout(KernelId kernel, std::span<const Violation> violations,
                                          const KernelGraph& graph);

enum class WarningKind { MicroBatch, DeadPes };

/// A micro-batch of weight streaming that does not fit.
struct MicroBatchTooLarge {
    static constexpr WarningKind kKind = WarningKind::MicroBatch;
    std::int64_t microBatch = 0; ///< samples
    Bytes needed; ///< on the fullest PE
    Bytes capacity; ///< of a PE, code and I/O taken off

    friend bool operator==(const MicroBatchTooLarge&, const MicroBatchTooLarge&) = default;
};

/// Dead PEs that weight streaming takes for working.
struct DeadPesCounted {
    static constexpr WarningKind kKind = WarningKind::DeadPes;
    std::int64_t dead = 0; ///< PEs

    friend bool operator==(const DeadPesCounted&, const DeadPesCounted&) = default;
};

/// What an evaluation could not keep to, of a layout that is legal all the same.
using LayoutWarning = std::variant<MicroBatchTooLarge, DeadPesCounted>;

[[nodiscard]] WarningKind kindOf(const LayoutWarning& warning);

} // namespace waferscope
