#include "emulator/step/fields/streaming_frame.h"

#include "core/layout/footprint.h"

#include <algorithm>

namespace waferscope {

std::optional<StreamedShares::InBand> StreamedShares::inBand(PeCoord pe) const
{
    const int band = bands > 1 ? pe.x / bandWidth : 0;
    const PeCoord place{pe.x - band * bandWidth, pe.y};
    return band < bands && filled.contains(place) ? std::optional(InBand{band, place}) : std::nullopt;
}

namespace {

std::vector<StreamedShares> sharesOf(const KernelGraph& graph, const std::vector<StreamedPhase>& phases,
                                     const StreamingCost& cost)
{
    std::vector<StreamedShares> all;
    for (const StreamedPhase& phase : phases) {
        const Kernel& kernel = graph[phase.kernel];
        all.push_back({phase.kernel, phase.phase, phase.filled, cost.spread(kernel, phase.phase), phase.bands,
                       phase.bandWidth, cost.microBatch, static_cast<float>(cost.tilePerPe(kernel).count()),
                       static_cast<float>(cost.activationsPerPe(kernel).count())});
    }
    return all;
}

} // namespace

StreamedLayers::StreamedLayers(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
    : m_microBatches(evaluation.streaming().microBatches)
    , m_keeps(layout.graph()->size(), false)
    , m_hop(std::max<std::int64_t>(1, layout.system().hopLatency.count()))
{
    const StreamingFigures& figures = evaluation.streaming();
    StreamingCost cost = StreamingCost::of(layout.problem(), layout.schedule(), assumptions);
    m_phases = sharesOf(*layout.graph(), figures.phases, cost);
    cost.microBatch = figures.lastMicroBatch;
    m_lastPhases = sharesOf(*layout.graph(), figures.lastPhases, cost);
    Bytes kept{0};
    for (const StreamedPhase& phase : figures.phases) {
        if (phase.phase == Phase::Forward && phase.activationsKept > kept)
            m_keeps[phase.kernel.index()] = true;
        kept = phase.activationsKept;
    }
}

const std::vector<StreamedShares>& StreamedLayers::phasesAt(const LogIndex& log, std::int64_t time) const
{
    if (m_lastPhases.empty())
        return m_phases;
    const std::int64_t begun = log.kernel(m_phases.front().kernel.index(), m_phases.front().phase).begun(time);
    return begun > 0 && begun % m_microBatches == 0 ? m_lastPhases : m_phases;
}

namespace {

/// Columns first .. last - 1 of every band of a row of `area` that holds work, with a value by band.
template <typename Value>
void fillBands(const StreamedShares& shares, const PeRect& area, float* row, int first, int last, const Value& valueOf)
{
    for (int band = 0; band < shares.bands; ++band) {
        const int left = std::max(band * shares.bandWidth + first - area.origin.x, 0);
        const int right = std::min(band * shares.bandWidth + last - area.origin.x, area.width);
        if (left < right)
            std::fill(row + left, row + right, valueOf(band));
    }
}

} // namespace

StreamingFrame::StreamingFrame(const StreamedLayers& layers, const LogIndex& log, std::int64_t time, FieldKind kind,
                               int columns)
    : m_layers(layers)
    , m_kind(kind)
{
    if (isSram(kind)) {
        if (kind == FieldKind::SramUsed || kind == FieldKind::SramWeights)
            m_everywhere = weightTiles(log, time);
        if (kind == FieldKind::SramUsed || kind == FieldKind::SramActivations)
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
    m_layers.forEachPhase([&](const StreamedShares& shares) {
        const std::int64_t hop = m_layers.hop();
        intervals.clear();
        log.kernel(shares.kernel.index(), shares.phase)
            .append(intervals, time - hop * (shares.filled.height - 1), time);
        for (const Interval& interval : intervals) {
            if (interval.samples != shares.samples)
                continue;
            const std::int64_t since = time - interval.start.count();
            const std::int64_t over = since - interval.length.count(); // below 0: still at work in the first row
            const std::int64_t first = over < 0 ? 0 : over / hop + 1;
            const std::int64_t last = std::min<std::int64_t>(shares.filled.height - 1, since / hop);
            if (first <= last)
                m_fronts.push_back({&shares, static_cast<int>(first), static_cast<int>(last)});
        }
    });
}

void StreamingFrame::findStall(const LogIndex& log, std::int64_t time)
{
    for (const StreamedShares& shares : m_layers.phasesAt(log, time))
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
    std::vector<double> tiles(m_layers.kernels());
    for (const StreamedShares& shares : m_layers.phasesAt(log, time)) {
        const std::size_t kernel = shares.kernel.index();
        tiles[kernel] = static_cast<double>(shares.tile);
        if (log.kernel(kernel, shares.phase).at(time))
            bytes += tiles[kernel];
    }
    for (std::size_t kernel = 0; kernel < tiles.size(); ++kernel)
        if (const auto incoming = log.weights(kernel, StreamDirection::Forward).at(time))
            bytes += tiles[kernel] * static_cast<double>(time - incoming->start.count())
                / static_cast<double>(incoming->length.count());
    return static_cast<float>(bytes);
}

/// Every layer's activations lie on its filled rectangle, all of which begin in the north-west corner of a band.
void StreamingFrame::stackActivations(const LogIndex& log, std::int64_t time, int columns)
{
    struct Held {
        const StreamedShares* shares;
        float bytes = 0.0F;
    };
    std::vector<Held> held;
    for (const StreamedShares& shares : m_layers.phasesAt(log, time)) {
        const std::size_t kernel = shares.kernel.index();
        const bool keeps = m_layers.keeps(kernel);
        const bool works = log.kernel(kernel, shares.phase).at(time).has_value();
        const bool holds = log.kernel(kernel, Phase::Forward).begun(time) > log.lastGradient(kernel).ended(time);
        if (keeps ? shares.phase == Phase::Forward && holds : works)
            held.push_back({&shares, shares.activations});
    }
    std::vector<int> bottoms;
    bottoms.reserve(held.size());
    for (const Held& layer : held)
        bottoms.push_back(layer.shares->filled.height);
    std::sort(bottoms.begin(), bottoms.end());
    bottoms.erase(std::unique(bottoms.begin(), bottoms.end()), bottoms.end());
    for (const int bottom : bottoms) {
        Block block{bottom, std::vector<float>(static_cast<std::size_t>(columns))};
        for (const Held& layer : held)
            if (layer.shares->filled.height >= bottom)
                for (int x = 0; x < columns; ++x)
                    block.bytes[static_cast<std::size_t>(x)] += layer.shares->inBand({x, 0}) ? layer.bytes : 0.0F;
        m_stack.push_back(std::move(block));
    }
}

void StreamingFrame::paint(const PeRect& area, float* values) const
{
    for (int y = area.origin.y; y < area.bottom(); ++y, values += area.width) {
        std::fill_n(values, area.width, m_everywhere);
        for (const Front& front : m_fronts)
            paintFront(front, y, area, values);
        paintStack(y, area, values);
        if (m_stall && y <= m_stall->lastRow)
            fillBands(*m_stall->shares, area, values, 0, m_stall->shares->filled.width,
                      [this](int) { return m_cause; });
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

float StreamingFrame::loadOf(const StreamedShares& shares, Direction link)
{
    if (link == Direction::East)
        return shares.spread.along;
    const bool goesOut = shares.phase == Phase::WeightGradient;
    return link == (goesOut ? Direction::North : Direction::South) ? shares.spread.down : 0.0F;
}

void StreamingFrame::paintFront(const Front& front, int y, const PeRect& area, float* row) const
{
    if (y < front.firstRow || y > front.lastRow)
        return;
    const StreamedShares& shares = *front.shares;
    const StreamingSpread& spread = shares.spread;
    const int width = shares.filled.width;
    const auto everywhere = [&](float value) {
        fillBands(shares, area, row, 0, width, [value](int) { return value; });
    };
    if (m_kind == FieldKind::Role) {
        const bool forward = shares.phase == Phase::Forward || shares.phase == Phase::Recompute;
        everywhere(static_cast<float>(forward                                    ? PeRole::Forward
                                          : shares.phase == Phase::InputGradient ? PeRole::InputGradient
                                                                                 : PeRole::WeightGradient));
        return;
    }
    if (m_kind == FieldKind::LinkDemand || m_kind == FieldKind::LinkUtilization) {
        const float demand = std::max(spread.down, spread.along);
        everywhere(m_kind == FieldKind::LinkDemand ? demand : std::min(1.0F, demand));
        return;
    }
    if (const std::optional<Direction> link = directionOf(m_kind)) {
        everywhere(std::min(1.0F, loadOf(shares, *link)));
        return;
    }
    const auto shareOf = [&](float ofColumn) {
        return [this, &shares, &spread, y, ofColumn](int band) {
            const bool fullRow = band * shares.filled.height + y < spread.fullRows; // the bands' rows follow each other
            const float full = m_kind == FieldKind::SramTraffic ? (fullRow ? spread.traffic : spread.lesserTraffic)
                : fullRow                                       ? 1.0F
                                                                : spread.lesserRow;
            return full * ofColumn;
        };
    };
    fillBands(shares, area, row, 0, spread.fullColumns, shareOf(1.0F));
    fillBands(shares, area, row, spread.fullColumns, spread.owningColumns, shareOf(spread.lesserColumn));
    fillBands(shares, area, row, spread.owningColumns, width, shareOf(spread.addingColumn));
}

} // namespace waferscope
