#include "emulator/step/fields/link_frame.h"

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

/// First and last row of the PEs whose links a run uses.
std::pair<int, int> rowsOf(const LaneRun& run)
{
    if (isHorizontal(run.direction))
        return {run.from.y, run.from.y};
    const int end = grows(run.direction) ? run.from.y + run.length - 1 : run.from.y - run.length + 1;
    return {std::min(run.from.y, end), std::max(run.from.y, end)};
}

} // namespace

LaneMap::LaneMap(const Layout& layout, const Evaluation& evaluation)
    : m_hops(layout.graph()->edges().size())
    , m_hop(std::max<std::int64_t>(1, layout.system().hopLatency.count()))
{
    for (const LaneRun& run : evaluation.pipelined().lanes)
        m_lanes.push_back({run, 0});
    measureLanes();
    m_inBand.resize(static_cast<std::size_t>((layout.system().rows + kBandRows - 1) / kBandRows));
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const auto [first, last] = rowsOf(m_lanes[i].run);
        for (int band = std::max(0, first) / kBandRows; band * kBandRows <= std::min(last, layout.system().rows - 1);
             ++band)
            m_inBand[static_cast<std::size_t>(band)].push_back(static_cast<std::uint32_t>(i));
    }
    for (const Edge& edge : layout.graph()->edges())
        m_feeding.push_back({evaluation.kernels.at(edge.from.index()).cycles.count(),
                             evaluation.kernels.at(edge.to.index()).cycles.count()});
}

/// Runs of a lane stand in the order of its way forward; gradients take them the other way round.
void LaneMap::measureLanes()
{
    std::vector<std::array<std::vector<int>, 2>> done(m_hops.size()); // hops so far, by edge, direction and lane
    const auto measure = [&](Lane& lane) {
        std::vector<int>& hops = done[lane.run.edge.index()][lane.run.backward ? 1 : 0];
        hops.resize(std::max(hops.size(), static_cast<std::size_t>(lane.run.lane) + 1));
        int& before = hops[static_cast<std::size_t>(lane.run.lane)];
        lane.before = before;
        before += lane.run.length;
        m_hops[lane.run.edge.index()] = std::max(m_hops[lane.run.edge.index()], before);
    };
    for (auto lane = m_lanes.begin(); lane != m_lanes.end(); ++lane)
        if (!lane->run.backward)
            measure(*lane);
    for (auto lane = m_lanes.rbegin(); lane != m_lanes.rend(); ++lane)
        if (lane->run.backward)
            measure(*lane);
}

LinkFrame::LinkFrame(std::shared_ptr<const LaneMap> lanes, const LogIndex& log, std::int64_t time, FieldKind kind)
    : m_lanes(std::move(lanes))
    , m_pulses(m_lanes->edges())
    , m_kind(kind)
    , m_only(directionOf(kind))
{
    std::vector<Interval> intervals;
    for (std::size_t edge = 0; edge < m_pulses.size(); ++edge)
        for (const StreamDirection direction : {StreamDirection::Forward, StreamDirection::Backward}) {
            intervals.clear();
            const std::int64_t hops = m_lanes->hopsOf(edge);
            log.stream(edge, direction).append(intervals, time - hops * m_lanes->hop(), time);
            for (const Interval& interval : intervals) {
                const std::int64_t sent = time - interval.start.count();
                const std::int64_t over =
                    sent - interval.length.count(); // since the last wavelet left; below 0: not yet
                const std::int64_t first = over < 0 ? 0 : over / m_lanes->hop() + 1;
                const std::int64_t last = std::min(hops - 1, sent / m_lanes->hop());
                const std::int64_t cycles =
                    kind == FieldKind::LinkDemand ? m_lanes->feedingCycles(edge, direction) : interval.length.count();
                if (first <= last)
                    m_pulses[edge][static_cast<std::size_t>(direction)].push_back(
                        {static_cast<int>(first), static_cast<int>(last), 1.0F / static_cast<float>(cycles)});
            }
        }
}

void LinkFrame::paint(const PeRect& area, float* values) const
{
    for (int y = area.origin.y; y < area.bottom();) {
        const int band = y / LaneMap::kBandRows;
        const int end = std::min(area.bottom(), (band + 1) * LaneMap::kBandRows);
        paintBand(band, {{area.origin.x, y}, area.width, end - y}, values);
        values += static_cast<std::ptrdiff_t>(area.width) * (end - y);
        y = end;
    }
}

/// Adds up the lanes of a band in their order, so that the sums do not depend on how the fabric was cut.
void LinkFrame::paintBand(int band, const PeRect& area, float* values) const
{
    const auto size = static_cast<std::size_t>(area.peCount());
    std::fill_n(values, size, 0.0F);
    std::vector<float> planes; // by direction, where all count
    for (const std::uint32_t i : m_lanes->inBand(band)) {
        const LaneMap::Lane& lane = m_lanes->lanes()[i];
        if (m_pulses[lane.run.edge.index()][lane.run.backward ? 1 : 0].empty())
            continue;
        if (m_only) {
            if (lane.run.direction == *m_only)
                addLane(lane, area, values);
            continue;
        }
        if (planes.empty())
            planes.resize(size * kDirectionCount);
        addLane(lane, area, planes.data() + size * static_cast<std::size_t>(lane.run.direction));
    }
    const float most = m_kind == FieldKind::LinkDemand ? 3.0e38F : 1.0F;
    if (m_only)
        std::transform(values, values + size, values, [](float load) { return std::min(1.0F, load); });
    if (planes.empty())
        return;
    for (std::size_t i = 0; i < size; ++i) {
        const float x = std::max(planes[i], planes[size + i]);
        const float y = std::max(planes[2 * size + i], planes[3 * size + i]);
        values[i] = std::min(most, std::max(x, y));
    }
}

void LinkFrame::addLane(const LaneMap::Lane& lane, const PeRect& area, float* plane) const
{
    const LaneRun& run = lane.run;
    const bool horizontal = isHorizontal(run.direction);
    const int sign = grows(run.direction) ? 1 : -1;
    const int from = horizontal ? run.from.x - area.origin.x : run.from.y - area.origin.y;
    const int extent = horizontal ? area.width : area.height;
    const int other = horizontal ? run.from.y - area.origin.y : run.from.x - area.origin.x;
    if (other < 0 || other >= (horizontal ? area.height : area.width))
        return;
    const std::ptrdiff_t step = horizontal ? 1 : area.width;
    float* line = plane + static_cast<std::ptrdiff_t>(other) * (horizontal ? area.width : 1);
    for (const Pulse& pulse : m_pulses[run.edge.index()][run.backward ? 1 : 0]) {
        const int first = std::max(0, pulse.first - lane.before);
        const int last = std::min(run.length - 1, pulse.last - lane.before);
        if (first > last)
            continue;
        const int low = std::max(0, sign > 0 ? from + first : from - last);
        const int high = std::min(extent - 1, sign > 0 ? from + last : from - first);
        const float load = static_cast<float>(run.wavelets) * pulse.perWavelet;
        for (int i = low; i <= high; ++i)
            line[step * i] += load;
    }
}

} // namespace waferscope
