#include "app/jobs/run_charts.h"

#include "app/jobs/layout_run.h"
#include "core/layout/footprint.h"
#include "core/run/log_reader.h"
#include "formats/machines/machines.h"
#include "session/map_project.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

std::shared_ptr<const LayoutRun> runOf(Mode mode)
{
    const OpenedProject opened = openProject({"gallery:mnist-mlp", readInstallation("cs1").value(), {}}, {}).value();
    for (std::size_t i = 0; i < opened.project->layouts.size(); ++i)
        if (opened.project->layouts[i]->mode() == mode)
            return runLayout({opened.project->layouts[i], opened.evaluations[i], opened.project->assumptions}, {})
                .value();
    return nullptr;
}

double meanOf(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

bool isWithin(double share, double value, double wanted)
{
    return std::abs(value - wanted) <= share * std::abs(wanted);
}

/// Seconds of a whole run.
double secondsOf(const LayoutRun& run)
{
    return (run.emulation->cycles / run.layout->system().clock).count();
}

/// What the streams between kernels carry in a run: every edge every sample, and gradients back.
double streamedTerabytes(const LayoutRun& run)
{
    double wavelets = 0.0;
    for (const EdgeTiming& edge : run.evaluation->pipelined().edges)
        wavelets += 2.0 * static_cast<double>(edge.wavelets.count());
    return wavelets * static_cast<double>(run.emulation->samplesPerStep * run.emulation->steps) * 4.0 / 1e12;
}

/// PE cycles that kernels compute in a run, by the log.
double busyPeCycles(const LayoutRun& run)
{
    double cycles = 0.0;
    LogReader(run.emulation->log).forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        if (span.phase == Phase::Stall)
            return;
        const auto pes = static_cast<double>(run.evaluation->kernels[actor.kernel.index()].rectangle.peCount());
        const int groups = span.phase == Phase::Update ? 1 : columnGroups(run.layout->execution().run);
        span.forEachInterval(
            [&](const Interval& work) { cycles += static_cast<double>(work.length.count()) * pes / groups; });
    });
    return cycles;
}

/// A sum over the phases of one micro-batch, for all micro-batches of a run.
template <typename Of>
double streamedSum(const LayoutRun& run, Of of)
{
    double sum = 0.0;
    for (const StreamedPhase& phase : run.evaluation->streaming().phases)
        sum += of(phase);
    return sum * static_cast<double>(run.evaluation->streaming().microBatches * run.emulation->steps);
}

} // namespace

/// The charts' areas are what the whole run did.
class RunChartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyChartFitsItsAxes_data();
    void everyChartFitsItsAxes();
    void pipelinedCoresDoTheRunsWork();
    void streamedCoresDoTheRunsWork();
    void streamsCarryWhatTheEdgesCarry();
    void weightsPassTheEdge();
    void memoryIsThatOfTheField_data();
    void memoryIsThatOfTheField();
    void theAxisHasAUnitForItsLength();

private:
    std::shared_ptr<const LayoutRun> m_pipelined;
    std::shared_ptr<const LayoutRun> m_streaming;
    const LayoutRun& run(Mode mode) const { return mode == Mode::Pipelined ? *m_pipelined : *m_streaming; }
};

void RunChartsTest::initTestCase()
{
    m_pipelined = runOf(Mode::Pipelined);
    m_streaming = runOf(Mode::WeightStreaming);
    QVERIFY(m_pipelined && m_streaming);
}

static void addModes()
{
    QTest::addColumn<Mode>("mode");
    QTest::newRow("pipelined") << Mode::Pipelined;
    QTest::newRow("weight streaming") << Mode::WeightStreaming;
}

void RunChartsTest::everyChartFitsItsAxes_data()
{
    addModes();
}

void RunChartsTest::everyChartFitsItsAxes()
{
    QFETCH(Mode, mode);
    const ChartData& charts = *run(mode).charts;
    QCOMPARE(charts.series.size(), std::size_t{3});
    QCOMPARE(charts.times.front(), 0.0);
    QVERIFY(std::is_sorted(charts.times.begin(), charts.times.end()));
    const double length = static_cast<double>(run(mode).emulation->cycles.count())
        / chartTimeOf(run(mode).emulation->cycles, run(mode).layout->system().clock).cycles;
    QVERIFY(charts.times.back() < length && charts.times.back() > 0.95 * length);
    for (const ChartSeries& series : charts.series) {
        const auto [least, most] = std::minmax_element(series.values.begin(), series.values.end());
        QCOMPARE(series.values.size(), charts.times.size());
        QVERIFY2(*least >= 0.0 && *most > 0.0 && *most <= series.most, qPrintable(series.title));
        QVERIFY2(series.title.endsWith(series.unit) || series.title.contains(series.unit), qPrintable(series.title));
    }
}

void RunChartsTest::pipelinedCoresDoTheRunsWork()
{
    const LayoutRun& run = *m_pipelined;
    const double all =
        static_cast<double>(run.emulation->cycles.count()) * static_cast<double>(run.layout->system().peCount());
    QVERIFY(isWithin(0.01, meanOf(run.charts->series[0].values), 100.0 * busyPeCycles(run) / all));
}

void RunChartsTest::streamedCoresDoTheRunsWork()
{
    const LayoutRun& run = *m_streaming;
    const double busy = streamedSum(run, [](const StreamedPhase& phase) {
        return static_cast<double>(phase.compute.count()) * static_cast<double>(phase.filled.peCount());
    });
    const double all =
        static_cast<double>(run.emulation->cycles.count()) * static_cast<double>(run.layout->system().peCount());
    QVERIFY(isWithin(0.01, meanOf(run.charts->series[0].values), 100.0 * busy / all));
}

void RunChartsTest::streamsCarryWhatTheEdgesCarry()
{
    const double charted = meanOf(m_pipelined->charts->series[1].values) * secondsOf(*m_pipelined);
    const double wanted = streamedTerabytes(*m_pipelined);
    QVERIFY2(isWithin(0.01, charted, wanted), qPrintable(QStringLiteral("%1 for %2").arg(charted).arg(wanted)));
}

void RunChartsTest::weightsPassTheEdge()
{
    const LayoutRun& run = *m_streaming;
    const double cycles = streamedSum(run, [](const StreamedPhase& phase) {
        return static_cast<double>((phase.streamIn + phase.streamOut).count());
    });
    const double wanted = cycles / run.layout->system().clock.count() * run.layout->system().io.count() / 1e9;
    const double charted = meanOf(run.charts->series[1].values) * secondsOf(run);
    QVERIFY2(isWithin(0.01, charted, wanted), qPrintable(QStringLiteral("%1 for %2").arg(charted).arg(wanted)));
}

void RunChartsTest::memoryIsThatOfTheField_data()
{
    addModes();
}

/// At a third of the chart's points, against every single PE.
void RunChartsTest::memoryIsThatOfTheField()
{
    QFETCH(Mode, mode);
    const LayoutRun& shown = run(mode);
    const std::vector<double>& values = shown.charts->series[2].values;
    const System& system = shown.layout->system();
    double most = 0.0;
    for (std::size_t bin = 0; bin < values.size(); bin += 12) {
        const Cycles time{shown.emulation->cycles.count() / static_cast<std::int64_t>(values.size())
                          * static_cast<std::int64_t>(bin)};
        const Field field = shown.fields->evaluate(time, {FieldKind::SramUsed, system.fabric(), 1, Reduction::Mean});
        const double bytes = std::accumulate(field.values.begin(), field.values.end(), 0.0);
        const double wanted =
            100.0 * bytes / static_cast<double>(field.values.size()) / static_cast<double>(system.sram.count());
        QVERIFY2(isWithin(0.03, values[bin], wanted),
                 qPrintable(QStringLiteral("%1 for %2").arg(values[bin]).arg(wanted)));
        most = std::max(most, wanted);
    }
    QVERIFY(most > 0.0);
}

void RunChartsTest::theAxisHasAUnitForItsLength()
{
    const auto unitOf = [](std::int64_t cycles) {
        return QString::fromUtf16(chartTimeOf(Cycles{cycles}, Hertz{1e9}).unit);
    };
    QCOMPARE(unitOf(999'999), QStringLiteral("µs"));
    QCOMPARE(unitOf(1'000'000), QStringLiteral("ms"));
    QCOMPARE(unitOf(1'000'000'000), QStringLiteral("s"));
    QCOMPARE(chartTimeOf(Cycles{1'000'000}, Hertz{1e9}).cycles, 1e6);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RunChartsTest)
#include "run_charts_test.moc"
