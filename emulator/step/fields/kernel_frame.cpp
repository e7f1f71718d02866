#include "emulator/step/fields/kernel_frame.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace waferscope {

PlacedKernels::PlacedKernels(const Layout& layout, const Evaluation& evaluation, const CostModel& cost)
    : m_inRow(static_cast<std::size_t>(layout.system().rows))
    , m_routes(static_cast<std::size_t>(layout.system().peCount()))
    , m_columns(layout.system().columns)
{
    const Mapping& mapping = layout.mapping();
    for (std::size_t k = 0; k < layout.graph()->size(); ++k) {
        const PlacedKernel& placed = mapping.kernels[k];
        m_values.emplace_back(layout, evaluation, KernelId{k}, cost);
        Place place{placed.rectangle, placed.rotation == Rotation::R90, m_values.back().shares().classOfRow()};
        if (place.rotated) // `unrotated` in core/layout/mapping.h: the unrotated top lies in the east
            std::reverse(place.classAlong.begin(), place.classAlong.end());
        for (int y = std::max(0, placed.rectangle.origin.y);
             y < std::min(placed.rectangle.bottom(), layout.system().rows); ++y)
            m_inRow[static_cast<std::size_t>(y)].push_back(static_cast<std::uint32_t>(k));
        m_places.push_back(std::move(place));
    }
    markRoutes(evaluation.pipelined().lanes, layout.system().rows);
}

void PlacedKernels::markRoutes(const std::vector<LaneRun>& lanes, int rows)
{
    for (const LaneRun& run : lanes) {
        const int dx = run.direction == Direction::East ? 1 : run.direction == Direction::West ? -1 : 0;
        const int dy = run.direction == Direction::South ? 1 : run.direction == Direction::North ? -1 : 0;
        for (int i = 0; i <= run.length; ++i) {
            const int x = run.from.x + dx * i;
            const int y = run.from.y + dy * i;
            if (x >= 0 && x < m_columns && y >= 0 && y < rows)
                m_routes[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_columns)
                         + static_cast<std::size_t>(x)] = static_cast<float>(PeRole::Route);
        }
    }
}

KernelFrame::KernelFrame(std::shared_ptr<const PlacedKernels> kernels, const LogIndex& log, std::int64_t time,
                         FieldKind kind)
    : m_kernels(std::move(kernels))
    , m_values(m_kernels->size())
    , m_kind(kind)
{
    tbb::parallel_for(
        std::size_t{0}, m_values.size(), [&](std::size_t k) { m_values[k] = m_kernels->values(k).at(time, kind, log); },
        tbb::static_partitioner{});
}

void KernelFrame::paint(const PeRect& area, float* values) const
{
    for (int y = area.origin.y; y < area.bottom(); ++y, values += area.width) {
        if (m_kind == FieldKind::Role)
            std::copy_n(m_kernels->routesOf(y) + area.origin.x, area.width, values);
        else
            std::fill_n(values, area.width, 0.0F);
        for (const std::uint32_t kernel : m_kernels->inRow(y))
            paintKernel(kernel, y, area, values);
    }
}

void KernelFrame::paintKernel(std::size_t kernel, int y, const PeRect& area, float* row) const
{
    const PlacedKernels::Place& place = m_kernels->place(kernel);
    const int left = std::max(place.rectangle.origin.x, area.origin.x);
    const int right = std::min(place.rectangle.right(), area.right());
    if (left >= right)
        return;
    const std::vector<float>& values = m_values[kernel];
    const auto width = static_cast<std::size_t>(m_kernels->values(kernel).shares().width());
    const auto down = static_cast<std::size_t>(y - place.rectangle.origin.y);
    const auto across = static_cast<std::size_t>(left - place.rectangle.origin.x);
    float* target = row + (left - area.origin.x);
    if (!place.rotated) {
        std::copy_n(values.data() + place.classAlong[down] * width + across, right - left, target);
        return;
    }
    const float* column = values.data() + down;
    const std::uint16_t* rowClass = place.classAlong.data() + across;
    for (int i = 0; i < right - left; ++i)
        target[i] = column[rowClass[i] * width];
}

} // namespace waferscope
