#include "views/timeline/timeline_data.h"

#include "core/run/log_reader.h"
#include "views/drawing/base/shown_text.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

/// The loss belongs to the forward pass here; what is recomputed stands with the input gradients that it is for.
std::optional<TimelineBand> bandOf(Phase phase)
{
    const std::optional<Pass> pass = passOf(phase);
    if (!pass)
        return std::nullopt;
    switch (*pass) {
    case Pass::Forward:
    case Pass::Loss: return TimelineBand::Forward;
    case Pass::Backward:
        return phase == Phase::WeightGradient ? TimelineBand::WeightGradient : TimelineBand::InputGradient;
    case Pass::Update: break;
    }
    return TimelineBand::Update;
}

void addSpan(TimelineData& data, const KernelActor& actor, const Span& span)
{
    const std::optional<TimelineBand> band = bandOf(span.phase);
    if (band && actor.kernel.index() < data.rows.size())
        data.spans.push_back({static_cast<int>(actor.kernel.index()), *band, span});
}

} // namespace

std::shared_ptr<const TimelineData> timelineOf(const KernelGraph& graph, const EventLog& log, Cycles length)
{
    auto data = std::make_shared<TimelineData>();
    data->length = length;
    for (const Kernel& kernel : graph.kernels())
        data->rows.push_back({shownName(kernel.name), kernel.layerKind});
    LogReader(log).forEachSpanOf<KernelActor>(
        [&data](const KernelActor& actor, const Span& span) { addSpan(*data, actor, span); });
    return data;
}

TimelineRaster::TimelineRaster(const TimelineData& data, Cycles from, Cycles to, int pixels)
    : m_time(from, to, static_cast<std::size_t>(std::max(1, pixels)))
    , m_shares(data.rows.size() * kTimelineBandCount * m_time.count(), 0.0F)
{
    for (const TimelineSpan& each : data.spans) {
        float* shares = m_shares.data() + index(each.row, each.band);
        m_time.spread(each.span,
                      [shares](std::size_t pixel, double share) { shares[pixel] += static_cast<float>(share); });
    }
    for (float& share : m_shares)
        share = std::min(share, 1.0F);
}

} // namespace waferscope
