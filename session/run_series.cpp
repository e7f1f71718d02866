#include "session/run_series.h"

#include "core/layout/footprint.h"
#include "core/run/log_reader.h"
#include "core/run/time_bins.h"

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

constexpr int kMemoryPoints = 60; ///< every one costs a field of the whole wafer
constexpr int kMemoryStride = 16; ///< PEs a value stands for
constexpr const char* kNames[] = {"core_use_percent", "fabric_streams_terabytes_per_second",
                                  "weight_streams_gigabytes_per_second", "memory_use_percent"};

/// How much of something goes on in every part of a run's time.
class Bins {
public:
    explicit Bins(Cycles length)
        : m_time(Cycles{0}, length, kSeriesParts)
        , m_values(kSeriesParts, 0.0)
    {
    }

    /// `rate` for as long as the span's intervals last.
    void add(const Span& span, double rate)
    {
        m_time.spread(span, [this, rate](std::size_t bin, double share) { m_values[bin] += rate * share; });
    }

    [[nodiscard]] const std::vector<double>& values() const { return m_values; }

private:
    TimeBins m_time;
    std::vector<double> m_values;
};

/// PEs that a span of a kernel keeps busy.
class BusyPes {
public:
    BusyPes(const Layout& layout, const Evaluation& evaluation)
        : m_evaluation(evaluation)
        , m_groups(columnGroups(layout.execution().run))
    {
        if (evaluation.mode() == Mode::Pipelined)
            return;
        for (const StreamedPhase& phase : evaluation.streaming().phases)
            m_filled.emplace(std::pair(phase.kernel, phase.phase), static_cast<double>(phase.pes()));
    }

    [[nodiscard]] double of(KernelId kernel, Phase phase) const
    {
        if (m_evaluation.mode() == Mode::WeightStreaming) {
            const auto found = m_filled.find({kernel, phase});
            return found == m_filled.end() ? 0.0 : found->second;
        }
        const auto all = static_cast<double>(m_evaluation.kernels.at(kernel.index()).rectangle.peCount());
        return phase == Phase::Update ? all : all / m_groups;
    }

private:
    const Evaluation& m_evaluation;
    int m_groups;
    std::map<std::pair<KernelId, Phase>, double> m_filled;
};

RunSeries coreUse(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation)
{
    const BusyPes busy(layout, evaluation);
    Bins bins(emulation.cycles);
    const double percent = 100.0 / static_cast<double>(layout.system().peCount());
    LogReader(emulation.log).forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        if (passOf(span.phase))
            bins.add(span, percent * busy.of(actor.kernel, span.phase));
    });
    return {SeriesKind::CoreUse, bins.values()};
}

RunSeries fabricStreams(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation)
{
    Bins bins(emulation.cycles);
    const std::vector<EdgeTiming>& edges = evaluation.pipelined().edges;
    const double terabytes = 4.0 * layout.system().clock.count() / 1e12; // of a wavelet a cycle
    LogReader(emulation.log).forEachSpanOf<StreamActor>([&](const StreamActor& actor, const Span& span) {
        if (actor.edge.index() >= edges.size() || span.length.count() == 0)
            return;
        const auto wavelets = static_cast<double>(edges[actor.edge.index()].wavelets.count());
        bins.add(span, terabytes * wavelets / static_cast<double>(span.length.count()));
    });
    return {SeriesKind::FabricStreams, bins.values()};
}

/// Parameters of a layer that cross the edge, spread over the time that its stream takes.
RunSeries weightStreams(const Layout& layout, const Emulation& emulation)
{
    Bins bins(emulation.cycles);
    const double edge = layout.system().io.count() / 1e9;
    LogReader(emulation.log).forEachSpanOf<WeightStreamActor>([&](const WeightStreamActor&, const Span& span) {
        bins.add(span, edge);
    });
    return {SeriesKind::WeightStreams, bins.values()};
}

double meanOf(const Field& field)
{
    double sum = 0.0;
    for (const float value : field.values)
        sum += static_cast<double>(value);
    return field.values.empty() ? 0.0 : sum / static_cast<double>(field.values.size());
}

/// Asked for at fewer times than there are parts, each value held until the next.
Result<RunSeries> memoryUse(const Layout& layout, const Emulation& emulation, const FieldSource& fields,
                            const JobControl& job)
{
    const FieldRequest request{FieldKind::SramUsed, layout.system().fabric(), kMemoryStride, Reduction::Mean};
    const double percent = 100.0 / static_cast<double>(layout.system().sram.count());
    RunSeries series{SeriesKind::MemoryUse, {}};
    double held = 0.0;
    for (int part = 0; part < kSeriesParts; ++part) {
        if (job.stopRequested())
            return Error{ErrorCode::Stopped, "Stopped."};
        if (part % (kSeriesParts / kMemoryPoints) == 0) {
            job.report(static_cast<double>(part) / kSeriesParts, "Charting memory");
            held = percent * meanOf(fields.evaluate(Cycles{emulation.cycles.count() / kSeriesParts * part}, request));
        }
        series.values.push_back(held);
    }
    return series;
}

} // namespace

std::string_view nameOf(SeriesKind kind)
{
    return kNames[static_cast<std::size_t>(kind)];
}

Result<std::vector<RunSeries>> seriesOf(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation,
                                        const FieldSource& fields, const JobControl& job)
{
    std::vector<RunSeries> series{coreUse(layout, evaluation, emulation),
                                  evaluation.mode() == Mode::Pipelined ? fabricStreams(layout, evaluation, emulation)
                                                                       : weightStreams(layout, emulation)};
    WAFERSCOPE_TRY(RunSeries memory, memoryUse(layout, emulation, fields, job));
    series.push_back(std::move(memory));
    return series;
}

} // namespace waferscope
