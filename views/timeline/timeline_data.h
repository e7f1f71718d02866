#pragma once

#include "core/layout/layout.h"
#include "core/run/event_log.h"
#include "core/run/time_bins.h"

#include <QString>

#include <array>
#include <memory>
#include <vector>

namespace waferscope {

/// One region's row of the timeline.
struct TimelineRow {
    QString name;
    LayerKind kind = LayerKind::Other;
};

/// What a row shows, drawn apart: forward solid, input gradient and what is recomputed for it hatched /,
/// weight gradient hatched \, update dotted.
enum class TimelineBand { Forward, InputGradient, WeightGradient, Update };
inline constexpr int kTimelineBandCount = 4;

struct TimelineSpan {
    int row = 0;
    TimelineBand band = TimelineBand::Forward;
    Span span;
};

/// When which region worked on what. Immutable and shared.
struct TimelineData {
    std::vector<TimelineRow> rows; ///< by KernelId
    std::vector<TimelineSpan> spans;
    Cycles length; ///< of the run
};

[[nodiscard]] std::shared_ptr<const TimelineData> timelineOf(const KernelGraph& graph, const EventLog& log,
                                                             Cycles length);

/// Share of every pixel's time that a row spends in a band, 0 .. 1.
class TimelineRaster {
public:
    /// `pixels` columns over [from, to).
    TimelineRaster(const TimelineData& data, Cycles from, Cycles to, int pixels);

    [[nodiscard]] float share(int row, TimelineBand band, int pixel) const
    {
        return m_shares[index(row, band) + static_cast<std::size_t>(pixel)];
    }
    [[nodiscard]] int pixels() const { return static_cast<int>(m_time.count()); }

private:
    [[nodiscard]] std::size_t index(int row, TimelineBand band) const
    {
        return (static_cast<std::size_t>(row) * kTimelineBandCount + static_cast<std::size_t>(band)) * m_time.count();
    }

    TimeBins m_time; ///< a bin a pixel
    std::vector<float> m_shares;
};

} // namespace waferscope
