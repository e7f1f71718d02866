#include "app/jobs/run_series.h"

#include "core/layout/footprint.h"
#include "core/run/log_reader.h"
#include "core/run/time_bins.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

constexpr int kBins = 240; ///< of time: one or two pixels each
constexpr int kMemoryPoints = 60; ///< every one costs a field of the whole wafer
constexpr int kMemoryStride = 16; ///< PEs a value stands for

QString tr(const char* text)
{
    return QCoreApplication::translate("Charts", text);
}

/// How much of something goes on in every part of a run's time.
class Bins {
public:
    explicit Bins(Cycles length)
        : m_time(Cycles{0}, length, kBins)
        , m_values(kBins, 0.0)
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
            m_filled.emplace(std::pair(phase.kernel, phase.phase), static_cast<double>(phase.filled.peCount()));
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

ChartSeries coreUse(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation)
{
    const BusyPes busy(layout, evaluation);
    Bins bins(emulation.cycles);
    const double percent = 100.0 / static_cast<double>(layout.system().peCount());
    LogReader(emulation.log).forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        if (passOf(span.phase))
            bins.add(span, percent * busy.of(actor.kernel, span.phase));
    });
    return {tr("Core use, % of all PEs"), bins.values(), 100.0, QStringLiteral("%")};
}

double topOf(const std::vector<double>& values)
{
    const auto most = std::max_element(values.begin(), values.end());
    return most == values.end() || *most <= 0.0 ? 1.0 : *most * 1.1;
}

ChartSeries fabricStreams(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation)
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
    const double top = topOf(bins.values());
    return {tr("Streams between kernels, TB/s"), bins.values(), top, QStringLiteral("TB/s")};
}

/// Parameters of a layer that cross the edge, spread over the time that its stream takes.
ChartSeries weightStreams(const Layout& layout, const Emulation& emulation)
{
    Bins bins(emulation.cycles);
    const double edge = layout.system().io.count() / 1e9;
    LogReader(emulation.log).forEachSpanOf<WeightStreamActor>([&](const WeightStreamActor&, const Span& span) {
        bins.add(span, edge);
    });
    return {tr("Weights in and gradients out, GB/s"), bins.values(), topOf(bins.values()), QStringLiteral("GB/s")};
}

double meanOf(const Field& field)
{
    double sum = 0.0;
    for (const float value : field.values)
        sum += static_cast<double>(value);
    return field.values.empty() ? 0.0 : sum / static_cast<double>(field.values.size());
}

/// Fewer points than bins, each held until the next.
std::optional<ChartSeries> memoryUse(const Layout& layout, const Emulation& emulation, const FieldSource& fields,
                                     const JobControl& job)
{
    const FieldRequest request{FieldKind::SramUsed, layout.system().fabric(), kMemoryStride, Reduction::Mean};
    const double percent = 100.0 / static_cast<double>(layout.system().sram.count());
    std::vector<double> values;
    double held = 0.0;
    for (int bin = 0; bin < kBins; ++bin) {
        if (job.stopRequested())
            return std::nullopt;
        if (bin % (kBins / kMemoryPoints) == 0) {
            job.report(0.7 + 0.3 * bin / kBins, "Charting memory");
            held = percent * meanOf(fields.evaluate(Cycles{emulation.cycles.count() / kBins * bin}, request));
        }
        values.push_back(held);
    }
    return ChartSeries{tr("SRAM used, % of the wafer"), values, 100.0, QStringLiteral("%")};
}

} // namespace

ChartTime chartTimeOf(Cycles length, Hertz clock)
{
    const double seconds = (length / clock).count();
    if (seconds < 1e-3)
        return {u"µs", clock.count() * 1e-6};
    if (seconds < 1.0)
        return {u"ms", clock.count() * 1e-3};
    return {u"s", clock.count()};
}

std::shared_ptr<const ChartData> chartsOf(const Layout& layout, const Evaluation& evaluation,
                                          const Emulation& emulation, const FieldSource& fields, const JobControl& job)
{
    const ChartTime time = chartTimeOf(emulation.cycles, layout.system().clock);
    auto data = std::make_shared<ChartData>();
    data->timeUnit = QString::fromUtf16(time.unit);
    for (int bin = 0; bin < kBins; ++bin)
        data->times.push_back(static_cast<double>(emulation.cycles.count()) / kBins * bin / time.cycles);
    data->series.push_back(coreUse(layout, evaluation, emulation));
    data->series.push_back(evaluation.mode() == Mode::Pipelined ? fabricStreams(layout, evaluation, emulation)
                                                                : weightStreams(layout, emulation));
    std::optional<ChartSeries> memory = memoryUse(layout, emulation, fields, job);
    if (!memory)
        return nullptr;
    data->series.push_back(std::move(*memory));
    return data;
}

} // namespace waferscope
