#include "emulator/step/streaming_frame.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// Works out the shares of one phase from the layer's formal arguments.
class ShareMaker {
public:
    ShareMaker(const Layout& layout, const Assumptions& assumptions)
        : m_layout(layout)
        , m_schedule(std::get<StreamingSchedule>(layout.arrangement))
        , m_rowAdd(assumptions["row_add"])
        , m_macs((layout.execution.precision == Precision::Fp16 ? layout.system().macsPerCycle
                                                                : layout.system().fp32MacsPerCycle)
                 * assumptions["streaming_efficiency"])
        , m_value(static_cast<double>(valueSize(layout.execution.precision).count()))
    {
    }

    [[nodiscard]] StreamedShares of(const StreamedPhase& phase) const
    {
        const Kernel& kernel = (*m_layout.graph)[phase.kernel];
        StreamedShares shares{.kernel = phase.kernel, .phase = phase.phase, .filled = phase.filled};
        shares.fullColumns = shares.owningColumns = phase.filled.width;
        shares.fullRows = phase.filled.height;
        const std::int64_t tokens = tokensOf(kernel);
        const std::int64_t rows = m_layout.system().rows;
        const double most = std::ceil(static_cast<double>(tokens) / static_cast<double>(rows));
        shares.traffic = static_cast<float>(3.0 * m_value * most / axpy(most));
        if (tokens > rows && tokens % rows != 0) {
            shares.fullRows = static_cast<int>(tokens % rows);
            shares.lesserRow = static_cast<float>(axpy(most - 1.0) / axpy(most));
        }
        if (kernel.kind == KernelKind::Matrix || kernel.kind == KernelKind::Recurrent)
            shareColumns(shares, kernel, phase, most);
        return shares;
    }

private:
    [[nodiscard]] std::int64_t tokensOf(const Kernel& kernel) const
    {
        const ConvShape& conv = kernel.convs.front();
        return conv.height * conv.width * m_schedule.microBatch / (conv.stride * conv.stride);
    }

    /// Of a vector of so many tokens.
    [[nodiscard]] double axpy(double tokens) const
    {
        return static_cast<double>(m_layout.system().vectorSetup.count()) + tokens / m_macs;
    }

    void shareColumns(StreamedShares& shares, const Kernel& kernel, const StreamedPhase& phase, double tokens) const
    {
        const ConvShape& conv = kernel.convs.front();
        const bool back = phase.phase == Phase::InputGradient;
        const std::int64_t features = back ? conv.outputChannels : conv.allInputs();
        const std::int64_t made = back ? conv.inputChannels : conv.outputChannels / conv.groups;
        const std::int64_t columns = m_layout.system().columns;
        const double dense = (1.0 - m_schedule.sparsity) * static_cast<double>(conv.filterHeight * conv.filterWidth);
        const double full = std::ceil(static_cast<double>(features) / static_cast<double>(columns));
        const double adds = phase.phase == Phase::WeightGradient ? 0.0 : m_rowAdd;
        const double all = dense * full + adds;
        shares.fullColumns = static_cast<int>(features % columns == 0 ? columns : features % columns);
        shares.owningColumns = static_cast<int>(std::min(features, columns));
        shares.busyLesser = static_cast<float>((dense * (full - 1.0) + adds) / all);
        shares.busyAdding = static_cast<float>(adds / all);
        const auto cycles = static_cast<double>(std::max<std::int64_t>(1, phase.compute.count()));
        const double outputs = static_cast<double>(made) * static_cast<double>(kernel.steps);
        const double wide = phase.phase == Phase::WeightGradient ? 4.0 : m_value; // gradients leave in fp32
        const double down = outputs * dense * full * wide / 4.0;
        const double along = outputs * adds * tokens * m_value / 4.0;
        shares.demand = static_cast<float>(std::max(down, along) / cycles);
    }

    const Layout& m_layout;
    const StreamingSchedule& m_schedule;
    double m_rowAdd;
    double m_macs; ///< sustained by a PE a cycle
    double m_value; ///< bytes
};

} // namespace

StreamedLayers::StreamedLayers(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
    : m_evaluation(evaluation)
    , m_keeps(layout.graph->size(), false)
    , m_hop(std::max<std::int64_t>(1, layout.system().hopLatency.count()))
{
    const ShareMaker maker(layout, assumptions);
    Bytes kept{0};
    for (const StreamedPhase& phase : evaluation.phases) {
        m_phases.push_back(maker.of(phase));
        if (phase.phase == Phase::Forward && phase.activationsKept > kept)
            m_keeps[phase.kernel.index()] = true;
        kept = phase.activationsKept;
    }
}

StreamingFrame::StreamingFrame(const StreamedLayers& layers, const LogIndex& log, std::int64_t time, FieldKind kind,
                               int columns)
    : m_layers(layers)
    , m_kind(kind)
{
    if (kind == FieldKind::SramUsed) {
        m_everywhere = weightTiles(log, time);
        stackActivations(log, time, columns);
    } else if (kind == FieldKind::Stall) {
        findStall(log, time);
    } else {
        findFronts(log, time);
    }
}

void StreamingFrame::findFronts(const LogIndex& log, std::int64_t time)
{
    std::vector<Interval> intervals;
    for (const StreamedShares& shares : m_layers.phases()) {
        const std::int64_t hop = m_layers.hop();
        intervals.clear();
        log.kernel(shares.kernel.index(), shares.phase)
            .append(intervals, time - hop * (shares.filled.height - 1), time);
        for (const Interval& interval : intervals) {
            const std::int64_t since = time - interval.start;
            const std::int64_t over = since - interval.length; // below 0: still at work in the first row
            const std::int64_t first = over < 0 ? 0 : over / hop + 1;
            const std::int64_t last = std::min<std::int64_t>(shares.filled.height - 1, since / hop);
            if (first <= last)
                m_fronts.push_back({&shares, static_cast<int>(first), static_cast<int>(last)});
        }
    }
}

void StreamingFrame::findStall(const LogIndex& log, std::int64_t time)
{
    for (const StreamedShares& shares : m_layers.phases())
        if (const auto stall = log.kernel(shares.kernel.index(), Phase::Stall).at(time)) {
            m_stall = Front{&shares, 0, shares.filled.height - 1};
            m_cause = static_cast<float>(stall->cause);
            return;
        }
}

/// The tile at work, and as much of the next as has come in; both spread over all PEs.
float StreamingFrame::weightTiles(const LogIndex& log, std::int64_t time) const
{
    double bytes = 0.0;
    for (const StreamedShares& shares : m_layers.phases()) {
        const std::size_t kernel = shares.kernel.index();
        const auto tile = static_cast<double>(m_layers.evaluation().kernels[kernel].memory.weights.count());
        if (log.kernel(kernel, shares.phase).at(time))
            bytes += tile;
    }
    for (std::size_t kernel = 0; kernel < m_layers.evaluation().kernels.size(); ++kernel)
        if (const auto incoming = log.weights(kernel, StreamDirection::Forward).at(time)) {
            const auto tile = static_cast<double>(m_layers.evaluation().kernels[kernel].memory.weights.count());
            bytes += tile * static_cast<double>(time - incoming->start) / static_cast<double>(incoming->length);
        }
    return static_cast<float>(bytes);
}

/// Every layer's activations lie on its filled rectangle, all of which begin in the north-west corner.
void StreamingFrame::stackActivations(const LogIndex& log, std::int64_t time, int columns)
{
    struct Held {
        PeRect filled;
        float bytes = 0.0F;
    };
    std::vector<Held> held;
    const std::vector<KernelReport>& kernels = m_layers.evaluation().kernels;
    for (const StreamedShares& shares : m_layers.phases()) {
        const std::size_t kernel = shares.kernel.index();
        const bool keeps = m_layers.keeps(kernel);
        const bool works = log.kernel(kernel, shares.phase).at(time).has_value();
        const bool holds = log.kernel(kernel, Phase::Forward).begun(time) > log.lastGradient(kernel).ended(time);
        if (keeps ? shares.phase == Phase::Forward && holds : works)
            held.push_back({shares.filled, static_cast<float>(kernels[kernel].memory.activations.count())});
    }
    std::vector<int> bottoms;
    bottoms.reserve(held.size());
    for (const Held& layer : held)
        bottoms.push_back(layer.filled.height);
    std::sort(bottoms.begin(), bottoms.end());
    bottoms.erase(std::unique(bottoms.begin(), bottoms.end()), bottoms.end());
    for (const int bottom : bottoms) {
        Block block{bottom, std::vector<float>(static_cast<std::size_t>(columns))};
        for (const Held& layer : held)
            if (layer.filled.height >= bottom)
                for (int x = 0; x < std::min(columns, layer.filled.width); ++x)
                    block.bytes[static_cast<std::size_t>(x)] += layer.bytes;
        m_stack.push_back(std::move(block));
    }
}

void StreamingFrame::paint(const PeRect& area, float* values) const
{
    for (int y = area.origin.y; y < area.bottom(); ++y, values += area.width) {
        std::fill_n(values, area.width, m_everywhere);
        for (const Front& front : m_fronts)
            paintFront(front, y, area, values);
        if (m_kind == FieldKind::SramUsed)
            paintStack(y, area, values);
        if (m_stall && y <= m_stall->lastRow)
            std::fill_n(values, std::clamp(m_stall->shares->filled.width - area.origin.x, 0, area.width), m_cause);
    }
}

void StreamingFrame::paintStack(int y, const PeRect& area, float* row) const
{
    for (const Block& block : m_stack)
        if (y < block.bottom) {
            const float* bytes = block.bytes.data() + area.origin.x;
            for (int i = 0; i < area.width; ++i)
                row[i] += bytes[i];
            return;
        }
}

void StreamingFrame::paintFront(const Front& front, int y, const PeRect& area, float* row) const
{
    if (y < front.firstRow || y > front.lastRow)
        return;
    const StreamedShares& shares = *front.shares;
    const auto fill = [&](int first, int last, float value) {
        const int left = std::max(first - area.origin.x, 0);
        const int right = std::min(last - area.origin.x, area.width);
        if (left < right)
            std::fill(row + left, row + right, value);
    };
    const int width = shares.filled.width;
    if (m_kind == FieldKind::Role) {
        const bool forward = shares.phase == Phase::Forward || shares.phase == Phase::Recompute;
        const PeRole role = forward                ? PeRole::Forward
            : shares.phase == Phase::InputGradient ? PeRole::InputGradient
                                                   : PeRole::WeightGradient;
        fill(0, width, static_cast<float>(role));
        return;
    }
    if (m_kind == FieldKind::LinkDemand || m_kind == FieldKind::LinkUtilization) {
        const bool demand = m_kind == FieldKind::LinkDemand;
        fill(0, width, demand ? shares.demand : std::min(1.0F, shares.demand));
        return;
    }
    float factor = y < shares.fullRows ? 1.0F : shares.lesserRow;
    factor *= m_kind == FieldKind::SramTraffic ? shares.traffic : 1.0F;
    fill(0, shares.fullColumns, factor * shares.busyFull);
    fill(shares.fullColumns, shares.owningColumns, factor * shares.busyLesser);
    fill(shares.owningColumns, width, factor * shares.busyAdding);
}

} // namespace waferscope
