#pragma once

#include "core/layout/evaluation.h"
#include "core/layout/layout.h"

#include <QPointF>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// A kernel as the picture shows it.
struct WaferRegion {
    KernelId kernel;
    QString name; ///< full block path
    QString shortName; ///< its last part, for labels
    LayerKind kind = LayerKind::Other;
    PeRect rectangle;
    Rotation rotation = Rotation::R0;
    bool locked = false;
    QString violation; ///< the first rule it breaks; empty when legal
};

/// The lanes of one edge, ready to be drawn.
struct WaferRoute {
    EdgeId edge;
    KernelId from;
    KernelId to;
    std::vector<LaneRun> runs;
};

/// What follows from a layout and its evaluation, for the picture. Immutable and shared; made anew for every edit.
struct WaferContents {
    PeRect fabric;
    std::vector<PeRect> deadPes;
    std::vector<WaferRegion> regions; ///< pipelined: by KernelId; empty for weight streaming
    std::vector<WaferRoute> routes; ///< by EdgeId
    std::int64_t mostWavelets = 0; ///< of any run: the widest line
    Bytes peCapacity; ///< SRAM that a kernel may use in one PE
    Bytes sramPerCycle; ///< bytes that a PE can read and write in one cycle

    [[nodiscard]] const WaferRegion* find(KernelId kernel) const; ///< none: nullptr

    /// The region under a point in PEs or, if none, the nearest within a reach in PEs. The smaller of two wins.
    [[nodiscard]] std::optional<KernelId> nearest(QPointF pes, double reach) const;
};

/// Regions, routes and limits of a layout. The window and `wafer` both take them from here.
[[nodiscard]] std::shared_ptr<const WaferContents> contentsOf(const Layout& layout, const Evaluation& evaluation);

/// A bare fabric: what an empty layout shows.
[[nodiscard]] std::shared_ptr<const WaferContents> contentsOf(const System& system);

/// The last part of a block path: "decoder/3/attention/query" gives "query".
[[nodiscard]] QString shortNameOf(const QString& path);

} // namespace waferscope
