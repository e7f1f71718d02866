#include "emulator/step/fields/kernel_shares.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// What the i-th of `parts` gets of `whole`: the first get the ceil share.
std::int64_t shareOf(std::int64_t whole, std::int64_t parts, std::int64_t i)
{
    return whole / parts + (i < whole % parts ? 1 : 0);
}

class ShareCounter {
public:
    ShareCounter(const Kernel& kernel, const ExecutionArguments& arguments, const CostModel& cost)
        : m_kernel(kernel)
        , m_arguments(arguments)
        , m_cost(cost)
        , m_cycles(cyclesPerSample(kernel, arguments, cost).count())
    {
        for (std::size_t conv = 0; conv < kernel.convs.size(); ++conv)
            m_mostWork = std::max(m_mostWork, work(conv, pixels(conv, 0), inputs(conv, 0, true), outputs(conv, true)));
    }

    [[nodiscard]] RowShare rowOf(const PePlace& place) const
    {
        RowShare row;
        if (place.role == PeRole::Idle)
            return row;
        const double tile = pixels(place.conv, place.tile);
        row.kind = place.role == PeRole::Reduce ? RowShare::Kind::Reduce : RowShare::Kind::Tile;
        for (const bool full : {false, true}) {
            const std::int64_t made = outputs(place.conv, full);
            if (row.kind == RowShare::Kind::Tile)
                row.cycles[full] = cyclesOf(work(place.conv, tile, inputs(place.conv, place.inputSplit, full), made));
            else
                row.passing[full] = passingShare(tile * static_cast<double>(made));
        }
        if (row.kind == RowShare::Kind::Tile)
            row.traffic = trafficOf(tile);
        return row;
    }

private:
    [[nodiscard]] double pixels(std::size_t conv, int tile) const
    {
        const ConvShape& shape = m_kernel.convs[conv];
        const std::int64_t down = shareOf(shape.height, m_arguments.height, tile / m_arguments.width);
        const std::int64_t across = shareOf(shape.width, m_arguments.width, tile % m_arguments.width);
        return static_cast<double>(down * across) / static_cast<double>(shape.stride * shape.stride);
    }
    /// Of a PE in a row of this split, in a column with the full or the lesser share.
    [[nodiscard]] std::int64_t inputs(std::size_t conv, int split, bool full) const
    {
        const ChannelSplit& parts = m_arguments.splits[conv];
        const std::int64_t channels = m_kernel.convs[conv].inputChannels;
        if (m_kernel.kind != KernelKind::Channelwise)
            return shareOf(channels, parts.inputs, split);
        const std::int64_t pe = std::int64_t{split} * parts.outputs + (full ? 0 : parts.outputs - 1);
        return shareOf(channels, std::int64_t{parts.inputs} * parts.outputs, pe);
    }
    [[nodiscard]] std::int64_t outputs(std::size_t conv, bool full) const
    {
        if (m_kernel.kind == KernelKind::Channelwise)
            return 1;
        const std::int64_t parts = m_arguments.splits[conv].outputs;
        return shareOf(m_kernel.convs[conv].outputChannels, parts, full ? 0 : parts - 1);
    }
    [[nodiscard]] double vectorCycles(double elements) const
    {
        return static_cast<double>(m_cost.vectorSetup.count())
            + std::ceil(elements / (m_cost.macsPerCycle * m_cost.efficiency));
    }

    /// Cycles by the formula, up to factors that all PEs share.
    [[nodiscard]] double work(std::size_t conv, double tile, std::int64_t inputChannels,
                              std::int64_t outputChannels) const
    {
        const ConvShape& shape = m_kernel.convs[conv];
        const auto channels = static_cast<double>(outputChannels);
        if (tile == 0.0)
            return 0.0;
        if (m_kernel.kind == KernelKind::Embedding) {
            const double row = static_cast<double>(valueSize(m_cost.precision).count()) * channels / 4.0;
            return tile * (static_cast<double>(m_cost.vectorSetup.count()) + std::ceil(row));
        }
        return static_cast<double>(shape.filterHeight * shape.filterWidth * inputChannels) * channels
            * vectorCycles(tile);
    }

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
        return static_cast<float>(3.0 * value * tile / vectorCycles(tile));
    }

    [[nodiscard]] float passingShare(double values) const
    {
        const double wavelets = values * static_cast<double>(valueSize(m_cost.precision).count()) / 4.0
            * static_cast<double>(m_kernel.steps);
        return static_cast<float>(std::min(1.0, wavelets / static_cast<double>(m_cycles)));
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
