#include "views/timeline_data.h"

#include <algorithm>
#include <cmath>
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

void addSpan(TimelineData& data, const Span& span)
{
    const auto* actor = std::get_if<KernelActor>(&span.actor);
    const std::optional<TimelineBand> band = bandOf(span.phase);
    if (!actor || !band || actor->kernel.index() >= data.rows.size())
        return;
    data.spans.push_back(
        {static_cast<int>(actor->kernel.index()), *band, span.start, span.length, span.period, span.repeats});
}

} // namespace

std::shared_ptr<const TimelineData> timelineOf(const KernelGraph& graph, const EventLog& log, Cycles length)
{
    auto data = std::make_shared<TimelineData>();
    data->length = length;
    for (const Kernel& kernel : graph.kernels())
        data->rows.push_back({QString::fromStdString(kernel.name), kernel.layerKind});
    for (const SpanChunk& chunk : log.chunks) {
        for (const Span& span : *chunk)
            addSpan(*data, span);
    }
    return data;
}

TimelineRaster::TimelineRaster(const TimelineData& data, Cycles from, Cycles to, int pixels)
    : m_from(static_cast<double>(from.count()))
    , m_cyclesPerPixel(std::max(1e-9, static_cast<double>((to - from).count()) / std::max(1, pixels)))
    , m_pixels(std::max(1, pixels))
    , m_shares(data.rows.size() * kTimelineBandCount * static_cast<std::size_t>(m_pixels), 0.0F)
{
    for (const TimelineSpan& span : data.spans)
        addSpan(span);
    for (float& share : m_shares)
        share = std::min(share, 1.0F);
}

/// Repetitions finer than half a pixel are spread evenly; coarser ones are drawn one by one, those that are seen.
void TimelineRaster::addSpan(const TimelineSpan& span)
{
    const std::size_t at = index(span.row, span.band);
    const double start = static_cast<double>(span.start.count()) - m_from;
    const auto length = static_cast<double>(span.length.count());
    const auto period = static_cast<double>(span.period.count());
    if (span.repeats <= 1 || period <= 0.0) {
        addInterval(at, start, start + length, 1.0);
        return;
    }
    const double all = period * static_cast<double>(span.repeats - 1) + length;
    if (period < m_cyclesPerPixel / 2) {
        addInterval(at, start, start + all, std::min(1.0, length / period));
        return;
    }
    const double width = m_cyclesPerPixel * m_pixels;
    const auto first = static_cast<std::int64_t>(
        std::clamp(std::floor((-start - length) / period), 0.0, static_cast<double>(span.repeats)));
    for (std::int64_t i = first; i < span.repeats && start + period * static_cast<double>(i) < width; ++i) {
        const double begin = start + period * static_cast<double>(i);
        addInterval(at, begin, begin + length, 1.0);
    }
}

void TimelineRaster::addInterval(std::size_t at, double start, double end, double weight)
{
    const double from = std::max(0.0, start / m_cyclesPerPixel);
    const double to = std::min(static_cast<double>(m_pixels), end / m_cyclesPerPixel);
    for (int pixel = static_cast<int>(from); pixel < m_pixels && pixel < to; ++pixel) {
        const double covered = std::min(to, pixel + 1.0) - std::max(from, static_cast<double>(pixel));
        m_shares[at + static_cast<std::size_t>(pixel)] += static_cast<float>(covered * weight);
    }
}

} // namespace waferscope
