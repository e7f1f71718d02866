#include "emulator/step/fields/kernel_shares.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

class ShareCounter {
public:
    ShareCounter(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& cost)
        : m_kernel(kernel)
        , m_arguments(arguments)
        , m_cost(cost)
        , m_cycles(cyclesPerSample(kernel, arguments, cost).count())
    {
        for (std::size_t conv = 0; conv < kernel.convs.size(); ++conv)
            m_mostWork = std::max(m_mostWork, cyclesOfPe(kernel, conv, shareIn(PePlace{.conv = conv}, true), cost));
    }

    [[nodiscard]] RowShare rowOf(const PePlace& place) const
    {
        RowShare row;
        if (place.role == PeRole::Idle)
            return row;
        row.kind = place.role == PeRole::Reduce ? RowShare::Kind::Reduce : RowShare::Kind::Tile;
        for (const bool full : {false, true}) {
            const PeShare share = shareIn(place, full);
            if (row.kind == RowShare::Kind::Tile)
                row.cycles[full] = cyclesOf(cyclesOfPe(m_kernel, place.conv, share, m_cost));
            else
                row.passing[full] = passingShare(share.pixels * static_cast<double>(share.outputs));
        }
        if (row.kind == RowShare::Kind::Tile)
            row.traffic = trafficOf(shareIn(place, true).pixels);
        return row;
    }

private:
    /// Of a PE in this row, in a column with the full or the lesser share.
    [[nodiscard]] PeShare shareIn(PePlace place, bool full) const
    {
        place.outputSplit = full ? 0 : m_arguments.splits[place.conv].outputs - 1;
        return shareOfPe(m_kernel, m_arguments, place);
    }

    /// In proportion to the formula's, of which the PE with the most work takes them all.
    [[nodiscard]] std::int64_t cyclesOf(double itsWork) const
    {
        const double cycles = std::ceil(static_cast<double>(m_cycles) * itsWork / m_mostWork);
        return std::min(m_cycles, static_cast<std::int64_t>(cycles));
    }

    [[nodiscard]] float trafficOf(double tile) const
    {
        const auto value = static_cast<double>(valueSize(m_cost.precision).count());
        if (m_kernel.kind == KernelKind::Embedding)
            return 8.0F; // a wavelet a cycle, read and sent
        return static_cast<float>(3.0 * value * tile / vectorCycles(tile, m_cost));
    }

    [[nodiscard]] float passingShare(double values) const
    {
        const double wavelets = values * static_cast<double>(valueSize(m_cost.precision).count()) / 4.0
            * static_cast<double>(m_kernel.steps);
        const auto ofRun = static_cast<double>(gradientCycles(m_kernel, m_arguments, m_cost).count());
        return static_cast<float>(std::min(1.0, wavelets / ofRun));
    }

    const Kernel& m_kernel;
    const ExecutionArguments& m_arguments;
    const CostModel& m_cost;
    std::int64_t m_cycles;
    double m_mostWork = 1.0;
};

/// How many of the k columns have the full share; 0 when all have the same. A channelwise kernel counts its channels
/// out over the columns of one row after the other.
std::int64_t fullColumns(const Kernel& kernel, std::size_t conv, const ChannelSplit& split)
{
    if (kernel.kind != KernelKind::Channelwise)
        return kernel.convs[conv].outputChannels % split.outputs;
    return kernel.convs[conv].inputChannels % (std::int64_t{split.inputs} * split.outputs) % split.outputs;
}

/// First unrotated column of every convolution.
std::vector<int> firstColumns(const ExecutionArguments& arguments, Run run)
{
    std::vector<int> first;
    int left = 0;
    for (const ChannelSplit& split : arguments.splits) {
        first.push_back(left);
        left += columnGroups(run) * split.outputs;
    }
    return first;
}

} // namespace

KernelShares::KernelShares(const Kernel& kernel, const PlacedKernel& placed, const CostModel& cost)
    : m_cycles(cyclesPerSample(kernel, placed.arguments, cost).count())
{
    const ExecutionArguments& arguments = placed.arguments;
    const Footprint size = footprint(kernel, arguments, cost.run);
    for (std::size_t conv = 0; conv < arguments.splits.size(); ++conv) {
        const std::int64_t parts = arguments.splits[conv].outputs;
        const std::int64_t full = fullColumns(kernel, conv, arguments.splits[conv]);
        for (int group = 0; group < columnGroups(cost.run); ++group)
            for (std::int64_t i = 0; i < parts; ++i)
                m_columns.push_back({conv, group, full == 0 || i < full});
    }
    WAFERSCOPE_CHECK(width() == size.width);

    const ShareCounter counter(kernel, arguments, cost);
    const std::vector<int> first = firstColumns(arguments, cost.run);
    for (int y = 0; y < size.height; ++y) {
        std::vector<RowShare> row;
        row.reserve(first.size());
        for (const int x : first)
            row.push_back(counter.rowOf(placeInside(kernel, arguments, cost.run, {x, y})));
        auto same = std::find(m_classes.begin(), m_classes.end(), row);
        if (same == m_classes.end())
            same = m_classes.insert(m_classes.end(), std::move(row));
        m_classOfRow.push_back(static_cast<std::uint16_t>(same - m_classes.begin()));
    }
}

PeRole KernelShares::roleAt(std::size_t rowClass, int column) const
{
    constexpr PeRole kGroups[] = {PeRole::Forward, PeRole::InputGradient, PeRole::WeightGradient};
    const ColumnShare& share = m_columns[static_cast<std::size_t>(column)];
    switch (m_classes[rowClass][share.conv].kind) {
    case RowShare::Kind::Idle: return PeRole::Idle;
    case RowShare::Kind::Reduce: return PeRole::Reduce;
    case RowShare::Kind::Tile: break;
    }
    return kGroups[share.group];
}

} // namespace waferscope
