#include "emulator/step/fields/kernel_values.h"

#include "core/base/rounding.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Largest whole number at or below a / b; b > 0.
std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

double share(std::int64_t held, std::int64_t most)
{
    return most > 0 ? static_cast<double>(held) / static_cast<double>(most) : 0.0;
}

} // namespace

KernelValues::KernelValues(const Layout& layout, const Evaluation& evaluation, KernelId id, const CostModel& cost)
    : m_id(id.index())
    , m_shares((*layout.graph())[id], layout.mapping()[id], cost)
    , m_hop(std::max<std::int64_t>(1, layout.system().hopLatency.count()))
    , m_stashSamples(stashedSamples(*layout.graph(), id, cost))
{
    const std::vector<ColumnShare>& columns = m_shares.columns();
    for (int x = 0; x < m_shares.width(); ++x) {
        const ColumnShare& column = columns[static_cast<std::size_t>(x)];
        const bool continues = x > 0 && m_runs.back().share.conv == column.conv
            && m_runs.back().share.group == column.group && m_runs.back().share.fullShare == column.fullShare;
        if (!continues)
            m_runs.push_back({column, x, 0});
        ++m_runs.back().count;
    }
    const auto addBuffers = [&](const std::vector<EdgeId>& edges, StreamDirection direction) {
        for (const EdgeId edge : edges) {
            const std::int64_t hops = evaluation.pipelined().edges.at(edge.index()).distance.count();
            m_buffers.push_back({edge.index(), direction, hops * m_hop});
            m_bufferSamples += slotsOf(*layout.graph(), edge);
        }
    };
    addBuffers(layout.graph()->edgesInto(id), StreamDirection::Forward);
    if (cost.run == Run::Train)
        addBuffers(layout.graph()->edgesFrom(id), StreamDirection::Backward);
    const ExecutionArguments& arguments = layout.mapping()[id].arguments;
    for (const PeRole role :
         {PeRole::Idle, PeRole::Forward, PeRole::InputGradient, PeRole::WeightGradient, PeRole::Reduce})
        m_memory[static_cast<std::size_t>(role)] = memoryOf(*layout.graph(), id, arguments, role, cost);
}

std::vector<float> KernelValues::at(std::int64_t time, FieldKind kind, const LogIndex& log) const
{
    std::vector<float> values(m_shares.classes() * static_cast<std::size_t>(m_shares.width()));
    if (kind == FieldKind::Role) {
        fillByRole(values, [](PeRole role) { return static_cast<float>(role); });
    } else if (isSram(kind)) {
        const Held held = heldAt(time, log);
        fillByRole(values, [&](PeRole role) { return static_cast<float>(sramOf(role, kind, held)); });
    } else if (kind == FieldKind::Stall) {
        const std::optional<Interval> stall = log.kernel(m_id, Phase::Stall).at(time);
        const float cause = static_cast<float>(stall ? stall->cause : StallCause::None);
        fillByRole(values, [cause](PeRole role) { return role == PeRole::Idle ? 0.0F : cause; });
    } else {
        fillWork(values, time, kind, log);
    }
    return values;
}

template <typename Value>
void KernelValues::fillByRole(std::vector<float>& values, const Value& valueOf) const
{
    constexpr PeRole kRoles[] = {PeRole::Idle, PeRole::Forward, PeRole::InputGradient, PeRole::WeightGradient,
                                 PeRole::Reduce};
    float ofRole[static_cast<std::size_t>(PeRole::Stream) + 1] = {};
    for (const PeRole role : kRoles)
        ofRole[static_cast<std::size_t>(role)] = valueOf(role);
    float* row = values.data();
    for (std::size_t rowClass = 0; rowClass < m_shares.classes(); ++rowClass, row += m_shares.width())
        for (const ColumnRun& run : m_runs)
            std::fill_n(row + run.first, run.count,
                        ofRole[static_cast<std::size_t>(m_shares.roleAt(rowClass, run.first))]);
}

std::int64_t KernelValues::stashed(std::int64_t time, const LogIndex& log) const
{
    const SpanIndex& gradient = log.lastGradient(m_id);
    if (m_stashSamples == 0 || gradient.empty())
        return 0;
    return log.kernel(m_id, Phase::Forward).ended(time) - gradient.ended(time);
}

std::int64_t KernelValues::buffered(std::int64_t time, const LogIndex& log) const
{
    std::int64_t samples = 0;
    for (const Buffer& buffer : m_buffers) {
        const bool forward = buffer.direction == StreamDirection::Forward;
        const SpanIndex& user = forward ? log.kernel(m_id, Phase::Forward) : log.lastGradient(m_id);
        if (!user.empty())
            samples += log.stream(buffer.edge, buffer.direction).begun(time - buffer.distance) - user.ended(time);
    }
    return samples;
}

KernelValues::Held KernelValues::heldAt(std::int64_t time, const LogIndex& log) const
{
    return {share(stashed(time, log), m_stashSamples), share(buffered(time, log), m_bufferSamples)};
}

double KernelValues::sramOf(PeRole role, FieldKind kind, const Held& held) const
{
    const PeMemory& full = m_memory[static_cast<std::size_t>(role)];
    const double activations = static_cast<double>(full.activations.count()) * held.stash;
    const double buffers = static_cast<double>(full.buffers.count()) * held.buffers;
    switch (kind) {
    case FieldKind::SramWeights: return static_cast<double>(full.weights.count());
    case FieldKind::SramGradients: return static_cast<double>(full.gradients.count());
    case FieldKind::SramOptimizer: return static_cast<double>(full.optimizer.count());
    case FieldKind::SramActivations: return activations;
    case FieldKind::SramBuffers: return buffers;
    default: break;
    }
    return static_cast<double>((full.weights + full.gradients + full.optimizer).count()) + activations + buffers;
}

double KernelValues::sramOf(PeRole role, std::int64_t time, const LogIndex& log) const
{
    return sramOf(role, FieldKind::SramUsed, heldAt(time, log));
}

std::vector<KernelValues::Work> KernelValues::worksOf(int group, std::int64_t time, const LogIndex& log) const
{
    const std::int64_t since = time - m_hop * (m_shares.width() - 1);
    std::vector<Work> works;
    std::vector<Interval> intervals;
    const auto add = [&](Phase phase, bool shared, bool passesSums) {
        intervals.clear();
        log.kernel(m_id, phase).append(intervals, since, time);
        for (const Interval& interval : intervals)
            works.push_back({interval, shared, passesSums});
    };
    if (group == 0)
        add(Phase::Forward, true, true);
    if (group == 1)
        add(Phase::InputGradient, true, true);
    if (group == 2)
        add(Phase::WeightGradient, true, false);
    if (group > 0)
        add(Phase::Loss, false, false);
    if (group == 2)
        add(Phase::Update, false, false);
    return works;
}

void KernelValues::fillWork(std::vector<float>& values, std::int64_t time, FieldKind kind, const LogIndex& log) const
{
    const std::vector<Work> works[] = {worksOf(0, time, log), worksOf(1, time, log), worksOf(2, time, log)};
    float* row = values.data();
    for (std::size_t rowClass = 0; rowClass < m_shares.classes(); ++rowClass, row += m_shares.width())
        for (const ColumnRun& run : m_runs)
            fillRow(row, run, m_shares.rowOf(rowClass)[run.share.conv], works[run.share.group], time, kind);
}

/// The columns that a piece of work keeps busy now are those whose delay lies between its end and its start, seen back
/// from `time`.
void KernelValues::fillRow(float* row, const ColumnRun& run, const RowShare& share, const std::vector<Work>& works,
                           std::int64_t time, FieldKind kind) const
{
    constexpr float kBytesOfPassingSum = 8.0F; // a wavelet read and one written
    const bool tile = share.kind == RowShare::Kind::Tile;
    const bool traffic = kind == FieldKind::SramTraffic;
    for (const Work& work : works) {
        if (share.kind == RowShare::Kind::Idle || (!tile && !work.passesSums))
            continue;
        const std::int64_t length = work.interval.length.count(); // with recomputation forward takes twice as long
        const std::int64_t cycles =
            tile && work.shared ? ceilDivide(share.cycles[run.share.fullShare] * length, m_shares.cycles()) : length;
        const float busy = tile ? 1.0F : share.passing[run.share.fullShare];
        const float value = !traffic ? busy : busy * (tile ? share.traffic : kBytesOfPassingSum);
        std::int64_t first = floorDivide(time - work.interval.start.count() - cycles, m_hop) + 1;
        std::int64_t last = floorDivide(time - work.interval.start.count(), m_hop);
        if (run.share.group > 0) { // the delay counts from the last column
            const std::int64_t nearest = first;
            first = m_shares.width() - 1 - last;
            last = m_shares.width() - 1 - nearest;
        }
        first = std::max<std::int64_t>(first, run.first);
        last = std::min<std::int64_t>(last, run.first + run.count - 1);
        if (first <= last)
            std::fill(row + first, row + last + 1, value);
    }
}

} // namespace waferscope
